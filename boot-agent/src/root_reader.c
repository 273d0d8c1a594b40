#include "root_reader.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "text.h"

#define CHUNK 65536u
#define HEAD_PART (1024u * 1024u)
#define INIT_HEAD 4096

/* Reads [begin, end) and throws the bytes away; a short file is as bad as an unreadable one. */
MUST_CHECK static enum refusal_code read_range(int fd, uint64_t begin, uint64_t end, const char *name,
                                               struct refusal *r) {
    static uint8_t chunk[CHUNK];
    while (begin < end) {
        size_t want = end - begin < CHUNK ? (size_t)(end - begin) : CHUNK;
        ssize_t got = pread(fd, chunk, want, (off_t)begin);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return refuse(r, REFUSED_ROOT_CORRUPT, "%s: reading at byte %" PRIu64 " of %" PRIu64 ": %s", name, begin,
                          end, got == 0 ? "end of data" : strerror(errno));
        }
        begin += (uint64_t)got;
    }
    return NOT_REFUSED;
}

MUST_CHECK static enum refusal_code read_needed_parts(int fd, uint64_t size, const char *name, enum filesystem type,
                                                      const uint8_t *probe, struct refusal *r) {
    enum refusal_code code = read_range(fd, 0, HEAD_PART, name, r);
    if (code != NOT_REFUSED || type != FILESYSTEM_SQUASHFS) {
        return code;
    }
    uint64_t begin = 0;
    uint64_t end = 0;
    if (!squashfs_tables(probe, size, &begin, &end)) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "%s: squashfs superblock names tables outside the device", name);
    }
    return read_range(fd, begin, end, name, r);
}

enum refusal_code root_read_device(int fd, uint64_t size, const char *name, enum filesystem *type, struct refusal *r) {
    uint8_t probe[FILESYSTEM_PROBE];
    ssize_t got = pread(fd, probe, sizeof probe, 0);
    if (got != (ssize_t)sizeof probe) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "%s: reading the first block: %s", name,
                      got < 0 ? strerror(errno) : "end of data");
    }
    *type = filesystem_of(probe);
    if (*type == FILESYSTEM_UNKNOWN) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "%s: holds neither squashfs, erofs nor ext4", name);
    }
    return size <= LIMIT_READ_WHOLE ? read_range(fd, 0, size, name, r)
                                    : read_needed_parts(fd, size, name, *type, probe, r);
}

static bool copy_path(char *out, size_t capacity, const uint8_t *at, size_t len, const char *ends) {
    size_t n = 0;
    while (n < len && at[n] != '\0' && strchr(ends, at[n]) == NULL) {
        n++;
    }
    return n > 0 && at[0] == '/' && text_copy(out, capacity, (struct text){(const char *)at, n});
}

static bool elf_interpreter(const uint8_t *head, size_t len, char *out, size_t capacity) {
    Elf64_Ehdr elf;
    if (len < sizeof elf) {
        return false;
    }
    memcpy(&elf, head, sizeof elf);
    if (memcmp(elf.e_ident, ELFMAG, SELFMAG) != 0 || elf.e_ident[EI_CLASS] != ELFCLASS64 ||
        elf.e_phentsize != sizeof(Elf64_Phdr)) {
        return false;
    }
    for (size_t i = 0; i < elf.e_phnum; i++) {
        Elf64_Phdr program;
        if (elf.e_phoff > len || (i + 1) * sizeof program > len - elf.e_phoff) {
            return false;
        }
        memcpy(&program, head + elf.e_phoff + i * sizeof program, sizeof program);
        if (program.p_type == PT_INTERP) {
            return program.p_offset < len && program.p_filesz <= len - program.p_offset &&
                   copy_path(out, capacity, head + program.p_offset, program.p_filesz, "");
        }
    }
    return false;
}

bool interpreter_of(const uint8_t *head, size_t len, char *out, size_t capacity) {
    if (len > 2 && head[0] == '#' && head[1] == '!') {
        size_t at = 2;
        while (at < len && (head[at] == ' ' || head[at] == '\t')) {
            at++;
        }
        return copy_path(out, capacity, head + at, len - at, " \t\r\n");
    }
    return elf_interpreter(head, len, out, capacity);
}

/* Reads one file below `root`; links are resolved as if `root` were / already. */
MUST_CHECK static enum refusal_code read_file_below(int root, const char *path, uint8_t head[INIT_HEAD],
                                                    size_t *head_len, struct refusal *r) {
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
    int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof how);
    if (fd < 0) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "%s in the root: %s", shown(text_of(path)).s, strerror(errno));
    }
    struct stat status;
    enum refusal_code code = NOT_REFUSED;
    ssize_t got = pread(fd, head, INIT_HEAD, 0);
    if (got < 0 || fstat(fd, &status) != 0) {
        code = refuse(r, REFUSED_ROOT_CORRUPT, "%s in the root: %s", shown(text_of(path)).s, strerror(errno));
    } else if (!S_ISREG(status.st_mode) || status.st_size > LIMIT_INIT_FILE) {
        code = refuse(r, REFUSED_ROOT_CORRUPT, "%s in the root is no file of at most %u bytes",
                      shown(text_of(path)).s, LIMIT_INIT_FILE);
    } else {
        *head_len = (size_t)got;
        code = read_range(fd, 0, (uint64_t)status.st_size, path, r);
    }
    (void)close(fd);
    return code;
}

enum refusal_code root_read_init(int root, const char *path, struct refusal *r) {
    uint8_t head[INIT_HEAD];
    char interpreter[LIMIT_INIT_PATH + 1];
    size_t len = 0;
    enum refusal_code code = read_file_below(root, path, head, &len, r);
    if (code == NOT_REFUSED && interpreter_of(head, len, interpreter, sizeof interpreter)) {
        /* One level is enough: an interpreter that is a script itself is not something an init uses. */
        code = read_file_below(root, interpreter, head, &len, r);
    }
    return code;
}
