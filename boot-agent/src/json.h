/*
 * Strict reader for small JSON texts (RFC 8259) that come from the network.
 *
 * Beyond the grammar it refuses: duplicate keys, bytes after the value, more than LIMIT_JSON_DEPTH levels,
 * LIMIT_JSON_NODES values or LIMIT_JSON_MEMBERS members, malformed UTF-8, lone surrogates, U+0000. Strings are
 * decoded in place, so a parsed document points into the caller's bytes and lives as long as they do.
 */
#ifndef PLIMSOLL_JSON_H
#define PLIMSOLL_JSON_H

#include <stdint.h>

#include "text.h"

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_INTEGER, /* no fraction, no exponent, fits in int64_t */
    JSON_NUMBER,  /* any other number; its value is not kept */
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json_value {
    enum json_type type;
    struct text key;    /* set in members of an object */
    struct text string; /* JSON_STRING */
    int64_t integer;    /* JSON_INTEGER */
    uint16_t child;     /* JSON_ARRAY, JSON_OBJECT: index of the first element, 0 = empty */
    uint16_t next;      /* index of the next sibling, 0 = last */
    uint16_t count;     /* JSON_ARRAY, JSON_OBJECT: number of elements */
};

struct json {
    struct json_value values[LIMIT_JSON_NODES]; /* [0] is the root */
    size_t used;
    const char *error; /* after a failure: what was wrong */
    size_t error_at;   /* ... and at which byte */
};

/* False: `doc->error` says why. The bytes are changed in either case. */
bool json_parse(struct json *doc, char *bytes, size_t len);

/* The member named `key`, or NULL when `object` is not an object or has none. */
const struct json_value *json_member(const struct json *doc, const struct json_value *object, const char *key);

/* First element of an array or object and the one after `value`; NULL at the end. */
const struct json_value *json_first(const struct json *doc, const struct json_value *container);
const struct json_value *json_next(const struct json *doc, const struct json_value *value);

/* The string or integer member named `key`; false when it is absent or of another type. */
bool json_string(const struct json *doc, const struct json_value *object, const char *key, struct text *out);
bool json_integer(const struct json *doc, const struct json_value *object, const char *key, int64_t *out);

#endif
