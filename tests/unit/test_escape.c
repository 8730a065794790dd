// SPDX-License-Identifier: MIT
#include "hv/message/escape.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/unit.h"

static const struct {
	const char *bytes, *escaped;
} texts[] = {
	{"", ""},
	{"a title ~!", "a title ~!"},
	{"a\\b", "a\\\\b"},
	{"\\x1b", "\\\\x1b"},
	{"\x1b[2J\a\n", "\\x1b[2J\\x07\\x0a"},
	{"\xc2\x9b\x7f", "\\xc2\\x9b\\x7f"},
	{"\xe2\x80\xae", "\\xe2\\x80\\xae"},
	{"\"%s\"", "\"%s\""},
};

START_TEST(text) {
	char dst[64];
	size_t len = strlen(texts[_i].bytes);
	ck_assert_uint_eq(escape_bytes(dst, sizeof(dst), texts[_i].bytes, len), len);
	ck_assert_str_eq(dst, texts[_i].escaped);
}
END_TEST

START_TEST(nul_is_a_byte) {
	char dst[16];
	ck_assert_uint_eq(escape_bytes(dst, sizeof(dst), "a\0b", 3), 3);
	ck_assert_str_eq(dst, "a\\x00b");
}
END_TEST

// Each byte is printable afterwards, and another than each other
START_TEST(every_byte) {
	char all[256][8];
	for (int i = 0; i < 256; i++) {
		uint8_t byte = (uint8_t)i;
		ck_assert_uint_eq(escape_bytes(all[i], sizeof(all[i]), &byte, 1), 1);
		for (const char *c = all[i]; *c != '\0'; c++) {
			ck_assert(*c >= ' ' && *c <= '~');
		}
		for (int j = 0; j < i; j++) {
			ck_assert_str_ne(all[i], all[j]);
		}
	}
}
END_TEST

// Of every size only whole escapes, nothing behind the end, and the rest can be had next
START_TEST(every_size) {
	static const char bytes[] = "a\x1b\\z\xff";
	static const char whole[] = "a\\x1b\\\\z\\xff";
	for (size_t size = 1; size <= sizeof(whole); size++) {
		char dst[32], rest[32], both[64];
		memset(dst, 'X', sizeof(dst));
		size_t done = escape_bytes(dst, size, bytes, sizeof(bytes) - 1);
		ck_assert_uint_lt(strlen(dst), size);
		ck_assert_int_eq(dst[size], 'X');
		size_t left = sizeof(bytes) - 1 - done;
		ck_assert_uint_eq(escape_bytes(rest, sizeof(rest), bytes + done, left), left);
		snprintf(both, sizeof(both), "%s%s", dst, rest);
		ck_assert_str_eq(both, whole);
		ck_assert(left > 0 || size == sizeof(whole));
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("escape");
	TCase *tcase = tcase_create("bytes");
	tcase_add_loop_test(tcase, text, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tcase, nul_is_a_byte);
	tcase_add_test(tcase, every_byte);
	tcase_add_test(tcase, every_size);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
