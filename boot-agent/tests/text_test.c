#include <stdlib.h>
#include <string.h>

#include "encoding.h"
#include "harness.h"
#include "refusal.h"

static void shows_attackers_text_cut_and_without_controls(void) {
    char hostile[300];
    memset(hostile, 'a', sizeof hostile);
    memcpy(hostile, "\x1b[2J\r\n\x80\xff", 8);
    struct shown s = shown((struct text){hostile, sizeof hostile});
    EXPECT(strlen(s.s) == LIMIT_SHOWN_TEXT + 3);
    EXPECT(memcmp(s.s, "?[2J????a", 9) == 0);
    EXPECT(strcmp(s.s + LIMIT_SHOWN_TEXT, "...") == 0);
    EXPECT(strcmp(shown(TEXT_NONE).s, "") == 0);
}

static void keeps_controls_out_of_a_refusal_even_when_unshown_text_slips_in(void) {
    struct refusal r;
    EXPECT(refuse(&r, REFUSED_NONCE, "%s", "a\033b\nc") == REFUSED_NONCE);
    EXPECT(strcmp(r.detail, "a?b?c") == 0);
    EXPECT(r.code == REFUSED_NONCE);
}

static void reads_numbers_in_one_spelling_only(void) {
    const struct {
        const char *text;
        bool good;
    } cases[] = {{"0", true},   {"7", true},   {"4096", true}, {"", false},    {"007", false}, {"+1", false},
                 {"-1", false}, {"1 ", false}, {"0x1", false}, {"4097", false}, {"99999999999999999999", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned long long n = 0;
        EXPECT_CASE(text_number(text_of(cases[i].text), 4096, &n) == cases[i].good, cases[i].text);
    }
    unsigned long long n = 0;
    EXPECT(text_number(text_of("18446744073709551615"), ~0ull, &n) && n == ~0ull);
    EXPECT(!text_number(text_of("18446744073709551616"), ~0ull, &n));
    EXPECT(!text_number(text_of("7"), 5, &n));
}

static void text_only_does_not_take_a_nul_for_an_allowed_character(void) {
    EXPECT(!text_only((struct text){"a\0b", 3}, "ab"));
    EXPECT(text_only((struct text){"ab", 2}, "ab"));
}

static void reads_rfc4648_vectors(void) {
    const struct {
        const char *base64;
        const char *plain;
    } cases[] = {{"", ""},         {"Zg==", "f"},         {"Zm8=", "fo"},       {"Zm9v", "foo"},
                 {"Zm9vYg==", "foob"}, {"Zm9vYmE=", "fooba"}, {"Zm9vYmFy", "foobar"}, {"+/+/", "\xfb\xff\xbf"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t out[8];
        size_t len = 99;
        EXPECT_CASE(base64_decode(text_of(cases[i].base64), out, sizeof out, &len), cases[i].base64);
        EXPECT_CASE(len == strlen(cases[i].plain) && memcmp(out, cases[i].plain, len) == 0, cases[i].base64);
    }
}

static void refuses_loose_base64(void) {
    const char *cases[] = {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "=Zg=", "Z===", "====", "Zg==Zg==",
                           "Zm9v\n", "Zm 9", "Zm-_", "Zm9vYg=a"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t out[16];
        size_t len = 0;
        EXPECT_CASE(!base64_decode(text_of(cases[i]), out, sizeof out, &len), cases[i]);
    }
}

static void base64_never_writes_beyond_the_capacity(void) {
    uint8_t *out = malloc(3);
    size_t len = 0;
    EXPECT(out != NULL);
    EXPECT(!base64_decode(text_of("Zm9vYg=="), out, 3, &len));
    EXPECT(base64_decode(text_of("Zm9v"), out, 3, &len) && len == 3);
    free(out);
}

void text_tests(void) {
    run("shows_attackers_text_cut_and_without_controls", shows_attackers_text_cut_and_without_controls);
    run("keeps_controls_out_of_a_refusal_even_when_unshown_text_slips_in",
        keeps_controls_out_of_a_refusal_even_when_unshown_text_slips_in);
    run("reads_numbers_in_one_spelling_only", reads_numbers_in_one_spelling_only);
    run("text_only_does_not_take_a_nul_for_an_allowed_character",
        text_only_does_not_take_a_nul_for_an_allowed_character);
    run("reads_rfc4648_vectors", reads_rfc4648_vectors);
    run("refuses_loose_base64", refuses_loose_base64);
    run("base64_never_writes_beyond_the_capacity", base64_never_writes_beyond_the_capacity);
}
