#include "fetch.h"

#include <stdio.h>

bool format_request(char *out, size_t capacity, const struct claim *claim, size_t *len) {
    int written = snprintf(out, capacity,
                           "{\"v\":1,\"host\":\"%s\",\"hostNonce\":\"%s\",\"image\":\"%s\",\"rootHash\":\"%s\"}",
                           claim->host, claim->nonce, claim->image, claim->root_hash);
    *len = (size_t)written;
    return written > 0 && (size_t)written < capacity;
}

/* Pause before try number `next` (from 2): between 0 and 1, 2, 4, 8 s, not below what the server asked for. */
static long long pause_ms(const struct asker *asker, int next, unsigned retry_after_s) {
    long long bound = LIMIT_BACKOFF_BASE_MS;
    for (int i = 1; i < next && bound < LIMIT_BACKOFF_CAP_MS; i++) {
        bound *= 2;
    }
    if (bound > LIMIT_BACKOFF_CAP_MS) {
        bound = LIMIT_BACKOFF_CAP_MS;
    }
    return (long long)retry_after_s * 1000 + asker->jitter(asker->context, bound);
}

/* One try; NULL when it brought an answer, else why not, as text in `why`. */
static const char *try_once(const struct asker *asker, long long deadline, struct http_response *response, char *why,
                            size_t capacity) {
    *response = (struct http_response){0};
    const char *problem = asker->exchange(asker->context, deadline, response);
    if (problem != NULL) {
        response->retry_after_s = 0;
        return problem;
    }
    if (response->status == 200) {
        return NULL;
    }
    (void)snprintf(why, capacity, "HTTP status %u", response->status);
    return why;
}

enum refusal_code fetch_answer(const struct asker *asker, struct text *body, struct refusal *r) {
    const long long end = asker->now(asker->context) + LIMIT_TOTAL_MS;
    const char *problem = NULL;
    char why[32];
    int tries = 0;
    for (;;) {
        long long deadline = asker->now(asker->context) + LIMIT_TRY_MS;
        struct http_response response;
        problem = try_once(asker, deadline < end ? deadline : end, &response, why, sizeof why);
        tries++;
        if (problem == NULL) {
            *body = response.body;
            return NOT_REFUSED;
        }
        char line[160];
        (void)snprintf(line, sizeof line, "try %d of %d: %s", tries, LIMIT_TRIES, problem);
        asker->say(asker->context, line);
        long long pause = pause_ms(asker, tries + 1, response.retry_after_s);
        if (tries == LIMIT_TRIES || asker->now(asker->context) + pause >= end) {
            return refuse(r, REFUSED_UNREACHABLE, "no answer after %d tries, the last one: %s; wanted HTTP status 200",
                          tries, problem);
        }
        asker->sleep(asker->context, pause);
    }
}
