// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "protocol/text.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static const uint8_t *bytes_of(const char *text) {
	return (const uint8_t *)text;
}

static const struct {
	const char *text;
	size_t len;
	bool valid;
} utf8[] = {
	{"", 0, true}, {"a", 1, true}, {"\x7f", 1, true}, // a control, but UTF-8
	{"\xc2\x80", 2, true}, {"\xdf\xbf", 2, true}, {"\xe0\xa0\x80", 3, true},
	{"\xed\x9f\xbf", 3, true}, {"\xee\x80\x80", 3, true}, {"\xef\xbf\xbf", 3, true},
	{"\xf0\x90\x80\x80", 4, true}, {"\xf4\x8f\xbf\xbf", 4, true}, {"\0", 1, false}, // NUL
	{"a\0b", 3, false}, {"\x80", 1, false}, // no first byte
	{"\xbf", 1, false}, {"\xc0\x80", 2, false}, // overlong NUL
	{"\xc0\xaf", 2, false}, // overlong '/'
	{"\xc1\xbf", 2, false}, {"\xe0\x80\x80", 3, false}, {"\xe0\x9f\xbf", 3, false},
	{"\xf0\x80\x80\x80", 4, false}, {"\xf0\x8f\xbf\xbf", 4, false},
	{"\xed\xa0\x80", 3, false}, // surrogates
	{"\xed\xbf\xbf", 3, false}, {"\xf4\x90\x80\x80", 4, false}, // over U+10FFFF
	{"\xf5\x80\x80\x80", 4, false}, {"\xf8\x88\x80\x80\x80", 5, false}, // five and six bytes
	{"\xfc\x84\x80\x80\x80\x80", 6, false}, {"\xfe", 1, false}, {"\xff", 1, false},
	{"\xc3", 1, false}, // cut off
	{"\xe2\x82", 2, false}, {"\xf0\x9f\x98", 3, false}, {"\xe2\x82z", 3, false}, // broken off
	{"\xe2z\xac", 3, false}, {"ok\xff", 3, false}, // late
};

START_TEST(validity) {
	// A heap block of that length, so that sanitizers see a read past it
	uint8_t *bytes = malloc(utf8[_i].len + 1);
	ck_assert_ptr_nonnull(bytes);
	uint8_t *end = bytes + 1;
	memcpy(end, utf8[_i].text, utf8[_i].len);
	ck_assert(text_valid(end, utf8[_i].len) == utf8[_i].valid);
	free(bytes);
}
END_TEST

