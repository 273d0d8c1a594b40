#include "http.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* tchar of RFC 9110 section 5.6.2. */
#define CHARS_TOKEN CHARS_ALNUM "!#$%&'*+-.^_`|~"

bool http_format_post(char *out, size_t capacity, const struct endpoint *endpoint, const char *path,
                      struct text json_body, size_t *len) {
    int written = snprintf(out, capacity,
                           "POST %s%s HTTP/1.1\r\n"
                           "Host: %s\r\n"
                           "User-Agent: plimsoll-agent\r\n"
                           "Accept: application/json\r\n"
                           "Content-Type: application/json\r\n"
                           "Content-Length: %zu\r\n"
                           "Connection: close\r\n\r\n%.*s",
                           endpoint->base_path, path, endpoint->host_header, json_body.len, (int)json_body.len,
                           json_body.at);
    *len = (size_t)written;
    return written > 0 && (size_t)written < capacity;
}

static enum http_progress malformed(struct http_response *out, const char *error) {
    out->error = error;
    return HTTP_MALFORMED;
}

/* What the header fields say about the body. */
struct head {
    bool has_length;
    unsigned long long length;
};

static bool name_is(struct text name, const char *wanted) {
    return name.len == strlen(wanted) && strncasecmp(name.at, wanted, name.len) == 0;
}

static struct text trim(struct text t) {
    while (t.len > 0 && (t.at[0] == ' ' || t.at[0] == '\t')) {
        t.at++;
        t.len--;
    }
    while (t.len > 0 && (t.at[t.len - 1] == ' ' || t.at[t.len - 1] == '\t')) {
        t.len--;
    }
    return t;
}

/* Returns NULL or what is wrong with the field. */
static const char *take_field(struct http_response *out, struct head *head, struct text line) {
    const char *colon = memchr(line.at, ':', line.len);
    struct text name = {line.at, colon == NULL ? 0 : (size_t)(colon - line.at)};
    if (!text_only(name, CHARS_TOKEN)) {
        return "malformed header line";
    }
    struct text value = trim((struct text){colon + 1, line.len - name.len - 1});
    if (name_is(name, "Content-Length")) {
        if (head->has_length) {
            return "two Content-Length fields";
        }
        head->has_length = true;
        if (!text_number(value, LIMIT_RESPONSE, &head->length)) {
            return "Content-Length is no number, or over the limit";
        }
    }
    if (name_is(name, "Transfer-Encoding")) {
        return "a body with Transfer-Encoding is not accepted";
    }
    if (name_is(name, "Content-Encoding") && !name_is(value, "identity")) {
        return "a body with Content-Encoding is not accepted";
    }
    unsigned long long seconds = 0;
    if (name_is(name, "Retry-After") && text_number(value, LIMIT_RETRY_AFTER_MS / 1000, &seconds)) {
        out->retry_after_s = (unsigned)seconds;
    }
    return NULL;
}

/* `HTTP/1.0 200 ...` or `HTTP/1.1 200 ...`. */
static bool take_status(struct http_response *out, struct text line) {
    if (line.len < 12 || !(text_starts(line, "HTTP/1.1 ") || text_starts(line, "HTTP/1.0 ")) ||
        (line.len > 12 && line.at[12] != ' ')) {
        return false;
    }
    unsigned long long status = 0;
    if (!text_number((struct text){line.at + 9, 3}, 599, &status) || status < 100) {
        return false;
    }
    out->status = (unsigned)status;
    return true;
}

/* Parses the head without its closing empty line; every line in it ends with CR LF. */
static const char *take_head(struct http_response *out, struct head *head, struct text rest) {
    for (size_t lines = 0; rest.len > 0; lines++) {
        const char *end = memmem(rest.at, rest.len, "\r\n", 2);
        struct text line = {rest.at, end == NULL ? rest.len : (size_t)(end - rest.at)};
        size_t used = end == NULL ? line.len : line.len + 2;
        rest = (struct text){rest.at + used, rest.len - used};
        if (lines > LIMIT_RESPONSE_HEADERS) {
            return "too many header fields";
        }
        for (size_t i = 0; i < line.len; i++) {
            if (line.at[i] == '\0' || line.at[i] == '\r' || line.at[i] == '\n') {
                return "NUL, CR or LF inside a header line";
            }
        }
        const char *problem = NULL;
        if (lines == 0) {
            problem = take_status(out, line) ? NULL : "not an HTTP/1.x status line";
        } else {
            problem = take_field(out, head, line);
        }
        if (problem != NULL) {
            return problem;
        }
    }
    return out->status == 0 ? "empty head" : NULL;
}

static enum http_progress take_body(struct http_response *out, const struct head *head, struct text rest, bool ended) {
    if (!head->has_length) {
        out->body = rest;
        return ended ? HTTP_COMPLETE : HTTP_INCOMPLETE;
    }
    if (rest.len > head->length) {
        return malformed(out, "more bytes than Content-Length says");
    }
    if (rest.len < head->length) {
        return ended ? malformed(out, "fewer bytes than Content-Length says") : HTTP_INCOMPLETE;
    }
    out->body = rest;
    return HTTP_COMPLETE;
}

enum http_progress http_parse_response(struct http_response *out, struct text received, bool ended) {
    memset(out, 0, sizeof *out);
    size_t window = received.len < LIMIT_RESPONSE_HEAD ? received.len : LIMIT_RESPONSE_HEAD;
    const char *end = window == 0 ? NULL : memmem(received.at, window, "\r\n\r\n", 4);
    if (end == NULL) {
        if (received.len >= LIMIT_RESPONSE_HEAD) {
            return malformed(out, "head over the limit");
        }
        return ended ? malformed(out, "connection closed inside the head") : HTTP_INCOMPLETE;
    }
    struct head head = {false, 0};
    size_t head_len = (size_t)(end - received.at);
    const char *problem = take_head(out, &head, (struct text){received.at, head_len});
    if (problem != NULL) {
        return malformed(out, problem);
    }
    return take_body(out, &head, (struct text){end + 4, received.len - head_len - 4}, ended);
}
