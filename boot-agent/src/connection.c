#include "connection.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

long long now_ms(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
        return 0;
    }
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* True when `fd` is ready for `events` before the deadline. */
static bool ready(int fd, short events, long long deadline) {
    for (;;) {
        long long left = deadline - now_ms();
        if (left <= 0) {
            return false;
        }
        struct pollfd entry = {.fd = fd, .events = events};
        int result = poll(&entry, 1, left > LIMIT_TOTAL_MS ? LIMIT_TOTAL_MS : (int)left);
        if (result > 0) {
            return true;
        }
        if (result < 0 && errno != EINTR) {
            return false;
        }
    }
}

static const char *send_all(int fd, struct text request, long long deadline) {
    while (request.len > 0) {
        if (!ready(fd, POLLOUT, deadline)) {
            return "sending the request timed out";
        }
        ssize_t sent = send(fd, request.at, request.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            return strerror(errno);
        }
        if (sent > 0) {
            request.at += sent;
            request.len -= (size_t)sent;
        }
    }
    return NULL;
}

static const char *receive(int fd, char *buffer, long long deadline, struct http_response *out) {
    size_t len = 0;
    bool ended = false;
    for (;;) {
        enum http_progress progress = http_parse_response(out, (struct text){buffer, len}, ended);
        if (progress != HTTP_INCOMPLETE) {
            return progress == HTTP_COMPLETE ? NULL : out->error;
        }
        if (len == LIMIT_RESPONSE) {
            return "response over the limit of 65536 bytes";
        }
        if (!ready(fd, POLLIN, deadline)) {
            return "waiting for the response timed out";
        }
        ssize_t got = recv(fd, buffer + len, LIMIT_RESPONSE - len, MSG_DONTWAIT);
        if (got < 0 && errno != EAGAIN && errno != EINTR) {
            return strerror(errno);
        }
        ended = got == 0;
        len += got > 0 ? (size_t)got : 0;
    }
}

const char *stream_exchange(int fd, struct text request, char *buffer, long long deadline, struct http_response *out) {
    const char *problem = send_all(fd, request, deadline);
    return problem != NULL ? problem : receive(fd, buffer, deadline, out);
}

static const char *connect_to(int fd, const struct endpoint *endpoint, long long deadline) {
    if (connect(fd, (const struct sockaddr *)&endpoint->address, endpoint->address_len) == 0) {
        return NULL;
    }
    if (errno != EINPROGRESS) {
        return strerror(errno);
    }
    long long connect_deadline = now_ms() + LIMIT_CONNECT_MS;
    if (!ready(fd, POLLOUT, connect_deadline < deadline ? connect_deadline : deadline)) {
        return "connecting timed out";
    }
    int error = 0;
    socklen_t len = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0) {
        return strerror(errno);
    }
    return error == 0 ? NULL : strerror(error);
}

const char *connection_exchange(const struct endpoint *endpoint, struct text request, char *buffer,
                                long long deadline, struct http_response *out) {
    int fd = socket(endpoint->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return strerror(errno);
    }
    const char *problem = connect_to(fd, endpoint, deadline);
    if (problem == NULL) {
        problem = stream_exchange(fd, request, buffer, deadline, out);
    }
    (void)close(fd);
    return problem;
}
