#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "harness.h"
#include "keys.h"

static struct key_set set;
static struct refusal r;

static struct text load(char *buffer, size_t capacity, const char *name) {
    char path[256];
    struct text file = TEXT_NONE;
    (void)snprintf(path, sizeof path, "%s/%s", vectors, name);
    EXPECT_CASE(file_read(path, buffer, capacity, &file) == 0, name);
    return file;
}

static enum refusal_code parse(struct text pem) {
    char *copy = exact_copy(pem);
    enum refusal_code code = key_set_parse(&set, (struct text){copy, pem.len}, "keys", &r);
    free(copy);
    return code;
}

static void reads_one_and_two_keys(void) {
    char buffer[4096];
    EXPECT(parse(load(buffer, sizeof buffer, "release.pem")) == NOT_REFUSED && set.count == 1);
    EXPECT(strlen(set.keys[0].id) == 64);
    EXPECT(parse(load(buffer, sizeof buffer, "etc-plain/verdict-keys.pem")) == NOT_REFUSED && set.count == 2);
}

static void reads_keys_with_crlf_and_blank_lines(void) {
    char buffer[2048];
    char crlf[4096] = "\r\n";
    struct text pem = load(buffer, sizeof buffer, "release.pem");
    size_t len = 2;
    for (size_t i = 0; i < pem.len; i++) {
        if (pem.at[i] == '\n') {
            crlf[len++] = '\r';
        }
        crlf[len++] = pem.at[i];
    }
    EXPECT(parse((struct text){crlf, len}) == NOT_REFUSED && set.count == 1);
}

static void refuses_three_keys_none_and_foreign_text(void) {
    char buffer[1024];
    char many[4096];
    struct text pem = load(buffer, sizeof buffer, "release.pem");
    for (size_t i = 0; i < 3; i++) {
        memcpy(many + i * pem.len, pem.at, pem.len);
    }
    EXPECT(parse((struct text){many, 3 * pem.len}) == REFUSED_CONFIG);
    EXPECT(parse(text_of("")) == REFUSED_CONFIG);
    EXPECT(parse(text_of("\n\n")) == REFUSED_CONFIG);
    EXPECT(parse(text_of("ssh-ed25519 AAAA\n")) == REFUSED_CONFIG);
    EXPECT(parse(load(buffer, sizeof buffer, "release.key")) == REFUSED_CONFIG);
    EXPECT(parse(load(buffer, sizeof buffer, "p384.pem")) == REFUSED_CONFIG);
}

static void refuses_every_truncation_of_a_key(void) {
    char buffer[1024];
    struct text pem = load(buffer, sizeof buffer, "release.pem");
    /* Without the last line end it is still whole. */
    for (size_t len = 0; len + 1 < pem.len; len++) {
        EXPECT(parse((struct text){pem.at, len}) == REFUSED_CONFIG);
    }
}

static void refuses_a_point_off_the_curve(void) {
    char buffer[1024];
    struct text pem = load(buffer, sizeof buffer, "release.pem");
    char *in_point = memmem(buffer, pem.len, "\n-----END", 9);
    EXPECT(in_point != NULL);
    if (in_point != NULL) {
        in_point[-10] = in_point[-10] == 'A' ? 'B' : 'A'; /* inside y */
        EXPECT(parse(pem) == REFUSED_CONFIG);
    }
}

void keys_tests(void) {
    run("reads_one_and_two_keys", reads_one_and_two_keys);
    run("reads_keys_with_crlf_and_blank_lines", reads_keys_with_crlf_and_blank_lines);
    run("refuses_three_keys_none_and_foreign_text", refuses_three_keys_none_and_foreign_text);
    run("refuses_every_truncation_of_a_key", refuses_every_truncation_of_a_key);
    run("refuses_a_point_off_the_curve", refuses_a_point_off_the_curve);
}
