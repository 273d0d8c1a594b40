#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "root_reader.h"
#include "superblock.h"

static struct superblock superblock;
static struct refusal r;

/* A valid superblock for 3 data blocks with a salt of 4 bytes. */
static void good_superblock(uint8_t bytes[SUPERBLOCK_SIZE]) {
    memset(bytes, 0, SUPERBLOCK_SIZE);
    memcpy(bytes, "verity\0", 8);
    bytes[8] = 1;
    bytes[12] = 1;
    memcpy(bytes + 32, "sha256", 6);
    bytes[65] = 0x10;
    bytes[69] = 0x10;
    bytes[72] = 3;
    bytes[80] = 4;
    memcpy(bytes + 88, "\xde\xad\xbe\xef", 4);
}

static void reads_a_superblock_and_writes_its_table(void) {
    uint8_t bytes[SUPERBLOCK_SIZE];
    char table[VERITY_TABLE_SIZE];
    good_superblock(bytes);
    EXPECT(superblock_parse(&superblock, bytes, 12288, &r) == NOT_REFUSED);
    EXPECT(verity_table(table, &superblock, "/dev/vda", 12288, "ab"));
    EXPECT_CASE(strcmp(table, "1 /dev/vda /dev/vda 4096 4096 3 4 sha256 ab deadbeef") == 0, table);
    bytes[80] = 0;
    EXPECT(superblock_parse(&superblock, bytes, 12288, &r) == NOT_REFUSED);
    EXPECT(verity_table(table, &superblock, "/dev/vda", 12288, "ab"));
    EXPECT(strcmp(table, "1 /dev/vda /dev/vda 4096 4096 3 4 sha256 ab -") == 0);
}

