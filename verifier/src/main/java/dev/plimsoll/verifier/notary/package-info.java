/**
 * A client of Notary v1 (its protocol and metadata as of 0.7.0): from a pinned certificate, a
 * pinned CA or a first look to the verified targets of one collection. Its rules are those of TUF
 * 1.0.34 §5.3 to §5.6 where Notary has them: it lists checksums instead of versions, delegates
 * string prefixes instead of globs, and its root keys are X.509 certificates.
 */
@NullMarked
package dev.plimsoll.verifier.notary;

import org.jspecify.annotations.NullMarked;
