/*
 * Reading of what the root needs, before it becomes the root. dm-verity reports a changed block only when the block is
 * read; a host must find that out while it can still say so and power off.
 */
#ifndef PLIMSOLL_ROOT_READER_H
#define PLIMSOLL_ROOT_READER_H

#include "filesystem.h"
#include "refusal.h"

/*
 * Before mounting: recognises the file system and reads the device, whole up to LIMIT_READ_WHOLE, else its first MiB and
 * the squashfs tables. Any read error is REFUSED_ROOT_CORRUPT. Blocking; `size` in bytes.
 */
MUST_CHECK enum refusal_code root_read_device(int fd, uint64_t size, const char *name, enum filesystem *type,
                                              struct refusal *r);

/* After mounting: reads `path` below the directory `root` to its end, and the program interpreter that it names. */
MUST_CHECK enum refusal_code root_read_init(int root, const char *path, struct refusal *r);

/* The path behind `#!`, or in the PT_INTERP header of an ELF64 file; false when there is none. For tests. */
bool interpreter_of(const uint8_t *head, size_t len, char *out, size_t capacity);

#endif
