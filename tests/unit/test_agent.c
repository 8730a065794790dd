// SPDX-License-Identifier: MIT
#include <string.h>

#include "tests/lib/examples.h"
#include "tests/lib/row_cases.h"
#include "tests/lib/unit.h"

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
	const struct row *row = agent_row(AGENT_CODE_run);
	const struct row_context context = {ROW_FROM_HOST, ROW_LINK_OPEN, AGENT_VERSION};
	for (size_t i = 0; i < 2; i++) {
		struct agent_record record;
		_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
		example_fill(&agent_protocol, AGENT_CODE_run, &record);
		size_t len = row_encode(&agent_protocol, &record, bytes, sizeof(bytes));
		size_t pos = example_pos(row, row_tail(row));
		bytes[i == 0 ? pos : pos + record.u.run.count - 1] = i == 0 ? '\0' : 'x';
		ck_assert_int_eq(
			row_decode(&agent_protocol, &context, bytes, len, &record), ROW_BAD_TEXT);
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
	const struct row_cases cases = {
		&agent_protocol, AGENT_VERSION, example_agent_codes, example_agent_codes_len};
	Suite *suite = suite_create("agent");
	row_cases_add(suite, &cases);
	TCase *table = tcase_create("table");
	tcase_add_loop_test(table, run_is_the_first_field, 0, example_agent_codes_len);
	tcase_add_loop_test(table, words_with_their_ends, 0, sizeof(words) / sizeof(words[0]));
	tcase_add_test(table, words_from_a_peer);
	tcase_add_test(table, longest_records_fit);
	suite_add_tcase(suite, table);
	int ret = unit_run(suite);
	unit_count("records tried", row_cases_count());
	return ret;
}
