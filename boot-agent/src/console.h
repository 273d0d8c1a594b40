/* What the host says, and how it ends. */
#ifndef PLIMSOLL_CONSOLE_H
#define PLIMSOLL_CONSOLE_H

#include "refusal.h"

/* One line on the console; characters that could drive a terminal never get here (refusal.h, text.h). */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Prints `BOOT-REFUSED <code>` and the detail. As process 1 it waits 5 seconds, so that a person or a serial log can
 * read it, and switches the machine off; otherwise it ends with exit code 1.
 */
_Noreturn void end_refused(const struct refusal *r);

#endif
