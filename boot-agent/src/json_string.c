#include "json_string.h"

#include <stdint.h>
#include <string.h>

static bool hex4(const char *in, uint32_t *out) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        char c = in[i];
        uint32_t digit;
        if (c >= '0' && c <= '9') {
            digit = (uint32_t)(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            digit = (uint32_t)(c - 'a' + 10);
        } else if (c >= 'A' && c <= 'F') {
            digit = (uint32_t)(c - 'A' + 10);
        } else {
            return false;
        }
        value = value * 16 + digit;
    }
    *out = value;
    return true;
}

static size_t put_utf8(char *out, uint32_t code) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | (code >> 6));
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | (code >> 12));
        out[1] = (char)(0x80 | ((code >> 6) & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | (code >> 18));
    out[1] = (char)(0x80 | ((code >> 12) & 0x3f));
    out[2] = (char)(0x80 | ((code >> 6) & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* \uXXXX, or a high and a low surrogate as a pair; `*at` is behind the 'u'. */
static const char *unicode_escape(const char *bytes, size_t len, size_t *at, uint32_t *code) {
    if (len - *at < 4 || !hex4(bytes + *at, code)) {
        return "\\u without four hex digits";
    }
    *at += 4;
    if (*code == 0) {
        return "U+0000 in a string";
    }
    if (*code < 0xd800 || *code > 0xdfff) {
        return NULL;
    }
    uint32_t low = 0;
    if (*code > 0xdbff || len - *at < 6 || bytes[*at] != '\\' || bytes[*at + 1] != 'u' ||
        !hex4(bytes + *at + 2, &low) || low < 0xdc00 || low > 0xdfff) {
        return "lone surrogate";
    }
    *at += 6;
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return NULL;
}

/* `*at` is behind the backslash. */
static const char *escape(const char *bytes, size_t len, size_t *at, uint32_t *code) {
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    if (*at == len || bytes[*at] == '\0') {
        return "unfinished escape";
    }
    char kind = bytes[(*at)++];
    if (kind == 'u') {
        return unicode_escape(bytes, len, at, code);
    }
    const char *found = strchr(from, kind);
    if (found == NULL) {
        return "unknown escape";
    }
    *code = (uint32_t)to[found - from];
    return NULL;
}

/* Length of the well-formed UTF-8 sequence (RFC 3629: no overlong form, no surrogate) at `in`, 0 = malformed. */
static size_t utf8_sequence(const char *in, size_t left) {
    unsigned char first = (unsigned char)in[0];
    if (first < 0x80) {
        return 1;
    }
    size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || left < size) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if (((unsigned char)in[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    unsigned char second = (unsigned char)in[1];
    bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    bool beyond = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
    return overlong || beyond ? 0 : size;
}

const char *json_decode_string(char *bytes, size_t len, size_t *at, struct text *out) {
    char *begin = bytes + *at;
    char *end = begin; /* never overtakes *at: every escape is longer than what it stands for */
    while (*at < len) {
        unsigned char c = (unsigned char)bytes[*at];
        if (c == '"') {
            *out = (struct text){begin, (size_t)(end - begin)};
            (*at)++;
            return NULL;
        }
        if (c < 0x20) {
            return "control character in a string";
        }
        if (c == '\\') {
            (*at)++;
            uint32_t code = 0;
            const char *problem = escape(bytes, len, at, &code);
            if (problem != NULL) {
                return problem;
            }
            end += put_utf8(end, code);
            continue;
        }
        size_t size = utf8_sequence(bytes + *at, len - *at);
        if (size == 0) {
            return "malformed UTF-8";
        }
        memmove(end, bytes + *at, size);
        end += size;
        *at += size;
    }
    return "string without end";
}
