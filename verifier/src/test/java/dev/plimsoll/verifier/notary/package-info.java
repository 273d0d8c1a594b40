/** Tests of the Notary v1 client over a simulated server. */
@NullMarked
package dev.plimsoll.verifier.notary;

import org.jspecify.annotations.NullMarked;
