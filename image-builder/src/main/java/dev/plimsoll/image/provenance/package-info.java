/**
 * Where an image's files come from, and the proof of it: SLSA provenance v1 in an in-toto statement
 * v1, with everything that building again takes, and the rebuild that compares.
 *
 * <p>A provenance that is read is untrusted input: nothing in it is believed but what a digest or
 * the rebuild confirms.
 */
@NullMarked
package dev.plimsoll.image.provenance;

import org.jspecify.annotations.NullMarked;
