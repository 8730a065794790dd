// SPDX-License-Identifier: MIT
#include "tests/lib/row_cases.h"

#include "tests/lib/examples.h"

struct sample {
	const struct row *row;
	struct row_context context;
	size_t len;
	_Alignas(8) uint8_t record[ROW_STRUCT_MAX];
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
};

static const struct row_cases *cases;
static unsigned long count;

static struct sample sample_of(int index) {
	struct sample sample = {.row = cases->protocol->row(cases->codes[index])};
	example_fill(cases->protocol, cases->codes[index], sample.record);
	bool guest = (sample.row->direction & ROW_FROM_GUEST) != 0;
	sample.context = (struct row_context){
		.from = guest ? ROW_FROM_GUEST : ROW_FROM_HOST,
		.state = sample.row->states & -sample.row->states, // its lowest bit
		.version = cases->version,
	};
	sample.len = row_encode(cases->protocol, sample.record, sample.bytes, sizeof(sample.bytes));
	ck_assert_uint_gt(sample.len, 0);
	return sample;
}

// Of bytes, which are changed
static enum row_error decode(struct sample *sample, void *record) {
	count++;
	return row_decode(cases->protocol, &sample->context, sample->bytes, sample->len, record);
}

static void encodes_to(const void *record, const struct sample *expected) {
	uint8_t bytes[GUI_RECORD_MAX];
	ck_assert_uint_eq(row_encode(cases->protocol, record, bytes, sizeof(bytes)), expected->len);
	ck_assert_mem_eq(bytes, expected->bytes, expected->len);
}

START_TEST(there_and_back) {
	struct sample sample = sample_of(_i), copy = sample;
	_Alignas(8) uint8_t record[ROW_STRUCT_MAX];
	ck_assert_int_eq(decode(&copy, record), ROW_OK);
	ck_assert_mem_eq(record, &cases->codes[_i], sizeof(cases->codes[_i]));
	encodes_to(record, &sample);
}
END_TEST

START_TEST(every_bit_flipped) {
	struct sample good = sample_of(_i);
	for (size_t bit = 0; bit < good.len * 8; bit++) {
		struct sample sample = good, copy;
		_Alignas(8) uint8_t record[ROW_STRUCT_MAX];
		sample.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		copy = sample;
		if (decode(&copy, record) == ROW_OK) {
			encodes_to(record, &sample);
		}
	}
}
END_TEST

static enum row_error decode_with(
	const struct sample *good, const struct row_field *field, int64_t value) {
	struct sample sample = *good;
	_Alignas(8) uint8_t record[ROW_STRUCT_MAX];
	example_poke(sample.bytes, sample.row, field, (uint64_t)value);
	return decode(&sample, record);
}

START_TEST(ranges) {
	struct sample good = sample_of(_i);
	const struct row_field *field = good.row->fields;
	for (; field != row_tail(good.row); field++) {
		ck_assert_int_eq(decode_with(&good, field, field->max), ROW_OK);
		if (field->max < UINT32_MAX) {
			ck_assert_int_eq(decode_with(&good, field, field->max + 1), ROW_BAD_FIELD);
			ck_assert_int_eq(decode_with(&good, field, UINT32_MAX), ROW_BAD_FIELD);
		}
		if (field->check != ROW_CHECK_FLAGS && field->min > 0) {
			ck_assert_int_eq(decode_with(&good, field, field->min), ROW_OK);
			ck_assert_int_eq(decode_with(&good, field, field->min - 1), ROW_BAD_FIELD);
		}
	}
}
END_TEST

START_TEST(states_and_directions) {
	struct sample good = sample_of(_i);
	for (uint32_t from = ROW_FROM_GUEST; from <= ROW_FROM_HOST; from++) {
		for (uint32_t state = ROW_LINK_NEW; state <= ROW_LINK_STREAM; state *= 2) {
			struct sample sample = good;
			_Alignas(8) uint8_t record[ROW_STRUCT_MAX];
			sample.context.from = from;
			sample.context.state = state;
			enum row_error expected = (good.row->direction & from) == 0
				? ROW_BAD_DIRECTION
				: (good.row->states & state) == 0 ? ROW_BAD_STATE
								  : ROW_OK;
			ck_assert_int_eq(decode(&sample, record), expected);
		}
	}
}
END_TEST

void row_cases_add(Suite *suite, const struct row_cases *row_cases) {
	const TTest *const of_rows[] = {
		there_and_back,
		every_bit_flipped,
		ranges,
		states_and_directions,
	};
	cases = row_cases;
	TCase *rows = tcase_create("rows");
	for (size_t i = 0; i < sizeof(of_rows) / sizeof(of_rows[0]); i++) {
		tcase_add_loop_test(rows, of_rows[i], 0, cases->len);
	}
	suite_add_tcase(suite, rows);
}

unsigned long row_cases_count(void) {
	return count;
}
