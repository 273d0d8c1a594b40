/*
 * libFuzzer target over everything that reads foreign bytes. The first byte of an input chooses the reader, the rest is
 * what it reads. Beyond memory errors it looks for broken promises: an envelope that nobody signed and is allowed,
 * a body that lies outside the response, text with control characters in a refusal.
 */
#include <stdlib.h>
#include <string.h>

#include "cmdline.h"
#include "endpoint.h"
#include "envelope.h"
#include "filesystem.h"
#include "http.h"
#include "json.h"
#include "release.h"
#include "root_reader.h"
#include "settings.h"
#include "superblock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct refusal r;

/* TEST ONLY: the generator point of P-256, whose private key is 1. */
static const char test_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54W\n"
    "K84zV2sxXs7LtkBoN79R9Q==\n"
    "-----END PUBLIC KEY-----\n";

static const struct claim claim = {
    .host = "rack7-node3",
    .nonce = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    .image = "sha256:1111111111111111111111111111111111111111111111111111111111111111",
    .root_hash = "2222222222222222222222222222222222222222222222222222222222222222",
};

static const struct pins *test_pins(void) {
    static struct pins pins;
    if (pins.verdict_keys.count == 0) {
        if (key_set_parse(&pins.verdict_keys, text_of(test_key), "test key", &r) != NOT_REFUSED) {
            abort();
        }
        pins.release_keys = pins.verdict_keys;
        (void)text_copy(pins.role, sizeof pins.role, text_of("default"));
    }
    return &pins;
}

static void promise(bool kept) {
    if (!kept) {
        abort();
    }
}

static void promise_printable(enum refusal_code code) {
    if (code == NOT_REFUSED) {
        return;
    }
    promise(r.code == code);
    for (const char *c = r.detail; *c != '\0'; c++) {
        promise(*c >= 0x20 && *c <= 0x7e);
    }
}

static void fuzz_response(char *bytes, size_t len) {
    struct http_response response;
    for (int ended = 0; ended < 2; ended++) {
        enum http_progress progress = http_parse_response(&response, (struct text){bytes, len}, ended == 1);
        promise(ended == 0 || progress != HTTP_INCOMPLETE);
        if (progress == HTTP_COMPLETE && response.body.len > 0) {
            promise(response.body.at >= bytes && response.body.at + response.body.len == bytes + len);
        }
        if (progress == HTTP_COMPLETE && response.status == 200 && ended == 1) {
            struct verdict verdict;
            promise_printable(verdict_check(&verdict, bytes + (response.body.at - bytes), response.body.len, &claim,
                                            test_pins(), &r));
        }
    }
}

static void fuzz_envelope(char *bytes, size_t len) {
    struct envelope envelope;
    enum refusal_code code = envelope_parse(&envelope, bytes, len, VERDICT_TYPE, "answer", REFUSED_TYPE, &r);
    promise_printable(code);
    if (code == NOT_REFUSED) {
        promise(envelope.signature_len <= LIMIT_SIGNATURE);
        promise_printable(envelope_verify(&envelope, &test_pins()->verdict_keys, "verdict", REFUSED_SIGNATURE, &r));
    }
}

/* As if the signature had been good. The release inside still needs one, so nothing may come out allowed. */
static void fuzz_payload(char *bytes, size_t len) {
    struct verdict verdict;
    promise_printable(verdict_check_payload(&verdict, (struct text){bytes, len}, &claim, test_pins(), &r));
}

static void fuzz_release(char *bytes, size_t len) {
    struct release release = {0, 0};
    enum refusal_code code = release_check_payload(&release, (struct text){bytes, len}, &claim, test_pins(), &r);
    promise_printable(code);
    promise(code != NOT_REFUSED || (release.epoch >= 0 && release.min_version >= 0));
}

static void fuzz_json(char *bytes, size_t len) {
    static struct json doc;
    bool good = json_parse(&doc, bytes, len);
    promise(good || (doc.error != NULL && doc.error_at <= len));
    promise(doc.used <= LIMIT_JSON_NODES);
}

static void fuzz_cmdline(char *bytes, size_t len) {
    struct boot_parameters parameters;
    struct endpoint endpoint;
    struct text t = {bytes, len};
    promise_printable(boot_parameters_parse(&parameters, t, BOOT_OPEN_ONLY, &r));
    enum refusal_code code = boot_parameters_parse(&parameters, t, BOOT_BY_VERDICT, &r);
    promise_printable(code);
    promise(code != NOT_REFUSED || parameters.hash_offset % 4096 == 0);
    (void)endpoint_parse(&endpoint, t);
}

static void fuzz_settings(char *bytes, size_t len) {
    struct key_set keys;
    struct backstop backstop;
    char role[LIMIT_ROLE + 1];
    struct text t = {bytes, len};
    promise_printable(key_set_parse(&keys, t, "keys", &r));
    promise_printable(backstop_parse(&backstop, t, &r));
    promise_printable(role_parse(role, t, &r));
}

static void fuzz_device(char *bytes, size_t len) {
    uint8_t probe[FILESYSTEM_PROBE] = {0};
    struct superblock superblock;
    char table[VERITY_TABLE_SIZE];
    char path[64];
    uint64_t begin = 0;
    uint64_t end = 0;
    memcpy(probe, bytes, len < sizeof probe ? len : sizeof probe);
    enum refusal_code code = superblock_parse(&superblock, probe, 1 << 20, &r);
    promise_printable(code);
    promise(code != NOT_REFUSED || verity_table(table, &superblock, "/dev/vda", 1 << 20, claim.root_hash));
    (void)filesystem_of(probe);
    promise(!squashfs_tables(probe, 1 << 20, &begin, &end) || (begin < end && end <= 1 << 20));
    (void)interpreter_of((const uint8_t *)bytes, len, path, sizeof path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static void (*const readers[])(char *, size_t) = {fuzz_response, fuzz_envelope, fuzz_payload,  fuzz_release,
                                                      fuzz_json,     fuzz_cmdline,  fuzz_settings, fuzz_device};
    if (size == 0 || size > LIMIT_RESPONSE) {
        return 0;
    }
    /* Exactly as long as the input, so that one byte too many is seen. */
    char *copy = malloc(size > 1 ? size - 1 : 1);
    promise(copy != NULL);
    memcpy(copy, data + 1, size - 1);
    /* Letters, so that corpus files can be written and read by people: 'a' is the first reader. */
    readers[(data[0] - 'a') & 7](copy, size - 1);
    free(copy);
    return 0;
}
