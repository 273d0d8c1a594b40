#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int read_all(int fd, char *buffer, size_t capacity, size_t *len) {
    *len = 0;
    for (;;) {
        char beyond;
        bool full = *len == capacity;
        ssize_t got = full ? read(fd, &beyond, 1) : read(fd, buffer + *len, capacity - *len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return errno;
        }
        if (got == 0) {
            return 0;
        }
        if (full) {
            return EFBIG;
        }
        *len += (size_t)got;
    }
}

int file_read(const char *path, char *buffer, size_t capacity, struct text *out) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    size_t len = 0;
    int error = read_all(fd, buffer, capacity, &len);
    (void)close(fd);
    *out = (struct text){buffer, len};
    return error;
}
