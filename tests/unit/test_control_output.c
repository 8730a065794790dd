// SPDX-License-Identifier: MIT
#include "hv/control/control_output.h"

#include <string.h>

#include "tests/lib/unit.h"

static struct control_output output;

static void setup(void) {
	output = (struct control_output){0};
}

static void teardown(void) {
	control_output_finish(&output);
}

static void put(const char *text) {
	ck_assert(control_output_put(&output, text, strlen(text)));
}

static void must_be(const char *expected) {
	size_t len;
	const char *bytes = control_output_get(&output, &len);
	ck_assert_uint_eq(len, strlen(expected));
	ck_assert(len == 0 ? bytes == NULL : memcmp(bytes, expected, len) == 0);
}

START_TEST(in_order) {
	must_be("");
	put("one\n");
	put("two\n");
	must_be("one\ntwo\n");
	control_output_sent(&output, 2);
	put("three\n");
	must_be("e\ntwo\nthree\n");
	control_output_sent(&output, 12);
	must_be("");
	put("four\n");
	must_be("four\n");
}
END_TEST

// All of them, and not one more, however they come
START_TEST(bounded) {
	static const char bytes[CONTROL_OUTPUT_MAX + 1];
	ck_assert(!control_output_put(&output, bytes, sizeof(bytes)));
	must_be("");
	for (size_t i = 0; i < CONTROL_OUTPUT_MAX / 512; i++) {
		ck_assert(control_output_put(&output, bytes, 512));
	}
	ck_assert(!control_output_put(&output, bytes, 1));
	control_output_sent(&output, 100);
	ck_assert(!control_output_put(&output, bytes, 101));
	ck_assert(control_output_put(&output, bytes, 100));
	ck_assert(!control_output_put(&output, bytes, 1));
	ck_assert(!control_output_put(&output, bytes, SIZE_MAX));
	ck_assert(control_output_put(&output, bytes, 0));
}
END_TEST

// A reader that is always a little behind does not make it grow
START_TEST(stays_small) {
	char line[100];
	memset(line, 'x', sizeof(line));
	ck_assert(control_output_put(&output, line, sizeof(line)));
	for (int i = 0; i < 100000; i++) {
		line[0] = (char)('a' + i % 26);
		ck_assert(control_output_put(&output, line, sizeof(line)));
		control_output_sent(&output, sizeof(line));
		size_t len;
		ck_assert_int_eq(control_output_get(&output, &len)[0], line[0]);
		ck_assert_uint_eq(len, sizeof(line));
	}
	ck_assert_uint_le(output.size, 4096);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control_output");
	TCase *tcase = tcase_create("control_output");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, in_order);
	tcase_add_test(tcase, bounded);
	tcase_add_test(tcase, stays_small);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
