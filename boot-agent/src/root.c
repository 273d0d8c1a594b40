#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "connection.h"
#include "device_mapper.h"
#include "root_reader.h"
#include "superblock.h"

#define DM_NAME "plimsoll-root"
#define DEVICE_POLL_MS 50

/* Drivers find devices a moment after their module is loaded, so an absent node is waited for. */
static int open_waiting(const char *path) {
    const struct timespec pause = {0, DEVICE_POLL_MS * 1000000l};
    long long end = now_ms() + LIMIT_DEVICE_WAIT_MS;
    for (;;) {
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0 || (errno != ENOENT && errno != ENXIO) || now_ms() >= end) {
            return fd;
        }
        (void)nanosleep(&pause, NULL);
    }
}

MUST_CHECK static enum refusal_code read_superblock(struct superblock *out, const struct boot_parameters *parameters,
                                                    struct refusal *r) {
    int fd = open_waiting(parameters->root_device);
    if (fd < 0) {
        return refuse(r, REFUSED_CONFIG, "root device %s: %s (waited up to %d s)", parameters->root_device,
                      strerror(errno), LIMIT_DEVICE_WAIT_MS / 1000);
    }
    uint8_t bytes[SUPERBLOCK_SIZE];
    ssize_t got = pread(fd, bytes, sizeof bytes, (off_t)parameters->hash_offset);
    int error = errno;
    (void)close(fd);
    if (got != (ssize_t)sizeof bytes) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "root device %s: reading the verity superblock at byte %llu: %s",
                      parameters->root_device, parameters->hash_offset, got < 0 ? strerror(error) : "end of device");
    }
    return superblock_parse(out, bytes, parameters->hash_offset, r);
}

MUST_CHECK static enum refusal_code open_verity(char node[DM_NODE_SIZE], const struct superblock *superblock,
                                                const struct boot_parameters *parameters, const char *root_hash,
                                                struct refusal *r) {
    char table[VERITY_TABLE_SIZE];
    if (!verity_table(table, superblock, parameters->root_device, parameters->hash_offset, root_hash)) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "the verity table is longer than %d bytes", VERITY_TABLE_SIZE - 1);
    }
    return verity_open(node, DM_NAME, superblock->data_blocks, table, r);
}

MUST_CHECK static enum refusal_code read_device(const char *node, uint64_t size, enum filesystem *type,
                                                struct refusal *r) {
    int fd = open_waiting(node);
    if (fd < 0) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "verity device %s: %s", node, strerror(errno));
    }
    enum refusal_code code = root_read_device(fd, size, node, type, r);
    (void)close(fd);
    return code;
}

MUST_CHECK static enum refusal_code mount_and_read_init(const char *node, enum filesystem type, const char *init,
                                                        struct refusal *r) {
    if (mkdir(NEW_ROOT, 0755) != 0 && errno != EEXIST) {
        return refuse(r, REFUSED_CONFIG, "making %s: %s", NEW_ROOT, strerror(errno));
    }
    if (mount(node, NEW_ROOT, filesystem_name(type), MS_RDONLY, filesystem_options(type)) != 0) {
        /* ENODEV: the kernel lacks the file system, which is no fault of the image's bytes. */
        return refuse(r, errno == ENODEV ? REFUSED_CONFIG : REFUSED_ROOT_CORRUPT, "mounting %s as %s: %s", node,
                      filesystem_name(type), strerror(errno));
    }
    int root = open(NEW_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "%s: %s", NEW_ROOT, strerror(errno));
    }
    enum refusal_code code = root_read_init(root, init, r);
    (void)close(root);
    return code;
}

enum refusal_code root_open(const struct boot_parameters *parameters, const char *root_hash, struct refusal *r) {
    struct superblock superblock = {0};
    char node[DM_NODE_SIZE];
    enum filesystem type = FILESYSTEM_UNKNOWN;
    enum refusal_code code = read_superblock(&superblock, parameters, r);
    if (code == NOT_REFUSED) {
        code = open_verity(node, &superblock, parameters, root_hash, r);
    }
    if (code == NOT_REFUSED) {
        code = read_device(node, superblock.data_blocks * VERITY_BLOCK, &type, r);
    }
    if (code == NOT_REFUSED) {
        code = mount_and_read_init(node, type, parameters->init, r);
    }
    return code;
}
