/**
 * Moves verified trust data of Notary v1 into a repository after TUF 1.0.34: what it says, who may
 * say it, and the keys that both formats can name. Signatures cannot move, since they are over
 * another format; what else cannot is listed, never dropped in silence.
 */
@NullMarked
package dev.plimsoll.signer.migrate;

import org.jspecify.annotations.NullMarked;
