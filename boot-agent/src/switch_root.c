#include "switch_root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define RAMFS 0x858458f6
#define TMPFS 0x01021994
#define DELETE_DEPTH 32

/* A root without the directory cannot take the mount: it is dropped, and the root's init mounts its own. */
static void move_mount_below(const char *new_root, const char *path) {
    char target[256];
    int len = snprintf(target, sizeof target, "%s%s", new_root, path);
    if (len < 0 || (size_t)len >= sizeof target || mount(path, target, NULL, MS_MOVE, NULL) != 0) {
        (void)umount2(path, MNT_DETACH);
    }
}

static void delete_below(int directory, dev_t device, int depth);

static void delete_entry(int directory, const char *name, dev_t device, int depth) {
    struct stat status;
    if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || status.st_dev != device) {
        return; /* another file system, the new root among them */
    }
    if (!S_ISDIR(status.st_mode)) {
        (void)unlinkat(directory, name, 0);
        return;
    }
    int below = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below >= 0) {
        delete_below(below, device, depth + 1);
        (void)unlinkat(directory, name, AT_REMOVEDIR);
    }
}

/* Deletes what lies in `directory` on `device`, and closes it. Best effort: a leftover costs memory only. */
static void delete_below(int directory, dev_t device, int depth) {
    DIR *entries = fdopendir(directory);
    if (entries == NULL) {
        (void)close(directory);
        return;
    }
    struct dirent *entry = NULL;
    while (depth < DELETE_DEPTH && (entry = readdir(entries)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            delete_entry(dirfd(entries), entry->d_name, device, depth);
        }
    }
    (void)closedir(entries);
}

/* Only ever an initramfs: never the files of a disk, should the program be started elsewhere by mistake. */
static void free_initramfs(void) {
    struct statfs kind;
    struct stat status;
    if (getpid() != 1 || statfs("/", &kind) != 0 || stat("/", &status) != 0 ||
        (kind.f_type != RAMFS && kind.f_type != TMPFS)) {
        return;
    }
    int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root >= 0) {
        delete_below(root, status.st_dev, 0);
    }
}

enum refusal_code switch_root(const char *new_root, const char *init, struct refusal *r) {
    static const char *const mounts[] = {"/dev", "/proc", "/sys", "/run"};
    for (size_t i = 0; i < sizeof mounts / sizeof mounts[0]; i++) {
        move_mount_below(new_root, mounts[i]);
    }
    if (chdir(new_root) != 0) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "entering %s: %s", new_root, strerror(errno));
    }
    free_initramfs();
    if (mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0 || chdir("/") != 0) {
        return refuse(r, REFUSED_ROOT_CORRUPT, "making %s the root: %s", new_root, strerror(errno));
    }
    char *const arguments[] = {(char *)(uintptr_t)init, NULL};
    (void)execv(init, arguments);
    return refuse(r, REFUSED_ROOT_CORRUPT, "starting %s: %s", init, strerror(errno));
}
