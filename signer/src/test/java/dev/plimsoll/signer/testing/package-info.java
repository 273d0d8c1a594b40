/** TEST ONLY: keys that everybody knows. */
@NullMarked
package dev.plimsoll.signer.testing;

import org.jspecify.annotations.NullMarked;
