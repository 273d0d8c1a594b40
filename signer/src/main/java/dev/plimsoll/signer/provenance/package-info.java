/**
 * What a run states about its image: SLSA provenance v1 (how it was made) and SLSA VSA v1 (what the
 * gate said), as in-toto statements ready to be signed.
 */
@NullMarked
package dev.plimsoll.signer.provenance;

import org.jspecify.annotations.NullMarked;
