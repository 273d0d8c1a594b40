/** Sigstore bundle v0.3, key-signed form. */
@NullMarked
package dev.plimsoll.formats.sigstore;

import org.jspecify.annotations.NullMarked;
