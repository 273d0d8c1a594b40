#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "harness.h"

static struct pins pins;
static struct refusal r;

static const char *etc(const char *name) {
    static char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", vectors, name);
    return path;
}

static void loads_pins_with_defaults(void) {
    EXPECT(pins_load(&pins, etc("etc-plain"), &r) == NOT_REFUSED);
    EXPECT(strcmp(pins.role, "default") == 0 && pins.backstop.verdict_epoch == 0);
    EXPECT(pins.verdict_keys.count == 2 && pins.release_keys.count == 1);
}

static void loads_every_setting(void) {
    EXPECT(pins_load(&pins, etc("etc-floor"), &r) == NOT_REFUSED);
    EXPECT(pins.backstop.min_version == 5 && pins.backstop.release_epoch == 7);
    EXPECT(pins.backstop.verdict_epoch == 17 && pins.backstop.build_time == 1790000000);
    EXPECT(pins_load(&pins, etc("etc-kiosk"), &r) == NOT_REFUSED && strcmp(pins.role, "kiosk") == 0);
}

static void refuses_missing_keys_and_contradictions(void) {
    EXPECT(pins_load(&pins, etc("etc-empty"), &r) == REFUSED_CONFIG);
    EXPECT(pins_load(&pins, etc("etc-open"), &r) == REFUSED_CONFIG);
    EXPECT(pins_load(&pins, etc("etc-contradiction"), &r) == REFUSED_CONFIG);
    EXPECT(require_open_only(etc("etc-open"), &r) == NOT_REFUSED);
    EXPECT(require_open_only(etc("etc-contradiction"), &r) == REFUSED_CONFIG);
    EXPECT(require_open_only(etc("etc-plain"), &r) == REFUSED_CONFIG);
    EXPECT(require_open_only(etc("etc-empty"), &r) == REFUSED_CONFIG);
}

static void reads_a_role_of_one_line(void) {
    char role[LIMIT_ROLE + 1];
    EXPECT(role_parse(role, text_of("db-1"), &r) == NOT_REFUSED && strcmp(role, "db-1") == 0);
    const char *bad[] = {"", "\n", "a\nb\n", "a b", "a\n\n", "\"a\"", "a\r\n",
                         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        EXPECT_CASE(role_parse(role, text_of(bad[i]), &r) == REFUSED_CONFIG, bad[i]);
    }
}

static void reads_a_strict_backstop(void) {
    struct backstop backstop;
    EXPECT(backstop_parse(&backstop, text_of("verdictEpoch=3"), &r) == NOT_REFUSED && backstop.verdict_epoch == 3);
    EXPECT(backstop_parse(&backstop, text_of("minVersion=9223372036854775807\n"), &r) == NOT_REFUSED);
    const char *bad[] = {"\n", "epoch=3\n", "verdictEpoch=3\nverdictEpoch=3\n", "verdictEpoch = 3", "verdictEpoch=",
                         "verdictEpoch=-1", "verdictEpoch=03", "minVersion=9223372036854775808", "# note\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        EXPECT_CASE(backstop_parse(&backstop, text_of(bad[i]), &r) == REFUSED_CONFIG, bad[i]);
    }
}

static void reads_files_up_to_the_capacity(void) {
    char small[8];
    struct text file;
    EXPECT(file_read(etc("etc-kiosk/role"), small, 6, &file) == 0 && text_is(file, "kiosk\n"));
    EXPECT(file_read(etc("etc-kiosk/role"), small, 5, &file) == EFBIG);
    EXPECT(file_read(etc("absent"), small, 5, &file) == ENOENT);
}

void settings_tests(void) {
    run("loads_pins_with_defaults", loads_pins_with_defaults);
    run("loads_every_setting", loads_every_setting);
    run("refuses_missing_keys_and_contradictions", refuses_missing_keys_and_contradictions);
    run("reads_a_role_of_one_line", reads_a_role_of_one_line);
    run("reads_a_strict_backstop", reads_a_strict_backstop);
    run("reads_files_up_to_the_capacity", reads_files_up_to_the_capacity);
}
