/** Tests of the way from Notary v1 to TUF 1.0. */
@NullMarked
package dev.plimsoll.signer.migrate;

import org.jspecify.annotations.NullMarked;
