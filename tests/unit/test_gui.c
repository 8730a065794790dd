// SPDX-License-Identifier: MIT
#include <string.h>

#include "tests/lib/examples.h"
#include "tests/lib/unit.h"

#define ROUNDS 100

// A good record, of which each test makes a bad one
struct sample {
	const struct row *row;
	struct gui_record record;
	struct row_context context;
	size_t len;
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
};

static struct sample sample_of(uint32_t code) {
	struct sample sample = {.row = gui_row(code)};
	sample.record = example_record(code);
	sample.context = example_context(code);
	sample.len = example_bytes(&sample.record, sample.bytes);
	return sample;
}

// What a receiver says of the first len bytes, which are exact on the heap's scale
static enum row_error decode(const struct sample *sample, size_t len) {
	struct sample copy = *sample; // decoding changes the bytes
	struct gui_record record;
	return gui_decode(&copy.context, copy.bytes, len, &record);
}

static enum row_error frame(const struct sample *sample, size_t len) {
	size_t size = 0;
	return gui_frame(&sample->context, sample->bytes, len, &size);
}

static unsigned long cases;

// Refused for this reason, by both steps when the header tells it
static void refused(const struct sample *sample, enum row_error expected) {
	cases++;
	enum row_error error = decode(sample, sample->len);
	ck_assert_msg(error == expected, "%s: expected \"%s\", got \"%s\"", sample->row->name,
		row_error_name(expected), row_error_name(error));
}

static void refused_by_frame(const struct sample *sample, enum row_error expected) {
	ck_assert_int_eq(frame(sample, sample->len), expected);
	ck_assert_int_eq(frame(sample, GUI_HEADER_SIZE), expected);
	refused(sample, expected);
}

static void equal_tails(const struct gui_record *a, const struct gui_record *b) {
	const struct row_field *tail = example_tail(gui_row(a->code));
	if (tail->type == ROW_FIELD_END) {
		return;
	}
	ck_assert_int_eq(example_get(a, tail), example_get(b, tail));
	const void *elements_a, *elements_b;
	memcpy(&elements_a, (const uint8_t *)&a->u + tail->tail, sizeof(elements_a));
	memcpy(&elements_b, (const uint8_t *)&b->u + tail->tail, sizeof(elements_b));
	size_t len = (size_t)example_get(a, tail) * example_width(tail->type);
	if (len > 0) {
		ck_assert_mem_eq(elements_a, elements_b, len);
	}
}

static void equal(const struct gui_record *a, const struct gui_record *b) {
	ck_assert_uint_eq(a->code, b->code);
	const struct row_field *field = gui_row(a->code)->fields;
	const struct row_field *tail = example_tail(gui_row(a->code));
	for (; field != tail; field++) {
		ck_assert_int_eq(example_get(a, field), example_get(b, field));
	}
	equal_tails(a, b);
}

START_TEST(round_trip) {
	uint32_t code = example_codes[_i];
	for (uint32_t seed = 1; seed <= ROUNDS; seed++, cases++) {
		_Alignas(8) uint8_t bytes[GUI_RECORD_MAX], again[GUI_RECORD_MAX];
		struct gui_record record = example_random(code, seed), decoded;
		struct row_context context = example_context(code);
		size_t len = example_bytes(&record, bytes);
		memcpy(again, bytes, len);
		ck_assert_int_eq(gui_decode(&context, bytes, len, &decoded), ROW_OK);
		equal(&record, &decoded);
		ck_assert_uint_eq(gui_encode(&decoded, bytes, sizeof(bytes)), len);
		ck_assert_mem_eq(bytes, again, len);
	}
}
END_TEST

START_TEST(frame_tells_the_size) {
	struct sample sample = sample_of(example_codes[_i]);
	size_t size = 0;
	ck_assert_int_eq(
		gui_frame(&sample.context, sample.bytes, sizeof(sample.bytes), &size), ROW_OK);
	ck_assert_uint_eq(size, sample.len);
	ck_assert_uint_eq(size % 8, 0);
}
END_TEST

static bool fits_wire(const struct row_field *field, int64_t value) {
	switch (field->type) {
	case ROW_FIELD_U32:
		return value >= 0 && value <= UINT32_MAX;
	case ROW_FIELD_I32:
		return value >= INT32_MIN && value <= INT32_MAX;
	default:
		return true; // a negative u64 is one past INT64_MAX
	}
}

static void try_value(
	const struct sample *good, const struct row_field *field, int64_t value, bool accepted) {
	if (!fits_wire(field, value)) {
		return;
	}
	struct sample sample = *good;
	example_poke(sample.bytes, sample.row, field, (uint64_t)value);
	refused(&sample, accepted ? ROW_OK : ROW_BAD_FIELD);
	example_set(&sample.record, field, (uint64_t)value);
	size_t len = gui_encode(&sample.record, sample.bytes, sizeof(sample.bytes));
	ck_assert_uint_eq(len, accepted ? good->len : 0);
}

