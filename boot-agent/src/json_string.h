/* Decoding of one JSON string, in place; used by json.c alone. */
#ifndef PLIMSOLL_JSON_STRING_H
#define PLIMSOLL_JSON_STRING_H

#include "text.h"

/*
 * `*at` is the offset just behind the opening quote; on success it moves behind the closing one and `out` holds
 * the decoded UTF-8. Returns NULL, or what was wrong (with `*at` near the fault).
 */
const char *json_decode_string(char *bytes, size_t len, size_t *at, struct text *out);

#endif
