// SPDX-License-Identifier: MIT
#include "compositor/local/session_lock.h"

#include <linux/input-event-codes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "compositor/desk/conf.h"
#include "compositor/local/toplevel.h"
#include "ext-session-lock-v1-client-protocol.h"
#include "tests/lib/native_priv.h"
#include "tests/lib/unit.h"
#include "xdg-shell-client-protocol.h"

static struct stage *stage;
static struct desk *desk;
static struct natives natives;
static struct native locker, launcher;
static struct ext_session_lock_manager_v1 *manager;
static struct wl_output *output;
static struct ext_session_lock_v1 *lock;
static struct wl_surface *surface;
static struct ext_session_lock_surface_v1 *lock_surface;
static bool locked, finished;

static void handle_locked(void *data, struct ext_session_lock_v1 *wl_lock) {
	locked = true;
}

static void handle_finished(void *data, struct ext_session_lock_v1 *wl_lock) {
	finished = true;
}

static const struct ext_session_lock_v1_listener lock_listener = {
	.locked = handle_locked,
	.finished = handle_finished,
};

static void handle_configure(void *data, struct ext_session_lock_surface_v1 *wl_surface,
	uint32_t serial, uint32_t width, uint32_t height) {
	ext_session_lock_surface_v1_ack_configure(wl_surface, serial);
	native_show(&locker, surface, (int32_t)width, (int32_t)height);
}

static const struct ext_session_lock_surface_v1_listener surface_listener = {
	.configure = handle_configure,
};

static void set_up(void) {
	natives_init(&natives);
	stage = natives.stage;
	desk = &stage->desk;
	desk->conf->locker[0] = '\0';
	native_init(&locker, &natives, "locker");
	native_init(&launcher, &natives, "launcher");
	manager = applet_bind(&locker.app, &ext_session_lock_manager_v1_interface, 1);
	output = applet_bind(&locker.app, &wl_output_interface, 1);
	ck_assert_ptr_nonnull(manager);
	ck_assert_ptr_nonnull(output);
	locked = finished = false;
}

static void tear_down(void) {
	wl_output_destroy(output);
	ext_session_lock_manager_v1_destroy(manager);
	native_finish(&launcher);
	native_finish(&locker);
	natives_finish(&natives);
}

static void cover(void) {
	surface = wl_compositor_create_surface(locker.app.compositor);
	lock_surface = ext_session_lock_v1_get_lock_surface(lock, surface, output);
	ext_session_lock_surface_v1_add_listener(lock_surface, &surface_listener, NULL);
	natives_run(&natives, 50);
}

static void lock_it(void) {
	lock = ext_session_lock_manager_v1_lock(manager);
	ext_session_lock_v1_add_listener(lock, &lock_listener, NULL);
	cover();
	ck_assert(locked && desk->lock.locked);
}

static void unlock_it(void) {
	ext_session_lock_v1_unlock_and_destroy(lock);
	ext_session_lock_surface_v1_destroy(lock_surface);
	wl_surface_destroy(surface);
	natives_run(&natives, 20);
	ck_assert(!desk->lock.locked);
}

START_TEST(the_locker_has_the_keyboard) {
	const struct window *window = native_map(&launcher, NULL);
	stage_click(stage, window->box.x + 10, window->box.y + 10);
	natives_run(&natives, 10);
	ck_assert(launcher.has_keyboard);
	lock_it();
	ck_assert(locker.has_keyboard && !launcher.has_keyboard);
	unlock_it();
	ck_assert(launcher.has_keyboard);
}
END_TEST

// A launcher is open, say. Without the keyboard nobody could ever unlock.
START_TEST(also_if_a_layer_had_it) {
	struct window *window = native_map(&launcher, NULL);
	focus_surface(desk, toplevel_from_window(window)->xdg->base->surface);
	natives_run(&natives, 10);
	ck_assert(launcher.has_keyboard);
	lock_it();
	ck_assert(locker.has_keyboard && !launcher.has_keyboard);
	unlock_it();
}
END_TEST

