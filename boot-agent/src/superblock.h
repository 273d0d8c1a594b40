/*
 * The dm-verity superblock. It lies on the untrusted device: nothing of it is believed except through the root hash,
 * which covers salt and, by the shape of the tree, the number of blocks. It is validated so strictly that no value
 * reaches the kernel that the image builder does not write.
 */
#ifndef PLIMSOLL_SUPERBLOCK_H
#define PLIMSOLL_SUPERBLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "refusal.h"

#define SUPERBLOCK_SIZE 512
#define VERITY_BLOCK 4096u
#define VERITY_SALT_MAX 256
#define VERITY_TABLE_SIZE 1024

struct superblock {
    uint64_t data_blocks;
    uint8_t salt[VERITY_SALT_MAX];
    uint16_t salt_len;
};

/*
 * Wanted: version 1, hash type 1, sha256, blocks of 4096 bytes, salt of at most 256 bytes, and data that end at or
 * before the superblock (`hash_offset`). Anything else is REFUSED_ROOT_CORRUPT.
 */
MUST_CHECK enum refusal_code superblock_parse(struct superblock *out, const uint8_t bytes[SUPERBLOCK_SIZE],
                                              uint64_t hash_offset, struct refusal *r);

/* The parameters of the `verity` target: data and hashes on one device, the tree in the block behind the superblock. */
bool verity_table(char out[VERITY_TABLE_SIZE], const struct superblock *superblock, const char *device,
                  uint64_t hash_offset, const char *root_hash);

#endif
