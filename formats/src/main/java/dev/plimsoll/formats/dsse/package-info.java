/** DSSE v1.0.2 envelopes. */
@NullMarked
package dev.plimsoll.formats.dsse;

import org.jspecify.annotations.NullMarked;
