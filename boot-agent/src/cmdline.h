/* The kernel command line: what this host is to boot and whom it asks. */
#ifndef PLIMSOLL_CMDLINE_H
#define PLIMSOLL_CMDLINE_H

#include "refusal.h"
#include "verdict.h"

struct boot_parameters {
    char image[DIGEST_SIZE];                 /* plimsoll.image=sha256:HEX */
    char root_hash[HEX_SIZE];                /* plimsoll.roothash=HEX */
    char root_device[LIMIT_DEVICE_PATH + 1]; /* plimsoll.root=/dev/... */
    unsigned long long hash_offset;          /* plimsoll.hashoffset=BYTES, a multiple of 4096 */
    char url[LIMIT_URL + 1];                 /* plimsoll.url=http://... */
    char host[LIMIT_HOST_ID + 1];            /* plimsoll.host=ID */
    char init[LIMIT_INIT_PATH + 1];          /* init=PATH, as the kernel takes it: the last one counts */
};

enum boot_kind {
    BOOT_BY_VERDICT, /* needs every plimsoll.* parameter except mode, whose only value is "fresh" */
    BOOT_OPEN_ONLY,  /* needs roothash, root and hashoffset; the others may stand there too */
};

/*
 * Parses the command line as the kernel splits it (white space, double quotes). Every word that begins with
 * `plimsoll.` must be known, well-formed and alone of its name; anything else is REFUSED_CONFIG, because a
 * misspelt security parameter must not be skipped.
 */
MUST_CHECK enum refusal_code boot_parameters_parse(struct boot_parameters *out, struct text cmdline,
                                                   enum boot_kind kind, struct refusal *r);

#endif
