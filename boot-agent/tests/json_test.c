#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "json.h"

static struct json doc;

/* Parses a copy; the copy stays for the caller to free, because the document points into it. */
static char *parse(const char *text, bool *good) {
    struct text t = text_of(text);
    char *copy = exact_copy(t);
    *good = json_parse(&doc, copy, t.len);
    return copy;
}

static bool accepts(const char *text) {
    bool good = false;
    free(parse(text, &good));
    return good;
}

static void accepts_every_kind_of_value(void) {
    const char *cases[] = {"{}", " [ ] ", "null", "true", "false", "0", "-0", "12", "-7", "1.5", "1e9", "1E-9", "0.0e+1",
                           "\"\"", "\"a\"", "[1,2,{\"a\":[]}]", "{\"a\":{\"b\":{\"c\":1}}}", "\t\n\r {\"a\" : 1 }\n",
                           "\"\\u00e9\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\xc3\xa9\xf0\x9f\x98\x80\""};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        EXPECT_CASE(accepts(cases[i]), cases[i]);
    }
}

static void refuses_what_is_not_strict_json(void) {
    const char *cases[] = {
        "", " ", "{", "}", "[", "[1", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}",
        "01", "-", "1.", ".5", "1e", "+1", "0x1", "NaN", "Infinity", "tru", "nul", "True", "{} {}", "{}x", "// c\n1",
        "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\"",
        "\"\\ud800\\u0041\"", "\"\\ud800\\n\"", "\"a\nb\"", "\"a\tb\"",
        "\"\x80\"", "\"\xc3\"", "\"\xc0\xaf\"", "\"\xe0\x80\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
        "\"\xf8\x88\x80\x80\x80\"", "\xef\xbb\xbf{}",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        EXPECT_CASE(!accepts(cases[i]), cases[i]);
    }
}

static void refuses_duplicate_keys_in_any_spelling_at_any_level(void) {
    EXPECT(!accepts("{\"a\":1,\"a\":1}"));
    EXPECT(!accepts("{\"a\":1,\"\\u0061\":1}"));
    EXPECT(!accepts("[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]"));
    EXPECT(accepts("{\"a\":{\"a\":1},\"b\":{\"a\":1}}"));
}

static void refuses_a_nul_byte_anywhere(void) {
    char cases[3][4] = {{'[', 0, ']', ' '}, {'"', 0, '"', ' '}, {'1', ' ', ' ', 0}};
    for (size_t i = 0; i < 3; i++) {
        EXPECT(!json_parse(&doc, cases[i], 4));
    }
}

static void limits_depth(void) {
    EXPECT(accepts("[[[[]]]]"));
    EXPECT(!accepts("[[[[[]]]]]"));
    EXPECT(accepts("{\"a\":[{\"b\":[1]}]}"));
    EXPECT(!accepts("{\"a\":[{\"b\":[{}]}]}"));
}

static void survives_very_deep_input(void) {
    char deep[20000];
    memset(deep, '[', sizeof deep);
    EXPECT(!json_parse(&doc, deep, sizeof deep));
}

static void limits_members_and_values(void) {
    char text[LIMIT_RESPONSE];
    for (int members = LIMIT_JSON_MEMBERS; members <= LIMIT_JSON_MEMBERS + 1; members++) {
        size_t len = 0;
        text[len++] = '[';
        for (int i = 0; i < members; i++) {
            text[len++] = '1';
            text[len++] = i + 1 == members ? ']' : ',';
        }
        EXPECT(json_parse(&doc, text, len) == (members == LIMIT_JSON_MEMBERS));
    }
    size_t len = 0;
    text[len++] = '[';
    for (int i = 0; i < 20; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, "%s[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]",
                                i == 0 ? "" : ",");
    }
    text[len++] = ']';
    EXPECT(!json_parse(&doc, text, len) && strcmp(doc.error, "too many values") == 0);
}

static void tells_integers_from_other_numbers(void) {
    const struct {
        const char *text;
        enum json_type type;
        int64_t value;
    } cases[] = {{"17", JSON_INTEGER, 17},
                 {"-17", JSON_INTEGER, -17},
                 {"9223372036854775807", JSON_INTEGER, INT64_MAX},
                 {"9223372036854775808", JSON_NUMBER, 0},
                 {"17.0", JSON_NUMBER, 0},
                 {"17e0", JSON_NUMBER, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        EXPECT_CASE(accepts(cases[i].text), cases[i].text);
        EXPECT_CASE(doc.values[0].type == cases[i].type && doc.values[0].integer == cases[i].value, cases[i].text);
    }
}

static void decodes_strings_in_place(void) {
    bool good = false;
    char *copy = parse("{\"k\\u00e9y\":\"a\\n\\ud83d\\ude00z\",\"n\":3}", &good);
    struct text value;
    int64_t n = 0;
    EXPECT(good);
    EXPECT(json_string(&doc, &doc.values[0], "k\xc3\xa9y", &value) && text_is(value, "a\n\xf0\x9f\x98\x80z"));
    EXPECT(json_integer(&doc, &doc.values[0], "n", &n) && n == 3);
    EXPECT(!json_string(&doc, &doc.values[0], "n", &value));
    EXPECT(!json_integer(&doc, &doc.values[0], "absent", &n));
    free(copy);
}

static void refuses_every_truncation(void) {
    struct text whole = text_of("{\"a\":[1,-2.5e3,true,null],\"b\":\"x\\u00e9\xc3\xa9\"}");
    for (size_t len = 0; len < whole.len; len++) {
        char *copy = exact_copy((struct text){whole.at, len});
        EXPECT(!json_parse(&doc, copy, len));
        free(copy);
    }
}

void json_tests(void) {
    run("accepts_every_kind_of_value", accepts_every_kind_of_value);
    run("refuses_what_is_not_strict_json", refuses_what_is_not_strict_json);
    run("refuses_duplicate_keys_in_any_spelling_at_any_level", refuses_duplicate_keys_in_any_spelling_at_any_level);
    run("refuses_a_nul_byte_anywhere", refuses_a_nul_byte_anywhere);
    run("limits_depth", limits_depth);
    run("survives_very_deep_input", survives_very_deep_input);
    run("limits_members_and_values", limits_members_and_values);
    run("tells_integers_from_other_numbers", tells_integers_from_other_numbers);
    run("decodes_strings_in_place", decodes_strings_in_place);
    run("refuses_every_truncation", refuses_every_truncation);
}
