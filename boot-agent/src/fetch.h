/* Asking for a verdict until an answer comes or patience ends. */
#ifndef PLIMSOLL_FETCH_H
#define PLIMSOLL_FETCH_H

#include "http.h"
#include "refusal.h"
#include "verdict.h"

/* What asking needs from the outside; tests put a script in its place. */
struct asker {
    void *context;
    /* Blocking; one attempt. NULL on a complete response of any status, else what went wrong. */
    const char *(*exchange)(void *context, long long deadline, struct http_response *out);
    long long (*now)(void *context);
    void (*sleep)(void *context, long long ms);
    /* Uniform in 0..bound; need not be secret, only different from host to host. */
    long long (*jitter)(void *context, long long bound);
    void (*say)(void *context, const char *line);
};

/*
 * Asks at most LIMIT_TRIES times within LIMIT_TOTAL_MS, with full-jitter back-off (a busy server's Retry-After is a
 * lower bound for the pause). Only a 200 is an answer; every other outcome is transport, never a permission.
 * NOT_REFUSED: `body` is the answer's text. Else REFUSED_UNREACHABLE.
 */
MUST_CHECK enum refusal_code fetch_answer(const struct asker *asker, struct text *body, struct refusal *r);

/* The request body: fixed member order, every value of characters that need no escape. */
bool format_request(char *out, size_t capacity, const struct claim *claim, size_t *len);

#endif
