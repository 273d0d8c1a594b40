/** The TUF 1.0.34 repository side. */
@NullMarked
package dev.plimsoll.signer.tuf;

import org.jspecify.annotations.NullMarked;
