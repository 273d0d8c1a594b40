#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *vectors;
static const char *running;
static int tests;
static int failures;

void run(const char *name, void (*test)(void)) {
    running = name;
    tests++;
    test();
}

void expect(bool holds, const char *what, const char *note, const char *file, int line) {
    if (!holds) {
        failures++;
        (void)printf("%s:%d: %s%s%s: not so: %s\n", file, line, running, note == NULL ? "" : ", ",
                     note == NULL ? "" : note, what);
    }
}

char *exact_copy(struct text t) {
    char *copy = malloc(t.len == 0 ? 1 : t.len);
    if (copy == NULL) {
        abort();
    }
    if (t.len > 0) {
        memcpy(copy, t.at, t.len);
    }
    return copy;
}

int main(int count, char *arguments[]) {
    vectors = count > 1 ? arguments[1] : "target/vectors";
    text_tests();
    json_tests();
    keys_tests();
    verdict_tests();
    cmdline_tests();
    settings_tests();
    http_tests();
    fetch_tests();
    root_tests();
    (void)printf("boot-agent: %d tests, %d failures\n", tests, failures);
    return tests > 0 && failures == 0 ? 0 : 1;
}
