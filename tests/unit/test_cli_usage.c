// SPDX-License-Identifier: MIT
#include "hv/cli/cli_usage.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "tests/lib/unit.h"

static struct cli_usage earlier, now;

static void setup(void) {
	earlier = now = (struct cli_usage){0};
}

static void teardown(void) {
	cli_usage_finish(&earlier);
	cli_usage_finish(&now);
}

static void add(struct cli_usage *usage, const char *line) {
	if (usage->rows == NULL) {
		usage->rows = calloc(CLI_USAGE_MAX, sizeof(usage->rows[0]));
	}
	struct json_object *vm = json_tokener_parse(line);
	ck_assert_ptr_nonnull(vm);
	usage->rows[usage->count++] = (struct cli_usage_row){vm, CLI_USAGE_NO_LOAD};
}

static void check(size_t index, const char *vm, int64_t load) {
	struct json_object *name;
	ck_assert(json_object_object_get_ex(now.rows[index].vm, "vm", &name));
	ck_assert_str_eq(json_object_get_string(name), vm);
	ck_assert_int_eq(now.rows[index].load, load);
}

#define ROW(vm, domid, cpu, at) \
	"{\"vm\":\"" vm "\",\"domid\":" domid ",\"cpu\":" cpu ",\"at\":" at "}"

START_TEST(nothing) {
	cli_usage_compare(&now, &earlier);
	ck_assert_uint_eq(now.count, 0);
}
END_TEST

START_TEST(compared) {
	add(&earlier, ROW("a", "1", "0", "1000000000"));
	add(&earlier, ROW("b", "2", "5000000000", "1000000000"));
	add(&now, ROW("a", "1", "20000000", "2000000000"));
	add(&now, ROW("b", "2", "6500000000", "2000000000"));
	add(&now, ROW("c", "3", "7", "2000000000"));
	cli_usage_compare(&now, &earlier);
	check(0, "b", 1500);
	check(1, "a", 20);
	check(2, "c", CLI_USAGE_NO_LOAD); // it was not there
}
END_TEST

START_TEST(same_load) {
	add(&earlier, ROW("b", "2", "0", "0"));
	add(&earlier, ROW("a", "1", "0", "0"));
	add(&now, ROW("b", "2", "0", "1000"));
	add(&now, ROW("a", "1", "0", "1000"));
	cli_usage_compare(&now, &earlier);
	check(0, "a", 0);
	check(1, "b", 0);
}
END_TEST

// It has been started again, or hvd says what cannot be
START_TEST(odd) {
	add(&earlier, ROW("a", "1", "0", "1000"));
	add(&earlier, ROW("b", "2", "900", "1000"));
	add(&earlier, ROW("c", "3", "0", "1000"));
	add(&earlier, ROW("d", "4", "0", "1000"));
	add(&now, ROW("a", "9", "0", "2000"));
	add(&now, ROW("b", "2", "100", "2000"));
	add(&now, ROW("c", "3", "100", "1000"));
	add(&now, ROW("d", "4", "9223372036854775807", "1001"));
	cli_usage_compare(&now, &earlier);
	check(0, "d", 1024000);
	check(1, "a", CLI_USAGE_NO_LOAD);
	check(2, "b", CLI_USAGE_NO_LOAD);
	check(3, "c", CLI_USAGE_NO_LOAD);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_usage");
	TCase *tcase = tcase_create("cli_usage");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, compared);
	tcase_add_test(tcase, same_load);
	tcase_add_test(tcase, odd);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
