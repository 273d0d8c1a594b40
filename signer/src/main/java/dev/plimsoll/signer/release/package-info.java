/** Release statements: which role may boot which image, signed by release managers. */
@NullMarked
package dev.plimsoll.signer.release;

import org.jspecify.annotations.NullMarked;
