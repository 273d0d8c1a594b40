/*
 * The trust rules: when does an answer allow this host to boot this image? No I/O, no clock.
 *
 * The checks are made in the order of refusal.h, so the first thing that is wrong names the refusal.
 */
#ifndef PLIMSOLL_VERDICT_H
#define PLIMSOLL_VERDICT_H

#include "keys.h"

#define VERDICT_TYPE "application/vnd.plimsoll.boot-verdict.v1+json"
#define RELEASE_TYPE "application/vnd.plimsoll.boot-release.v1+json"

#define NONCE_SIZE 32
#define DIGEST_SIZE 72 /* "sha256:", 64 hex digits, NUL */
#define HEX_SIZE 65    /* 64 hex digits, NUL */
#define ASSURANCE_SIZE 33

/* What this host asked about itself; the verdict must answer exactly this. */
struct claim {
    char host[LIMIT_HOST_ID + 1];
    char nonce[HEX_SIZE];
    char image[DIGEST_SIZE];
    char root_hash[HEX_SIZE];
};

/* The last values that this host has seen; lower ones are a roll-back. All 0 when nothing is known. */
struct backstop {
    int64_t min_version;
    int64_t release_epoch;
    int64_t verdict_epoch;
    int64_t build_time; /* Unix seconds; a verdict that ended before the image was built is stale */
};

/* What the initramfs pins. */
struct pins {
    struct key_set verdict_keys;
    struct key_set release_keys;
    char role[LIMIT_ROLE + 1];
    struct backstop backstop;
};

/* A verdict that passed every check. */
struct verdict {
    char image[DIGEST_SIZE];
    char root_hash[HEX_SIZE];
    char assurance[ASSURANCE_SIZE];
    int64_t epoch;
    int64_t release_epoch;
    int64_t min_version;
};

/* Checks a whole answer. `bytes` is changed; `out` is set only on NOT_REFUSED. */
MUST_CHECK enum refusal_code verdict_check(struct verdict *out, char *bytes, size_t len, const struct claim *claim,
                                           const struct pins *pins, struct refusal *r);

/* The part behind the signature, for tests and fuzzing: every check on an already authentic payload. */
MUST_CHECK enum refusal_code verdict_check_payload(struct verdict *out, struct text payload, const struct claim *claim,
                                                   const struct pins *pins, struct refusal *r);

#endif
