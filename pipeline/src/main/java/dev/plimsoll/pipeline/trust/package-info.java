/** Checks what images are signed by, for the builder (Sigstore bundle v0.3, signed by keys). */
@NullMarked
package dev.plimsoll.pipeline.trust;

import org.jspecify.annotations.NullMarked;
