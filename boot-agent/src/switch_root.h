/* Leaving stage 1. */
#ifndef PLIMSOLL_SWITCH_ROOT_H
#define PLIMSOLL_SWITCH_ROOT_H

#include "refusal.h"

/*
 * Moves /dev, /proc, /sys and /run into `new_root` (a mount), frees the initramfs's files, makes `new_root` the root and
 * replaces this process by `init`. Returns only when that failed, with REFUSED_ROOT_CORRUPT; there is no way back then.
 */
enum refusal_code switch_root(const char *new_root, const char *init, struct refusal *r);

#endif
