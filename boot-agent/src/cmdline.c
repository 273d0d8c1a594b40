#include "cmdline.h"

#include <string.h>

#define HASH_ALIGNMENT 4096ull
#define HASH_OFFSET_MAX (1ull << 50)

static bool parse_image(struct boot_parameters *out, struct text value) {
    return text_is_digest(value) && text_copy(out->image, sizeof out->image, value);
}

static bool parse_root_hash(struct boot_parameters *out, struct text value) {
    return value.len == 64 && text_only(value, CHARS_HEX) && text_copy(out->root_hash, sizeof out->root_hash, value);
}

static bool parse_root(struct boot_parameters *out, struct text value) {
    /* No dot, so no way out of /dev; no blank, because the path becomes a word of the verity table. */
    return text_starts(value, "/dev/") && value.len > 5 && text_only(value, CHARS_ALNUM "/_-") &&
           text_copy(out->root_device, sizeof out->root_device, value);
}

static bool parse_hash_offset(struct boot_parameters *out, struct text value) {
    return text_number(value, HASH_OFFSET_MAX, &out->hash_offset) && out->hash_offset > 0 &&
           out->hash_offset % HASH_ALIGNMENT == 0;
}

static bool parse_url(struct boot_parameters *out, struct text value) {
    return text_starts(value, "http://") && text_copy(out->url, sizeof out->url, value);
}

static bool parse_host(struct boot_parameters *out, struct text value) {
    /* No character of it needs an escape in the JSON of the request. */
    return text_only(value, CHARS_ALNUM "._:-") && text_copy(out->host, sizeof out->host, value);
}

static bool parse_mode(struct boot_parameters *out, struct text value) {
    (void)out;
    return text_is(value, "fresh");
}

struct parameter {
    const char *key;
    bool (*parse)(struct boot_parameters *out, struct text value);
    bool needed_open_only;
    bool needed_by_verdict;
    const char *wanted;
};

static const struct parameter parameters[] = {
    {"plimsoll.image", parse_image, false, true, "sha256: and 64 lower-case hex digits"},
    {"plimsoll.roothash", parse_root_hash, true, true, "64 lower-case hex digits"},
    {"plimsoll.root", parse_root, true, true, "a path below /dev"},
    {"plimsoll.hashoffset", parse_hash_offset, true, true, "bytes, a multiple of 4096"},
    {"plimsoll.url", parse_url, false, true, "http://ADDRESS[:PORT][/PATH]"},
    {"plimsoll.host", parse_host, false, true, "1 to 128 of A-Z a-z 0-9 . _ : -"},
    {"plimsoll.mode", parse_mode, false, false, "fresh"},
};
#define PARAMETERS (sizeof parameters / sizeof parameters[0])

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

/* Cuts the next word off `rest`; white space between double quotes does not end a word. */
static bool next_word(struct text *rest, struct text *word) {
    size_t at = 0;
    while (at < rest->len && is_space(rest->at[at])) {
        at++;
    }
    size_t begin = at;
    bool quoted = false;
    while (at < rest->len && (quoted || !is_space(rest->at[at]))) {
        quoted ^= rest->at[at] == '"';
        at++;
    }
    *word = (struct text){rest->at + begin, at - begin};
    *rest = (struct text){rest->at + at, rest->len - at};
    return word->len > 0;
}

/* Splits `key=value`; the value is empty when there is no '='. */
static struct text key_of(struct text word, struct text *value) {
    const char *equals = memchr(word.at, '=', word.len);
    size_t len = equals == NULL ? word.len : (size_t)(equals - word.at);
    *value = equals == NULL ? TEXT_NONE : (struct text){equals + 1, word.len - len - 1};
    return (struct text){word.at, len};
}

/* `seen` has one bit for each entry of the table. */
MUST_CHECK static enum refusal_code parse_plimsoll_word(struct boot_parameters *out, struct text word, unsigned *seen,
                                                        struct refusal *r) {
    struct text value;
    struct text key = key_of(word, &value);
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (!text_is(key, parameters[i].key)) {
            continue;
        }
        if ((*seen & (1u << i)) != 0) {
            return refuse(r, REFUSED_CONFIG, "command line: %s stands there twice", parameters[i].key);
        }
        *seen |= 1u << i;
        if (!parameters[i].parse(out, value)) {
            return refuse(r, REFUSED_CONFIG, "command line: %s is '%s'; wanted %s", parameters[i].key, shown(value).s,
                          parameters[i].wanted);
        }
        return NOT_REFUSED;
    }
    return refuse(r, REFUSED_CONFIG, "command line: '%s' is no parameter of this agent", shown(key).s);
}

MUST_CHECK static enum refusal_code parse_init(struct boot_parameters *out, struct text path, struct refusal *r) {
    if (path.len < 2 || path.at[0] != '/' || memchr(path.at, '"', path.len) != NULL ||
        !text_copy(out->init, sizeof out->init, path)) {
        return refuse(r, REFUSED_CONFIG, "command line: init is '%s'; wanted an absolute path of at most %d bytes",
                      shown(path).s, LIMIT_INIT_PATH);
    }
    return NOT_REFUSED;
}

MUST_CHECK static enum refusal_code parse_word(struct boot_parameters *out, struct text word, unsigned *seen,
                                               struct refusal *r) {
    /* The kernel takes `"key=value"` as key=value: a leading quote must not hide a parameter from this check. */
    struct text bare = word.at[0] == '"' ? (struct text){word.at + 1, word.len - 1} : word;
    if (text_starts(bare, "plimsoll.")) {
        return parse_plimsoll_word(out, word, seen, r);
    }
    struct text value;
    if (text_is(key_of(word, &value), "init")) {
        return parse_init(out, value, r);
    }
    return NOT_REFUSED;
}

enum refusal_code boot_parameters_parse(struct boot_parameters *out, struct text cmdline, enum boot_kind kind,
                                        struct refusal *r) {
    memset(out, 0, sizeof *out);
    (void)text_copy(out->init, sizeof out->init, text_of("/sbin/init"));
    unsigned seen = 0;
    struct text word;
    while (next_word(&cmdline, &word)) {
        enum refusal_code code = parse_word(out, word, &seen, r);
        if (code != NOT_REFUSED) {
            return code;
        }
    }
    for (size_t i = 0; i < PARAMETERS; i++) {
        bool needed = kind == BOOT_BY_VERDICT ? parameters[i].needed_by_verdict : parameters[i].needed_open_only;
        if (needed && (seen & (1u << i)) == 0) {
            return refuse(r, REFUSED_CONFIG, "command line: no %s; wanted %s", parameters[i].key,
                          parameters[i].wanted);
        }
    }
    return NOT_REFUSED;
}
