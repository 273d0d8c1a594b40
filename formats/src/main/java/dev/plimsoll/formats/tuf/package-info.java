/**
 * TUF metadata, specification 1.0.34 §4: values, strict readers, writers in canonical JSON. Nothing
 * here checks a signature, a version or an expiry.
 */
@NullMarked
package dev.plimsoll.formats.tuf;

import org.jspecify.annotations.NullMarked;
