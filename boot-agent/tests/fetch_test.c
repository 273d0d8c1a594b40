#include "fetch.h"

#include <string.h>

#include "harness.h"

/* A server and a clock that follow a script. */
struct script {
    const char *problems[LIMIT_TRIES]; /* NULL = a response of the status beside it */
    unsigned statuses[LIMIT_TRIES];
    unsigned retry_after_s;
    long long cost_ms; /* what one exchange takes */
    long long jitter_share; /* 0..100 % of the bound */
    long long clock;
    long long slept[LIMIT_TRIES];
    long long longest_try;
    int tries;
    int sleeps;
    int said;
};

static const char *script_exchange(void *context, long long deadline, struct http_response *out) {
    struct script *script = context;
    int i = script->tries++;
    if (deadline - script->clock > script->longest_try) {
        script->longest_try = deadline - script->clock;
    }
    script->clock += script->cost_ms;
    if (script->clock > deadline) {
        script->clock = deadline; /* as a real exchange, which gives up then */
    }
    out->status = script->statuses[i];
    out->retry_after_s = script->retry_after_s;
    out->body = text_of("answer");
    return script->problems[i];
}

static long long script_now(void *context) { return ((struct script *)context)->clock; }

static void script_sleep(void *context, long long ms) {
    struct script *script = context;
    script->clock += ms;
    script->slept[script->sleeps++] = ms;
}

static long long script_jitter(void *context, long long bound) {
    return bound * ((struct script *)context)->jitter_share / 100;
}

static void script_say(void *context, const char *line) {
    (void)line;
    ((struct script *)context)->said++;
}

static struct text body;
static struct refusal r;

static enum refusal_code fetch(struct script *script) {
    struct asker asker = {script, script_exchange, script_now, script_sleep, script_jitter, script_say};
    body = TEXT_NONE;
    return fetch_answer(&asker, &body, &r);
}

static void takes_the_first_200(void) {
    struct script script = {.statuses = {200}};
    EXPECT(fetch(&script) == NOT_REFUSED && text_is(body, "answer"));
    EXPECT(script.tries == 1 && script.sleeps == 0);
}

static void retries_every_other_outcome(void) {
    const unsigned statuses[] = {100, 204, 301, 400, 404, 429, 500, 503, 599};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        struct script script = {.statuses = {statuses[i], 200}};
        EXPECT(fetch(&script) == NOT_REFUSED && script.tries == 2 && script.said == 1);
    }
    struct script script = {.problems = {"connection refused"}, .statuses = {200, 200}};
    EXPECT(fetch(&script) == NOT_REFUSED && script.tries == 2);
}

static void gives_up_after_five_tries(void) {
    struct script script = {.problems = {"a", "b", "c", "d", "timed out"}, .jitter_share = 100};
    EXPECT(fetch(&script) == REFUSED_UNREACHABLE && script.tries == 5 && body.at == NULL);
    EXPECT(script.sleeps == 4 && script.slept[0] == 1000 && script.slept[1] == 2000);
    EXPECT(script.slept[2] == 4000 && script.slept[3] == 8000);
    EXPECT(strstr(r.detail, "timed out") != NULL);
}

static void a_non_200_is_never_an_answer(void) {
    struct script script = {.statuses = {503, 503, 503, 503, 404}};
    EXPECT(fetch(&script) == REFUSED_UNREACHABLE && body.at == NULL);
    EXPECT(strstr(r.detail, "HTTP status 404") != NULL);
}

static void stays_within_a_minute(void) {
    struct script script = {.problems = {"slow", "slow", "slow", "slow", "slow"}, .cost_ms = LIMIT_TRY_MS,
                            .jitter_share = 100, .retry_after_s = 0};
    EXPECT(fetch(&script) == REFUSED_UNREACHABLE && script.clock <= LIMIT_TOTAL_MS);
    EXPECT(script.longest_try == LIMIT_TRY_MS);
}

static void honours_a_busy_servers_retry_after(void) {
    struct script script = {.statuses = {503, 200}, .retry_after_s = 7};
    EXPECT(fetch(&script) == NOT_REFUSED && script.slept[0] == 7000);
    struct script broken = {.problems = {"reset"}, .statuses = {503, 200}, .retry_after_s = 7};
    EXPECT(fetch(&broken) == NOT_REFUSED && broken.slept[0] == 0);
}

static void asks_exactly_what_the_protocol_says(void) {
    struct claim claim = {.host = "h", .nonce = "00", .image = "sha256:11", .root_hash = "22"};
    char out[256];
    size_t len = 0;
    EXPECT(format_request(out, sizeof out, &claim, &len));
    EXPECT(text_is((struct text){out, len},
                   "{\"v\":1,\"host\":\"h\",\"hostNonce\":\"00\",\"image\":\"sha256:11\",\"rootHash\":\"22\"}"));
    EXPECT(!format_request(out, 20, &claim, &len));
}

void fetch_tests(void) {
    run("takes_the_first_200", takes_the_first_200);
    run("retries_every_other_outcome", retries_every_other_outcome);
    run("gives_up_after_five_tries", gives_up_after_five_tries);
    run("a_non_200_is_never_an_answer", a_non_200_is_never_an_answer);
    run("stays_within_a_minute", stays_within_a_minute);
    run("honours_a_busy_servers_retry_after", honours_a_busy_servers_retry_after);
    run("asks_exactly_what_the_protocol_says", asks_exactly_what_the_protocol_says);
}
