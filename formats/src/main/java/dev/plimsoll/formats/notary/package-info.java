/**
 * Notary v1 trust data ({@code notary} 0.7.0, the format of Docker Content Trust): a second wire
 * format over the values of {@link dev.plimsoll.formats.tuf}. Strict readers, writers in canonical
 * JSON. Nothing here checks a signature, a version or an expiry.
 */
@NullMarked
package dev.plimsoll.formats.notary;

import org.jspecify.annotations.NullMarked;
