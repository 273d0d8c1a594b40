/**
 * The server side of Notary v1 ({@code notary} 0.7.0, the protocol of Docker Content Trust) without
 * HTTP: what a push must fulfil, the roles that the server signs itself, and a durable store in
 * which an update of many files is there whole or not at all.
 */
@NullMarked
package dev.plimsoll.signer.notary;

import org.jspecify.annotations.NullMarked;
