#include "console.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/reboot.h>
#include <unistd.h>

#define READING_TIME_S 5

void say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)vprintf(format, arguments);
    va_end(arguments);
    (void)putchar('\n');
    (void)fflush(stdout);
}

_Noreturn void end_refused(const struct refusal *r) {
    say("BOOT-REFUSED %s", refusal_name(r->code));
    say("plimsoll: %s", r->detail);
    if (getpid() != 1) {
        exit(1);
    }
    (void)sleep(READING_TIME_S);
    sync();
    (void)reboot(RB_POWER_OFF);
    (void)reboot((int)RB_HALT_SYSTEM);
    for (;;) {
        (void)pause(); /* process 1 must not end: better a dead host than an unverified one */
    }
}
