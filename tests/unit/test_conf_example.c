// SPDX-License-Identifier: MIT
/*
 * docs/mamparo.conf, which users copy, says what is built in.
 */
#include "compositor/desk/conf.h"

#include "tests/lib/unit.h"

static struct conf *built_in, *example;

static void setup(void) {
	char error[CONF_ERROR_MAX];
	built_in = conf_load(NULL, error);
	ck_assert_msg(built_in != NULL, "%s", error);
	example = conf_load(EXAMPLE, error);
	ck_assert_msg(example != NULL, "%s", error);
}

static void teardown(void) {
	conf_destroy(built_in);
	conf_destroy(example);
}

START_TEST(values) {
	ck_assert_str_eq(example->layout, built_in->layout);
	ck_assert_str_eq(example->variant, built_in->variant);
	ck_assert_str_eq(example->options, built_in->options);
	ck_assert_str_eq(example->locker, built_in->locker);
	ck_assert_str_eq(example->startup, built_in->startup);
	ck_assert_str_eq(example->font, built_in->font);
	ck_assert_uint_eq(example->repeat_rate, built_in->repeat_rate);
	ck_assert_uint_eq(example->repeat_delay, built_in->repeat_delay);
	ck_assert_uint_eq(example->background, built_in->background);
	ck_assert(example->guest_fullscreen == built_in->guest_fullscreen);
	ck_assert(example->guest_cursor_hide == built_in->guest_cursor_hide);
	ck_assert(example->tap == built_in->tap);
	ck_assert(example->natural_scroll == built_in->natural_scroll);
	ck_assert(example->pointer_speed == built_in->pointer_speed);
}
END_TEST

static bool has(const struct conf *conf, const struct conf_binding *binding) {
	for (size_t i = 0; i < conf->binding_count; ++i) {
		const struct conf_binding *other = &conf->bindings[i];
		if (other->modifiers == binding->modifiers && other->keysym == binding->keysym) {
			ck_assert_pstr_eq(other->text, binding->text);
			return other->action == binding->action && other->number == binding->number;
		}
	}
	return false;
}

START_TEST(bindings) {
	ck_assert_uint_eq(example->binding_count, built_in->binding_count);
	for (size_t i = 0; i < built_in->binding_count; ++i) {
		ck_assert_msg(has(example, &built_in->bindings[i]), "binding %zu", i);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("conf_example");
	TCase *tests = tcase_create("conf_example");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, values);
	tcase_add_test(tests, bindings);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
