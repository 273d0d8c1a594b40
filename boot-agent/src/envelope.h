/* DSSE v1.0 envelopes with exactly one signature. */
#ifndef PLIMSOLL_ENVELOPE_H
#define PLIMSOLL_ENVELOPE_H

#include "keys.h"

/* Points into the bytes it was parsed from, which it has changed. Nothing of it is trusted before verification. */
struct envelope {
    struct text payload_type;
    struct text payload; /* decoded */
    struct text key_id;  /* a hint for messages: the pinned keys alone decide; may be empty */
    uint8_t signature[LIMIT_SIGNATURE];
    size_t signature_len;
};

/*
 * Parses `{"payloadType":T,"payload":base64,"signatures":[{"keyid":hex,"sig":base64}]}`; other members are ignored, as
 * DSSE asks. A malformed envelope or another payload type is refused with `code`; `what` names it in the message.
 */
MUST_CHECK enum refusal_code envelope_parse(struct envelope *out, char *bytes, size_t len, const char *payload_type,
                                            const char *what, enum refusal_code code, struct refusal *r);

/* Verifies the signature over the pre-authentication encoding; refuses with `code`. */
MUST_CHECK enum refusal_code envelope_verify(const struct envelope *envelope, const struct key_set *keys,
                                             const char *what, enum refusal_code code, struct refusal *r);

/* SHA-256 over `DSSEv1 SP LEN(type) SP type SP LEN(payload) SP payload`; false only when the hash fails. */
MUST_CHECK bool pae_sha256(struct text payload_type, struct text payload, uint8_t hash[32]);

#endif
