// SPDX-License-Identifier: MIT
#include "compositor/local/taskbar.h"

#include <stdio.h>
#include <wlr/types/wlr_foreign_toplevel_management_v1.h>

#include "tests/lib/program.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

#define WINDOWS 40

static struct stage *stage;
static struct desk *desk;
static struct taskbar *taskbar;

static void setup(void) {
	stage = stage_create();
	desk = &stage->desk;
	taskbar = taskbar_create(desk);
	ck_assert_ptr_nonnull(taskbar);
}

static void teardown(void) {
	taskbar_destroy(taskbar);
	stage_destroy(stage);
}

// As bars know them
static size_t count_known(void) {
	return (size_t)wl_list_length(&taskbar_manager(taskbar)->toplevels);
}

static const char *known_title(void) {
	struct wlr_foreign_toplevel_handle_v1 *handle = wl_container_of(
		taskbar_manager(taskbar)->toplevels.next, handle, link);
	return handle->title;
}

START_TEST(only_the_last_of_many_titles) {
	struct program *program = program_map(desk, "work");
	stage_run(stage, 100);
	ck_assert_uint_eq(count_known(), 1);
	ck_assert_str_eq(known_title(), "[work] ");
	for (int i = 0; i <= 1000; ++i) {
		char title[16];
		snprintf(title, sizeof(title), "title %d", i);
		window_set_title(&program->window, title);
	}
	ck_assert_str_eq(known_title(), "[work] ");
	stage_run(stage, 100);
	ck_assert_str_eq(known_title(), "[work] title 1000");
	program_destroy(program);
	ck_assert_uint_eq(count_known(), 0);
}
END_TEST

// Nobody has to draw what is gone already
START_TEST(a_flash_is_not_told) {
	struct program *program = program_map(desk, "work");
	window_unmap(&program->window);
	ck_assert_uint_eq(count_known(), 0);
	stage_run(stage, 100);
	ck_assert_uint_eq(count_known(), 0);
	window_map(&program->window);
	stage_run(stage, 100);
	ck_assert_uint_eq(count_known(), 1);
	program_destroy(program);
}
END_TEST

START_TEST(few_at_a_time) {
	struct program *programs[WINDOWS];
	for (int i = 0; i < WINDOWS; ++i) {
		programs[i] = program_map(desk, "work");
	}
	stage_run(stage, 60);
	ck_assert_uint_gt(count_known(), 0);
	ck_assert_uint_lt(count_known(), WINDOWS);
	stage_run(stage, 300);
	ck_assert_uint_eq(count_known(), WINDOWS);
	for (int i = 0; i < WINDOWS; ++i) {
		program_destroy(programs[i]);
	}
	ck_assert_uint_eq(count_known(), 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("taskbar");
	TCase *tests = tcase_create("taskbar");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, only_the_last_of_many_titles);
	tcase_add_test(tests, a_flash_is_not_told);
	tcase_add_test(tests, few_at_a_time);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
