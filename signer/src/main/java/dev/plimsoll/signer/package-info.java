/** Signs what was decided; checks its own output before anyone else sees it. */
@NullMarked
package dev.plimsoll.signer;

import org.jspecify.annotations.NullMarked;
