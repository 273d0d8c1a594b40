/* One request and one response over one TCP connection. */
#ifndef PLIMSOLL_CONNECTION_H
#define PLIMSOLL_CONNECTION_H

#include "endpoint.h"
#include "http.h"

/* Milliseconds of CLOCK_MONOTONIC: the only clock of the agent, because the RTC may be wrong or hostile. */
long long now_ms(void);

/*
 * Connects, sends and reads until the response is complete. Blocking, at most LIMIT_CONNECT_MS for the connection and
 * until `deadline` for all of it, however slowly the peer drips. `buffer` holds LIMIT_RESPONSE bytes and keeps the
 * response's text. Not retried here. Returns NULL on a complete response (of any status), else what went wrong.
 */
const char *connection_exchange(const struct endpoint *endpoint, struct text request, char *buffer,
                                long long deadline, struct http_response *out);

/* The part behind connect(), on any stream descriptor. */
const char *stream_exchange(int fd, struct text request, char *buffer, long long deadline, struct http_response *out);

#endif
