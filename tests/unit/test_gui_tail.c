// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "tests/lib/examples.h"
#include "tests/lib/unit.h"

static unsigned long cases;

// Encode a record of this code whose tail is these elements, and decode it. A
// peer does not ask our encoder, so the bytes are put together by hand.
static enum row_error decode_tail(uint32_t code, const void *tail, uint32_t count) {
	_Alignas(8) static uint8_t bytes[2 * GUI_RECORD_MAX];
	const struct row *row = gui_row(code);
	struct gui_record record = example_record(code), decoded;
	example_bytes(&record, bytes);
	size_t pos = example_pos(row, example_tail(row));
	size_t len = count * example_width(example_tail(row)->type);
	ck_assert_uint_le(pos + len + 8, sizeof(bytes));
	memset(bytes + pos, 0, sizeof(bytes) - pos);
	memcpy(bytes + pos, tail, len);
	size_t size = pos + (len + 7) / 8 * 8;
	example_poke_header(bytes, EXAMPLE_SIZE, (uint32_t)size);
	example_poke_header(bytes, EXAMPLE_COUNT, count);
	struct row_context context = example_context(code);
	cases++;
	return gui_decode(&context, bytes, size, &decoded);
}

static bool encodes(uint32_t code, const void *tail, uint32_t count) {
	uint8_t bytes[GUI_RECORD_MAX];
	struct gui_record record = example_record(code);
	example_set_tail(&record, tail, count);
	return gui_encode(&record, bytes, sizeof(bytes)) > 0;
}

START_TEST(count_without_a_tail) {
	uint32_t code = example_codes[_i];
	static const uint32_t counts[] = {1, 2, 255, 1u << 28, 1u << 31, UINT32_MAX};
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++, cases++) {
		_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
		struct gui_record record = example_record(code), decoded;
		struct row_context context = example_context(code);
		size_t len = example_bytes(&record, bytes);
		example_poke_header(bytes, EXAMPLE_COUNT, counts[i]);
		ck_assert_int_eq(gui_decode(&context, bytes, len, &decoded), ROW_BAD_COUNT);
	}
}
END_TEST

START_TEST(length_of_a_tail) {
	uint32_t code = example_codes[_i];
	const struct row_field *tail = example_tail(gui_row(code));
	static uint8_t elements[2 * GUI_RECORD_MAX];
	memset(elements, tail->type == ROW_FIELD_TEXT ? 'x' : 0, sizeof(elements));
	for (int64_t count = 0; count <= tail->max + 1; count++) {
		bool allowed = count >= tail->min && count <= tail->max;
		ck_assert_int_eq(decode_tail(code, elements, (uint32_t)count),
			allowed ? ROW_OK : ROW_BAD_COUNT);
		ck_assert(encodes(code, elements, (uint32_t)count) == allowed);
	}
}
END_TEST

// The count says one thing, the size another; no product may wrap
START_TEST(count_is_not_the_size) {
	uint32_t code = example_codes[_i];
	const struct row_field *tail = example_tail(gui_row(code));
	static const uint32_t counts[] = {1u << 28, 1u << 29, 1u << 30, 1u << 31, UINT32_MAX};
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	struct gui_record record = example_record(code), decoded;
	struct row_context context = example_context(code);
	size_t len = example_bytes(&record, bytes);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++, cases++) {
		example_poke_header(bytes, EXAMPLE_COUNT, counts[i]);
		ck_assert_int_eq(gui_decode(&context, bytes, len, &decoded), ROW_BAD_COUNT);
	}
	size_t in_padding = 8 / example_width(tail->type) + 1;
	uint32_t more = (uint32_t)example_get(&record, tail) + (uint32_t)in_padding;
	example_poke_header(bytes, EXAMPLE_COUNT, more);
	ck_assert_int_eq(gui_decode(&context, bytes, len, &decoded), ROW_BAD_SIZE);
}
END_TEST

START_TEST(tail_that_is_not_there) {
	uint32_t code = example_codes[_i];
	ck_assert(!encodes(code, NULL, 1));
}
END_TEST

