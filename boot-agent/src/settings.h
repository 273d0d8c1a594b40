/*
 * What the initramfs pins, in /etc/plimsoll:
 *
 *   verdict-keys.pem, release-keys.pem   one or two P-256 public keys each (keys.h)
 *   role                                 one line; absent = "default"
 *   backstop                             lines minVersion=N, releaseEpoch=N, verdictEpoch=N, buildTime=N; absent = 0
 *   open-only                            present = no verdict is asked; excludes the key files
 */
#ifndef PLIMSOLL_SETTINGS_H
#define PLIMSOLL_SETTINGS_H

#include "refusal.h"
#include "verdict.h"

/* Reads and validates all of them; anything missing, unknown or malformed is REFUSED_CONFIG. */
MUST_CHECK enum refusal_code pins_load(struct pins *out, const char *etc_dir, struct refusal *r);

/* Refuses unless the folder says open-only and pins no key: a stray file must not switch the verdict off. */
MUST_CHECK enum refusal_code require_open_only(const char *etc_dir, struct refusal *r);

/* The parsers of the two small files, without I/O. */
MUST_CHECK enum refusal_code role_parse(char out[LIMIT_ROLE + 1], struct text file, struct refusal *r);
MUST_CHECK enum refusal_code backstop_parse(struct backstop *out, struct text file, struct refusal *r);

#endif
