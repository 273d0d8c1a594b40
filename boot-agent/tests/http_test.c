#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connection.h"
#include "harness.h"

static struct http_response response;

static enum http_progress parse(const char *text, bool ended) {
    struct text t = text_of(text);
    char *copy = exact_copy(t);
    enum http_progress progress = http_parse_response(&response, (struct text){copy, t.len}, ended);
    free(copy);
    return progress;
}

#define OK_HEAD "HTTP/1.1 200 OK\r\n"

static void accepts_a_body_by_length_or_by_close(void) {
    EXPECT(parse(OK_HEAD "content-length:  2 \r\nX: y\r\n\r\n{}", false) == HTTP_COMPLETE);
    EXPECT(response.status == 200 && response.body.len == 2);
    EXPECT(parse(OK_HEAD "\r\n{}", false) == HTTP_INCOMPLETE);
    EXPECT(parse(OK_HEAD "\r\n{}", true) == HTTP_COMPLETE && response.body.len == 2);
    EXPECT(parse("HTTP/1.0 503 \r\nRetry-After: 4\r\nContent-Length: 0\r\n\r\n", false) == HTTP_COMPLETE);
    EXPECT(response.status == 503 && response.retry_after_s == 4);
    EXPECT(parse("HTTP/1.1 204\r\nRetry-After: 9999\r\n\r\n", true) == HTTP_COMPLETE && response.retry_after_s == 0);
}

static void waits_at_every_truncation_and_refuses_it_at_the_end(void) {
    const char *whole = OK_HEAD "Content-Length: 4\r\nServer: x\r\n\r\nabcd";
    for (size_t len = 0; len < strlen(whole); len++) {
        char *copy = exact_copy((struct text){whole, len});
        EXPECT(http_parse_response(&response, (struct text){copy, len}, false) == HTTP_INCOMPLETE);
        EXPECT(http_parse_response(&response, (struct text){copy, len}, true) == HTTP_MALFORMED);
        free(copy);
    }
}

static void refuses_malformed_responses(void) {
    const char *cases[] = {
        "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 999 x\r\n\r\n", "HTTP/1.1 2000\r\n\r\n",
        "200 OK\r\n\r\n", "\r\n\r\n", "<html>\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n",
        OK_HEAD "Content-Length: 1\r\n\r\nab", OK_HEAD "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab",
        OK_HEAD "Content-Length: -1\r\n\r\n", OK_HEAD "Content-Length: 0x2\r\n\r\nab",
        OK_HEAD "Content-Length: 2, 2\r\n\r\nab", OK_HEAD "Content-Length: 65537\r\n\r\n",
        OK_HEAD "Content-Length: 99999999999999999999\r\n\r\n", OK_HEAD "Content-Length:\r\n\r\n",
        OK_HEAD "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", OK_HEAD "Content-Encoding: gzip\r\n\r\n",
        OK_HEAD "A: b\r\n folded\r\n\r\n", OK_HEAD "NoColon\r\n\r\n", OK_HEAD "Bad Name: x\r\n\r\n",
        OK_HEAD "Content-Length : 2\r\n\r\nab", OK_HEAD ": x\r\n\r\n", OK_HEAD "A: b\nContent-Length: 2\r\n\r\nab",
        OK_HEAD "A: b\rc\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        EXPECT_CASE(parse(cases[i], true) == HTTP_MALFORMED, cases[i]);
    }
}

static void limits_the_head(void) {
    static char text[LIMIT_RESPONSE_HEAD + 64] = OK_HEAD "A: ";
    memset(text + strlen(text), 'x', sizeof text - strlen(text));
    struct text long_head = {text, LIMIT_RESPONSE_HEAD};
    EXPECT(http_parse_response(&response, long_head, false) == HTTP_MALFORMED);
    char many[2048] = OK_HEAD;
    for (int i = 0; i < LIMIT_RESPONSE_HEADERS + 1; i++) {
        strcat(many, "A: b\r\n");
    }
    strcat(many, "\r\n");
    EXPECT(parse(many, true) == HTTP_MALFORMED);
}

static void reads_address_literals(void) {
    struct endpoint e;
    EXPECT(endpoint_parse(&e, text_of("http://10.0.2.2:8480")) && e.address.ss_family == AF_INET);
    EXPECT(strcmp(e.host_header, "10.0.2.2:8480") == 0 && strcmp(e.base_path, "") == 0);
    struct sockaddr_in v4;
    memcpy(&v4, &e.address, sizeof v4);
    EXPECT(v4.sin_port == htons(8480) && v4.sin_addr.s_addr == htonl(0x0a000202));
    EXPECT(endpoint_parse(&e, text_of("http://10.0.2.2/base/x//")) && strcmp(e.base_path, "/base/x") == 0);
    EXPECT(endpoint_parse(&e, text_of("http://[fd00::2]:80/")) && e.address.ss_family == AF_INET6);
    EXPECT(endpoint_parse(&e, text_of("http://[::1]")) && strcmp(e.host_header, "[::1]") == 0);
}