static size_t put_code(uint8_t dst[static 4], uint32_t code) {
	if (code < 0x80) {
		dst[0] = (uint8_t)code;
		return 1;
	} else if (code < 0x800) {
		dst[0] = (uint8_t)(0xc0 | code >> 6);
		dst[1] = (uint8_t)(0x80 | (code & 0x3f));
		return 2;
	} else if (code < 0x10000) {
		dst[0] = (uint8_t)(0xe0 | code >> 12);
		dst[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		dst[2] = (uint8_t)(0x80 | (code & 0x3f));
		return 3;
	}
	dst[0] = (uint8_t)(0xf0 | code >> 18);
	dst[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
	dst[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
	dst[3] = (uint8_t)(0x80 | (code & 0x3f));
	return 4;
}

START_TEST(every_code_point) {
	unsigned long cases = 0;
	for (uint32_t code = 0; code < 0x200000; code++, cases++) {
		uint8_t bytes[4];
		size_t len = put_code(bytes, code);
		bool surrogate = code >= 0xd800 && code <= 0xdfff;
		bool valid = code != 0 && !surrogate && code <= 0x10ffff;
		uint32_t back;
		bool same = text_next(bytes, len, &back) == (valid ? len : 0) &&
			back == (valid ? code : 0);
		if (text_valid(bytes, len) != valid || !same) { // each ck_assert() is a write
			ck_abort_msg("U+%04x", code);
		}
	}
	unit_count("code points", cases);
}
END_TEST

// Two bytes of every value: only what put_code() makes is valid
START_TEST(every_pair_of_bytes) {
	unsigned long valid = 0;
	for (unsigned i = 0; i < 0x10000; i++) {
		const uint8_t bytes[] = {(uint8_t)(i >> 8), (uint8_t)i};
		valid += text_valid(bytes, 2);
	}
	ck_assert_uint_eq(valid, 127 * 127 + (0x800 - 0x80));
	unit_count("pairs of bytes", 0x10000);
}
END_TEST

static const struct {
	const char *text, *title, *plain;
} cleaned[] = {
	{"plain", "plain", "plain"},
	{"", "", ""},
	{"a\tb\nc\rd", "a b c d", "a b c d"},
	{"esc\x1b[31m", "esc[31m", "esc[31m"},
	{"del\x7f", "del", "del"},
	{"c1\xc2\x9b"
	 "x",
		"c1x", "c1x"},
	{"nel\xc2\x85x", "nel x", "nel x"},
	{"nbsp\xc2\xa0x", "nbsp x", "nbsp x"},
	{"shy\xc2\xadx", "shyx", "shyx"},
	{"rlo\xe2\x80\xaex", "rlox", "rlox"}, // U+202E
	{"iso\xe2\x81\xa6x\xe2\x81\xa9", "isox", "isox"}, // U+2066, U+2069
	{"alm\xd8\x9cx", "almx", "almx"}, // U+061C
	{"zwsp\xe2\x80\x8bx", "zwspx", "zwspx"},
	{"zwj\xe2\x80\x8dx", "zwjx", "zwjx"},
	{"line\xe2\x80\xa8x", "line x", "line x"}, // U+2028
	{"bom\xef\xbb\xbfx", "bomx", "bomx"},
	{"wide\xe3\x80\x80x", "wide x", "wide x"}, // U+3000
	{"fill\xe3\x85\xa4x", "fillx", "fillx"}, // U+3164
	{"vs\xef\xb8\x8fx", "vsx", "vsx"}, // U+FE0F
	{"tag\xf3\xa0\x81\x81x", "tagx", "tagx"}, // U+E0041
	{"pua\xee\x80\x80x", "puax", "puax"}, // U+E000
	{"pua2\xf4\x80\x80\x80x", "pua2x", "pua2x"}, // U+100000
	{"non\xef\xbf\xbex", "nonx", "nonx"}, // U+FFFE
	{"\xc3\xa9\xce\xb1\xd0\xb6", "\xc3\xa9\xce\xb1\xd0\xb6", "\xc3\xa9\xce\xb1\xd0\xb6"},
	{"\xe6\x97\xa5", "\xe6\x97\xa5", "?"}, // a CJK character
	{"\xd7\x90", "\xd7\x90", "?"}, // Hebrew
	{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "?"}, // an emoji
	{"e\xcc\x81", "e\xcc\x81", "e?"}, // a combining mark
	{"a \xe2\x80\x94 b\xe2\x80\xa6", "a \xe2\x80\x94 b\xe2\x80\xa6",
		"a \xe2\x80\x94 b\xe2\x80\xa6"},
};

START_TEST(title) {
	char dst[64];
	text_title(dst, sizeof(dst), bytes_of(cleaned[_i].text), strlen(cleaned[_i].text));
	ck_assert_str_eq(dst, cleaned[_i].title);
}
END_TEST

START_TEST(plain) {
	char dst[64];
	text_plain(dst, sizeof(dst), bytes_of(cleaned[_i].text), strlen(cleaned[_i].text));
	ck_assert_str_eq(dst, cleaned[_i].plain);
}
END_TEST

static const struct {
	const char *text, *app_id;
} app_ids[] = {
	{"org.gnome.Text-Editor_2", "org.gnome.Text-Editor_2"},
	{"../../etc", ".._.._etc"},
	{"a b\n", "a_b_"},
	{"f\xc3\xb6\xe6\x97\xa5t", "f__t"}, // one for each character
	{"", ""},
};

START_TEST(app_id) {
	char dst[64];
	text_app_id(dst, sizeof(dst), bytes_of(app_ids[_i].text), strlen(app_ids[_i].text));
	ck_assert_str_eq(dst, app_ids[_i].app_id);
}
END_TEST

START_TEST(cut_never_splits_a_character) {
	const char *text = "a\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80";
	const char *const cuts[] = {"", "a", "a", "a\xc3\xa9", "a\xc3\xa9", "a\xc3\xa9",
		"a\xc3\xa9\xe6\x97\xa5", "a\xc3\xa9\xe6\x97\xa5", "a\xc3\xa9\xe6\x97\xa5",
		"a\xc3\xa9\xe6\x97\xa5", "a\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80"};
	for (size_t size = 1; size <= 11; size++) {
		char *dst = malloc(size);
		ck_assert_ptr_nonnull(dst);
		text_title(dst, size, bytes_of(text), strlen(text));
		ck_assert_str_eq(dst, cuts[size - 1]);
		free(dst);
	}
}
END_TEST

START_TEST(no_room_is_left_alone) {
	char dst = 'x';
	text_title(&dst, 0, bytes_of("abc"), 3);
	text_plain(&dst, 0, bytes_of("abc"), 3);
	text_app_id(&dst, 0, bytes_of("abc"), 3);
	ck_assert_int_eq(dst, 'x');
}
END_TEST

START_TEST(plain_stops_at_64_characters) {
	char text[201], dst[256];
	memset(text, 'x', 200);
	text[200] = '\0';
	text_plain(dst, sizeof(dst), bytes_of(text), 200);
	ck_assert_uint_eq(strlen(dst), 64);
	for (size_t i = 0; i < 200; i += 2) {
		memcpy(text + i, "\xd0\xb6", 2);
	}
	text_plain(dst, sizeof(dst), bytes_of(text), 200);
	ck_assert_uint_eq(strlen(dst), 128);
}
END_TEST

// Nothing that a title keeps is a control, a bidi control or a tag
START_TEST(no_control_survives) {
	static const uint32_t never[][2] = {{1, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xe000, 0xf8ff},
		{0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0x10ffff}};
	unsigned long cases = 0;
	for (int i = 0; i < LEN(never); i++) {
		for (uint32_t code = never[i][0]; code <= never[i][1]; code++, cases++) {
			uint8_t bytes[4];
			char dst[8];
			text_title(dst, sizeof(dst), bytes, put_code(bytes, code));
			if (dst[0] != '\0' && strcmp(dst, " ") != 0) {
				ck_abort_msg("U+%04x", code);
			}
		}
	}
	unit_count("characters a title may not hold", cases);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("text");
	TCase *strict = tcase_create("strict");
	tcase_add_loop_test(strict, validity, 0, LEN(utf8));
	tcase_add_test(strict, every_code_point);
	tcase_add_test(strict, every_pair_of_bytes);
	suite_add_tcase(suite, strict);
	TCase *clean = tcase_create("clean");
	tcase_add_loop_test(clean, title, 0, LEN(cleaned));
	tcase_add_loop_test(clean, plain, 0, LEN(cleaned));
	tcase_add_loop_test(clean, app_id, 0, LEN(app_ids));
	tcase_add_test(clean, cut_never_splits_a_character);
	tcase_add_test(clean, no_room_is_left_alone);
	tcase_add_test(clean, plain_stops_at_64_characters);
	tcase_add_test(clean, no_control_survives);
	suite_add_tcase(suite, clean);
	return unit_run(suite);
}
