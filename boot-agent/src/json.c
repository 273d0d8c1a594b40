#include "json.h"

#include <string.h>

#include "json_string.h"

struct reader {
    struct json *doc;
    char *bytes;
    size_t len;
    size_t at;
};

static bool fail(struct reader *r, const char *error) {
    r->doc->error = error;
    r->doc->error_at = r->at;
    return false;
}

static void skip_space(struct reader *r) {
    while (r->at < r->len && (r->bytes[r->at] == ' ' || r->bytes[r->at] == '\t' || r->bytes[r->at] == '\n' ||
                              r->bytes[r->at] == '\r')) {
        r->at++;
    }
}

/* The next byte, or 0 at the end (a NUL byte is no JSON, so the two need not be told apart). */
static char peek(const struct reader *r) { return r->at < r->len ? r->bytes[r->at] : '\0'; }

static bool take(struct reader *r, char wanted) {
    if (peek(r) != wanted) {
        return false;
    }
    r->at++;
    return true;
}

static bool take_word(struct reader *r, const char *word, enum json_type type, struct json_value *value) {
    size_t len = strlen(word);
    if (r->len - r->at < len || memcmp(r->bytes + r->at, word, len) != 0) {
        return fail(r, "not a JSON value");
    }
    r->at += len;
    value->type = type;
    return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool take_digits(struct reader *r) {
    if (!is_digit(peek(r))) {
        return fail(r, "number without a digit");
    }
    while (is_digit(peek(r))) {
        r->at++;
    }
    return true;
}

/* The fraction and exponent behind the whole part, if any; `*whole` says whether there was none. */
static bool take_fraction(struct reader *r, bool *whole) {
    if (take(r, '.')) {
        *whole = false;
        if (!take_digits(r)) {
            return false;
        }
    }
    if (take(r, 'e') || take(r, 'E')) {
        *whole = false;
        if (!take(r, '+')) {
            (void)take(r, '-');
        }
        return take_digits(r);
    }
    return true;
}

static bool read_number(struct reader *r, struct json_value *value) {
    bool negative = take(r, '-');
    size_t begin = r->at;
    if (take(r, '0')) {
        if (is_digit(peek(r))) {
            return fail(r, "number with a leading zero");
        }
    } else if (!take_digits(r)) {
        return false;
    }
    struct text digits = {r->bytes + begin, r->at - begin};
    bool whole = true;
    if (!take_fraction(r, &whole)) {
        return false;
    }
    unsigned long long magnitude = 0;
    if (!whole || !text_number(digits, INT64_MAX, &magnitude)) {
        value->type = JSON_NUMBER;
        return true;
    }
    value->type = JSON_INTEGER;
    value->integer = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return true;
}

static bool read_string(struct reader *r, struct text *out) {
    const char *problem = json_decode_string(r->bytes, r->len, &r->at, out);
    return problem == NULL || fail(r, problem);
}

static bool read_value(struct reader *r, int depth, struct json_value *value);

/* Reads `"key":` and refuses a key that the object has already. */
static bool read_key(struct reader *r, const struct json_value *object, struct text *key) {
    skip_space(r);
    if (!take(r, '"')) {
        return fail(r, "member without a key");
    }
    if (!read_string(r, key)) {
        return false;
    }
    for (const struct json_value *m = json_first(r->doc, object); m != NULL; m = json_next(r->doc, m)) {
        if (text_equal(m->key, *key)) {
            return fail(r, "duplicate key");
        }
    }
    skip_space(r);
    return take(r, ':') || fail(r, "key without a colon");
}

/* Reads one element and links it behind `*last`. */
static bool read_element(struct reader *r, int depth, struct json_value *container, struct json_value **last) {
    if (r->doc->used == LIMIT_JSON_NODES) {
        return fail(r, "too many values");
    }
    if (container->count == LIMIT_JSON_MEMBERS) {
        return fail(r, "too many members");
    }
    struct text key = TEXT_NONE;
    if (container->type == JSON_OBJECT && !read_key(r, container, &key)) {
        return false;
    }
    uint16_t index = (uint16_t)r->doc->used++;
    struct json_value *value = &r->doc->values[index];
    memset(value, 0, sizeof *value);
    value->key = key;
    if (!read_value(r, depth, value)) {
        return false;
    }
    if (*last == NULL) {
        container->child = index;
    } else {
        (*last)->next = index;
    }
    *last = value;
    container->count++;
    return true;
}

static bool read_container(struct reader *r, int depth, char close, struct json_value *container) {
    if (depth == LIMIT_JSON_DEPTH) {
        return fail(r, "nested too deeply");
    }
    skip_space(r);
    if (take(r, close)) {
        return true;
    }
    struct json_value *last = NULL;
    do {
        if (!read_element(r, depth + 1, container, &last)) {
            return false;
        }
        skip_space(r);
    } while (take(r, ','));
    return take(r, close) || fail(r, "container without end");
}

static bool read_value(struct reader *r, int depth, struct json_value *value) {
    skip_space(r);
    switch (peek(r)) {
    case '{':
        r->at++;
        value->type = JSON_OBJECT;
        return read_container(r, depth, '}', value);
    case '[':
        r->at++;
        value->type = JSON_ARRAY;
        return read_container(r, depth, ']', value);
    case '"':
        r->at++;
        value->type = JSON_STRING;
        return read_string(r, &value->string);
    case 't':
        return take_word(r, "true", JSON_TRUE, value);
    case 'f':
        return take_word(r, "false", JSON_FALSE, value);
    case 'n':
        return take_word(r, "null", JSON_NULL, value);
    default:
        return (peek(r) == '-' || is_digit(peek(r))) ? read_number(r, value) : fail(r, "not a JSON value");
    }
}

bool json_parse(struct json *doc, char *bytes, size_t len) {
    struct reader r = {doc, bytes, len, 0};
    doc->used = 1;
    doc->error = NULL;
    doc->error_at = 0;
    memset(&doc->values[0], 0, sizeof doc->values[0]);
    if (!read_value(&r, 0, &doc->values[0])) {
        return false;
    }
    skip_space(&r);
    return r.at == len || fail(&r, "bytes after the value");
}

const struct json_value *json_first(const struct json *doc, const struct json_value *container) {
    return container->child == 0 ? NULL : &doc->values[container->child];
}

const struct json_value *json_next(const struct json *doc, const struct json_value *value) {
    return value->next == 0 ? NULL : &doc->values[value->next];
}

const struct json_value *json_member(const struct json *doc, const struct json_value *object, const char *key) {
    if (object->type != JSON_OBJECT) {
        return NULL;
    }
    for (const struct json_value *m = json_first(doc, object); m != NULL; m = json_next(doc, m)) {
        if (text_is(m->key, key)) {
            return m;
        }
    }
    return NULL;
}

bool json_string(const struct json *doc, const struct json_value *object, const char *key, struct text *out) {
    const struct json_value *member = json_member(doc, object, key);
    if (member == NULL || member->type != JSON_STRING) {
        return false;
    }
    *out = member->string;
    return true;
}

bool json_integer(const struct json *doc, const struct json_value *object, const char *key, int64_t *out) {
    const struct json_value *member = json_member(doc, object, key);
    if (member == NULL || member->type != JSON_INTEGER) {
        return false;
    }
    *out = member->integer;
    return true;
}
