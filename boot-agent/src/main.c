/*
 * plimsoll-agent: asks for a signed boot verdict, verifies it, opens the verity root that it names, starts its init.
 *
 *   plimsoll-agent                      as process 1 of stage 1 (exec'd by /init)
 *   plimsoll-agent --open-only          the same without a verdict, for images built without pinned keys
 *   plimsoll-agent --check-verdict ...  see check_mode.h
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "check_mode.h"
#include "cmdline.h"
#include "connection.h"
#include "console.h"
#include "encoding.h"
#include "fetch.h"
#include "file.h"
#include "root.h"
#include "settings.h"
#include "switch_root.h"

#define ETC_DIR "/etc/plimsoll"
#define VERDICT_PATH "/v1/boot/verdict"
#define REQUEST_SIZE 2048

/* The real asker: one TCP connection a try. */
struct network {
    struct endpoint endpoint;
    struct text request;
    char response[LIMIT_RESPONSE];
};

static const char *network_exchange(void *context, long long deadline, struct http_response *out) {
    struct network *network = context;
    return connection_exchange(&network->endpoint, network->request, network->response, deadline, out);
}

static long long real_now(void *context) {
    (void)context;
    return now_ms();
}

static void real_sleep(void *context, long long ms) {
    (void)context;
    struct timespec left = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

static long long real_jitter(void *context, long long bound) {
    (void)context;
    uint32_t random = 0;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random) {
        return bound;
    }
    return (long long)random % (bound + 1);
}

static void real_say(void *context, const char *line) {
    (void)context;
    say("plimsoll: %s", line);
}

MUST_CHECK static enum refusal_code read_parameters(struct boot_parameters *out, enum boot_kind kind,
                                                    struct refusal *r) {
    char buffer[LIMIT_CMDLINE];
    struct text cmdline;
    int error = file_read("/proc/cmdline", buffer, sizeof buffer, &cmdline);
    if (error != 0) {
        return refuse(r, REFUSED_CONFIG, "/proc/cmdline: %s (limit %d bytes)", strerror(error), LIMIT_CMDLINE);
    }
    return boot_parameters_parse(out, cmdline, kind, r);
}

/* What this boot asks for: the command line's values and a fresh nonce. */
MUST_CHECK static enum refusal_code make_claim(struct claim *out, const struct boot_parameters *parameters,
                                               struct refusal *r) {
    uint8_t nonce[NONCE_SIZE];
    if (getrandom(nonce, sizeof nonce, 0) != (ssize_t)sizeof nonce) {
        return refuse(r, REFUSED_CONFIG, "the kernel gives no random bytes: %s", strerror(errno));
    }
    hex_encode(out->nonce, nonce, sizeof nonce);
    memcpy(out->host, parameters->host, sizeof out->host);
    memcpy(out->image, parameters->image, sizeof out->image);
    memcpy(out->root_hash, parameters->root_hash, sizeof out->root_hash);
    return NOT_REFUSED;
}

MUST_CHECK static enum refusal_code make_request(struct network *out, char buffer[REQUEST_SIZE],
                                                 const struct boot_parameters *parameters, const struct claim *claim,
                                                 struct refusal *r) {
    char body[REQUEST_SIZE / 2];
    size_t body_len = 0;
    size_t len = 0;
    if (!endpoint_parse(&out->endpoint, text_of(parameters->url))) {
        return refuse(r, REFUSED_CONFIG,
                      "command line: plimsoll.url is '%s'; wanted http://A.B.C.D[:PORT][/PATH] or "
                      "http://[IPv6][:PORT][/PATH]",
                      shown(text_of(parameters->url)).s);
    }
    if (!format_request(body, sizeof body, claim, &body_len) ||
        !http_format_post(buffer, REQUEST_SIZE, &out->endpoint, VERDICT_PATH, (struct text){body, body_len}, &len)) {
        return refuse(r, REFUSED_CONFIG, "the request is longer than %d bytes", REQUEST_SIZE - 1);
    }
    out->request = (struct text){buffer, len};
    return NOT_REFUSED;
}

MUST_CHECK static enum refusal_code ask(struct verdict *out, const struct boot_parameters *parameters,
                                        const struct pins *pins, struct refusal *r) {
    static struct network network;
    const struct asker asker = {&network, network_exchange, real_now, real_sleep, real_jitter, real_say};
    char request[REQUEST_SIZE];
    struct claim claim;
    struct text answer;
    enum refusal_code code = make_claim(&claim, parameters, r);
    if (code == NOT_REFUSED) {
        code = make_request(&network, request, parameters, &claim, r);
    }
    if (code == NOT_REFUSED) {
        say("plimsoll: asking %s whether %s may boot %s", parameters->url, parameters->host, parameters->image);
        code = fetch_answer(&asker, &answer, r);
    }
    if (code == NOT_REFUSED) {
        code = verdict_check(out, network.response + (answer.at - network.response), answer.len, &claim, pins, r);
    }
    return code;
}

/* Returns only on refusal. */
static enum refusal_code boot_by_verdict(struct refusal *r) {
    static struct pins pins;
    struct boot_parameters parameters;
    struct verdict verdict;
    enum refusal_code code = read_parameters(&parameters, BOOT_BY_VERDICT, r);
    if (code == NOT_REFUSED) {
        code = pins_load(&pins, ETC_DIR, r);
    }
    if (code == NOT_REFUSED) {
        code = ask(&verdict, &parameters, &pins, r);
    }
    if (code == NOT_REFUSED) {
        code = root_open(&parameters, verdict.root_hash, r);
    }
    if (code == NOT_REFUSED) {
        say("BOOT-ALLOWED %s epoch %lld assurance %s", verdict.image, (long long)verdict.epoch, verdict.assurance);
        code = switch_root(NEW_ROOT, parameters.init, r);
    }
    return code;
}

/* Returns only on refusal. */
static enum refusal_code boot_open_only(struct refusal *r) {
    struct boot_parameters parameters;
    enum refusal_code code = require_open_only(ETC_DIR, r);
    if (code == NOT_REFUSED) {
        code = read_parameters(&parameters, BOOT_OPEN_ONLY, r);
    }
    if (code == NOT_REFUSED) {
        code = root_open(&parameters, parameters.root_hash, r);
    }
    if (code == NOT_REFUSED) {
        say("BOOT-OPENED %s no verdict was asked", parameters.root_hash);
        code = switch_root(NEW_ROOT, parameters.init, r);
    }
    return code;
}

int main(int count, char *arguments[]) {
    static struct refusal r;
    if (count > 1 && strcmp(arguments[1], "--check-verdict") == 0) {
        return check_mode(count - 1, arguments + 1);
    }
    if (count == 1) {
        (void)boot_by_verdict(&r);
    } else if (count == 2 && strcmp(arguments[1], "--open-only") == 0) {
        (void)boot_open_only(&r);
    } else {
        (void)refuse(&r, REFUSED_CONFIG, "the agent knows no argument '%s'", shown(text_of(arguments[1])).s);
    }
    end_refused(&r);
}
