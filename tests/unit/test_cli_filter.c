// SPDX-License-Identifier: MIT
#include "hv/cli/cli_filter.h"

#include <string.h>

#include "tests/lib/unit.h"

#define SIZE 8192
#define ESC "\x1b"

static struct cli_filter filter;
static uint8_t out[CLI_FILTER_SIZE(SIZE)];

static void setup(void) {
	filter = (struct cli_filter){0};
}

static size_t take(const char *text) {
	return cli_filter_take(&filter, (const uint8_t *)text, strlen(text), out);
}

static void becomes(const char *text, const char *expected) {
	size_t len = take(text);
	ck_assert_uint_eq(len, strlen(expected));
	ck_assert_mem_eq(out, expected, len);
}

// Byte by byte it is the same
static void becomes_in_pieces(const char *text, const char *expected) {
	size_t len = 0;
	uint8_t piece[CLI_FILTER_SIZE(1)], whole[SIZE];
	for (const char *at = text; *at != '\0'; at++) {
		size_t got = cli_filter_take(&filter, (const uint8_t *)at, 1, piece);
		memcpy(whole + len, piece, got);
		len += got;
	}
	ck_assert_uint_eq(len, strlen(expected));
	ck_assert_mem_eq(whole, expected, len);
}

static const struct {
	const char *text, *becomes;
} cases[] = {
	// text
	{"login: root\r\n", "login: root\r\n"},
	{"a\tb\bc\x7f\a\f\v\x0e\x0f", "a\tb\bc"},
	{"gr\xc3\xbc\xc3\x9f \xe2\x82\xac", "gr\xc3\xbc\xc3\x9f \xe2\x82\xac"},
	{"\xff\xfe\x80z", "???z"},
	{"\xc3(", "?("},
	{"\xe2\x82\xc3\xbc", "?\xc3\xbc"},
	{"\xed\xa0\x80", "?"}, // a surrogate
	{"\xe0\x80\xaf", "?"}, // overlong
	{"\xc2\x9b"
	 "31m",
		"31m"}, // a control that begins a sequence for some
	{"\xe2\x80\xaex", "x"}, // text that runs the other way
	// sequences that stay in their line
	{ESC "[1;31mred" ESC "[0m", ESC "[1;31mred" ESC "[0m"},
	{"ab" ESC "[K" ESC "[2C" ESC "[D" ESC "[5G" ESC "[P" ESC "[@" ESC "[X",
		"ab" ESC "[K" ESC "[2C" ESC "[D" ESC "[5G" ESC "[P" ESC "[@" ESC "[X"},
	// and others
	{ESC "[2J" ESC "[H" ESC "[1;1H" ESC "[3Ax", "x"},
	{ESC "[6n" ESC "[c" ESC "[>c" ESC "[=c" ESC "[5i" ESC "[?1049hx", "x"},
	{ESC "[20t" ESC "[?1;2mx" ESC "[ Kx" ESC "[1$rx", "xxx"},
	{ESC "]0;title\ax" ESC "]52;c;aGk=\ay", "xy"},
	{ESC "]0;title" ESC "\\x", "x"},
	{ESC "P$q\"p" ESC "\\x" ESC "_apc" ESC "\\y" ESC "^pm" ESC "\\z" ESC "Xsos" ESC "\\!",
		"xyz!"},
	{ESC "cx" ESC "(0y" ESC "#8z" ESC "7" ESC "8" ESC "Dw" ESC "M" ESC "=v", "xyzwv"},
	{ESC ESC "[1mx", ESC "[1mx"},
	{ESC "[1" ESC "[2mx", ESC "[2mx"},
	{ESC "[1\r\nx", "\r\nx"},
	{ESC "]no end\nx", "\nx"},
	{ESC "\nx", "\nx"},
	{"x" ESC, "x"},
	{ESC "[11111111111111111111111111111111111111111111mx", "x"},
};

START_TEST(known) {
	becomes(cases[_i].text, cases[_i].becomes);
}
END_TEST

START_TEST(in_pieces) {
	becomes_in_pieces(cases[_i].text, cases[_i].becomes);
}
END_TEST

// One without an end hides a part, and not all that follows
START_TEST(no_end) {
	char text[SIZE];
	memset(text, 'x', sizeof(text));
	memcpy(text, ESC "]", 2);
	size_t len = cli_filter_take(&filter, (const uint8_t *)text, sizeof(text), out);
	ck_assert_uint_gt(len, SIZE / 4);
	setup();
	memset(text, '1', sizeof(text));
	memcpy(text, ESC "[", 2);
	len = cli_filter_take(&filter, (const uint8_t *)text, sizeof(text), out);
	ck_assert_uint_gt(len, SIZE / 4);
	setup();
	memset(text, ' ', sizeof(text));
	memcpy(text, ESC, 1);
	len = cli_filter_take(&filter, (const uint8_t *)text, sizeof(text), out);
	ck_assert_uint_gt(len, SIZE / 4);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_filter");
	TCase *tcase = tcase_create("cli_filter");
	int count = sizeof(cases) / sizeof(cases[0]);
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, known, 0, count);
	tcase_add_loop_test(tcase, in_pieces, 0, count);
	tcase_add_test(tcase, no_end);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
