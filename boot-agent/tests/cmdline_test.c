#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmdline.h"
#include "harness.h"

#define IMAGE "plimsoll.image=sha256:1111111111111111111111111111111111111111111111111111111111111111 "
#define ROOTHASH "plimsoll.roothash=2222222222222222222222222222222222222222222222222222222222222222 "
#define ROOT "plimsoll.root=/dev/vda plimsoll.hashoffset=8192 "
#define ASK "plimsoll.url=http://10.0.2.2:8480 plimsoll.host=rack7-node3 "
#define ALL IMAGE ROOTHASH ROOT ASK

static struct boot_parameters parameters;
static struct refusal r;

static enum refusal_code parse(const char *text, enum boot_kind kind) {
    struct text t = text_of(text);
    char *copy = exact_copy(t);
    enum refusal_code code = boot_parameters_parse(&parameters, (struct text){copy, t.len}, kind, &r);
    free(copy);
    return code;
}

static void reads_all_parameters(void) {
    EXPECT(parse("console=ttyS0 " ALL "plimsoll.mode=fresh quiet init=/bin/first init=/bin/last\n", BOOT_BY_VERDICT) ==
           NOT_REFUSED);
    EXPECT(strcmp(parameters.root_device, "/dev/vda") == 0 && parameters.hash_offset == 8192);
    EXPECT(strcmp(parameters.url, "http://10.0.2.2:8480") == 0 && strcmp(parameters.host, "rack7-node3") == 0);
    EXPECT(strcmp(parameters.init, "/bin/last") == 0);
    EXPECT(parse(ALL, BOOT_BY_VERDICT) == NOT_REFUSED && strcmp(parameters.init, "/sbin/init") == 0);
}

static void needs_every_parameter_that_the_kind_of_boot_needs(void) {
    EXPECT(parse(ROOTHASH ROOT ASK, BOOT_BY_VERDICT) == REFUSED_CONFIG);
    EXPECT(parse(IMAGE ROOT ASK, BOOT_BY_VERDICT) == REFUSED_CONFIG);
    EXPECT(parse(IMAGE ROOTHASH ASK "plimsoll.root=/dev/vda", BOOT_BY_VERDICT) == REFUSED_CONFIG);
    EXPECT(parse(IMAGE ROOTHASH ASK "plimsoll.hashoffset=8192", BOOT_BY_VERDICT) == REFUSED_CONFIG);
    EXPECT(parse(IMAGE ROOTHASH ROOT "plimsoll.host=a", BOOT_BY_VERDICT) == REFUSED_CONFIG);
    EXPECT(parse(IMAGE ROOTHASH ROOT "plimsoll.url=http://10.0.2.2", BOOT_BY_VERDICT) == REFUSED_CONFIG);
    EXPECT(parse(ROOTHASH ROOT, BOOT_OPEN_ONLY) == NOT_REFUSED);
    EXPECT(parse(ROOT, BOOT_OPEN_ONLY) == REFUSED_CONFIG);
    EXPECT(parse("", BOOT_BY_VERDICT) == REFUSED_CONFIG);
}

static void refuses_one_bad_word_beside_all_good_ones(void) {
    const char *cases[] = {
        "plimsoll.mode=report",      "plimsoll.mode=ticket",  "plimsoll.mode=",           "plimsoll.mode",
        "plimsoll.Mode=fresh",       "plimsoll.debug=1",      "plimsoll.=x",              "plimsoll.host=other",
        "plimsoll.hashoffset=8192",  "\"plimsoll.mode=fresh\"", "plimsoll.mode=\"fresh\"", "\"plimsoll.mode=report x\"",
        "plimsoll.mode=fresh plimsoll.mode=fresh", "init=relative", "init=", "init=/", "init=\"/bin/x\"",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[2048];
        (void)snprintf(line, sizeof line, "%s%s", ALL, cases[i]);
        EXPECT_CASE(parse(line, BOOT_BY_VERDICT) == REFUSED_CONFIG, cases[i]);
    }
}

static void ignores_the_words_of_others(void) {
    EXPECT(parse(ALL "foo=\"a plimsoll.mode=report b\" myplimsoll.mode=x plimsoll quiet -- x", BOOT_BY_VERDICT) ==
           NOT_REFUSED);
}

static void refuses_malformed_values(void) {
    const char *cases[] = {
        "plimsoll.roothash=22",
        "plimsoll.roothash=222222222222222222222222222222222222222222222222222222222222222G",
        "plimsoll.roothash=AAAA222222222222222222222222222222222222222222222222222222222222",
        "plimsoll.root=vda", "plimsoll.root=/dev/", "plimsoll.root=/etc/x", "plimsoll.root=/dev/../etc/x",
        "plimsoll.root=/dev/vda,x", "plimsoll.root=/dev/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "plimsoll.hashoffset=0", "plimsoll.hashoffset=4095", "plimsoll.hashoffset=-4096", "plimsoll.hashoffset=0x1000",
        "plimsoll.hashoffset=99999999999999999999",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        EXPECT_CASE(parse(cases[i], BOOT_OPEN_ONLY) == REFUSED_CONFIG, cases[i]);
        EXPECT_CASE(strstr(r.detail, "wanted") != NULL && strstr(r.detail, " no ") == NULL, r.detail);
    }
    EXPECT(parse(ROOTHASH ROOT "plimsoll.image=sha256:11", BOOT_OPEN_ONLY) == REFUSED_CONFIG);
    EXPECT(parse(ROOTHASH ROOT "plimsoll.host=a/b", BOOT_OPEN_ONLY) == REFUSED_CONFIG);
    EXPECT(parse(ROOTHASH ROOT "plimsoll.host=a\\u0022", BOOT_OPEN_ONLY) == REFUSED_CONFIG);
    EXPECT(parse(ROOTHASH ROOT "plimsoll.url=https://10.0.2.2", BOOT_OPEN_ONLY) == REFUSED_CONFIG);
}

void cmdline_tests(void) {
    run("reads_all_parameters", reads_all_parameters);
    run("needs_every_parameter_that_the_kind_of_boot_needs", needs_every_parameter_that_the_kind_of_boot_needs);
    run("refuses_one_bad_word_beside_all_good_ones", refuses_one_bad_word_beside_all_good_ones);
    run("ignores_the_words_of_others", ignores_the_words_of_others);
    run("refuses_malformed_values", refuses_malformed_values);
}