// The only screen is unplugged, and the locker is slow to notice
START_TEST(another_screen_has_the_keyboard) {
	lock_it();
	ck_assert(locker.has_keyboard);
	wlr_output_destroy(stage->output);
	natives_run(&natives, 20);
	ck_assert(!locker.has_keyboard);
	struct wlr_output *another = stage_add_output(stage, 640, 480);
	wlr_output_layout_add(desk->layout, another, 0, 0);
	natives_run(&natives, 20);
	struct ext_session_lock_surface_v1 *old_lock_surface = lock_surface;
	struct wl_surface *old_surface = surface;
	struct wl_output *old_output = output;
	output = wl_registry_bind(locker.app.registry,
		locker.app.globals[locker.app.global_count - 1].name, &wl_output_interface, 1);
	cover();
	ck_assert(locker.has_keyboard);
	ext_session_lock_surface_v1_destroy(old_lock_surface);
	wl_surface_destroy(old_surface);
	wl_output_destroy(old_output);
	natives_run(&natives, 20);
	ck_assert(locker.has_keyboard);
	unlock_it();
}
END_TEST

// No room on the disk, say: it is dark, and it goes on as soon as there is
START_TEST(a_refused_locker_is_not_the_last) {
	snprintf(desk->conf->locker, sizeof(desk->conf->locker), "true");
	unlink(stage->state);
	ck_assert_int_eq(mkdir(stage->state, 0700), 0);
	lock = ext_session_lock_manager_v1_lock(manager);
	ext_session_lock_v1_add_listener(lock, &lock_listener, NULL);
	natives_run(&natives, 20);
	ck_assert(finished && !locked && desk->lock.locked);
	ck_assert_uint_gt(desk->lock.locker_pause, 0); // one is started again and again
	ext_session_lock_v1_destroy(lock);
	ck_assert_int_eq(rmdir(stage->state), 0);
	lock_it();
	ck_assert(locker.has_keyboard);
	unlock_it();
}
END_TEST

static void handle_popup_configure(
	void *data, struct xdg_popup *popup, int32_t x, int32_t y, int32_t width, int32_t height) {
}

static void handle_popup_done(void *data, struct xdg_popup *popup) {
	bool *done = data;
	*done = true;
}

static const struct xdg_popup_listener popup_listener = {
	.configure = handle_popup_configure,
	.popup_done = handle_popup_done,
};

// Or what is typed would go to the menu
START_TEST(a_menu_keeps_nothing_from_it) {
	const struct window *window = native_map(&launcher, NULL);
	stage_click(stage, window->box.x + 10, window->box.y + 10);
	natives_run(&natives, 10);
	bool done = false;
	struct xdg_positioner *positioner = xdg_wm_base_create_positioner(launcher.app.wm_base);
	xdg_positioner_set_size(positioner, 50, 50);
	xdg_positioner_set_anchor_rect(positioner, 0, 0, 10, 10);
	struct wl_surface *menu = wl_compositor_create_surface(launcher.app.compositor);
	struct xdg_surface *xdg_surface = applet_xdg_surface(&launcher.app, menu);
	struct xdg_popup *popup = xdg_surface_get_popup(
		xdg_surface, launcher.app.xdg_surface, positioner);
	xdg_popup_add_listener(popup, &popup_listener, &done);
	xdg_popup_grab(popup, launcher.app.seat, launcher.serial);
	wl_surface_commit(menu);
	natives_run(&natives, 10);
	ck_assert(wlr_seat_keyboard_has_grab(desk->seat));
	lock_it();
	ck_assert(done);
	ck_assert(locker.has_keyboard && !launcher.has_keyboard);
	stage_key(stage, KEY_A, true);
	natives_run(&natives, 10);
	ck_assert_uint_eq(locker.keys_down, 1);
	stage_key(stage, KEY_A, false);
	xdg_popup_destroy(popup);
	xdg_surface_destroy(xdg_surface);
	wl_surface_destroy(menu);
	xdg_positioner_destroy(positioner);
	unlock_it();
}
END_TEST

int main(void) {
	Suite *suite = suite_create("session_lock");
	TCase *tests = tcase_create("session_lock");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_locker_has_the_keyboard);
	tcase_add_test(tests, also_if_a_layer_had_it);
	tcase_add_test(tests, another_screen_has_the_keyboard);
	tcase_add_test(tests, a_refused_locker_is_not_the_last);
	tcase_add_test(tests, a_menu_keeps_nothing_from_it);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
