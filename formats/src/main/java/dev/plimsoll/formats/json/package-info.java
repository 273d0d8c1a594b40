/**
 * Strict JSON (RFC 8259): one value model, one limited reader, one writer. The only package that
 * sees a JSON library.
 */
@NullMarked
package dev.plimsoll.formats.json;

import org.jspecify.annotations.NullMarked;
