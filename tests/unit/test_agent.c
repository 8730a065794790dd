// SPDX-License-Identifier: MIT
#include <string.h>

#include "tests/lib/examples.h"
#include "tests/lib/unit.h"

/*
 * That the table is what it says. The code which goes by it is tried with gui.def's.
 */

struct sample {
	const struct row *row;
	struct agent_record record;
	struct row_context context;
	size_t len;
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
};

static unsigned long cases;

static struct sample sample_of(uint32_t code) {
	struct sample sample = {.row = agent_row(code)};
	example_fill(&agent_protocol, code, &sample.record);
	bool guest = (sample.row->direction & ROW_FROM_GUEST) != 0;
	sample.context = (struct row_context){
		.from = guest ? ROW_FROM_GUEST : ROW_FROM_HOST,
		.state = sample.row->states & -sample.row->states, // its lowest bit
		.version = AGENT_VERSION,
	};
	sample.len = row_encode(
		&agent_protocol, &sample.record, sample.bytes, sizeof(sample.bytes));
	ck_assert_uint_gt(sample.len, 0);
	return sample;
}

// Of bytes, which are changed
static enum row_error decode(struct sample *sample, struct agent_record *record) {
	cases++;
	return row_decode(&agent_protocol, &sample->context, sample->bytes, sample->len, record);
}

static void encodes_to(const struct agent_record *record, const struct sample *expected) {
	uint8_t bytes[GUI_RECORD_MAX];
	ck_assert_uint_eq(row_encode(&agent_protocol, record, bytes, sizeof(bytes)), expected->len);
	ck_assert_mem_eq(bytes, expected->bytes, expected->len);
}

START_TEST(there_and_back) {
	struct sample sample = sample_of(example_agent_codes[_i]), copy = sample;
	struct agent_record record;
	ck_assert_int_eq(decode(&copy, &record), ROW_OK);
	ck_assert_uint_eq(record.code, example_agent_codes[_i]);
	encodes_to(&record, &sample);
}
END_TEST

START_TEST(every_bit_flipped) {
	struct sample good = sample_of(example_agent_codes[_i]);
	for (size_t bit = 0; bit < good.len * 8; bit++) {
		struct sample sample = good, copy;
		struct agent_record record;
		sample.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		copy = sample;
		if (decode(&copy, &record) == ROW_OK) {
			encodes_to(&record, &sample);
		}
	}
}
END_TEST

static enum row_error decode_with(
	const struct sample *good, const struct row_field *field, int64_t value) {
	struct sample sample = *good;
	struct agent_record record;
	example_poke(sample.bytes, sample.row, field, (uint64_t)value);
	return decode(&sample, &record);
}

START_TEST(ranges) {
	struct sample good = sample_of(example_agent_codes[_i]);
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
	struct sample good = sample_of(example_agent_codes[_i]);
	for (uint32_t from = ROW_FROM_GUEST; from <= ROW_FROM_HOST; from++) {
		for (uint32_t state = ROW_LINK_NEW; state <= ROW_LINK_STREAM; state *= 2) {
			struct sample sample = good;
			struct agent_record record;
			sample.context.from = from;
			sample.context.state = state;
			enum row_error expected = (good.row->direction & from) == 0
				? ROW_BAD_DIRECTION
				: (good.row->states & state) == 0 ? ROW_BAD_STATE
								  : ROW_OK;
			ck_assert_int_eq(decode(&sample, &record), expected);
		}
	}
}
END_TEST

// Whoever looks a program up by its id does so before he looks at the code
START_TEST(run_is_the_first_field) {
	const struct row *row = agent_row(example_agent_codes[_i]);
	for (const struct row_field *field = row->fields; field->type != ROW_FIELD_END; field++) {
		bool run = field->check == AGENT_CHECK_RUN || field->check == AGENT_CHECK_NEW_RUN;
		ck_assert(!run || (field == row->fields && field->offset == 0));
	}
}
END_TEST

static const struct {
	const char *tail;
	uint32_t len;
	bool good;
} words[] = {
	{"a", 2, true},
	{"a\0", 3, true}, // an empty argument
	{"foot\0-e\0\0\xff\n", 12, true},
	{"", 1, false},
	{"\0a", 3, false},
	{"foot", 4, false},
	{"foot\0-e", 7, false},
};

START_TEST(words_with_their_ends) {
	struct agent_record record;
	uint8_t bytes[GUI_RECORD_MAX];
	example_fill(&agent_protocol, AGENT_CODE_run, &record);
	record.u.run.tail = (const uint8_t *)words[_i].tail;
	record.u.run.count = words[_i].len;
	size_t len = row_encode(&agent_protocol, &record, bytes, sizeof(bytes));
	ck_assert_int_eq(len > 0, words[_i].good);
}
END_TEST

START_TEST(words_from_a_peer) {
	struct sample good = sample_of(AGENT_CODE_run);
	size_t pos = example_pos(good.row, row_tail(good.row));
	const size_t ends[] = {pos, pos + good.record.u.run.count - 1};
	for (size_t i = 0; i < 2; i++) {
		struct sample sample = good;
		struct agent_record record;
		sample.bytes[ends[i]] = i == 0 ? '\0' : 'x';
		ck_assert_int_eq(decode(&sample, &record), ROW_BAD_TEXT);
	}
}
END_TEST

START_TEST(longest_records_fit) {
	static uint8_t tail[AGENT_WORDS_MAX];
	uint8_t bytes[GUI_RECORD_MAX];
	struct agent_record record;
	memset(tail, 'x', sizeof(tail));
	tail[sizeof(tail) - 1] = '\0';
	example_fill(&agent_protocol, AGENT_CODE_run, &record);
	record.u.run.tail = tail;
	record.u.run.count = sizeof(tail);
	ck_assert_uint_gt(row_encode(&agent_protocol, &record, bytes, sizeof(bytes)), 0);
	example_fill(&agent_protocol, AGENT_CODE_output, &record);
	record.u.output.tail = tail;
	record.u.output.count = AGENT_BYTES_MAX;
	ck_assert_uint_gt(row_encode(&agent_protocol, &record, bytes, sizeof(bytes)), 0);
}
END_TEST

int main(void) {
	const TTest *const of_rows[] = {
		there_and_back,
		every_bit_flipped,
		ranges,
		states_and_directions,
		run_is_the_first_field,
	};
	Suite *suite = suite_create("agent");
	TCase *rows = tcase_create("rows");
	for (size_t i = 0; i < sizeof(of_rows) / sizeof(of_rows[0]); i++) {
		tcase_add_loop_test(rows, of_rows[i], 0, example_agent_codes_len);
	}
	suite_add_tcase(suite, rows);
	TCase *table = tcase_create("table");
	tcase_add_loop_test(table, words_with_their_ends, 0, sizeof(words) / sizeof(words[0]));
	tcase_add_test(table, words_from_a_peer);
	tcase_add_test(table, longest_records_fit);
	suite_add_tcase(suite, table);
	int ret = unit_run(suite);
	unit_count("records tried", cases);
	return ret;
}
