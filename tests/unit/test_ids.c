// SPDX-License-Identifier: MIT
#include "compositor/edge/ids.h"

#include <stddef.h>

#include "compositor/edge/guest.h"
#include "tests/lib/unit.h"

static const struct guest_conf conf = {
	.windows_max = 4,
	.pools_max = 2,
	.buffers_max = 3,
	.pages_max = 10,
};
static struct ids ids;

static void setup(void) {
	ids_init(&ids, &conf);
}

static const char *add_buffer(uint32_t id, uint32_t offset) {
	struct gui_buffer_create create = {
		.buffer = id,
		.pool = 1,
		.offset = offset,
		.width = 32,
		.height = 32,
		.stride = 128,
	};
	return ids_add_buffer(&ids, &create);
}

START_TEST(window_lives_and_dies) {
	ck_assert_ptr_null(ids_add_window(&ids, 3, IDS_TOPLEVEL, 0));
	ck_assert_int_eq(ids.windows[3].state, IDS_LIVE);
	ck_assert(!ids_free_window(&ids, 3));
	ck_assert_ptr_null(ids_remove_window(&ids, 3));
	ck_assert_int_eq(ids.windows[3].state, IDS_DYING);
	ck_assert(ids_free_window(&ids, 3));
	ck_assert_int_eq(ids.windows[3].state, IDS_FREE);
	ck_assert(!ids_free_window(&ids, 3));
	ck_assert(!ids_free_window(&ids, GUI_WINDOWS_MAX + 1));
}
END_TEST

START_TEST(dying_windows_count) {
	for (uint32_t id = 1; id <= conf.windows_max; id++) {
		ck_assert_ptr_null(ids_add_window(&ids, id, IDS_TOPLEVEL, 0));
	}
	ck_assert_str_eq(ids_add_window(&ids, 5, IDS_TOPLEVEL, 0), "too many windows");
	ck_assert_ptr_null(ids_remove_window(&ids, 1));
	ck_assert_ptr_nonnull(ids_add_window(&ids, 5, IDS_TOPLEVEL, 0));
	ck_assert(ids_free_window(&ids, 1));
	ck_assert_ptr_null(ids_add_window(&ids, 5, IDS_TOPLEVEL, 0));
}
END_TEST

START_TEST(popup_keeps_its_parent) {
	ck_assert_ptr_null(ids_add_window(&ids, 1, IDS_TOPLEVEL, 0));
	ck_assert_ptr_null(ids_add_window(&ids, 2, IDS_POPUP, 1));
	ck_assert_str_eq(ids_remove_window(&ids, 1), "window still has popups");
	ck_assert_int_eq(ids.windows[1].state, IDS_LIVE);
	ck_assert_ptr_null(ids_remove_window(&ids, 2));
	ck_assert_ptr_null(ids_remove_window(&ids, 1));
}
END_TEST

START_TEST(popup_needs_a_window_below) {
	ck_assert_ptr_null(ids_add_window(&ids, 1, IDS_DRAG, 0));
	ck_assert_str_eq(ids_add_window(&ids, 2, IDS_POPUP, 1), "parent is a drag icon");
	ck_assert_int_eq(ids.windows[2].state, IDS_FREE);
	ck_assert_uint_eq(ids.windows_used, 1);
}
END_TEST

START_TEST(popups_have_a_depth) {
	static const struct guest_conf wide = {.windows_max = GUI_WINDOWS_MAX};
	ids_init(&ids, &wide);
	ck_assert_ptr_null(ids_add_window(&ids, 1, IDS_TOPLEVEL, 0));
	uint32_t id = 2;
	for (; id <= GUI_POPUP_DEPTH_MAX + 1; id++) {
		ck_assert_ptr_null(ids_add_window(&ids, id, IDS_POPUP, id - 1));
	}
	ck_assert_ptr_nonnull(ids_add_window(&ids, id, IDS_POPUP, id - 1));
	ck_assert_uint_eq(ids.windows[id - 1].popups, 0);
}
END_TEST

