/* Why a boot is refused: a stable code for machines and one line for people. */
#ifndef PLIMSOLL_REFUSAL_H
#define PLIMSOLL_REFUSAL_H

/* In the order in which the checks are made. NOT_REFUSED is the only value that lets a boot go on. */
enum refusal_code {
    NOT_REFUSED = 0,
    REFUSED_CONFIG,
    REFUSED_UNREACHABLE,
    REFUSED_TYPE,
    REFUSED_SIGNATURE,
    REFUSED_NONCE,
    REFUSED_BINDING,
    REFUSED_DENIED,
    REFUSED_EXPIRED,
    REFUSED_RELEASE,
    REFUSED_ROOT_CORRUPT,
};

struct refusal {
    enum refusal_code code;
    char detail[1024]; /* printable ASCII, one line: what was found and what was wanted */
};

/* A result that nobody may drop: an ignored refusal would be a boot. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* The word after BOOT-REFUSED. */
const char *refusal_name(enum refusal_code code);

/*
 * Records a refusal and returns its code. Untrusted text enters only through shown(); as a second fence every
 * byte outside printable ASCII is replaced here.
 */
enum refusal_code refuse(struct refusal *r, enum refusal_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
