/* What is known about the root's file system before it is mounted. No I/O. */
#ifndef PLIMSOLL_FILESYSTEM_H
#define PLIMSOLL_FILESYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILESYSTEM_PROBE 4096 /* the first bytes of the device, enough for every magic */

enum filesystem { FILESYSTEM_UNKNOWN, FILESYSTEM_SQUASHFS, FILESYSTEM_EROFS, FILESYSTEM_EXT4 };

enum filesystem filesystem_of(const uint8_t probe[FILESYSTEM_PROBE]);

/* The kernel's name of the type and the mount data it needs to be read-only without repair. */
const char *filesystem_name(enum filesystem type);
const char *filesystem_options(enum filesystem type);

/*
 * Where squashfs keeps all its metadata: from the inode table to the end of what is used. False when the superblock
 * is inconsistent or reaches beyond `device_size`.
 */
bool squashfs_tables(const uint8_t probe[FILESYSTEM_PROBE], uint64_t device_size, uint64_t *begin, uint64_t *end);

#endif
