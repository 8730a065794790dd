// SPDX-License-Identifier: MIT
#include "hv/cli/cli_icons.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/data_dirs.h"
#include "tests/lib/unit.h"

static struct data_dirs data;
static struct cli_icons icons;

static void setup(void) {
	data_dirs_init(&data);
}

static void teardown(void) {
	cli_icons_finish(&icons);
	data_dirs_finish(&data);
}

START_TEST(where_they_are) {
	data_dirs_write(&data, "system/icons/hicolor/48x48/apps/a.png", "");
	data_dirs_write(&data, "more/icons/breeze/apps/48/b.svg", "");
	data_dirs_write(&data, "more/pixmaps/c.xpm", "");
	data_dirs_write(&data, "more/icons/hicolor/48x48/apps/d.txt", "");
	data_dirs_write(&data, "more/other/e.png", "");
	data_dirs_write(&data, "more/icons/deep/1/2/3/f.png", "");
	cli_icons_init(&icons);
	ck_assert(cli_icons_has(&icons, "a"));
	ck_assert(cli_icons_has(&icons, "b"));
	ck_assert(cli_icons_has(&icons, "c"));
	ck_assert(!cli_icons_has(&icons, "d"));
	ck_assert(!cli_icons_has(&icons, "e"));
	ck_assert(!cli_icons_has(&icons, "f"));
}
END_TEST

static const char *const bad[] = {"", ".a", "-a", "../apps/a", "apps/a", "A", "a b", "a\n", "a_b",
	"\xc3\xa9", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

// Not even if there is such a file
START_TEST(bad_names) {
	data_dirs_write(&data, "system/icons/hicolor/48x48/apps/a.png", "");
	data_dirs_write(&data, "system/icons/hicolor/48x48/apps/.a.png", "");
	data_dirs_write(&data, "system/icons/hicolor/48x48/apps/A.png", "");
	data_dirs_write(&data, "system/icons/hicolor/48x48/apps/a_b.png", "");
	cli_icons_init(&icons);
	ck_assert(cli_icons_has(&icons, "a"));
	ck_assert(!cli_icons_has(&icons, bad[_i]));
}
END_TEST

START_TEST(none) {
	ck_assert(!cli_icons_has(&icons, "a")); // nobody has looked
	cli_icons_init(&icons);
	ck_assert(!cli_icons_has(&icons, "a"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_icons");
	TCase *tcase = tcase_create("cli_icons");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, where_they_are);
	tcase_add_loop_test(tcase, bad_names, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tcase, none);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
