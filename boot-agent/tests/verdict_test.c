#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encoding.h"
#include "envelope.h"
#include "file.h"
#include "harness.h"
#include "settings.h"

/* What make-vectors.sh writes into its verdicts. */
static const struct claim claim = {
    .host = "rack7-node3",
    .nonce = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    .image = "sha256:1111111111111111111111111111111111111111111111111111111111111111",
    .root_hash = "2222222222222222222222222222222222222222222222222222222222222222",
};

static struct verdict verdict;
static struct refusal r;

static struct text load(char *buffer, size_t capacity, const char *name, const char *suffix) {
    char path[256];
    struct text file = TEXT_NONE;
    (void)snprintf(path, sizeof path, "%s/%s%s", vectors, name, suffix);
    EXPECT_CASE(file_read(path, buffer, capacity, &file) == 0, path);
    return file;
}

static enum refusal_code check(struct text envelope, const struct pins *pins) {
    char *copy = exact_copy(envelope);
    enum refusal_code code = verdict_check(&verdict, copy, envelope.len, &claim, pins, &r);
    free(copy);
    return code;
}

static void load_pins(struct pins *pins, const char *etc) {
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", vectors, etc);
    EXPECT_CASE(pins_load(pins, path, &r) == NOT_REFUSED, etc);
}

static void says_for_every_vector_exactly_its_code(void) {
    static char buffer[LIMIT_RESPONSE];
    static char cases[16384];
    int seen = 0;
    struct text list = load(cases, sizeof cases - 1, "cases", "");
    cases[list.len] = '\0';
    char *rest = NULL;
    for (char *line = strtok_r(cases, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        char name[64];
        char code[32];
        char etc[32];
        EXPECT_CASE(sscanf(line, "%63s %31s %31s", name, code, etc) == 3, line);
        struct pins pins;
        load_pins(&pins, etc);
        enum refusal_code got = check(load(buffer, sizeof buffer, name, ".json"), &pins);
        EXPECT_CASE(strcmp(refusal_name(got), code) == 0, got == NOT_REFUSED ? name : r.detail);
        seen++;
    }
    EXPECT(seen >= 60);
}

static void returns_what_the_allowed_verdict_says(void) {
    static char buffer[LIMIT_RESPONSE];
    struct pins pins;
    load_pins(&pins, "etc-floor");
    EXPECT(check(load(buffer, sizeof buffer, "allowed", ".json"), &pins) == NOT_REFUSED);
    EXPECT(strcmp(verdict.image, claim.image) == 0);
    EXPECT(strcmp(verdict.root_hash, claim.root_hash) == 0);
    EXPECT(strcmp(verdict.assurance, "self-reported") == 0);
    EXPECT(verdict.epoch == 17 && verdict.release_epoch == 7 && verdict.min_version == 5);
}

static void prints_the_reasons_of_a_denial(void) {
    static char buffer[LIMIT_RESPONSE];
    struct pins pins;
    load_pins(&pins, "etc-floor");
    EXPECT(check(load(buffer, sizeof buffer, "denied-with-reasons", ".json"), &pins) == REFUSED_DENIED);
    EXPECT(strstr(r.detail, "image-revoked, policy-failed") != NULL);
}

static void refuses_every_truncation_of_the_allowed_envelope(void) {
    static char buffer[LIMIT_RESPONSE];
    struct pins pins;
    load_pins(&pins, "etc-floor");
    struct text whole = load(buffer, sizeof buffer, "allowed", ".json");
    for (size_t len = 0; len < whole.len; len++) {
        EXPECT(check((struct text){whole.at, len}, &pins) == REFUSED_TYPE);
    }
}

/* The payload ends where the base64 of it ends; each shorter one is another JSON text, or none. */
static void refuses_every_truncation_of_an_authentic_payload(void) {
    static char buffer[LIMIT_RESPONSE];
    struct pins pins;
    load_pins(&pins, "etc-floor");
    struct text file = load(buffer, sizeof buffer, "allowed", ".json");
    struct envelope envelope;
    EXPECT(envelope_parse(&envelope, buffer, file.len, VERDICT_TYPE, "vector", REFUSED_TYPE, &r) == NOT_REFUSED);
    for (size_t len = 0; len < envelope.payload.len; len++) {
        struct text part = {envelope.payload.at, len};
        char *copy = exact_copy(part);
        EXPECT(verdict_check_payload(&verdict, (struct text){copy, len}, &claim, &pins, &r) == REFUSED_TYPE);
        free(copy);
    }
}

/* Every 16th byte keeps the run short; the fuzzer covers the others. */
static void refuses_the_envelope_after_any_change_to_payload_or_signature(void) {
    static char buffer[LIMIT_RESPONSE];
    struct pins pins;
    load_pins(&pins, "etc-floor");
    struct text whole = load(buffer, sizeof buffer, "allowed", ".json");
    const char *signed_part = memmem(whole.at, whole.len, "\"payload\":\"", 11);
    const char *key_id = memmem(whole.at, whole.len, "\"keyid\"", 7);
    EXPECT(signed_part != NULL && key_id != NULL);
    if (signed_part == NULL || key_id == NULL) {
        return;
    }
    for (char *at = buffer + (signed_part - buffer) + 11; at < buffer + whole.len; at += 16) {
        if (at >= key_id && at < key_id + 76) {
            continue; /* a hint, not signed */
        }
        char before = *at;
        *at = before == 'A' ? 'B' : 'A';
        EXPECT(check(whole, &pins) != NOT_REFUSED);
        *at = before;
    }
    EXPECT(check(whole, &pins) == NOT_REFUSED);
}

static void hashes_the_encoding_of_the_dsse_specification(void) {
    /* The example of the DSSE protocol document: DSSEv1 29 http://example.com/HelloWorld 11 hello world */
    uint8_t hash[32];
    char hex[65];
    EXPECT(pae_sha256(text_of("http://example.com/HelloWorld"), text_of("hello world"), hash));
    hex_encode(hex, hash, sizeof hash);
    EXPECT_CASE(strcmp(hex, "217751fac2c4f14edb2c9297fbc34abcb016ba88e74757e875ec4ac16fb6b6a1") == 0, hex);
}

void verdict_tests(void) {
    run("says_for_every_vector_exactly_its_code", says_for_every_vector_exactly_its_code);
    run("returns_what_the_allowed_verdict_says", returns_what_the_allowed_verdict_says);
    run("prints_the_reasons_of_a_denial", prints_the_reasons_of_a_denial);
    run("refuses_every_truncation_of_the_allowed_envelope", refuses_every_truncation_of_the_allowed_envelope);
    run("refuses_every_truncation_of_an_authentic_payload", refuses_every_truncation_of_an_authentic_payload);
    run("refuses_the_envelope_after_any_change_to_payload_or_signature",
        refuses_the_envelope_after_any_change_to_payload_or_signature);
    run("hashes_the_encoding_of_the_dsse_specification", hashes_the_encoding_of_the_dsse_specification);
}
