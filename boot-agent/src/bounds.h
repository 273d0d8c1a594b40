/*
 * Every size, count and time that the agent bounds, in one place.
 * All sizes are bytes unless the name says otherwise; all times are milliseconds.
 */
#ifndef PLIMSOLL_BOUNDS_H
#define PLIMSOLL_BOUNDS_H

/* What the server may send. */
#define LIMIT_RESPONSE 65536 /* status line, headers and body together */
#define LIMIT_RESPONSE_HEAD 8192
#define LIMIT_RESPONSE_HEADERS 64
#define LIMIT_SIGNATURE 80 /* a P-256 signature in DER is at most 72 */

/* JSON. Four levels carry the deepest payload of the protocol (payload, ear, vector, value). */
#define LIMIT_JSON_DEPTH 4
#define LIMIT_JSON_NODES 512
#define LIMIT_JSON_MEMBERS 64

/* What the command line and /etc/plimsoll may say. */
#define LIMIT_CMDLINE 4096
#define LIMIT_HOST_ID 128
#define LIMIT_URL 256
#define LIMIT_DEVICE_PATH 64
#define LIMIT_INIT_PATH 256
#define LIMIT_ROLE 64
#define LIMIT_ETC_FILE 4096
#define LIMIT_PINNED_KEYS 2

/* Attacker-controlled text that is echoed on the console. */
#define LIMIT_SHOWN_TEXT 200

/* Asking for a verdict. */
#define LIMIT_TRIES 5
#define LIMIT_CONNECT_MS 3000
#define LIMIT_TRY_MS 10000
#define LIMIT_TOTAL_MS 60000
#define LIMIT_BACKOFF_BASE_MS 500
#define LIMIT_BACKOFF_CAP_MS 8000
#define LIMIT_RETRY_AFTER_MS 10000

/* A verdict that claims to live longer than this is refused, whatever it says. */
#define LIMIT_VERDICT_LIFE_S 3600

/* The root device. */
#define LIMIT_DEVICE_WAIT_MS 10000
#define LIMIT_READ_WHOLE (64u * 1024u * 1024u) /* a bigger root is read in its needed parts */
#define LIMIT_INIT_FILE (64u * 1024u * 1024u)

#endif
