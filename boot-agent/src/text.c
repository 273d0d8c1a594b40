#include "text.h"

#include <string.h>

struct text text_of(const char *literal) { return (struct text){literal, strlen(literal)}; }

bool text_equal(struct text a, struct text b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool text_is(struct text t, const char *literal) { return text_equal(t, text_of(literal)); }

bool text_starts(struct text t, const char *prefix) {
    size_t len = strlen(prefix);
    return t.len >= len && (len == 0 || memcmp(t.at, prefix, len) == 0);
}

bool text_only(struct text t, const char *allowed) {
    for (size_t i = 0; i < t.len; i++) {
        /* strchr would find the closing NUL of `allowed` too. */
        if (t.at[i] == '\0' || strchr(allowed, t.at[i]) == NULL) {
            return false;
        }
    }
    return t.len > 0;
}

bool text_copy(char *out, size_t capacity, struct text t) {
    if (t.len >= capacity) {
        return false;
    }
    if (t.len > 0) {
        memcpy(out, t.at, t.len);
    }
    out[t.len] = '\0';
    return true;
}

bool text_number(struct text t, unsigned long long max, unsigned long long *out) {
    if (!text_only(t, CHARS_DIGITS) || (t.len > 1 && t.at[0] == '0')) {
        return false;
    }
    unsigned long long value = 0;
    for (size_t i = 0; i < t.len; i++) {
        unsigned long long digit = (unsigned long long)(t.at[i] - '0');
        if (digit > max || value > (max - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool text_is_digest(struct text t) {
    if (!text_starts(t, "sha256:") || t.len != 71) {
        return false;
    }
    return text_only((struct text){t.at + 7, 64}, CHARS_HEX);
}

struct shown shown(struct text t) {
    struct shown out;
    size_t len = t.len > LIMIT_SHOWN_TEXT ? LIMIT_SHOWN_TEXT : t.len;
    for (size_t i = 0; i < len; i++) {
        out.s[i] = (t.at[i] >= 0x20 && t.at[i] <= 0x7e) ? t.at[i] : '?';
    }
    if (t.len > len) {
        memcpy(out.s + len, "...", 3);
        len += 3;
    }
    out.s[len] = '\0';
    return out;
}
