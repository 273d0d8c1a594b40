/* Opening a verity device by ioctl, as libdevmapper would. */
#ifndef PLIMSOLL_DEVICE_MAPPER_H
#define PLIMSOLL_DEVICE_MAPPER_H

#include <stdint.h>

#include "refusal.h"

#define DM_NODE_SIZE 32

/*
 * Creates a read-only device `name` with one `verity` target of `data_blocks` blocks of 4096 bytes and writes its node,
 * /dev/dm-N. Blocking; not idempotent. The device stays until power-off. Failures: REFUSED_CONFIG when the kernel has
 * no device mapper, REFUSED_ROOT_CORRUPT when it does not accept the table.
 */
MUST_CHECK enum refusal_code verity_open(char node[DM_NODE_SIZE], const char *name, uint64_t data_blocks,
                                         const char *table, struct refusal *r);

#endif
