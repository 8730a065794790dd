// SPDX-License-Identifier: MIT
/*
 * What programs of a VM expect of a Wayland server beside windows: the globals, crisp
 * pixels at any scale, the pace of the screen, and each other's clipboard and drags.
 */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <string.h>
#include <wayland-client.h>

#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define METHOD 0x20c040 // the colour of the input method's popup
#define COPIED 0x123456 // the colour of what is pasted
#define HOLD_OFF 350 // ms, until a new window gets the pointer

static struct desktop desktop;
static struct desktop_guest *work, *other;

// What the proxy serves, sorted
static const struct {
	const char *interface;
	uint32_t version;
} globals[] = {
	{"org_kde_kwin_server_decoration_manager", 1},
	{"wl_compositor", 6},
	{"wl_data_device_manager", 3},
	{"wl_output", 4},
	{"wl_seat", 9},
	{"wl_shm", 2},
	{"wl_subcompositor", 1},
	{"wp_content_type_manager_v1", 1},
	{"wp_cursor_shape_manager_v1", 1},
	{"wp_fractional_scale_manager_v1", 1},
	{"wp_presentation", 1},
	{"wp_single_pixel_buffer_manager_v1", 1},
	{"wp_viewporter", 1},
	{"xdg_activation_v1", 1},
	{"xdg_wm_base", 6},
	{"zwp_idle_inhibit_manager_v1", 1},
	{"zwp_input_method_manager_v2", 1},
	{"zwp_pointer_constraints_v1", 1},
	{"zwp_primary_selection_device_manager_v1", 1},
	{"zwp_relative_pointer_manager_v1", 1},
	{"zwp_text_input_manager_v3", 1},
	{"zwp_virtual_keyboard_manager_v1", 1},
	{"zxdg_decoration_manager_v1", 1},
	{"zxdg_output_manager_v1", 3},
};

#define GLOBALS (sizeof(globals) / sizeof(globals[0]))

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	work = desktop_add_guest(&desktop, "work", "blue");
	other = desktop_add_guest(&desktop, "other", "red");
	ck_assert(desktop_start(&desktop));
}

static void teardown(void) {
	ck_assert(desktop_finish(&desktop));
}

static void start(const char *name, const char *arguments) {
	char path[PROCESS_PATH_MAX], command[PROCESS_PATH_MAX + 64];
	desktop_executable(path, name);
	snprintf(command, sizeof(command), "exec %s %s", path, arguments);
	ck_assert(desktop_run(&desktop, work, command));
}

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	uint32_t *seen = data;
	for (size_t i = 0; i < GLOBALS; ++i) {
		if (strcmp(globals[i].interface, interface) == 0) {
			ck_assert_uint_eq(globals[i].version, version);
			++seen[i];
			return;
		}
	}
	ck_abort_msg("%s is served to programs", interface);
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	// They are looked at once
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

START_TEST(these_globals_and_no_others) {
	char path[PROCESS_PATH_MAX + 16];
	uint32_t seen[GLOBALS] = {0};
	ck_assert(desktop_run(&desktop, work, "exec sleep 100"));
	ck_assert(watch_said(&work->proxy, "WAYLAND_DISPLAY="));
	snprintf(path, sizeof(path), "%s/wayland-0", work->dir);
	struct wl_display *display = wl_display_connect(path);
	ck_assert_ptr_nonnull(display);
	struct wl_registry *registry = wl_display_get_registry(display);
	wl_registry_add_listener(registry, &registry_listener, seen);
	ck_assert_int_ge(wl_display_roundtrip(display), 0);
	for (size_t i = 0; i < GLOBALS; ++i) {
		ck_assert_msg(seen[i] == 1, "%s: %u times", globals[i].interface, seen[i]);
	}
	wl_registry_destroy(registry);
	wl_display_disconnect(display);
}
END_TEST

static const double scales[] = {1, 1.25, 1.5, 2};

