#include "check_mode.h"

#include <stdio.h>
#include <string.h>

#include "file.h"
#include "settings.h"

struct options {
    const char *file;
    const char *nonce;
    const char *image;
    const char *root_hash;
    const char *host;
    const char *etc;
};

static int usage(void) {
    (void)fprintf(stderr, "usage: plimsoll-agent --check-verdict FILE --nonce HEX --image DIGEST --root-hash HEX "
                          "--host ID [--etc DIR]\n");
    return 2;
}

static bool take_options(struct options *out, int count, char *const arguments[]) {
    const struct {
        const char *name;
        const char **value;
    } known[] = {
        {"--check-verdict", &out->file}, {"--nonce", &out->nonce}, {"--image", &out->image},
        {"--root-hash", &out->root_hash}, {"--host", &out->host},  {"--etc", &out->etc},
    };
    for (int i = 0; i < count; i += 2) {
        bool found = false;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
            if (strcmp(arguments[i], known[k].name) == 0 && i + 1 < count) {
                *known[k].value = arguments[i + 1];
                found = true;
            }
        }
        if (!found) {
            return false;
        }
    }
    return out->file != NULL && out->nonce != NULL && out->image != NULL && out->root_hash != NULL &&
           out->host != NULL;
}

static bool make_claim(struct claim *out, const struct options *options) {
    struct text nonce = text_of(options->nonce);
    struct text root_hash = text_of(options->root_hash);
    return nonce.len == 64 && text_only(nonce, CHARS_HEX) && root_hash.len == 64 &&
           text_only(root_hash, CHARS_HEX) && text_is_digest(text_of(options->image)) &&
           text_copy(out->nonce, sizeof out->nonce, nonce) &&
           text_copy(out->root_hash, sizeof out->root_hash, root_hash) &&
           text_copy(out->image, sizeof out->image, text_of(options->image)) &&
           text_copy(out->host, sizeof out->host, text_of(options->host));
}

int check_mode(int count, char *const arguments[]) {
    static char bytes[LIMIT_RESPONSE];
    static struct pins pins;
    struct options options = {.etc = "/etc/plimsoll"};
    struct claim claim;
    if (!take_options(&options, count, arguments) || !make_claim(&claim, &options)) {
        return usage();
    }
    struct text envelope;
    int error = file_read(options.file, bytes, sizeof bytes, &envelope);
    if (error != 0) {
        (void)fprintf(stderr, "plimsoll: %s: %s (limit %d bytes)\n", options.file, strerror(error), LIMIT_RESPONSE);
        return 2;
    }
    struct refusal r;
    struct verdict verdict;
    enum refusal_code code = pins_load(&pins, options.etc, &r);
    if (code == NOT_REFUSED) {
        code = verdict_check(&verdict, bytes, envelope.len, &claim, &pins, &r);
    }
    if (code != NOT_REFUSED) {
        (void)puts(refusal_name(code));
        (void)fprintf(stderr, "plimsoll: %s\n", r.detail);
        return 1;
    }
    (void)puts("ALLOWED");
    return 0;
}