START_TEST(parents_make_no_loop) {
	for (uint32_t id = 1; id <= 3; id++) {
		ck_assert_ptr_null(ids_add_window(&ids, id, IDS_TOPLEVEL, 0));
	}
	ck_assert_ptr_nonnull(ids_set_parent(&ids, 1, 1));
	ck_assert_ptr_null(ids_set_parent(&ids, 1, 2));
	ck_assert_ptr_null(ids_set_parent(&ids, 2, 3));
	ck_assert_str_eq(ids_set_parent(&ids, 3, 1), "window is its own parent");
	ck_assert_ptr_null(ids_remove_window(&ids, 2));
	ck_assert_uint_eq(ids.windows[1].parent, 0);
	ck_assert_ptr_null(ids_set_parent(&ids, 3, 1));
	ck_assert_ptr_null(ids_set_parent(&ids, 3, 0));
}
END_TEST

START_TEST(pages_are_charged_until_they_are_gone) {
	ck_assert_ptr_null(ids_add_pool(&ids, 1, 6));
	ck_assert_str_eq(ids_add_pool(&ids, 2, 5), "too many pages");
	ck_assert_ptr_null(ids_add_pool(&ids, 2, 4));
	ck_assert_str_eq(ids_add_pool(&ids, 3, 1), "too many pools");
	ck_assert_ptr_null(ids_remove_pool(&ids, 1));
	ck_assert_str_eq(ids_add_pool(&ids, 3, 1), "too many pools");
	ck_assert(ids_free_pool(&ids, 1));
	ck_assert_ptr_null(ids_add_pool(&ids, 1, 6));
	ck_assert(!ids_free_pool(&ids, 1));
	ck_assert(!ids_free_pool(&ids, GUI_POOLS_MAX + 1));
}
END_TEST

START_TEST(buffers_lie_in_their_pool) {
	ck_assert_ptr_null(ids_add_pool(&ids, 1, 2)); // room for two of 32x32
	ck_assert_ptr_null(add_buffer(1, 0));
	ck_assert_ptr_null(add_buffer(2, 4096));
	ck_assert_str_eq(add_buffer(3, 4100), "buffer outside its pool");
	ck_assert_str_eq(add_buffer(3, 2), "bad stride or offset");
	ck_assert_ptr_null(add_buffer(3, 2048)); // they may overlap
	ck_assert_str_eq(add_buffer(4, 0), "too many buffers");
}
END_TEST

START_TEST(buffers_keep_their_pool) {
	ck_assert_ptr_null(ids_add_pool(&ids, 1, 2));
	ck_assert_ptr_null(add_buffer(1, 0));
	ck_assert_str_eq(ids_remove_pool(&ids, 1), "pool still has buffers");
	ids_remove_buffer(&ids, 1);
	ck_assert_ptr_null(ids_remove_pool(&ids, 1));
	ck_assert(ids_free_buffer(&ids, 1));
	ck_assert(!ids_free_buffer(&ids, 1));
	ck_assert(!ids_free_buffer(&ids, GUI_BUFFERS_MAX + 1));
	ck_assert(ids_free_pool(&ids, 1));
}
END_TEST

START_TEST(only_a_held_buffer_is_released) {
	ck_assert_ptr_null(ids_add_pool(&ids, 1, 2));
	ck_assert_ptr_null(add_buffer(1, 0));
	ck_assert(!ids_release_buffer(&ids, 1));
	ids.buffers[1].held = true;
	ck_assert(ids_release_buffer(&ids, 1));
	ck_assert(!ids_release_buffer(&ids, 1));
	ck_assert(!ids_release_buffer(&ids, GUI_BUFFERS_MAX + 1));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("ids");
	TCase *tests = tcase_create("ids");
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, window_lives_and_dies);
	tcase_add_test(tests, dying_windows_count);
	tcase_add_test(tests, popup_keeps_its_parent);
	tcase_add_test(tests, popup_needs_a_window_below);
	tcase_add_test(tests, popups_have_a_depth);
	tcase_add_test(tests, parents_make_no_loop);
	tcase_add_test(tests, pages_are_charged_until_they_are_gone);
	tcase_add_test(tests, buffers_lie_in_their_pool);
	tcase_add_test(tests, buffers_keep_their_pool);
	tcase_add_test(tests, only_a_held_buffer_is_released);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
