#include "endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define SCHEME "http://"
#define DEFAULT_PORT 80

static bool parse_port(struct text t, in_port_t *port) {
    unsigned long long value = DEFAULT_PORT;
    if (t.len > 0 && (t.at[0] != ':' || !text_number((struct text){t.at + 1, t.len - 1}, 65535, &value) || value == 0)) {
        return false;
    }
    *port = htons((uint16_t)value);
    return true;
}

static bool parse_ipv6(struct endpoint *out, struct text authority) {
    const char *close = memchr(authority.at, ']', authority.len);
    if (close == NULL) {
        return false;
    }
    char literal[INET6_ADDRSTRLEN];
    size_t len = (size_t)(close - authority.at) - 1;
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    if (!text_copy(literal, sizeof literal, (struct text){authority.at + 1, len}) ||
        inet_pton(AF_INET6, literal, &address.sin6_addr) != 1 ||
        !parse_port((struct text){close + 1, authority.len - len - 2}, &address.sin6_port)) {
        return false;
    }
    memcpy(&out->address, &address, sizeof address);
    out->address_len = sizeof address;
    return true;
}

static bool parse_ipv4(struct endpoint *out, struct text authority) {
    const char *colon = memchr(authority.at, ':', authority.len);
    size_t len = colon == NULL ? authority.len : (size_t)(colon - authority.at);
    char literal[INET_ADDRSTRLEN];
    struct sockaddr_in address = {.sin_family = AF_INET};
    if (!text_copy(literal, sizeof literal, (struct text){authority.at, len}) ||
        inet_pton(AF_INET, literal, &address.sin_addr) != 1 ||
        !parse_port((struct text){authority.at + len, authority.len - len}, &address.sin_port)) {
        return false;
    }
    memcpy(&out->address, &address, sizeof address);
    out->address_len = sizeof address;
    return true;
}

bool endpoint_parse(struct endpoint *out, struct text url) {
    memset(out, 0, sizeof *out);
    if (!text_starts(url, SCHEME)) {
        return false;
    }
    struct text rest = {url.at + sizeof SCHEME - 1, url.len - (sizeof SCHEME - 1)};
    const char *slash = memchr(rest.at, '/', rest.len);
    struct text authority = {rest.at, slash == NULL ? rest.len : (size_t)(slash - rest.at)};
    struct text path = {rest.at + authority.len, rest.len - authority.len};
    while (path.len > 0 && path.at[path.len - 1] == '/') {
        path.len--;
    }
    if (authority.len == 0 || !text_copy(out->host_header, sizeof out->host_header, authority) ||
        (path.len > 0 && !text_only(path, CHARS_ALNUM "/._~-")) ||
        !text_copy(out->base_path, sizeof out->base_path, path)) {
        return false;
    }
    return authority.at[0] == '[' ? parse_ipv6(out, authority) : parse_ipv4(out, authority);
}
