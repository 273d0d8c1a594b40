/* The little of HTTP/1.1 (RFC 9112) that one POST needs. No I/O. */
#ifndef PLIMSOLL_HTTP_H
#define PLIMSOLL_HTTP_H

#include "endpoint.h"

/* Writes a POST of `body` to base_path + `path`, `Connection: close`. False when it does not fit. */
bool http_format_post(char *out, size_t capacity, const struct endpoint *endpoint, const char *path,
                      struct text json_body, size_t *len);

enum http_progress {
    HTTP_INCOMPLETE, /* read on */
    HTTP_COMPLETE,
    HTTP_MALFORMED, /* `error` says why */
};

struct http_response {
    unsigned status;
    struct text body;
    unsigned retry_after_s; /* Retry-After in whole seconds; 0 = absent, a date, or out of range */
    const char *error;
};

/*
 * Parses what has arrived so far; `ended` says that the peer has closed. The body ends at Content-Length or, without
 * one, at the end of the connection. Refused: a body coding (chunked too), two or malformed Content-Length fields,
 * bytes behind the body, folded or malformed header lines, heads over LIMIT_RESPONSE_HEAD bytes.
 */
enum http_progress http_parse_response(struct http_response *out, struct text received, bool ended);

#endif
