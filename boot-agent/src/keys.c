#include "keys.h"

#include <mbedtls/ecdsa.h>
#include <mbedtls/sha256.h>
#include <string.h>

#include "encoding.h"

#define SPKI_SIZE 91

/*
 * SubjectPublicKeyInfo of every uncompressed P-256 key up to the point: SEQUENCE { SEQUENCE { id-ecPublicKey,
 * prime256v1 }, BIT STRING with no unused bits }. One fixed prefix replaces an ASN.1 parser.
 */
static const uint8_t spki_prefix[SPKI_SIZE - POINT_SIZE] = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
};

static const char pem_begin[] = "-----BEGIN PUBLIC KEY-----";
static const char pem_end[] = "-----END PUBLIC KEY-----";

/* Cuts the next line off `rest`, without its LF or CR LF; false at the end. */
static bool next_line(struct text *rest, struct text *line) {
    if (rest->len == 0) {
        return false;
    }
    const char *end = memchr(rest->at, '\n', rest->len);
    size_t len = end == NULL ? rest->len : (size_t)(end - rest->at);
    size_t used = end == NULL ? len : len + 1;
    *line = (struct text){rest->at, len};
    if (line->len > 0 && line->at[line->len - 1] == '\r') {
        line->len--;
    }
    *rest = (struct text){rest->at + used, rest->len - used};
    return true;
}

/* Loads the point as a verifying context; refuses a point that is not on the curve. */
static bool load_point(mbedtls_ecdsa_context *context, const uint8_t point[POINT_SIZE]) {
    return mbedtls_ecp_group_load(&context->grp, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
           mbedtls_ecp_point_read_binary(&context->grp, &context->Q, point, POINT_SIZE) == 0 &&
           mbedtls_ecp_check_pubkey(&context->grp, &context->Q) == 0;
}

static bool parse_spki(struct public_key *out, struct text base64) {
    uint8_t spki[SPKI_SIZE];
    size_t len = 0;
    if (!base64_decode(base64, spki, sizeof spki, &len) || len != SPKI_SIZE ||
        memcmp(spki, spki_prefix, sizeof spki_prefix) != 0) {
        return false;
    }
    memcpy(out->point, spki + sizeof spki_prefix, POINT_SIZE);
    uint8_t hash[32];
    mbedtls_ecdsa_context context;
    mbedtls_ecdsa_init(&context);
    bool good = load_point(&context, out->point) && mbedtls_sha256_ret(spki, SPKI_SIZE, hash, 0) == 0;
    mbedtls_ecdsa_free(&context);
    if (good) {
        hex_encode(out->id, hash, sizeof hash);
    }
    return good;
}

/* The block whose first line has been read. */
static bool parse_block(struct public_key *out, struct text *rest) {
    char base64[2 * SPKI_SIZE];
    size_t len = 0;
    struct text line;
    while (next_line(rest, &line)) {
        if (text_is(line, pem_end)) {
            return parse_spki(out, (struct text){base64, len});
        }
        if (line.len == 0 || line.len > sizeof base64 - len) {
            return false;
        }
        memcpy(base64 + len, line.at, line.len);
        len += line.len;
    }
    return false;
}

enum refusal_code key_set_parse(struct key_set *out, struct text pem, const char *source, struct refusal *r) {
    out->count = 0;
    struct text line;
    while (next_line(&pem, &line)) {
        if (line.len == 0) {
            continue;
        }
        if (!text_is(line, pem_begin)) {
            return refuse(r, REFUSED_CONFIG, "%s: found '%s' outside a key; wanted only PEM blocks PUBLIC KEY", source,
                          shown(line).s);
        }
        if (out->count == LIMIT_PINNED_KEYS) {
            return refuse(r, REFUSED_CONFIG, "%s: more than %d keys", source, LIMIT_PINNED_KEYS);
        }
        if (!parse_block(&out->keys[out->count], &pem)) {
            return refuse(r, REFUSED_CONFIG, "%s: key %zu is not an uncompressed P-256 public key in PEM", source,
                          out->count + 1);
        }
        out->count++;
    }
    if (out->count == 0) {
        return refuse(r, REFUSED_CONFIG, "%s: holds no key; wanted one or two", source);
    }
    return NOT_REFUSED;
}

static bool verifies(const struct public_key *key, const uint8_t hash[32], const uint8_t *signature, size_t len) {
    mbedtls_ecdsa_context context;
    mbedtls_ecdsa_init(&context);
    bool good = load_point(&context, key->point) &&
                mbedtls_ecdsa_read_signature(&context, hash, 32, signature, len) == 0;
    mbedtls_ecdsa_free(&context);
    return good;
}

bool key_set_verifies(const struct key_set *set, const uint8_t hash[32], const uint8_t *signature,
                      size_t signature_len) {
    for (size_t i = 0; i < set->count; i++) {
        if (verifies(&set->keys[i], hash, signature, signature_len)) {
            return true;
        }
    }
    return false;
}
