/* Reading of small files as a whole. */
#ifndef PLIMSOLL_FILE_H
#define PLIMSOLL_FILE_H

#include "text.h"

/*
 * Reads all of `path` into `buffer`. Returns 0 or an errno: ENOENT when there is none, EFBIG when it has more than
 * `capacity` bytes. Blocking; interrupted reads are repeated.
 */
__attribute__((warn_unused_result)) int file_read(const char *path, char *buffer, size_t capacity, struct text *out);

#endif
