#include "release.h"

#include "encoding.h"
#include "json.h"

MUST_CHECK static enum refusal_code require_equal(const struct json *doc, const char *key, const char *wanted,
                                                  struct refusal *r) {
    struct text found = TEXT_NONE;
    (void)json_string(doc, &doc->values[0], key, &found);
    if (text_is(found, wanted)) {
        return NOT_REFUSED;
    }
    return refuse(r, REFUSED_RELEASE, "release has %s '%s'; wanted '%s'", key, shown(found).s, wanted);
}

MUST_CHECK static enum refusal_code require_floor(const struct json *doc, const char *key, int64_t floor, int64_t *out,
                                                  struct refusal *r) {
    if (!json_integer(doc, &doc->values[0], key, out) || *out < 0) {
        return refuse(r, REFUSED_RELEASE, "release has no %s that is a whole number from 0", key);
    }
    if (*out < floor) {
        return refuse(r, REFUSED_RELEASE, "release has %s %lld; the last one seen is %lld", key, (long long)*out,
                      (long long)floor);
    }
    return NOT_REFUSED;
}

enum refusal_code release_check_payload(struct release *out, struct text payload, const struct claim *claim,
                                        const struct pins *pins, struct refusal *r) {
    struct json doc;
    int64_t version = 0;
    if (!json_parse(&doc, (char *)(uintptr_t)payload.at, payload.len)) {
        return refuse(r, REFUSED_RELEASE, "release is not strict JSON: %s at byte %zu", doc.error, doc.error_at);
    }
    if (!json_integer(&doc, &doc.values[0], "v", &version) || version != 1) {
        return refuse(r, REFUSED_RELEASE, "release has no \"v\":1; this agent knows no other version");
    }
    enum refusal_code code = require_equal(&doc, "image", claim->image, r);
    if (code == NOT_REFUSED) {
        code = require_equal(&doc, "rootHash", claim->root_hash, r);
    }
    if (code == NOT_REFUSED) {
        code = require_equal(&doc, "role", pins->role, r);
    }
    if (code == NOT_REFUSED) {
        code = require_floor(&doc, "minVersion", pins->backstop.min_version, &out->min_version, r);
    }
    if (code == NOT_REFUSED) {
        code = require_floor(&doc, "epoch", pins->backstop.release_epoch, &out->epoch, r);
    }
    return code;
}

enum refusal_code release_check(struct release *out, struct text base64, const struct claim *claim,
                                const struct pins *pins, struct refusal *r) {
    if (base64.len == 0) {
        return refuse(r, REFUSED_RELEASE, "verdict carries no release statement");
    }
    size_t len = 0;
    char *bytes = (char *)(uintptr_t)base64.at;
    if (!base64_decode(base64, (uint8_t *)bytes, base64.len, &len)) {
        return refuse(r, REFUSED_RELEASE, "release is not strict base64");
    }
    struct envelope envelope;
    enum refusal_code code = envelope_parse(&envelope, bytes, len, RELEASE_TYPE, "release", REFUSED_RELEASE, r);
    if (code == NOT_REFUSED) {
        code = envelope_verify(&envelope, &pins->release_keys, "release", REFUSED_RELEASE, r);
    }
    if (code == NOT_REFUSED) {
        code = release_check_payload(out, envelope.payload, claim, pins, r);
    }
    return code;
}