static void refuses_other_urls(void) {
    const char *cases[] = {"", "http://", "http:///x", "https://10.0.2.2", "http://server", "http://10.0.2", "http://10.0.2.2:",
                           "http://10.0.2.2:0", "http://10.0.2.2:65536", "http://10.0.2.2:x", "http://user@10.0.2.2",
                           "http://10.0.2.2?x", "http://10.0.2.2/a?b", "http://10.0.2.2/a#b", "http://10.0.2.2/a b",
                           "http://10.0.2.2/\r\nX: y", "http://[::1", "http://[::1]x", "http://[fe80::1%eth0]", "http://::1",
                           "http://[10.0.2.2]", "http://010.0.2.2"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct endpoint e;
        EXPECT_CASE(!endpoint_parse(&e, text_of(cases[i])), cases[i]);
    }
}

static void writes_the_request_exactly(void) {
    struct endpoint e;
    char out[512];
    size_t len = 0;
    EXPECT(endpoint_parse(&e, text_of("http://10.0.2.2:8480/p")));
    EXPECT(http_format_post(out, sizeof out, &e, "/v1/boot/verdict", text_of("{}"), &len) && len == strlen(out));
    EXPECT(strcmp(out, "POST /p/v1/boot/verdict HTTP/1.1\r\nHost: 10.0.2.2:8480\r\nUser-Agent: plimsoll-agent\r\n"
                       "Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                       "Connection: close\r\n\r\n{}") == 0);
    EXPECT(!http_format_post(out, 40, &e, "/v1/boot/verdict", text_of("{}"), &len));
}

/* Lets `answer` be read from one end of a socket pair whose peer has closed or not. */
static const char *exchange(struct text answer, bool close_peer, long long deadline) {
    static char buffer[LIMIT_RESPONSE];
    int pair[2];
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    int room = 1 << 20;
    EXPECT(setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room) == 0);
    EXPECT(write(pair[1], answer.at, answer.len) == (ssize_t)answer.len);
    if (close_peer) {
        EXPECT(shutdown(pair[1], SHUT_WR) == 0);
    }
    const char *problem = stream_exchange(pair[0], text_of("POST"), buffer, deadline, &response);
    (void)close(pair[0]);
    (void)close(pair[1]);
    return problem;
}

static void exchanges_over_a_stream(void) {
    long long soon = now_ms() + LIMIT_TRY_MS;
    EXPECT(exchange(text_of(OK_HEAD "Content-Length: 2\r\n\r\n{}"), false, soon) == NULL && response.body.len == 2);
    EXPECT(exchange(text_of(OK_HEAD "\r\n{}"), true, soon) == NULL && response.body.len == 2);
    EXPECT(exchange(text_of(OK_HEAD "Content-Length: 3\r\n\r\n{}"), true, soon) != NULL);
    EXPECT(exchange(text_of(""), true, soon) != NULL);
}

static void gives_up_at_the_deadline_and_at_the_limit(void) {
    static char huge[LIMIT_RESPONSE + 1] = OK_HEAD "\r\n";
    EXPECT(exchange(text_of(OK_HEAD "Content-Length: 3\r\n\r\n{}"), false, now_ms()) != NULL);
    memset(huge + strlen(huge), 'x', sizeof huge - strlen(huge));
    const char *problem = exchange((struct text){huge, sizeof huge}, true, now_ms() + LIMIT_TRY_MS);
    EXPECT(problem != NULL && strstr(problem, "limit") != NULL);
}

void http_tests(void) {
    run("accepts_a_body_by_length_or_by_close", accepts_a_body_by_length_or_by_close);
    run("waits_at_every_truncation_and_refuses_it_at_the_end", waits_at_every_truncation_and_refuses_it_at_the_end);
    run("refuses_malformed_responses", refuses_malformed_responses);
    run("limits_the_head", limits_the_head);
    run("reads_address_literals", reads_address_literals);
    run("refuses_other_urls", refuses_other_urls);
    run("writes_the_request_exactly", writes_the_request_exactly);
    run("exchanges_over_a_stream", exchanges_over_a_stream);
    run("gives_up_at_the_deadline_and_at_the_limit", gives_up_at_the_deadline_and_at_the_limit);
}
