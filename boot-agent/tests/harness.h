/* The smallest test harness: named tests, expectations that say where they failed. */
#ifndef PLIMSOLL_HARNESS_H
#define PLIMSOLL_HARNESS_H

#include "text.h"

/* Runs one test and counts it. */
void run(const char *name, void (*test)(void));

/* Records a failure of the running test; `note` names the case inside a table, or is NULL. */
void expect(bool holds, const char *what, const char *note, const char *file, int line);

#define EXPECT(condition) expect((condition), #condition, NULL, __FILE__, __LINE__)
#define EXPECT_CASE(condition, note) expect((condition), #condition, (note), __FILE__, __LINE__)

/* A heap copy of exactly the text's size, so that AddressSanitizer sees a read of one byte too many. Free it. */
char *exact_copy(struct text t);

/* The folder that make-vectors.sh filled. */
extern const char *vectors;

void text_tests(void);
void json_tests(void);
void keys_tests(void);
void verdict_tests(void);
void cmdline_tests(void);
void settings_tests(void);
void http_tests(void);
void fetch_tests(void);
void root_tests(void);

#endif
