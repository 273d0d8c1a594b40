#include "encoding.h"

void hex_encode(char *out, const uint8_t *bytes, size_t len) {
    static const char digits[] = CHARS_HEX;
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}

static int sextet(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    if (c == '+') {
        return 62;
    }
    return c == '/' ? 63 : -1;
}

/* Decodes one group of four; `padding` is how many of its characters must be '='. */
static bool group(const char *in, size_t padding, uint8_t bytes[3]) {
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = 0;
        if (i < 4 - padding) {
            value = sextet(in[i]);
            if (value < 0) {
                return false;
            }
        }
        bits = (bits << 6) | (uint32_t)value;
    }
    bytes[0] = (uint8_t)(bits >> 16);
    bytes[1] = (uint8_t)(bits >> 8);
    bytes[2] = (uint8_t)bits;
    /* Bits below the last byte must be zero, or one value would have several spellings. */
    return (padding < 1 || bytes[2] == 0) && (padding < 2 || bytes[1] == 0);
}

bool base64_decode(struct text t, uint8_t *out, size_t capacity, size_t *len) {
    if (t.len % 4 != 0) {
        return false;
    }
    size_t written = 0;
    for (size_t at = 0; at < t.len; at += 4) {
        size_t padding = 0;
        if (at + 4 == t.len && t.at[at + 3] == '=') {
            padding = t.at[at + 2] == '=' ? 2 : 1;
        }
        uint8_t bytes[3];
        if (!group(t.at + at, padding, bytes) || written + 3 - padding > capacity) {
            return false;
        }
        for (size_t i = 0; i < 3 - padding; i++) {
            out[written++] = bytes[i];
        }
    }
    *len = written;
    return true;
}

uint64_t little_endian(const uint8_t *bytes, size_t len) {
    uint64_t value = 0;
    for (size_t i = len; i > 0; i--) {
        value = (value << 8) | bytes[i - 1];
    }
    return value;
}
