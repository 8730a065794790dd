// SPDX-License-Identifier: MIT
#include "hv/control/control_input.h"

#include <string.h>

#include "tests/lib/unit.h"

static struct control_input input;

static void setup(void) {
	input = (struct control_input){0};
}

// As much of it as there is room for; returns how much that was
static size_t put(const char *bytes, size_t len) {
	size_t room;
	char *at = control_input_room(&input, &room);
	len = len < room ? len : room;
	memcpy(at, bytes, len);
	control_input_added(&input, len);
	return len;
}

static void must_be(const char *expected) {
	size_t len = 0;
	const char *line = control_input_line(&input, &len);
	if (expected == NULL) {
		ck_assert_ptr_null(line);
		return;
	}
	ck_assert_ptr_nonnull(line);
	ck_assert_uint_eq(len, strlen(expected));
	ck_assert_mem_eq(line, expected, len);
}

START_TEST(several_at_once) {
	put("one\n\ntwo\nthr", 12);
	must_be("one");
	must_be("");
	must_be("two");
	must_be(NULL);
	put("ee\n", 3);
	must_be("three");
	must_be(NULL);
}
END_TEST

START_TEST(byte_by_byte) {
	static const char text[] = "a line\nanother\n";
	int lines = 0;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		ck_assert_uint_eq(put(text + i, 1), 1);
		size_t len;
		lines += control_input_line(&input, &len) != NULL ? 1 : 0;
	}
	ck_assert_int_eq(lines, 2);
	must_be(NULL);
}
END_TEST

START_TEST(longest) {
	static char bytes[2 * CONTROL_LINE_MAX];
	memset(bytes, 'a', sizeof(bytes));
	bytes[CONTROL_LINE_MAX] = '\n';
	ck_assert_uint_eq(put(bytes, sizeof(bytes)), CONTROL_LINE_MAX + 1);
	size_t len;
	ck_assert_ptr_nonnull(control_input_line(&input, &len));
	ck_assert_uint_eq(len, CONTROL_LINE_MAX);
	ck_assert_uint_eq(put("b\n", 2), 2);
	must_be("b");
}
END_TEST

START_TEST(too_long) {
	static char bytes[CONTROL_LINE_MAX + 1];
	size_t room;
	memset(bytes, 'a', sizeof(bytes));
	put(bytes, sizeof(bytes));
	must_be(NULL);
	control_input_room(&input, &room);
	ck_assert_uint_eq(room, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control_input");
	TCase *tcase = tcase_create("lines");
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, several_at_once);
	tcase_add_test(tcase, byte_by_byte);
	tcase_add_test(tcase, longest);
	tcase_add_test(tcase, too_long);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
