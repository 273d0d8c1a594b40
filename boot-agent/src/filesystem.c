#include "filesystem.h"

#include "encoding.h"

enum filesystem filesystem_of(const uint8_t probe[FILESYSTEM_PROBE]) {
    if (little_endian(probe, 4) == 0x73717368) {
        return FILESYSTEM_SQUASHFS;
    }
    if (little_endian(probe + 1024, 4) == 0xe0f5e1e2) {
        return FILESYSTEM_EROFS;
    }
    return little_endian(probe + 1024 + 56, 2) == 0xef53 ? FILESYSTEM_EXT4 : FILESYSTEM_UNKNOWN;
}

const char *filesystem_name(enum filesystem type) {
    static const char *const names[] = {"unknown", "squashfs", "erofs", "ext4"};
    return names[type];
}

const char *filesystem_options(enum filesystem type) { return type == FILESYSTEM_EXT4 ? "noload" : NULL; }

bool squashfs_tables(const uint8_t probe[FILESYSTEM_PROBE], uint64_t device_size, uint64_t *begin, uint64_t *end) {
    *end = little_endian(probe + 40, 8);   /* bytes_used */
    *begin = little_endian(probe + 64, 8); /* inode_table_start: the other tables follow it */
    return *begin >= 96 && *begin < *end && *end <= device_size;
}