static void refuses_a_superblock_with_one_wrong_field(void) {
    const struct {
        const char *what;
        size_t at;
        uint8_t value;
    } cases[] = {{"magic", 0, 'V'},        {"magic end", 7, 1},          {"version", 8, 2},
                 {"version high", 11, 1},  {"hash type", 12, 0},         {"algorithm", 35, '5'},
                 {"algorithm tail", 38, ' '}, {"data block size", 65, 0x20}, {"hash block size", 69, 0x02},
                 {"no blocks", 72, 0},     {"blocks behind the superblock", 72, 4}, {"blocks overflow", 79, 0x80},
                 {"salt size", 81, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t bytes[SUPERBLOCK_SIZE];
        good_superblock(bytes);
        bytes[cases[i].at] = cases[i].value;
        EXPECT_CASE(superblock_parse(&superblock, bytes, 12288, &r) == REFUSED_ROOT_CORRUPT, cases[i].what);
    }
}

static void writes_the_longest_table(void) {
    char table[VERITY_TABLE_SIZE];
    char hash[65];
    memset(hash, 'a', 64);
    hash[64] = '\0';
    superblock = (struct superblock){.data_blocks = ~0ull, .salt_len = VERITY_SALT_MAX};
    EXPECT(verity_table(table, &superblock, "/dev/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ~0ull, hash));
}

static void recognises_file_systems(void) {
    uint8_t probe[FILESYSTEM_PROBE] = "hsqs";
    EXPECT(filesystem_of(probe) == FILESYSTEM_SQUASHFS);
    memset(probe, 0, sizeof probe);
    EXPECT(filesystem_of(probe) == FILESYSTEM_UNKNOWN);
    probe[1024 + 56] = 0x53;
    probe[1024 + 57] = 0xef;
    EXPECT(filesystem_of(probe) == FILESYSTEM_EXT4);
    memcpy(probe + 1024, "\xe2\xe1\xf5\xe0", 4);
    EXPECT(filesystem_of(probe) == FILESYSTEM_EROFS);
}

static void refuses_squashfs_tables_outside_the_device(void) {
    uint8_t probe[FILESYSTEM_PROBE] = "hsqs";
    uint64_t begin = 0;
    uint64_t end = 0;
    probe[41] = 0x20; /* bytes_used 8192 */
    probe[65] = 0x10; /* inode table at 4096 */
    EXPECT(squashfs_tables(probe, 8192, &begin, &end) && begin == 4096 && end == 8192);
    EXPECT(!squashfs_tables(probe, 8191, &begin, &end));
    probe[65] = 0x20;
    EXPECT(!squashfs_tables(probe, 8192, &begin, &end));
    probe[65] = 0;
    EXPECT(!squashfs_tables(probe, 8192, &begin, &end));
    probe[65] = 0x10;
    probe[47] = 0x80;
    EXPECT(!squashfs_tables(probe, 8192, &begin, &end));
}

/* A temporary file of `size` bytes that begins with `head`. */
static int file_with(const char *head, off_t size) {
    FILE *file = tmpfile();
    EXPECT(file != NULL && fwrite(head, 1, 4, file) == 4 && fflush(file) == 0);
    EXPECT(ftruncate(fileno(file), size) == 0);
    return fileno(file);
}

static void reads_the_whole_device_and_refuses_a_short_one(void) {
    enum filesystem type = FILESYSTEM_UNKNOWN;
    int fd = file_with("hsqs", 200000);
    EXPECT(root_read_device(fd, 200000, "dm", &type, &r) == NOT_REFUSED && type == FILESYSTEM_SQUASHFS);
    EXPECT(root_read_device(fd, 200001, "dm", &type, &r) == REFUSED_ROOT_CORRUPT);
    EXPECT(root_read_device(file_with("hsqs", 100), 100, "dm", &type, &r) == REFUSED_ROOT_CORRUPT);
    EXPECT(root_read_device(file_with("none", 200000), 200000, "dm", &type, &r) == REFUSED_ROOT_CORRUPT);
}

static void reads_only_the_needed_parts_of_a_big_device(void) {
    enum filesystem type = FILESYSTEM_UNKNOWN;
    uint64_t size = LIMIT_READ_WHOLE + 4096ull;
    /* Superblock without tables: refused, which shows that a big squashfs is read by its tables. */
    EXPECT(root_read_device(file_with("hsqs", (off_t)size), size, "dm", &type, &r) == REFUSED_ROOT_CORRUPT);
    EXPECT(strstr(r.detail, "tables") != NULL);
}

static void finds_the_interpreter_of_scripts_and_programs(void) {
    char path[64];
    const char *scripts[] = {"#!/bin/sh\n", "#! /bin/sh -e\n", "#!/bin/sh"};
    for (size_t i = 0; i < 3; i++) {
        EXPECT_CASE(interpreter_of((const uint8_t *)scripts[i], strlen(scripts[i]), path, sizeof path) &&
                        strcmp(path, "/bin/sh") == 0, scripts[i]);
    }
    EXPECT(!interpreter_of((const uint8_t *)"#!sh\n", 5, path, sizeof path));
    EXPECT(!interpreter_of((const uint8_t *)"#!", 2, path, sizeof path));
    struct {
        Elf64_Ehdr elf;
        Elf64_Phdr program;
        char interpreter[16];
    } image = {.elf = {.e_phoff = sizeof(Elf64_Ehdr), .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 1},
               .program = {.p_type = PT_INTERP, .p_offset = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr), .p_filesz = 16},
               .interpreter = "/lib/ld.so"};
    memcpy(image.elf.e_ident, ELFMAG "\2", SELFMAG + 1);
    EXPECT(interpreter_of((const uint8_t *)&image, sizeof image, path, sizeof path) && strcmp(path, "/lib/ld.so") == 0);
    for (size_t len = 0; len < sizeof image; len++) {
        char *copy = exact_copy((struct text){(const char *)&image, len});
        EXPECT(!interpreter_of((const uint8_t *)copy, len, path, sizeof path));
        free(copy);
    }
    image.elf.e_phoff = ~0ull;
    EXPECT(!interpreter_of((const uint8_t *)&image, sizeof image, path, sizeof path));
    image.elf.e_phoff = sizeof(Elf64_Ehdr);
    image.program.p_filesz = ~0ull;
    EXPECT(!interpreter_of((const uint8_t *)&image, sizeof image, path, sizeof path));
}

static void reads_init_through_absolute_links_of_the_new_root(void) {
    char root[] = "/tmp/plimsoll-root-XXXXXX";
    EXPECT(mkdtemp(root) != NULL);
    int fd = open(root, O_RDONLY | O_DIRECTORY);
    EXPECT(fd >= 0 && mkdirat(fd, "bin", 0755) == 0);
    int file = openat(fd, "bin/only-below", O_CREAT | O_WRONLY, 0755);
    EXPECT(file >= 0 && write(file, "x", 1) == 1);
    (void)close(file);
    EXPECT(symlinkat("/bin/only-below", fd, "init") == 0);
    EXPECT(root_read_init(fd, "/init", &r) == NOT_REFUSED);
    EXPECT(root_read_init(fd, "/absent", &r) == REFUSED_ROOT_CORRUPT);
    EXPECT(root_read_init(fd, "/bin", &r) == REFUSED_ROOT_CORRUPT);
    EXPECT(unlinkat(fd, "init", 0) == 0 && unlinkat(fd, "bin/only-below", 0) == 0);
    EXPECT(unlinkat(fd, "bin", AT_REMOVEDIR) == 0 && rmdir(root) == 0);
    (void)close(fd);
}

void root_tests(void) {
    run("reads_a_superblock_and_writes_its_table", reads_a_superblock_and_writes_its_table);
    run("refuses_a_superblock_with_one_wrong_field", refuses_a_superblock_with_one_wrong_field);
    run("writes_the_longest_table", writes_the_longest_table);
    run("recognises_file_systems", recognises_file_systems);
    run("refuses_squashfs_tables_outside_the_device", refuses_squashfs_tables_outside_the_device);
    run("reads_the_whole_device_and_refuses_a_short_one", reads_the_whole_device_and_refuses_a_short_one);
    run("reads_only_the_needed_parts_of_a_big_device", reads_only_the_needed_parts_of_a_big_device);
    run("finds_the_interpreter_of_scripts_and_programs", finds_the_interpreter_of_scripts_and_programs);
    run("reads_init_through_absolute_links_of_the_new_root", reads_init_through_absolute_links_of_the_new_root);
}
