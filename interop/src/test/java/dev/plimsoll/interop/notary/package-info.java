/** Notary v1: Debian's client and server, and Docker's, against ours. */
@org.jspecify.annotations.NullMarked
package dev.plimsoll.interop.notary;
