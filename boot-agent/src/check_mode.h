/*
 * `--check-verdict FILE --nonce HEX --image D --root-hash H --host ID [--etc DIR]`: the same verification on a file, without
 * privileges or network, so that servers can be tested against the real verifier.
 */
#ifndef PLIMSOLL_CHECK_MODE_H
#define PLIMSOLL_CHECK_MODE_H

/* Prints `ALLOWED` or the refusal code on stdout and the detail on stderr. Returns 0, 1, or 2 for wrong arguments. */
int check_mode(int count, char *const arguments[]);

#endif