static const char *const bad_texts[] = {
	"\x80", "ok\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "cut\xe2\x82", "\xf8"};

START_TEST(text_not_utf8) {
	static const uint32_t codes[] = {GUI_CODE_title, GUI_CODE_app_id};
	for (size_t i = 0; i < 2; i++) {
		uint32_t len = (uint32_t)strlen(bad_texts[_i]);
		ck_assert_int_eq(decode_tail(codes[i], bad_texts[_i], len), ROW_BAD_TEXT);
		ck_assert(!encodes(codes[i], bad_texts[_i], len));
		ck_assert_int_eq(decode_tail(codes[i], "a\0b", 3), ROW_BAD_TEXT);
		ck_assert(!encodes(codes[i], "a\0b", 3));
	}
}
END_TEST

// A character may not be cut by the end of the tail and go on in the padding
START_TEST(text_cut_by_its_count) {
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	struct gui_record record = example_record(GUI_CODE_title), decoded;
	struct row_context context = example_context(GUI_CODE_title);
	example_set_tail(&record, "abc\xe2\x82\xac", 6);
	size_t len = example_bytes(&record, bytes);
	example_poke_header(bytes, EXAMPLE_COUNT, 5);
	ck_assert_int_eq(gui_decode(&context, bytes, len, &decoded), ROW_BAD_TEXT);
}
END_TEST

static const struct {
	struct gui_rect rect;
	bool allowed;
} rects[] = {
	{{0, 0, 0, 0}, true},
	{{-GUI_COORD_MAX, -GUI_COORD_MAX, 1, 1}, true},
	{{GUI_COORD_MAX, GUI_COORD_MAX, GUI_SIZE_MAX, GUI_SIZE_MAX}, true},
	{{-GUI_COORD_MAX - 1, 0, 1, 1}, false},
	{{0, -GUI_COORD_MAX - 1, 1, 1}, false},
	{{GUI_COORD_MAX + 1, 0, 1, 1}, false},
	{{0, GUI_COORD_MAX + 1, 1, 1}, false},
	{{0, 0, GUI_SIZE_MAX + 1, 1}, false},
	{{0, 0, 1, GUI_SIZE_MAX + 1}, false},
	{{INT32_MIN, 0, 1, 1}, false},
	{{0, INT32_MAX, 1, 1}, false},
	{{0, 0, UINT32_MAX, 1}, false},
	{{0, 0, 1, UINT32_MAX}, false},
};

// At each place among others
START_TEST(rectangles) {
	static const uint32_t codes[] = {GUI_CODE_commit, GUI_CODE_constrain};
	for (size_t i = 0; i < 2; i++) {
		for (uint32_t place = 0; place < GUI_RECTS_MAX; place++) {
			struct gui_rect tail[GUI_RECTS_MAX] = {0};
			tail[place] = rects[_i].rect;
			bool allowed = rects[_i].allowed;
			ck_assert_int_eq(decode_tail(codes[i], tail, GUI_RECTS_MAX),
				allowed ? ROW_OK : ROW_BAD_FIELD);
			ck_assert(encodes(codes[i], tail, GUI_RECTS_MAX) == allowed);
		}
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("gui_tail");
	TCase *rows = tcase_create("rows");
	for (int i = 0; i < example_codes_len; i++) {
		if (example_tail(gui_row(example_codes[i]))->type == ROW_FIELD_END) {
			tcase_add_loop_test(rows, count_without_a_tail, i, i + 1);
			continue;
		}
		tcase_add_loop_test(rows, length_of_a_tail, i, i + 1);
		tcase_add_loop_test(rows, count_is_not_the_size, i, i + 1);
		tcase_add_loop_test(rows, tail_that_is_not_there, i, i + 1);
	}
	suite_add_tcase(suite, rows);
	TCase *kinds = tcase_create("kinds");
	tcase_add_loop_test(kinds, text_not_utf8, 0, sizeof(bad_texts) / sizeof(bad_texts[0]));
	tcase_add_test(kinds, text_cut_by_its_count);
	tcase_add_loop_test(kinds, rectangles, 0, sizeof(rects) / sizeof(rects[0]));
	suite_add_tcase(suite, kinds);
	int ret = unit_run(suite);
	unit_count("tails tried", cases);
	return ret;
}
