#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

#define PATH_SIZE 256

MUST_CHECK static enum refusal_code read_etc(const char *dir, const char *name, char buffer[LIMIT_ETC_FILE],
                                             struct text *out, bool optional, struct refusal *r) {
    char path[PATH_SIZE];
    int len = snprintf(path, sizeof path, "%s/%s", dir, name);
    if (len < 0 || (size_t)len >= sizeof path) {
        return refuse(r, REFUSED_CONFIG, "the path of %s is longer than %d bytes", name, PATH_SIZE - 1);
    }
    int error = file_read(path, buffer, LIMIT_ETC_FILE, out);
    if (error == ENOENT && optional) {
        *out = TEXT_NONE;
        return NOT_REFUSED;
    }
    if (error != 0) {
        return refuse(r, REFUSED_CONFIG, "%s: %s (limit %d bytes)", path, strerror(error), LIMIT_ETC_FILE);
    }
    return NOT_REFUSED;
}

static struct text without_line_end(struct text t) {
    if (t.len > 0 && t.at[t.len - 1] == '\n') {
        t.len--;
    }
    return t;
}

enum refusal_code role_parse(char out[LIMIT_ROLE + 1], struct text file, struct refusal *r) {
    struct text role = without_line_end(file);
    if (!text_only(role, CHARS_ALNUM "._-") || !text_copy(out, LIMIT_ROLE + 1, role)) {
        return refuse(r, REFUSED_CONFIG, "role is '%s'; wanted one line, 1 to %d of A-Z a-z 0-9 . _ -", shown(role).s,
                      LIMIT_ROLE);
    }
    return NOT_REFUSED;
}

/* One line `name=N`; an unknown or repeated name is refused. */
MUST_CHECK static enum refusal_code backstop_line(struct backstop *out, struct text line, unsigned *seen,
                                                  struct refusal *r) {
    const struct {
        const char *prefix;
        int64_t *field;
    } fields[] = {
        {"minVersion=", &out->min_version},
        {"releaseEpoch=", &out->release_epoch},
        {"verdictEpoch=", &out->verdict_epoch},
        {"buildTime=", &out->build_time},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        size_t len = strlen(fields[i].prefix);
        unsigned long long value = 0;
        if (!text_starts(line, fields[i].prefix) || (*seen & (1u << i)) != 0 ||
            !text_number((struct text){line.at + len, line.len - len}, INT64_MAX, &value)) {
            continue;
        }
        *seen |= 1u << i;
        *fields[i].field = (int64_t)value;
        return NOT_REFUSED;
    }
    return refuse(r, REFUSED_CONFIG,
                  "backstop has line '%s'; wanted each of minVersion, releaseEpoch, verdictEpoch, buildTime at most "
                  "once, as NAME=N",
                  shown(line).s);
}

enum refusal_code backstop_parse(struct backstop *out, struct text file, struct refusal *r) {
    memset(out, 0, sizeof *out);
    unsigned seen = 0;
    while (file.len > 0) {
        const char *end = memchr(file.at, '\n', file.len);
        size_t len = end == NULL ? file.len : (size_t)(end - file.at);
        enum refusal_code code = backstop_line(out, (struct text){file.at, len}, &seen, r);
        if (code != NOT_REFUSED) {
            return code;
        }
        size_t used = end == NULL ? len : len + 1;
        file = (struct text){file.at + used, file.len - used};
    }
    return NOT_REFUSED;
}

MUST_CHECK static enum refusal_code load_keys(struct key_set *out, const char *dir, const char *name,
                                              struct refusal *r) {
    char buffer[LIMIT_ETC_FILE];
    struct text file;
    enum refusal_code code = read_etc(dir, name, buffer, &file, false, r);
    return code != NOT_REFUSED ? code : key_set_parse(out, file, name, r);
}

MUST_CHECK static enum refusal_code load_role(struct pins *out, const char *dir, struct refusal *r) {
    char buffer[LIMIT_ETC_FILE];
    struct text file;
    enum refusal_code code = read_etc(dir, "role", buffer, &file, true, r);
    if (code != NOT_REFUSED) {
        return code;
    }
    return role_parse(out->role, file.at == NULL ? text_of("default") : file, r);
}

MUST_CHECK static enum refusal_code load_backstop(struct pins *out, const char *dir, struct refusal *r) {
    char buffer[LIMIT_ETC_FILE];
    struct text file;
    enum refusal_code code = read_etc(dir, "backstop", buffer, &file, true, r);
    return code != NOT_REFUSED ? code : backstop_parse(&out->backstop, file, r);
}

static bool exists(const char *dir, const char *name) {
    char path[PATH_SIZE];
    int len = snprintf(path, sizeof path, "%s/%s", dir, name);
    return len > 0 && (size_t)len < sizeof path && access(path, F_OK) == 0;
}

enum refusal_code pins_load(struct pins *out, const char *etc_dir, struct refusal *r) {
    if (exists(etc_dir, "open-only")) {
        return refuse(r, REFUSED_CONFIG, "%s/open-only is present, but the agent was asked for a verdict", etc_dir);
    }
    enum refusal_code code = load_keys(&out->verdict_keys, etc_dir, "verdict-keys.pem", r);
    if (code == NOT_REFUSED) {
        code = load_keys(&out->release_keys, etc_dir, "release-keys.pem", r);
    }
    if (code == NOT_REFUSED) {
        code = load_role(out, etc_dir, r);
    }
    if (code == NOT_REFUSED) {
        code = load_backstop(out, etc_dir, r);
    }
    return code;
}

enum refusal_code require_open_only(const char *etc_dir, struct refusal *r) {
    if (!exists(etc_dir, "open-only")) {
        return refuse(r, REFUSED_CONFIG, "--open-only without %s/open-only", etc_dir);
    }
    if (exists(etc_dir, "verdict-keys.pem") || exists(etc_dir, "release-keys.pem")) {
        return refuse(r, REFUSED_CONFIG, "%s/open-only stands beside pinned keys; wanted one or the other", etc_dir);
    }
    return NOT_REFUSED;
}
