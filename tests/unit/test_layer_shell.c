// SPDX-License-Identifier: MIT
#include "compositor/local/layer_shell.h"

#include "compositor/desk/conf.h"
#include "tests/lib/native_priv.h"
#include "tests/lib/recorder.h"
#include "tests/lib/unit.h"
#include "wlr-layer-shell-unstable-v1-client-protocol.h"

#define HEIGHT 30

// A program with one surface along the top of the output
struct strip {
	struct native native;
	struct zwlr_layer_shell_v1 *shell;
	struct wl_surface *surface;
	struct zwlr_layer_surface_v1 *layer;
};

static struct stage *stage;
static struct desk *desk;
static struct natives natives;
static struct strip bar, launcher;
static struct recorder *window;

static void handle_configure(void *data, struct zwlr_layer_surface_v1 *layer, uint32_t serial,
	uint32_t width, uint32_t height) {
	struct strip *strip = data;
	zwlr_layer_surface_v1_ack_configure(layer, serial);
	native_show(&strip->native, strip->surface, (int32_t)width, (int32_t)height);
}

static void handle_closed(void *data, struct zwlr_layer_surface_v1 *layer) {
}

static const struct zwlr_layer_surface_v1_listener layer_listener = {
	.configure = handle_configure,
	.closed = handle_closed,
};

static void strip_init(struct strip *strip, const char *title) {
	native_init(&strip->native, &natives, title);
	strip->shell = applet_bind(&strip->native.app, &zwlr_layer_shell_v1_interface, 4);
	ck_assert_ptr_nonnull(strip->shell);
}

static void strip_map(struct strip *strip, uint32_t interactivity) {
	strip->surface = wl_compositor_create_surface(strip->native.app.compositor);
	strip->layer = zwlr_layer_shell_v1_get_layer_surface(strip->shell, strip->surface, NULL,
		ZWLR_LAYER_SHELL_V1_LAYER_TOP, strip->native.title);
	zwlr_layer_surface_v1_add_listener(strip->layer, &layer_listener, strip);
	zwlr_layer_surface_v1_set_size(strip->layer, 0, HEIGHT);
	zwlr_layer_surface_v1_set_anchor(strip->layer,
		ZWLR_LAYER_SURFACE_V1_ANCHOR_TOP | ZWLR_LAYER_SURFACE_V1_ANCHOR_LEFT |
			ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT);
	zwlr_layer_surface_v1_set_exclusive_zone(strip->layer, HEIGHT);
	zwlr_layer_surface_v1_set_keyboard_interactivity(strip->layer, interactivity);
	wl_surface_commit(strip->surface);
	natives_run(&natives, 50);
}

static void strip_unmap(struct strip *strip) {
	if (strip->layer != NULL) {
		zwlr_layer_surface_v1_destroy(strip->layer);
		wl_surface_destroy(strip->surface);
		strip->layer = NULL;
		natives_run(&natives, 20);
	}
}

static void strip_finish(struct strip *strip) {
	strip_unmap(strip);
	zwlr_layer_shell_v1_destroy(strip->shell);
	native_finish(&strip->native);
}

static void draw(struct strip *strip) {
	native_show(&strip->native, strip->surface, STAGE_WIDTH, HEIGHT);
	natives_run(&natives, 20);
}

static void set_up(void) {
	natives_init(&natives);
	stage = natives.stage;
	desk = &stage->desk;
	desk->conf->locker[0] = '\0';
	strip_init(&bar, "bar");
	strip_init(&launcher, "launcher");
	window = recorder_create(desk, "work", 200, 200);
	ck_assert(focus_window(desk, &window->window, FOCUS_ACT));
}

static void tear_down(void) {
	recorder_destroy(window);
	strip_finish(&launcher);
	strip_finish(&bar);
	natives_finish(&natives);
}

START_TEST(an_exclusive_one_has_the_keyboard) {
	strip_map(&bar, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE);
	ck_assert_ptr_eq(desk->focus.keyboard, &window->window);
	strip_map(&launcher, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE);
	ck_assert(launcher.native.has_keyboard);
	ck_assert_ptr_null(desk->focus.keyboard);
	strip_unmap(&launcher);
	ck_assert_ptr_eq(desk->focus.keyboard, &window->window);
}
END_TEST

// Whatever others show, and whatever it changes in itself
START_TEST(a_clicked_one_keeps_the_keyboard) {
	strip_map(&launcher, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_ON_DEMAND);
	ck_assert(!launcher.native.has_keyboard);
	stage_click(stage, 100, HEIGHT / 2);
	natives_run(&natives, 20);
	ck_assert(launcher.native.has_keyboard);
	strip_map(&bar, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE);
	ck_assert(launcher.native.has_keyboard);
	strip_unmap(&bar);
	ck_assert(launcher.native.has_keyboard);
	zwlr_layer_surface_v1_set_size(launcher.layer, 0, HEIGHT + 10);
	draw(&launcher);
	ck_assert(launcher.native.has_keyboard);
	stage_click(stage, 250, 250);
	natives_run(&natives, 20);
	ck_assert(!launcher.native.has_keyboard);
	strip_map(&bar, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE);
	ck_assert_ptr_eq(desk->focus.keyboard, &window->window);
}
END_TEST

START_TEST(until_it_wants_it_no_more) {
	strip_map(&launcher, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_ON_DEMAND);
	stage_click(stage, 100, HEIGHT / 2);
	natives_run(&natives, 20);
	ck_assert(launcher.native.has_keyboard);
	zwlr_layer_surface_v1_set_keyboard_interactivity(
		launcher.layer, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE);
	draw(&launcher);
	ck_assert_ptr_eq(desk->focus.keyboard, &window->window);
}
END_TEST

// A locker may have had the keyboard meanwhile
START_TEST(the_keyboard_comes_back_after_the_lock) {
	strip_map(&launcher, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE);
	ck_assert(lock_set(desk));
	focus_surface(desk, NULL);
	natives_run(&natives, 20);
	ck_assert(!launcher.native.has_keyboard);
	lock_unset(desk);
	natives_run(&natives, 20);
	ck_assert(launcher.native.has_keyboard);
	ck_assert_ptr_null(desk->focus.keyboard);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("layer_shell");
	TCase *tests = tcase_create("layer_shell");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, an_exclusive_one_has_the_keyboard);
	tcase_add_test(tests, a_clicked_one_keeps_the_keyboard);
	tcase_add_test(tests, until_it_wants_it_no_more);
	tcase_add_test(tests, the_keyboard_comes_back_after_the_lock);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
