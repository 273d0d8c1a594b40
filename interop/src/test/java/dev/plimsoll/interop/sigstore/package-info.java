/** Our signatures, checked by @sigstore/verify, openssl and cosign. */
@NullMarked
package dev.plimsoll.interop.sigstore;

import org.jspecify.annotations.NullMarked;
