/* Pinned public keys and the only signature algorithm of the agent: ECDSA P-256 over SHA-256. */
#ifndef PLIMSOLL_KEYS_H
#define PLIMSOLL_KEYS_H

#include <stdint.h>

#include "refusal.h"
#include "text.h"

#define POINT_SIZE 65 /* 04, x, y */
#define KEY_ID_SIZE 65 /* lower hex of SHA-256 over the SubjectPublicKeyInfo, and a NUL */

struct public_key {
    uint8_t point[POINT_SIZE];
    char id[KEY_ID_SIZE];
};

struct key_set {
    struct public_key keys[LIMIT_PINNED_KEYS];
    size_t count;
};

/*
 * Parses one or two PEM blocks `PUBLIC KEY`, each an uncompressed P-256 point that lies on the curve; between and
 * around them only line ends. `source` names the file in the message.
 */
MUST_CHECK enum refusal_code key_set_parse(struct key_set *out, struct text pem, const char *source,
                                           struct refusal *r);

/* True when `signature` (DER, nothing behind it) over `hash` verifies under any key of the set. */
MUST_CHECK bool key_set_verifies(const struct key_set *set, const uint8_t hash[32], const uint8_t *signature,
                                 size_t signature_len);

#endif
