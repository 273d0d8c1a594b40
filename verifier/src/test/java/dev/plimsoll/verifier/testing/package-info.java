/** TEST ONLY: keys and a TUF repository that does as told. Shipped in the test jar. */
@NullMarked
package dev.plimsoll.verifier.testing;

import org.jspecify.annotations.NullMarked;