static void try_range(const struct sample *good, const struct row_field *field) {
	try_value(good, field, field->min, true);
	try_value(good, field, field->max, true);
	const int64_t outside[] = {field->min - 1, INT32_MIN, INT64_MIN, -1};
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		if (outside[i] < field->min) {
			try_value(good, field, outside[i], false);
		}
	}
	if (field->max < INT64_MAX) {
		try_value(good, field, field->max + 1, false);
	}
	if (field->max < UINT32_MAX) {
		try_value(good, field, UINT32_MAX, field->type == ROW_FIELD_I32);
		try_value(good, field, INT32_MAX, field->max >= INT32_MAX);
	}
}

START_TEST(fields_out_of_range) {
	struct sample good = sample_of(example_codes[_i]);
	const struct row_field *tail = example_tail(good.row);
	for (const struct row_field *field = good.row->fields; field != tail; field++) {
		if (field->check != GUI_CHECK_FLAGS) {
			try_range(&good, field);
			continue;
		}
		for (int bit = 0; bit < 32; bit++) {
			int64_t value = INT64_C(1) << bit;
			try_value(&good, field, value, (value & ~field->max) == 0);
		}
		try_value(&good, field, field->max, true);
		try_value(&good, field, UINT32_MAX, false);
	}
}
END_TEST

START_TEST(sizes_off) {
	static const uint32_t offs[] = {1, 4, 8, 16, UINT32_MAX, -4u, -8u, -16u, 1u << 31};
	struct sample good = sample_of(example_codes[_i]);
	for (size_t i = 0; i < sizeof(offs) / sizeof(offs[0]); i++) {
		struct sample sample = good;
		example_poke_header(sample.bytes, EXAMPLE_SIZE, (uint32_t)good.len + offs[i]);
		refused_by_frame(&sample, ROW_BAD_SIZE);
	}
	struct sample sample = good;
	example_poke_header(sample.bytes, EXAMPLE_SIZE, 0);
	refused_by_frame(&sample, ROW_BAD_SIZE);
}
END_TEST

// The header is right and the bytes are not as many
START_TEST(every_prefix_and_every_length) {
	struct sample good = sample_of(example_codes[_i]);
	for (size_t len = 0; len < good.len; len++, cases++) {
		ck_assert_int_eq(frame(&good, len), ROW_MORE);
		ck_assert_int_eq(decode(&good, len), ROW_MORE);
	}
	for (size_t len = good.len + 1; len <= good.len + 16; len++, cases++) {
		ck_assert_int_eq(frame(&good, len), ROW_OK); // the next record
		ck_assert_int_eq(decode(&good, len), ROW_BAD_SIZE);
	}
}
END_TEST

START_TEST(last_word_of_the_header_is_zero) {
	for (int bit = 0; bit < 32; bit++) {
		struct sample sample = sample_of(example_codes[_i]);
		example_poke_header(sample.bytes, EXAMPLE_ZERO, 1u << bit);
		refused_by_frame(&sample, ROW_BAD_HEADER);
	}
}
END_TEST

START_TEST(wrong_state) {
	static const enum row_link_state states[] = {ROW_LINK_NEW, ROW_LINK_OPEN, ROW_LINK_PIECES};
	for (size_t i = 0; i < 3; i++) {
		struct sample sample = sample_of(example_codes[_i]);
		sample.context.state = states[i];
		bool allowed = (sample.row->states & states[i]) != 0;
		refused(&sample, allowed ? ROW_OK : ROW_BAD_STATE);
	}
}
END_TEST

START_TEST(wrong_direction) {
	static const enum row_direction directions[] = {ROW_FROM_GUEST, ROW_FROM_HOST};
	for (size_t i = 0; i < 2; i++) {
		struct sample sample = sample_of(example_codes[_i]);
		sample.context.from = directions[i];
		bool allowed = (sample.row->direction & directions[i]) != 0;
		refused(&sample, allowed ? ROW_OK : ROW_BAD_DIRECTION);
	}
}
END_TEST

// A link that is open without a version has agreed on nothing
START_TEST(newer_than_the_link) {
	struct sample sample = sample_of(example_codes[_i]);
	sample.context.version = sample.row->since - 1;
	bool greets = sample.context.state == ROW_LINK_NEW;
	refused(&sample, greets ? ROW_OK : ROW_BAD_CODE);
}
END_TEST

START_TEST(padding_not_zero) {
	struct sample good = sample_of(example_codes[_i]);
	const struct row_field *tail = example_tail(good.row);
	size_t head = GUI_HEADER_SIZE;
	for (const struct row_field *field = good.row->fields; field != tail; field++) {
		head += example_width(field->type);
	}
	size_t elements = (head + 7) / 8 * 8;
	size_t end = elements;
	if (tail->type != ROW_FIELD_END) {
		end += (size_t)example_get(&good.record, tail) * example_width(tail->type);
	}
	for (size_t pos = head; pos < good.len; pos++) {
		for (int bit = 0; bit < 8 && (pos < elements || pos >= end); bit++) {
			struct sample sample = good;
			sample.bytes[pos] ^= (uint8_t)(1 << bit);
			refused(&sample, ROW_BAD_PADDING);
		}
	}
}
END_TEST

