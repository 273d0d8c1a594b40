/** Private keys and where they are kept. */
@NullMarked
package dev.plimsoll.signer.key;

import org.jspecify.annotations.NullMarked;
