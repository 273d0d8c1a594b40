#include "superblock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "encoding.h"

/* Offsets of the fields: magic 0, version 8, hash type 12, uuid 16, algorithm 32, data block size 64, hash block size
 * 68, data blocks 72, salt size 80, salt 88. */
enum refusal_code superblock_parse(struct superblock *out, const uint8_t bytes[SUPERBLOCK_SIZE], uint64_t hash_offset,
                                   struct refusal *r) {
    static const uint8_t magic[8] = "verity\0";
    static const uint8_t sha256[32] = "sha256";
    if (memcmp(bytes, magic, sizeof magic) != 0) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "no dm-verity superblock at byte %" PRIu64 " of the root device",
                      hash_offset);
    }
    uint64_t version = little_endian(bytes + 8, 4);
    uint64_t hash_type = little_endian(bytes + 12, 4);
    if (version != 1 || hash_type != 1 || memcmp(bytes + 32, sha256, sizeof sha256) != 0) {
        return refuse(r, REFUSED_ROOT_CORRUPT,
                      "verity superblock has version %" PRIu64 ", hash type %" PRIu64
                      ", algorithm '%s'; wanted 1, 1, 'sha256'",
                      version, hash_type, shown((struct text){(const char *)bytes + 32, 32}).s);
    }
    uint64_t data_block = little_endian(bytes + 64, 4);
    uint64_t hash_block = little_endian(bytes + 68, 4);
    if (data_block != VERITY_BLOCK || hash_block != VERITY_BLOCK) {
        return refuse(r, REFUSED_ROOT_CORRUPT,
                      "verity superblock has blocks of %" PRIu64 " and %" PRIu64 " bytes; wanted %u", data_block,
                      hash_block, VERITY_BLOCK);
    }
    uint64_t salt_len = little_endian(bytes + 80, 2);
    if (salt_len > VERITY_SALT_MAX) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "verity superblock has a salt of %" PRIu64 " bytes; the limit is %d",
                      salt_len, VERITY_SALT_MAX);
    }
    out->data_blocks = little_endian(bytes + 72, 8);
    if (out->data_blocks == 0 || out->data_blocks > hash_offset / VERITY_BLOCK) {
        return refuse(r, REFUSED_ROOT_CORRUPT,
                      "verity superblock has %" PRIu64 " data blocks; wanted 1 to %" PRIu64 ", before byte %" PRIu64,
                      out->data_blocks, hash_offset / VERITY_BLOCK, hash_offset);
    }
    out->salt_len = (uint16_t)salt_len;
    memcpy(out->salt, bytes + 88, sizeof out->salt);
    return NOT_REFUSED;
}

bool verity_table(char out[VERITY_TABLE_SIZE], const struct superblock *superblock, const char *device,
                  uint64_t hash_offset, const char *root_hash) {
    char salt[2 * VERITY_SALT_MAX + 1] = "-";
    if (superblock->salt_len > 0) {
        hex_encode(salt, superblock->salt, superblock->salt_len);
    }
    int written = snprintf(out, VERITY_TABLE_SIZE, "1 %s %s %u %u %" PRIu64 " %" PRIu64 " sha256 %s %s", device,
                           device, VERITY_BLOCK, VERITY_BLOCK, superblock->data_blocks,
                           hash_offset / VERITY_BLOCK + 1, root_hash, salt);
    return written > 0 && written < VERITY_TABLE_SIZE;
}
