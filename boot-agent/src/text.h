/* Slices of untrusted bytes, and the one way by which they may reach the console. */
#ifndef PLIMSOLL_TEXT_H
#define PLIMSOLL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "bounds.h"

/* A run of bytes inside a buffer that somebody else owns; not NUL-terminated. */
struct text {
    const char *at;
    size_t len;
};

#define TEXT_NONE ((struct text){NULL, 0})

/* The characters that may follow the first one in names, by the field that holds them. */
#define CHARS_ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define CHARS_DIGITS "0123456789"
#define CHARS_HEX "0123456789abcdef"

struct text text_of(const char *literal);
bool text_equal(struct text a, struct text b);
bool text_is(struct text t, const char *literal);
bool text_starts(struct text t, const char *prefix);

/* True when every character is one of `allowed`; false for an empty text. */
bool text_only(struct text t, const char *allowed);

/* Copies into `out` with a closing NUL; false, and nothing written, when it does not fit. */
bool text_copy(char *out, size_t capacity, struct text t);

/* Decimal without sign, leading zero or overflow, at most `max`. */
bool text_number(struct text t, unsigned long long max, unsigned long long *out);

/* "sha256:" and 64 lower-case hex digits. */
bool text_is_digest(struct text t);

/* A printable copy: at most LIMIT_SHOWN_TEXT characters, anything outside ASCII 0x20-0x7e as '?'. */
struct shown {
    char s[LIMIT_SHOWN_TEXT + 4];
};
struct shown shown(struct text t);

#endif
