/**
 * A TUF client, specification 1.0.34 §5: {@link dev.plimsoll.verifier.tuf.TrustedMetadataSet} holds
 * the rules, {@link dev.plimsoll.verifier.tuf.Updater} fetches in their order. Files come through a
 * port; there is no network code here.
 */
@NullMarked
package dev.plimsoll.verifier.tuf;

import org.jspecify.annotations.NullMarked;
