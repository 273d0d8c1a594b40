/* From a root hash to a mounted, readable root at /newroot. */
#ifndef PLIMSOLL_ROOT_H
#define PLIMSOLL_ROOT_H

#include "cmdline.h"

#define NEW_ROOT "/newroot"

/*
 * Waits for the root device, opens it through dm-verity with `root_hash`, reads what mounting and starting init need,
 * and mounts it read-only at NEW_ROOT. Needs privileges; once per boot. REFUSED_CONFIG when the device or the kernel's
 * part is missing, REFUSED_ROOT_CORRUPT for anything that is wrong with the content.
 */
MUST_CHECK enum refusal_code root_open(const struct boot_parameters *parameters, const char *root_hash,
                                       struct refusal *r);

#endif