START_TEST(pixels_are_not_scaled) {
	char command[64];
	double scale = scales[_i];
	start("tests/e2e/checker", "");
	ck_assert(watch_window(&desktop, "work", "checker") != NULL);
	snprintf(command, sizeof(command), "wlr-randr --output HEADLESS-1 --scale %g", scale);
	struct process *process = desktop_run_local(&desktop, command);
	ck_assert(process_wait(process, DESKTOP_TIMEOUT) && process_exited(process, 0));
	process_sleep(500);
	const struct tree_window *window = watch_window(&desktop, "work", "checker");
	ck_assert_ptr_nonnull(window);
	// The tree is logical, a shot has pixels
	struct shot_box box = {
		.x = (uint32_t)(window->interior.x * scale + 0.5),
		.y = (uint32_t)(window->interior.y * scale + 0.5),
		.width = (uint32_t)(window->interior.width * scale),
		.height = (uint32_t)(window->interior.height * scale),
	};
	struct shot shot;
	ck_assert(shot_take(&shot, desktop.client, false));
	uint32_t half = box.width * box.height / 2;
	ck_assert_uint_eq(shot_count(&shot, &box, 0xffffff), half);
	ck_assert_uint_eq(shot_count(&shot, &box, 0x000000), half);
	shot_finish(&shot);
}
END_TEST

static uint32_t frames_of(uint32_t ms) {
	uint32_t before = process_lines(&work->proxy);
	process_sleep(ms);
	return (process_lines(&work->proxy) - before) * 10;
}

START_TEST(frames_are_for_what_is_seen) {
	start("tests/e2e/pests", "blink 100");
	const struct tree_window *window = watch_window(&desktop, "work", "blink");
	ck_assert_ptr_nonnull(window);
	uint32_t id = window->id;
	uint32_t frames = frames_of(2000);
	// 60 a second, on a machine that does other things
	ck_assert_uint_ge(frames, 30);
	ck_assert_uint_le(frames, 140);
	ck_assert(desktop_click(&desktop, "work"));
	client_chord(desktop.client, KEY_LEFTMETA, KEY_DOWN);
	process_sleep(300);
	ck_assert_uint_eq(frames_of(1000), 0);
	char line[32];
	snprintf(line, sizeof(line), "focus %u", id);
	ck_assert(desktop_ask(&desktop, line));
	process_sleep(300);
	ck_assert_uint_ge(frames_of(1000), 10);
}
END_TEST

START_TEST(what_is_copied_is_pasted) {
	ck_assert(desktop_run(&desktop, work, "exec foot"));
	ck_assert(watch_window(&desktop, "work", "foot") != NULL);
	ck_assert(desktop_click(&desktop, "work"));
	ck_assert(watch_focus(&desktop, "work"));
	struct tree_box box = tree_window(&desktop.tree, "work", "foot")->interior;
	client_type(desktop.client, "printf '\\033[48;2;18;52;86m%900s\\033[0m' | wl-copy\n");
	client_type(desktop.client, "clear; wl-paste\n");
	ck_assert(watch_colour(&desktop, &box, COPIED, 20000));
}
END_TEST

START_TEST(an_x11_menu_stays_with_its_window) {
	ck_assert(desktop_run(&desktop, other, "exec foot"));
	start("tests/e2e/menu", "");
	ck_assert(watch_windows(&desktop, "other", 1));
	ck_assert(watch_window(&desktop, "work", "menu") != NULL);
	ck_assert(desktop_click(&desktop, "work"));
	ck_assert(watch_popups(&desktop, 1));
	struct tree_box box = desktop.tree.popups[0].interior;
	struct tree_box on = tree_window(&desktop.tree, "work", NULL)->interior;
	ck_assert_int_eq(box.x, on.x + 50);
	ck_assert_int_eq(box.y, on.y + 60);
	ck_assert(watch_colour(&desktop, &box, 0x00c000, 80 * 90));
	ck_assert(desktop_click(&desktop, "other"));
	ck_assert(watch_popups(&desktop, 0));
	ck_assert(desktop_click(&desktop, "work"));
	ck_assert(watch_popups(&desktop, 1));
	box = desktop.tree.popups[0].interior;
	ck_assert(watch_colour(&desktop, &box, 0x00c000, 80 * 90));
}
END_TEST

