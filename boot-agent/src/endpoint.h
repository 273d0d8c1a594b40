/* Where the verdict server is: an address literal, because stage 1 has no resolver and trusts none. */
#ifndef PLIMSOLL_ENDPOINT_H
#define PLIMSOLL_ENDPOINT_H

#include <sys/socket.h>

#include "text.h"

struct endpoint {
    struct sockaddr_storage address;
    socklen_t address_len;
    char host_header[72]; /* the authority as written */
    char base_path[LIMIT_URL + 1]; /* without a trailing '/'; empty for the root */
};

/* Parses `http://A.B.C.D[:PORT][/PATH]` or `http://[IPv6][:PORT][/PATH]`; no name, user, query, fragment, zone. */
bool endpoint_parse(struct endpoint *out, struct text url);

#endif
