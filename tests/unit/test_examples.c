// SPDX-License-Identifier: MIT
#include "tests/lib/examples.h"
#include "tests/lib/unit.h"

// The other tests say "this is refused": that is worth nothing if the example from
// which they begin is refused too, or if they poke at the wrong place
START_TEST(example_is_good) {
	uint32_t code = example_codes[_i];
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	struct gui_record record = example_record(code), decoded;
	struct row_context context = example_context(code);
	size_t len = example_bytes(&record, bytes);
	ck_assert_int_eq(gui_decode(&context, bytes, len, &decoded), ROW_OK);
}
END_TEST

START_TEST(poke_changes_its_field_only) {
	uint32_t code = example_codes[_i];
	const struct row *row = gui_row(code);
	const struct row_field *tail = example_tail(row);
	for (const struct row_field *field = row->fields; field != tail; field++) {
		_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
		struct gui_record record = example_record(code), decoded;
		struct row_context context = example_context(code);
		size_t len = example_bytes(&record, bytes);
		example_poke(bytes, row, field, (uint64_t)field->max);
		ck_assert_int_eq(gui_decode(&context, bytes, len, &decoded), ROW_OK);
		for (const struct row_field *any = row->fields; any != tail; any++) {
			int64_t expected = any == field ? any->max : example_get(&record, any);
			ck_assert_int_eq(example_get(&decoded, any), expected);
		}
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("examples");
	TCase *rows = tcase_create("rows");
	tcase_add_loop_test(rows, example_is_good, 0, example_codes_len);
	tcase_add_loop_test(rows, poke_changes_its_field_only, 0, example_codes_len);
	suite_add_tcase(suite, rows);
	return unit_run(suite);
}
