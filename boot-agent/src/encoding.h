/* Strict hex and base64 (one accepted spelling for each value), and little-endian numbers. */
#ifndef PLIMSOLL_ENCODING_H
#define PLIMSOLL_ENCODING_H

#include <stdint.h>

#include "text.h"

/* Writes 2*len lower-case digits and a NUL; `out` holds 2*len+1 bytes. */
void hex_encode(char *out, const uint8_t *bytes, size_t len);

/*
 * RFC 4648 section 4 with padding. Refuses line breaks, missing or surplus padding, and non-zero bits below the
 * last byte. `out` may be the text's own memory, because output never overtakes input; otherwise it holds
 * 3*(t.len/4) bytes or `capacity`, whichever is less. False leaves `out` undefined.
 */
bool base64_decode(struct text t, uint8_t *out, size_t capacity, size_t *len);

/* The unsigned number in `len` bytes (at most 8), lowest byte first. */
uint64_t little_endian(const uint8_t *bytes, size_t len);

#endif
