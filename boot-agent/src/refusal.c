#include "refusal.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const names[] = {
    [NOT_REFUSED] = "none",      [REFUSED_CONFIG] = "config",   [REFUSED_UNREACHABLE] = "unreachable",
    [REFUSED_TYPE] = "type",     [REFUSED_SIGNATURE] = "signature", [REFUSED_NONCE] = "nonce",
    [REFUSED_BINDING] = "binding", [REFUSED_DENIED] = "denied", [REFUSED_EXPIRED] = "expired",
    [REFUSED_RELEASE] = "release", [REFUSED_ROOT_CORRUPT] = "root-corrupt",
};

const char *refusal_name(enum refusal_code code) { return names[code]; }

enum refusal_code refuse(struct refusal *r, enum refusal_code code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(r->detail, sizeof r->detail, format, arguments);
    va_end(arguments);
    if (written < 0) {
        r->detail[0] = '\0';
    }
    for (char *c = r->detail; *c != '\0'; c++) {
        if (*c < 0x20 || *c > 0x7e) {
            *c = '?';
        }
    }
    r->code = code;
    return code;
}
