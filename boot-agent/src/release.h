/*
 * The release statement inside a verdict: the offline half of the permission to boot. Without it a stolen verdict
 * key could start an image that nobody released.
 */
#ifndef PLIMSOLL_RELEASE_H
#define PLIMSOLL_RELEASE_H

#include "envelope.h"
#include "verdict.h"

struct release {
    int64_t epoch;
    int64_t min_version;
};

/*
 * `base64` is the DSSE envelope as it stands in the verdict; its memory is changed. Wanted: signed by a pinned release
 * key, the claim's image and root hash, the pinned role, minVersion and epoch not below the backstop.
 * Every failure is REFUSED_RELEASE.
 */
MUST_CHECK enum refusal_code release_check(struct release *out, struct text base64, const struct claim *claim,
                                           const struct pins *pins, struct refusal *r);

/* The part behind the signature, for fuzzing. */
MUST_CHECK enum refusal_code release_check_payload(struct release *out, struct text payload, const struct claim *claim,
                                                   const struct pins *pins, struct refusal *r);

#endif