// A record has one form only: what is accepted encodes to the same bytes
START_TEST(every_bit_flipped) {
	struct sample good = sample_of(example_codes[_i]);
	for (size_t bit = 0; bit < good.len * 8; bit++, cases++) {
		struct sample sample = good, copy;
		sample.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		copy = sample;
		struct gui_record record;
		if (gui_decode(&sample.context, sample.bytes, sample.len, &record) == ROW_OK) {
			_Alignas(8) uint8_t again[GUI_RECORD_MAX];
			ck_assert_uint_eq(gui_encode(&record, again, sizeof(again)), copy.len);
			ck_assert_mem_eq(again, copy.bytes, copy.len);
		}
	}
}
END_TEST

START_TEST(no_room_to_encode) {
	struct sample good = sample_of(example_codes[_i]);
	uint8_t bytes[GUI_RECORD_MAX];
	for (size_t size = 0; size < good.len; size++, cases++) {
		ck_assert_uint_eq(gui_encode(&good.record, bytes, size), 0);
	}
	ck_assert_uint_eq(gui_encode(&good.record, bytes, good.len), good.len);
}
END_TEST

START_TEST(words_of_eight_bytes_are_aligned) {
	const struct row *row = gui_row(example_codes[_i]);
	const struct row_field *tail = example_tail(row);
	for (const struct row_field *field = row->fields; field != tail; field++) {
		size_t width = example_width(field->type);
		ck_assert_uint_eq(example_pos(row, field) % width, 0);
	}
}
END_TEST

START_TEST(unknown_code) {
	struct sample good = sample_of(GUI_CODE_ping);
	for (uint32_t code = 0; code < 0x10000; code++) {
		struct sample sample = good;
		example_poke_header(sample.bytes, EXAMPLE_CODE, code);
		if (gui_row(code) == NULL) {
			refused_by_frame(&sample, ROW_BAD_CODE);
		}
	}
	for (int bit = 8; bit < 32; bit++) {
		struct sample sample = good;
		example_poke_header(sample.bytes, EXAMPLE_CODE, GUI_CODE_ping | 1u << bit);
		refused_by_frame(&sample, ROW_BAD_CODE);
	}
	struct gui_record record = {.code = 0};
	uint8_t bytes[GUI_RECORD_MAX];
	ck_assert_uint_eq(gui_encode(&record, bytes, sizeof(bytes)), 0);
}
END_TEST

START_TEST(rows_name_themselves) {
	ck_assert_str_eq(gui_row(GUI_CODE_ping)->name, "ping");
	ck_assert_str_eq(gui_row(GUI_CODE_touch_cancel)->name, "touch_cancel");
	ck_assert_ptr_null(gui_row(0));
	ck_assert_ptr_null(gui_row(GUI_CODE_END));
	ck_assert_ptr_null(gui_row(UINT32_MAX));
}
END_TEST

START_TEST(errors_have_names) {
	for (int error = ROW_OK; error <= ROW_BAD_TEXT; error++) {
		ck_assert_str_ne(row_error_name((enum row_error)error), "unknown");
	}
	ck_assert_str_eq(row_error_name((enum row_error)99), "unknown");
}
END_TEST

// The words as bytes, so that both ends cannot be wrong together
START_TEST(bytes_on_the_wire) {
	struct gui_rect rects[] = {{-1, 2, 3, 4}};
	struct gui_record record = {.code = GUI_CODE_constrain,
		.u.constrain = {
			.window = 5, .kind = 1, .persistent = 1, .count = 1, .tail = rects}};
	const uint8_t expected[] = {41, 0, 0, 0, 48, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, // header
		5, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, // head
		0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0};
	uint8_t bytes[GUI_RECORD_MAX];
	ck_assert_uint_eq(gui_encode(&record, bytes, sizeof(bytes)), sizeof(expected));
	ck_assert_mem_eq(bytes, expected, sizeof(expected));
}
END_TEST

int main(void) {
	const TTest *const of_rows[] = {
		round_trip,
		frame_tells_the_size,
		fields_out_of_range,
		sizes_off,
		every_prefix_and_every_length,
		last_word_of_the_header_is_zero,
		wrong_state,
		wrong_direction,
		newer_than_the_link,
		padding_not_zero,
		every_bit_flipped,
		no_room_to_encode,
		words_of_eight_bytes_are_aligned,
	};
	Suite *suite = suite_create("gui");
	TCase *rows = tcase_create("rows");
	for (size_t i = 0; i < sizeof(of_rows) / sizeof(of_rows[0]); i++) {
		tcase_add_loop_test(rows, of_rows[i], 0, example_codes_len);
	}
	suite_add_tcase(suite, rows);
	TCase *table = tcase_create("table");
	tcase_add_test(table, unknown_code);
	tcase_add_test(table, rows_name_themselves);
	tcase_add_test(table, errors_have_names);
	tcase_add_test(table, bytes_on_the_wire);
	suite_add_tcase(suite, table);
	int ret = unit_run(suite);
	unit_count("records tried", cases);
	return ret;
}
