#include "device_mapper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <unistd.h>

#define CONTROL "/dev/mapper/control"
#define SECTORS_PER_BLOCK 8u

/* One request: the header, and for a table load one target with its parameters, as the kernel lays them out. */
struct request {
    struct dm_ioctl header;
    struct dm_target_spec target;
    char table[1024];
};

static void prepare(struct request *request, const char *name, uint32_t flags) {
    memset(request, 0, sizeof *request);
    request->header.version[0] = DM_VERSION_MAJOR;
    request->header.data_size = sizeof *request;
    request->header.data_start = sizeof request->header;
    request->header.flags = flags;
    (void)snprintf(request->header.name, sizeof request->header.name, "%s", name);
}

MUST_CHECK static enum refusal_code failed(const char *step, struct refusal *r) {
    return refuse(r, REFUSED_ROOT_CORRUPT, "device mapper does not %s the verity root: %s", step, strerror(errno));
}

MUST_CHECK static enum refusal_code open_on(int control, char node[DM_NODE_SIZE], const char *name,
                                            uint64_t data_blocks, const char *table, struct refusal *r) {
    struct request request;
    prepare(&request, name, DM_READONLY_FLAG);
    if (ioctl(control, DM_DEV_CREATE, &request) != 0) {
        return failed("create", r);
    }
    unsigned minor_number = minor((dev_t)request.header.dev);

    prepare(&request, name, DM_READONLY_FLAG);
    request.header.target_count = 1;
    request.target.length = data_blocks * SECTORS_PER_BLOCK;
    (void)snprintf(request.target.target_type, sizeof request.target.target_type, "verity");
    if (strlen(table) >= sizeof request.table) {
        errno = E2BIG;
        return failed("load", r);
    }
    memcpy(request.table, table, strlen(table) + 1);
    if (ioctl(control, DM_TABLE_LOAD, &request) != 0) {
        return failed("load", r);
    }

    /* "Suspend" without the suspend flag resumes: the loaded table becomes the live one. */
    prepare(&request, name, DM_READONLY_FLAG);
    if (ioctl(control, DM_DEV_SUSPEND, &request) != 0) {
        return failed("start", r);
    }
    (void)snprintf(node, DM_NODE_SIZE, "/dev/dm-%u", minor_number);
    return NOT_REFUSED;
}

enum refusal_code verity_open(char node[DM_NODE_SIZE], const char *name, uint64_t data_blocks, const char *table,
                              struct refusal *r) {
    int control = open(CONTROL, O_RDWR | O_CLOEXEC);
    if (control < 0) {
        return refuse(r, REFUSED_CONFIG, "%s: %s; wanted the modules dm-mod and dm-verity", CONTROL, strerror(errno));
    }
    enum refusal_code code = open_on(control, node, name, data_blocks, table, r);
    (void)close(control);
    return code;
}
