// SPDX-License-Identifier: MIT
#include "compositor/local/toplevel.h"

#include <string.h>

#include "tests/lib/native.h"
#include "tests/lib/unit.h"
#include "xdg-shell-client-protocol.h"

static struct stage *stage;
static struct natives natives;
static struct native native;
static struct wl_listener change;
static uint32_t changes; // that the desk told of

static void handle_change(struct wl_listener *listener, void *data) {
	changes++;
}

static void set_up(void) {
	natives_init(&natives);
	stage = natives.stage;
	change.notify = handle_change;
	wl_signal_add(&stage->desk.events.window_change, &change);
	native_init(&native, &natives, "native");
}

static void tear_down(void) {
	native_finish(&native);
	wl_list_remove(&change.link);
	natives_finish(&natives);
}

// What it asks for before it asks to be shown counts as well
static struct window *map(void) {
	wl_surface_commit(native.app.surface);
	natives_run(&natives, 100);
	struct window *window = wl_container_of(stage->desk.windows.next, window, link);
	ck_assert(window->mapped);
	return window;
}

START_TEST(begins_as_it_likes) {
	applet_open(&native.app, "native");
	const struct window *window = map();
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	ck_assert_uint_eq(window->width, NATIVE_WIDTH);
}
END_TEST

START_TEST(begins_maximised) {
	applet_open(&native.app, "native");
	xdg_toplevel_set_maximized(native.app.toplevel);
	ck_assert_int_eq(map()->place, WINDOW_MAXIMIZED);
}
END_TEST

START_TEST(begins_fullscreen) {
	applet_open(&native.app, "native");
	xdg_toplevel_set_maximized(native.app.toplevel);
	xdg_toplevel_set_fullscreen(native.app.toplevel, NULL);
	struct window *window = map();
	ck_assert_int_eq(window->place, WINDOW_FULLSCREEN);
	xdg_toplevel_unset_fullscreen(native.app.toplevel);
	natives_run(&natives, 20);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
}
END_TEST

START_TEST(another_app_id_is_told) {
	applet_open(&native.app, "native");
	const struct window *window = map();
	changes = 0;
	xdg_toplevel_set_app_id(native.app.toplevel, "other");
	natives_run(&natives, 20);
	ck_assert_str_eq(window->app_id, "other");
	ck_assert_uint_eq(changes, 1);
}
END_TEST

// A program may do this at the wrong time, and any does when it crashes
START_TEST(goes_before_its_menu) {
	applet_open(&native.app, "native");
	map();
	struct xdg_positioner *positioner = xdg_wm_base_create_positioner(native.app.wm_base);
	xdg_positioner_set_size(positioner, 50, 50);
	xdg_positioner_set_anchor_rect(positioner, 0, 0, 10, 10);
	struct wl_surface *menu = wl_compositor_create_surface(native.app.compositor);
	struct xdg_surface *xdg_surface = xdg_wm_base_get_xdg_surface(native.app.wm_base, menu);
	struct xdg_popup *popup = xdg_surface_get_popup(
		xdg_surface, native.app.xdg_surface, positioner);
	natives_run(&natives, 10);
	xdg_toplevel_destroy(native.app.toplevel);
	natives_run(&natives, 10);
	wl_surface_commit(menu);
	natives_run(&natives, 10);
	xdg_popup_destroy(popup);
	xdg_surface_destroy(xdg_surface);
	wl_surface_destroy(menu);
	xdg_positioner_destroy(positioner);
	xdg_surface_destroy(native.app.xdg_surface);
	wl_surface_destroy(native.app.surface);
	native.app.toplevel = NULL;
	natives_run(&natives, 10);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("toplevel");
	TCase *tests = tcase_create("toplevel");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, begins_as_it_likes);
	tcase_add_test(tests, begins_maximised);
	tcase_add_test(tests, begins_fullscreen);
	tcase_add_test(tests, another_app_id_is_told);
	tcase_add_test(tests, goes_before_its_menu);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