static void signal_x11(const char *name) {
	char command[64];
	snprintf(command, sizeof(command), "exec pkill -%s -f \"^Xwayland $DISPLAY \"", name);
	struct process *process = desktop_run_inside(&desktop, work, command);
	ck_assert_ptr_nonnull(process);
	ck_assert(process_wait(process, 5000) && process_exited(process, 0));
}

// Xwayland hears of keys and of who has the keyboard by two ways, in no certain order
START_TEST(what_is_typed_waits_for_x11) {
	static const struct {
		const char *text;
		uint32_t colour;
	} steps[] = {
		{"printf '\\033[41m%900s\\033[0m'\n", 0xcd0000},
		{"clear\n", 0xffffff},
		{"printf '\\033[42m%900s\\033[0m'\n", 0x00cd00},
		{"clear\n", 0xffffff},
	};
	ck_assert(desktop_run(&desktop, other, "exec foot"));
	ck_assert(desktop_run(&desktop, work, "exec xterm"));
	ck_assert(watch_windows(&desktop, "other", 1));
	ck_assert(watch_window(&desktop, "work", NULL) != NULL);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); ++i) {
		ck_assert(desktop_click(&desktop, "other"));
		ck_assert(watch_focus(&desktop, "other"));
		signal_x11("STOP");
		ck_assert(desktop_click(&desktop, "work"));
		ck_assert(watch_focus(&desktop, "work"));
		client_type(desktop.client, steps[i].text);
		process_sleep(200); // the proxy has passed it on
		signal_x11("CONT");
		struct tree_box box = tree_window(&desktop.tree, "work", NULL)->interior;
		ck_assert(watch_colour(&desktop, &box, steps[i].colour, 5000));
	}
}
END_TEST

START_TEST(a_button_waits_for_keys_that_wait) {
	ck_assert(desktop_run(&desktop, other, "exec foot"));
	ck_assert(desktop_run(&desktop, work, "exec xterm"));
	ck_assert(watch_windows(&desktop, "other", 1));
	ck_assert(watch_window(&desktop, "work", NULL) != NULL);
	ck_assert(desktop_click(&desktop, "other"));
	ck_assert(watch_focus(&desktop, "other"));
	signal_x11("STOP");
	ck_assert(desktop_click(&desktop, "work"));
	ck_assert(watch_focus(&desktop, "work"));
	const struct tree_box on = tree_window(&desktop.tree, "work", NULL)->interior;
	client_move(desktop.client, on.x + 20, on.y + 20); // where there is room for its menu
	// It opens if Ctrl is down before the button
	client_key(desktop.client, KEY_LEFTCTRL, true);
	client_button(desktop.client, BTN_LEFT, true);
	process_sleep(200); // the proxy has passed it on
	signal_x11("CONT");
	ck_assert(watch_popups(&desktop, 1));
	client_button(desktop.client, BTN_LEFT, false);
	client_key(desktop.client, KEY_LEFTCTRL, false);
	ck_assert(watch_popups(&desktop, 0));
}
END_TEST

START_TEST(an_input_method_writes) {
	start("tests/e2e/method", "");
	struct process *entry = desktop_run_inside(
		&desktop, work, "exec env GTK_IM_MODULE=wayland zenity --entry");
	ck_assert_ptr_nonnull(entry);
	ck_assert(watch_window(&desktop, "work", "zenity") != NULL);
	ck_assert(desktop_click(&desktop, "work"));
	ck_assert(watch_focus(&desktop, "work"));
	ck_assert(watch_popups(&desktop, 1));
	const struct tree_box box = desktop.tree.popups[0].interior;
	ck_assert_int_eq(box.width, 80);
	ck_assert(watch_colour(&desktop, &box, METHOD, 80 * 50));
	ck_assert(watch_save(&desktop, "input-method"));
	client_type(desktop.client, "abc\n");
	ck_assert(watch_said(entry, "methodbc"));
	ck_assert(watch_popups(&desktop, 0));
}
END_TEST

