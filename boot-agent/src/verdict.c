#include "verdict.h"

#include "json.h"
#include "release.h"

/* The string member `key`, or an empty text when there is none: an absent member equals nothing that is wanted. */
static struct text member_text(const struct json *doc, const char *key) {
    struct text found = TEXT_NONE;
    (void)json_string(doc, &doc->values[0], key, &found);
    return found;
}

MUST_CHECK static enum refusal_code require_equal(const struct json *doc, const char *key, const char *wanted,
                                                  enum refusal_code code, struct refusal *r) {
    struct text found = member_text(doc, key);
    if (text_is(found, wanted)) {
        return NOT_REFUSED;
    }
    return refuse(r, code, "verdict has %s '%s'; wanted '%s'", key, shown(found).s, wanted);
}

MUST_CHECK static enum refusal_code check_shape(struct verdict *out, const struct json *doc, struct refusal *r) {
    int64_t version = 0;
    if (!json_integer(doc, &doc->values[0], "v", &version) || version != 1) {
        return refuse(r, REFUSED_TYPE, "verdict has no \"v\":1; this agent knows no other version");
    }
    struct text assurance = member_text(doc, "assurance");
    if (!text_only(assurance, CHARS_ALNUM "-") || !text_copy(out->assurance, sizeof out->assurance, assurance)) {
        return refuse(r, REFUSED_TYPE, "verdict has assurance '%s'; wanted one word", shown(assurance).s);
    }
    return NOT_REFUSED;
}

MUST_CHECK static enum refusal_code check_binding(const struct json *doc, const struct claim *claim,
                                                  struct refusal *r) {
    enum refusal_code code = require_equal(doc, "host", claim->host, REFUSED_BINDING, r);
    if (code == NOT_REFUSED) {
        code = require_equal(doc, "image", claim->image, REFUSED_BINDING, r);
    }
    if (code == NOT_REFUSED) {
        code = require_equal(doc, "rootHash", claim->root_hash, REFUSED_BINDING, r);
    }
    return code;
}

/* Joins the reasons with ", " as far as they fit into what may be shown. */
static struct shown join_reasons(const struct json *doc) {
    char joined[LIMIT_SHOWN_TEXT + 1];
    size_t len = 0;
    const struct json_value *reasons = json_member(doc, &doc->values[0], "reasons");
    const struct json_value *reason =
        reasons != NULL && reasons->type == JSON_ARRAY ? json_first(doc, reasons) : NULL;
    for (; reason != NULL; reason = json_next(doc, reason)) {
        const struct text parts[] = {text_of(len == 0 ? "" : ", "), reason->string};
        for (size_t p = 0; p < 2; p++) {
            for (size_t i = 0; i < parts[p].len && len < sizeof joined; i++) {
                joined[len++] = parts[p].at[i];
            }
        }
    }
    return shown((struct text){joined, len});
}

MUST_CHECK static enum refusal_code check_allowed(const struct json *doc, struct refusal *r) {
    struct text found = member_text(doc, "verdict");
    if (text_is(found, "allow")) {
        return NOT_REFUSED;
    }
    return refuse(r, REFUSED_DENIED, "verdict is '%s', reasons: %s; wanted 'allow'", shown(found).s,
                  join_reasons(doc).s);
}

/* The host's clock is not asked (it may be wrong, and the nonce proves freshness): only the verdict's own times. */
MUST_CHECK static enum refusal_code check_expiry(struct verdict *out, const struct json *doc,
                                                 const struct backstop *backstop, struct refusal *r) {
    int64_t issued = 0;
    int64_t expires = 0;
    const struct json_value *root = &doc->values[0];
    if (!json_integer(doc, root, "iat", &issued) || !json_integer(doc, root, "exp", &expires) || issued < 0 ||
        expires <= issued || expires - issued > LIMIT_VERDICT_LIFE_S) {
        return refuse(r, REFUSED_EXPIRED, "verdict is valid from %lld to %lld; wanted a span of 1 to %d seconds",
                      (long long)issued, (long long)expires, LIMIT_VERDICT_LIFE_S);
    }
    if (expires < backstop->build_time) {
        return refuse(r, REFUSED_EXPIRED, "verdict ended at %lld, before the image was built at %lld",
                      (long long)expires, (long long)backstop->build_time);
    }
    if (!json_integer(doc, root, "epoch", &out->epoch) || out->epoch < 0 || out->epoch < backstop->verdict_epoch) {
        return refuse(r, REFUSED_EXPIRED, "verdict has epoch %lld; the last one seen is %lld", (long long)out->epoch,
                      (long long)backstop->verdict_epoch);
    }
    return NOT_REFUSED;
}

MUST_CHECK static enum refusal_code check_release(struct verdict *out, const struct json *doc,
                                                  const struct claim *claim, const struct pins *pins,
                                                  struct refusal *r) {
    struct release release;
    enum refusal_code code = release_check(&release, member_text(doc, "release"), claim, pins, r);
    if (code == NOT_REFUSED) {
        out->release_epoch = release.epoch;
        out->min_version = release.min_version;
    }
    return code;
}

enum refusal_code verdict_check_payload(struct verdict *out, struct text payload, const struct claim *claim,
                                        const struct pins *pins, struct refusal *r) {
    struct json doc;
    struct verdict checked = {0};
    if (!json_parse(&doc, (char *)(uintptr_t)payload.at, payload.len)) {
        return refuse(r, REFUSED_TYPE, "verdict is not strict JSON: %s at byte %zu", doc.error, doc.error_at);
    }
    enum refusal_code code = check_shape(&checked, &doc, r);
    if (code == NOT_REFUSED) {
        code = require_equal(&doc, "hostNonce", claim->nonce, REFUSED_NONCE, r);
    }
    if (code == NOT_REFUSED) {
        code = check_binding(&doc, claim, r);
    }
    if (code == NOT_REFUSED) {
        code = check_allowed(&doc, r);
    }
    if (code == NOT_REFUSED) {
        code = check_expiry(&checked, &doc, &pins->backstop, r);
    }
    if (code == NOT_REFUSED) {
        code = check_release(&checked, &doc, claim, pins, r);
    }
    /* The root hash that opens the device is the verdict's own, which the binding check has compared. */
    if (code == NOT_REFUSED && (!text_copy(checked.image, sizeof checked.image, member_text(&doc, "image")) ||
                                !text_copy(checked.root_hash, sizeof checked.root_hash, member_text(&doc, "rootHash")))) {
        return refuse(r, REFUSED_BINDING, "verdict names an image or root hash that is too long");
    }
    if (code == NOT_REFUSED) {
        *out = checked;
    }
    return code;
}

enum refusal_code verdict_check(struct verdict *out, char *bytes, size_t len, const struct claim *claim,
                                const struct pins *pins, struct refusal *r) {
    struct envelope envelope;
    enum refusal_code code = envelope_parse(&envelope, bytes, len, VERDICT_TYPE, "answer", REFUSED_TYPE, r);
    if (code == NOT_REFUSED) {
        code = envelope_verify(&envelope, &pins->verdict_keys, "verdict", REFUSED_SIGNATURE, r);
    }
    if (code == NOT_REFUSED) {
        code = verdict_check_payload(out, envelope.payload, claim, pins, r);
    }
    return code;
}
