#include "envelope.h"

#include <mbedtls/sha256.h>
#include <stdio.h>

#include "encoding.h"
#include "json.h"

/* Decodes the base64 text where it stands. The memory is the caller's buffer, so writing to it is allowed. */
static bool decode_in_place(struct text *t) {
    size_t len = 0;
    if (!base64_decode(*t, (uint8_t *)(uintptr_t)t->at, t->len, &len)) {
        return false;
    }
    t->len = len;
    return true;
}

static bool parse_signature(struct envelope *out, const struct json *doc, const struct json_value *entry) {
    struct text base64;
    if (!json_string(doc, entry, "sig", &base64) ||
        !base64_decode(base64, out->signature, sizeof out->signature, &out->signature_len)) {
        return false;
    }
    out->key_id = TEXT_NONE;
    return json_member(doc, entry, "keyid") == NULL || json_string(doc, entry, "keyid", &out->key_id);
}

enum refusal_code envelope_parse(struct envelope *out, char *bytes, size_t len, const char *payload_type,
                                 const char *what, enum refusal_code code, struct refusal *r) {
    struct json doc;
    if (!json_parse(&doc, bytes, len)) {
        return refuse(r, code, "%s is not an envelope: %s at byte %zu of %zu", what, doc.error, doc.error_at, len);
    }
    const struct json_value *root = &doc.values[0];
    if (!json_string(&doc, root, "payloadType", &out->payload_type)) {
        return refuse(r, code, "%s is not an envelope: no payloadType", what);
    }
    if (!text_is(out->payload_type, payload_type)) {
        return refuse(r, code, "%s has payloadType '%s'; wanted '%s'", what, shown(out->payload_type).s, payload_type);
    }
    const struct json_value *signatures = json_member(&doc, root, "signatures");
    if (signatures == NULL || signatures->type != JSON_ARRAY || signatures->count != 1) {
        return refuse(r, code, "%s is not an envelope with exactly one signature", what);
    }
    if (!parse_signature(out, &doc, json_first(&doc, signatures))) {
        return refuse(r, code, "%s has a signature entry without base64 'sig' of at most %d bytes", what,
                      LIMIT_SIGNATURE);
    }
    if (!json_string(&doc, root, "payload", &out->payload) || !decode_in_place(&out->payload)) {
        return refuse(r, code, "%s has no payload in strict base64", what);
    }
    return NOT_REFUSED;
}

bool pae_sha256(struct text payload_type, struct text payload, uint8_t hash[32]) {
    char before_type[32];
    char before_payload[32];
    int type_len = snprintf(before_type, sizeof before_type, "DSSEv1 %zu ", payload_type.len);
    int payload_len = snprintf(before_payload, sizeof before_payload, " %zu ", payload.len);
    const struct text parts[] = {
        {before_type, (size_t)type_len}, payload_type, {before_payload, (size_t)payload_len}, payload};
    mbedtls_sha256_context context;
    mbedtls_sha256_init(&context);
    bool good = mbedtls_sha256_starts_ret(&context, 0) == 0;
    for (size_t i = 0; good && i < sizeof parts / sizeof parts[0]; i++) {
        good = mbedtls_sha256_update_ret(&context, (const uint8_t *)parts[i].at, parts[i].len) == 0;
    }
    good = good && mbedtls_sha256_finish_ret(&context, hash) == 0;
    mbedtls_sha256_free(&context);
    return good;
}

enum refusal_code envelope_verify(const struct envelope *envelope, const struct key_set *keys, const char *what,
                                  enum refusal_code code, struct refusal *r) {
    uint8_t hash[32];
    if (pae_sha256(envelope->payload_type, envelope->payload, hash) &&
        key_set_verifies(keys, hash, envelope->signature, envelope->signature_len)) {
        return NOT_REFUSED;
    }
    return refuse(r, code, "%s is not signed by a pinned key: keyid '%s'; pinned %s%s%s", what,
                  shown(envelope->key_id).s, keys->keys[0].id, keys->count > 1 ? " and " : "",
                  keys->count > 1 ? keys->keys[1].id : "");
}