// The demo's window is a chessboard whose black squares have something to drag
static struct shot_box square(const struct tree_window *window, uint32_t column, uint32_t row) {
	return (struct shot_box){
		.x = (uint32_t)window->interior.x + 22 + column * 80,
		.y = (uint32_t)window->interior.y + 43 + row * 80,
		.width = 64,
		.height = 64,
	};
}

static bool is_empty(const struct shot_box *box) {
	struct shot shot;
	ck_assert(shot_take(&shot, desktop.client, false));
	uint32_t ground = shot_pixel(&shot, box->x, box->y);
	bool empty = shot_count(&shot, box, ground) == box->width * box->height;
	shot_finish(&shot);
	return empty;
}

static struct tree_window window_at(uint32_t id) {
	for (size_t i = 0; i < desktop.tree.window_count; ++i) {
		if (desktop.tree.windows[i].id == id) {
			return desktop.tree.windows[i];
		}
	}
	ck_abort_msg("no window %u", id);
}

static void drag_over(const struct shot_box *from, const struct shot_box *to) {
	client_move(desktop.client, from->x + 32, from->y + 32);
	process_sleep(HOLD_OFF);
	client_button(desktop.client, BTN_LEFT, true);
	client_move_by(desktop.client, 10, 5);
	client_move_by(desktop.client, 10, 5);
	process_sleep(300);
	client_move(desktop.client, to->x + 32, to->y + 32);
	client_move_by(desktop.client, 1, 1);
	process_sleep(300);
}

static void open_boards(void) {
	ck_assert(desktop_run(&desktop, work, "exec weston-dnd"));
	ck_assert(watch_windows(&desktop, "work", 1));
	ck_assert(desktop_run_inside(&desktop, work, "exec weston-dnd") != NULL);
	ck_assert(watch_windows(&desktop, "work", 2));
	process_sleep(500);
	ck_assert(desktop_look(&desktop));
}

START_TEST(a_drag_goes_from_window_to_window) {
	open_boards();
	struct tree_window first = window_at(1), second = window_at(2);
	struct shot_box from = square(&second, 1, 0), to = square(&first, 0, 0);
	ck_assert(!is_empty(&from));
	ck_assert(is_empty(&to));
	drag_over(&from, &to);
	client_button(desktop.client, BTN_LEFT, false);
	process_sleep(500);
	client_move(desktop.client, 1, 1);
	ck_assert(is_empty(&from));
	ck_assert(!is_empty(&to));
	ck_assert(watch_popups(&desktop, 0));
}
END_TEST

START_TEST(a_drag_without_an_end_drops_nothing) {
	open_boards();
	struct tree_window first = window_at(1), second = window_at(2);
	struct shot_box from = square(&second, 1, 0), to = square(&first, 0, 0);
	drag_over(&from, &to);
	desktop_kill(&desktop);
	ck_assert_int_eq(remove(desktop.state), 0); // or it would begin locked
	ck_assert(desktop_start(&desktop));
	ck_assert(watch_windows(&desktop, "work", 2));
	process_sleep(500);
	ck_assert(desktop_look(&desktop));
	first = window_at(1);
	second = window_at(2);
	from = square(&second, 1, 0);
	to = square(&first, 0, 0);
	ck_assert(is_empty(&to));
	ck_assert(!is_empty(&from));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("clients");
	TCase *tests = tcase_create("clients");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, these_globals_and_no_others);
	tcase_add_loop_test(tests, pixels_are_not_scaled, 0, sizeof(scales) / sizeof(scales[0]));
	tcase_add_test(tests, frames_are_for_what_is_seen);
	tcase_add_test(tests, what_is_copied_is_pasted);
	tcase_add_test(tests, what_is_typed_waits_for_x11);
	tcase_add_test(tests, a_button_waits_for_keys_that_wait);
	tcase_add_test(tests, an_x11_menu_stays_with_its_window);
	tcase_add_test(tests, an_input_method_writes);
	tcase_add_test(tests, a_drag_goes_from_window_to_window);
	tcase_add_test(tests, a_drag_without_an_end_drops_nothing);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
