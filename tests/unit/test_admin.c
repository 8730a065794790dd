// SPDX-License-Identifier: MIT
#include "protocol/admin.h"

#include <string.h>

#include "protocol/colour.h"
#include "tests/lib/examples.h"
#include "tests/lib/row_cases.h"
#include "tests/lib/unit.h"

static enum row_error decode(uint8_t *bytes, size_t len, struct admin_record *record) {
	const struct row_context context = {ROW_FROM_GUEST, ROW_LINK_OPEN, ADMIN_VERSION};
	return row_decode(&admin_protocol, &context, bytes, len, record);
}

// All verbs of the list, and no other
START_TEST(closed_list) {
	const struct row_field *verb = &admin_row(ADMIN_CODE_ask)->fields[1];
	ck_assert_str_eq(verb->name, "verb");
	ck_assert_int_eq(verb->max, ADMIN_VERBS - 1);
	for (uint32_t i = 0; i <= ADMIN_VERBS; i++) {
		struct admin_record record;
		_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
		example_fill(&admin_protocol, ADMIN_CODE_ask, &record);
		size_t len = row_encode(&admin_protocol, &record, bytes, sizeof(bytes));
		example_poke(bytes, admin_row(ADMIN_CODE_ask), verb, i);
		ck_assert_int_eq(decode(bytes, len, &record) == ROW_OK, i < ADMIN_VERBS);
	}
}
END_TEST

// A name without an end for it, or with something behind that, is none
START_TEST(name_of_an_ask) {
	static const char text[ADMIN_NAME_MAX + 2] = "abcdefghijklmnopqrstuvwxyz0123456";
	struct admin_record record = {.code = ADMIN_CODE_ask, .u.ask.id = 1};
	uint8_t bytes[GUI_RECORD_MAX];
	record.u.ask.tail = (const uint8_t *)text;
	record.u.ask.count = ADMIN_NAME_MAX;
	ck_assert_uint_gt(row_encode(&admin_protocol, &record, bytes, sizeof(bytes)), 0);
	record.u.ask.count = ADMIN_NAME_MAX + 1;
	ck_assert_uint_eq(row_encode(&admin_protocol, &record, bytes, sizeof(bytes)), 0);
}
END_TEST

START_TEST(states) {
	const struct row_field *fields = admin_row(ADMIN_CODE_vm)->fields;
	ck_assert_int_eq(fields[0].max, ADMIN_STATES - 1);
	for (int i = 0; i + 1 < ADMIN_STATES; i++) {
		ck_assert_int_lt(strcmp(admin_state_name((enum admin_state)i),
					 admin_state_name((enum admin_state)(i + 1))),
			0);
	}
}
END_TEST

START_TEST(verbs) {
	enum admin_verb verb = ADMIN_VERBS;
	for (int i = 0; i < ADMIN_VERBS; i++) {
		ck_assert(admin_verb_find(admin_verb_name((enum admin_verb)i), &verb));
		ck_assert_int_eq(verb, i);
	}
	static const char *const others[] = {"", "kil", "killed", "create", "resume", "run"};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		ck_assert(!admin_verb_find(others[i], &verb));
	}
}
END_TEST

// 0 is none, so that a record of zeros has no label
START_TEST(labels) {
	const struct row_field *label = &admin_row(ADMIN_CODE_vm)->fields[2];
	ck_assert_str_eq(label->name, "label");
	ck_assert_ptr_nonnull(colour_names[label->max - 1]);
	ck_assert_ptr_null(colour_names[label->max]);
}
END_TEST

int main(void) {
	const struct row_cases cases = {
		&admin_protocol, ADMIN_VERSION, example_admin_codes, example_admin_codes_len};
	Suite *suite = suite_create("admin");
	row_cases_add(suite, &cases);
	TCase *table = tcase_create("table");
	tcase_add_test(table, closed_list);
	tcase_add_test(table, name_of_an_ask);
	tcase_add_test(table, states);
	tcase_add_test(table, verbs);
	tcase_add_test(table, labels);
	suite_add_tcase(suite, table);
	int ret = unit_run(suite);
	unit_count("records tried", row_cases_count());
	return ret;
}
