// SPDX-License-Identifier: MIT
#include "hv/registry/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/unit.h"

static struct setting settings[DEFINITION_KEYS];

static void read_text(const char *text) {
	const struct definition_text whole = {.bytes = (char *)text, .len = strlen(text)};
	memset(settings, 0xff, sizeof(settings));
	setting_read(&whole, settings);
}

static void check(enum definition_key key, unsigned line, const char *value) {
	ck_assert_uint_eq(settings[key].line, line);
	ck_assert_str_eq(settings[key].value, value);
}

START_TEST(plain) {
	read_text("# what it is\nclass = app\nlabel=blue\n\n  memory =  512  \n");
	check(DEFINITION_KEY_CLASS, 2, "app");
	check(DEFINITION_KEY_LABEL, 3, "blue");
	check(DEFINITION_KEY_MEMORY, 5, "512");
	check(DEFINITION_KEY_TEMPLATE, 0, "");
}
END_TEST

START_TEST(defaults) {
	read_text("");
	for (int i = 0; i < DEFINITION_KEYS; i++) {
		const char *preset = definition_key_row((enum definition_key)i)->preset;
		check((enum definition_key)i, 0, preset != NULL ? preset : "");
	}
}
END_TEST

START_TEST(faults) {
	read_text("class = app\nclass = gui\nrubbish\nnone = 1\n[section]\nlabel = b\xc3\xa4\n");
	check(DEFINITION_KEY_CLASS, 1, "app");
	check(DEFINITION_KEY_LABEL, 6, "b??");
}
END_TEST

START_TEST(spaces_of_lists) {
	read_text("depends = net   usb\t\tpass\n");
	check(DEFINITION_KEY_DEPENDS, 1, "net usb pass");
}
END_TEST

// The longest line that there may be is cut to what a message holds
START_TEST(too_long) {
	char text[1200] = "volumes = ";
	memset(text + strlen(text), 'x', 950);
	read_text(text);
	ck_assert_uint_eq(settings[DEFINITION_KEY_VOLUMES].line, 1);
	ck_assert_uint_eq(strlen(settings[DEFINITION_KEY_VOLUMES].value), MESSAGE_VALUE_SIZE - 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("setting");
	TCase *tcase = tcase_create("setting");
	tcase_add_test(tcase, plain);
	tcase_add_test(tcase, defaults);
	tcase_add_test(tcase, faults);
	tcase_add_test(tcase, spaces_of_lists);
	tcase_add_test(tcase, too_long);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
