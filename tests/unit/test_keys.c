// SPDX-License-Identifier: MIT
#include "compositor/desk/keys.h"

#include <linux/input-event-codes.h>
#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_seat.h>

#include "compositor/desk/binding.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/input.h"
#include "compositor/desk/switcher.h"
#include "compositor/seat/seat.h"
#include "tests/lib/recorder.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define KEYS_MAX 16
#define UP 0x1000 // let go

static struct stage *stage;
static struct recorder *window;

static void set_up(void) {
	stage = stage_create();
	window = recorder_create(&stage->desk, "work", 100, 100);
	ck_assert(focus_window(&stage->desk, &window->window, FOCUS_ACT));
	recorder_take(window);
}

static void tear_down(void) {
	recorder_destroy(window);
	stage_destroy(stage);
}

// What the window was told of keys
static const char *told(void) {
	static char keys[256];
	keys[0] = '\0';
	char log[4096];
	snprintf(log, sizeof(log), "%s", recorder_take(window));
	char *rest = log, *word;
	while ((word = strsep(&rest, " ")) != NULL) {
		if (strncmp(word, "key", 3) == 0) {
			size_t len = strlen(keys);
			snprintf(keys + len, sizeof(keys) - len, "%s ", word + 3);
		}
	}
	return keys;
}

static void press(const uint32_t *keys) {
	for (int i = 0; i < KEYS_MAX && keys[i] != 0; ++i) {
		stage_key(stage, keys[i] & ~UP, !(keys[i] & UP));
	}
}

static void set_layout(const char *layout) {
	snprintf(stage->desk.conf->layout, CONF_TEXT_MAX, "%s", layout);
	seat_reload(stage->seat);
}

static void set_binding(const char *keys, const char *action) {
	char reason[BINDING_REASON_MAX];
	if (!binding_set(stage->desk.conf, keys, action, reason)) {
		ck_abort_msg("%s", reason);
	}
}

// clang-format off
static const struct {
	uint32_t keys[KEYS_MAX];
	const char *told;
} swallowed[] = {
	{{KEY_A, KEY_A | UP}, "30+ 30- "},
	{{KEY_LEFTMETA, KEY_LEFTMETA | UP}, ""},
	{{KEY_RIGHTMETA, KEY_RIGHTMETA | UP}, ""},
	{{KEY_LEFTMETA, KEY_A, KEY_A | UP, KEY_LEFTMETA | UP}, ""},
	{{KEY_RIGHTMETA, KEY_A, KEY_A | UP, KEY_RIGHTMETA | UP}, ""},
	// Super is let go first: the release is still ours
	{{KEY_LEFTMETA, KEY_A, KEY_LEFTMETA | UP, KEY_A | UP}, ""},
	{{KEY_LEFTMETA, KEY_A, KEY_LEFTMETA | UP, KEY_B, KEY_A | UP, KEY_B | UP}, "48+ 48- "},
	// What was pressed before is the guest's, and so is its release
	{{KEY_A, KEY_LEFTMETA, KEY_A | UP, KEY_LEFTMETA | UP}, "30+ 30- "},
	{{KEY_A, KEY_LEFTMETA, KEY_LEFTMETA | UP, KEY_A | UP}, "30+ 30- "},
	// Both logo keys: one is enough
	{{KEY_LEFTMETA, KEY_RIGHTMETA, KEY_LEFTMETA | UP, KEY_A, KEY_A | UP, KEY_RIGHTMETA | UP},
		""},
	{{KEY_LEFTMETA, KEY_RIGHTMETA, KEY_LEFTMETA | UP, KEY_RIGHTMETA | UP, KEY_A, KEY_A | UP},
		"30+ 30- "},
	// Modifiers alone are the guest's
	{{KEY_LEFTSHIFT, KEY_A, KEY_A | UP, KEY_LEFTSHIFT | UP}, "42+ 30+ 30- 42- "},
	{{KEY_LEFTSHIFT, KEY_LEFTMETA, KEY_A, KEY_A | UP, KEY_LEFTMETA | UP, KEY_LEFTSHIFT | UP},
		"42+ 42- "},
	{{KEY_LEFTMETA, KEY_LEFTSHIFT, KEY_A, KEY_LEFTMETA | UP, KEY_LEFTSHIFT | UP, KEY_A | UP},
		""},
	// The same key again
	{{KEY_LEFTMETA, KEY_A, KEY_A | UP, KEY_LEFTMETA | UP, KEY_A, KEY_A | UP}, "30+ 30- "},
	// A release that was never pressed
	{{KEY_A | UP, KEY_LEFTMETA | UP}, ""},
};
// clang-format on

START_TEST(swallow) {
	press(swallowed[_i].keys);
	ck_assert_str_eq(told(), swallowed[_i].told);
}
END_TEST

// More keys than there is room for: none of them gets through
START_TEST(many_keys) {
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(stage->desk.seat);
	stage_key(stage, KEY_LEFTMETA, true);
	for (uint32_t key = KEY_F13; key < KEY_F13 + 100; ++key) {
		input_key(&stage->desk, keyboard, 0, key, true);
	}
	stage_key(stage, KEY_LEFTMETA, false);
	for (uint32_t key = KEY_F13; key < KEY_F13 + 100; ++key) {
		input_key(&stage->desk, keyboard, 0, key, false);
	}
	ck_assert_str_eq(told(), "");
}
END_TEST

// clang-format off
static const struct {
	const char *layout, *binding;
	uint32_t keys[KEYS_MAX];
	bool match;
} matches[] = {
	{"us", "Super+q", {KEY_LEFTMETA, KEY_Q}, true},
	{"us", "Super+q", {KEY_RIGHTMETA, KEY_Q}, true},
	{"us", "Super+q", {KEY_Q}, false},
	{"us", "Super+q", {KEY_LEFTMETA, KEY_LEFTSHIFT, KEY_Q}, false},
	{"us", "Super+q", {KEY_LEFTMETA, KEY_LEFTCTRL, KEY_Q}, false},
	{"us", "Super+q", {KEY_LEFTMETA, KEY_LEFTALT, KEY_Q}, false},
	{"us", "Super+Shift+q", {KEY_LEFTMETA, KEY_LEFTSHIFT, KEY_Q}, true},
	{"us", "Super+Shift+q", {KEY_LEFTSHIFT, KEY_LEFTMETA, KEY_Q}, true},
	{"us", "Super+Shift+q", {KEY_LEFTMETA, KEY_Q}, false},
	{"us", "Super+Ctrl+Alt+Delete", {KEY_LEFTCTRL, KEY_LEFTALT, KEY_LEFTMETA, KEY_DELETE},
		true},
	{"us", "Super+q", {KEY_CAPSLOCK, KEY_CAPSLOCK | UP, KEY_LEFTMETA, KEY_Q}, true},
	{"us", "Super+q", {KEY_NUMLOCK, KEY_NUMLOCK | UP, KEY_LEFTMETA, KEY_Q}, true},
	{"us", "Super+Shift+equal", {KEY_LEFTMETA, KEY_LEFTSHIFT, KEY_EQUAL}, true},
	{"us", "Super+Shift+Tab", {KEY_LEFTMETA, KEY_LEFTSHIFT, KEY_TAB}, true},
	{"us,ru", "Super+q", {KEY_LEFTMETA, KEY_Q}, true},
	{"ru,us", "Super+q", {KEY_LEFTMETA, KEY_Q}, true},
	{"gr,ru,us", "Super+q", {KEY_LEFTMETA, KEY_Q}, true},
	{"ru,us", "Super+Left", {KEY_LEFTMETA, KEY_LEFT}, true},
	{"ru", "Super+1", {KEY_LEFTMETA, KEY_1}, true},
	{"ru,fr", "Super+q", {KEY_LEFTMETA, KEY_A}, true},
	{"ru,fr", "Super+q", {KEY_LEFTMETA, KEY_Q}, false},
	{"us,fr", "Super+q", {KEY_LEFTMETA, KEY_Q}, true},
	{"fr", "Super+1", {KEY_LEFTMETA, KEY_1}, true},
	{"fr", "Super+Shift+1", {KEY_LEFTMETA, KEY_LEFTSHIFT, KEY_1}, true},
	{"de", "Super+z", {KEY_LEFTMETA, KEY_Y}, true},
};
// clang-format on

START_TEST(match) {
	set_layout(matches[_i].layout);
	for (size_t i = 0; i < stage->desk.conf->binding_count; ++i) {
		stage->desk.conf->bindings[i].modifiers = 0; // only the one that is tested
	}
	set_binding(matches[_i].binding, "close");
	press(matches[_i].keys);
	bool closed = strstr(recorder_take(window), "close") != NULL;
	ck_assert(closed == matches[_i].match);
}
END_TEST

// The second layout is in use, and the keys are those of the first Latin one
START_TEST(other_layout_in_use) {
	set_layout("us,ru");
	set_binding("Super+q", "close");
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(stage->desk.seat);
	wlr_keyboard_notify_modifiers(keyboard, 0, 0, 0, 1);
	press((uint32_t[KEYS_MAX]){KEY_LEFTMETA, KEY_Q});
	ck_assert_ptr_nonnull(strstr(recorder_take(window), "close"));
}
END_TEST

static const struct {
	uint32_t key;
	enum window_place place;
} places[] = {
	{KEY_LEFT, WINDOW_SNAP_LEFT},
	{KEY_RIGHT, WINDOW_SNAP_RIGHT},
	{KEY_UP, WINDOW_MAXIMIZED},
	{KEY_F, WINDOW_FULLSCREEN},
};

START_TEST(place_and_back) {
	const uint32_t keys[KEYS_MAX] = {KEY_LEFTMETA, places[_i].key, places[_i].key | UP};
	press(keys);
	ck_assert_int_eq(window->window.place, places[_i].place);
	press(keys);
	ck_assert_int_eq(window->window.place, WINDOW_FLOATING);
}
END_TEST

START_TEST(minimize) {
	press((uint32_t[KEYS_MAX]){KEY_LEFTMETA, KEY_DOWN});
	ck_assert(window->window.minimized);
	press((uint32_t[KEYS_MAX]){KEY_DOWN | UP, KEY_UP}); // nobody is focused
	ck_assert_int_eq(window->window.place, WINDOW_FLOATING);
}
END_TEST

START_TEST(workspaces) {
	press((uint32_t[KEYS_MAX]){KEY_LEFTMETA, KEY_3, KEY_3 | UP});
	ck_assert_uint_eq(stage->desk.workspace, 2);
	ck_assert_ptr_null(stage->desk.focus.window);
	press((uint32_t[KEYS_MAX]){KEY_1, KEY_1 | UP, KEY_LEFTMETA | UP});
	ck_assert_uint_eq(stage->desk.workspace, 0);
	ck_assert(focus_window(&stage->desk, &window->window, FOCUS_ACT));
	press((uint32_t[KEYS_MAX]){KEY_LEFTSHIFT, KEY_LEFTMETA, KEY_0, KEY_0 | UP});
	ck_assert_uint_eq(window->window.workspace, 9);
	ck_assert_uint_eq(stage->desk.workspace, 0);
}
END_TEST

START_TEST(switcher) {
	struct desk *desk = &stage->desk;
	struct recorder *other = recorder_create(desk, "mail", 300, 300);
	press((uint32_t[KEYS_MAX]){KEY_LEFTMETA, KEY_TAB, KEY_TAB | UP});
	ck_assert(switcher_open(desk));
	press((uint32_t[KEYS_MAX]){KEY_ESC, KEY_ESC | UP});
	ck_assert(!switcher_open(desk));
	ck_assert_ptr_eq(desk->focus.window, &window->window);
	press((uint32_t[KEYS_MAX]){KEY_TAB, KEY_LEFTMETA | UP, KEY_TAB | UP});
	ck_assert(!switcher_open(desk));
	ck_assert_ptr_eq(desk->focus.window, &other->window);
	press((uint32_t[KEYS_MAX]){KEY_LEFTMETA, KEY_TAB, KEY_F});
	ck_assert(!switcher_open(desk));
	recorder_destroy(other);
}
END_TEST

// One of two Super keys stays down: the switcher stays open
START_TEST(switcher_two_supers) {
	press((uint32_t[KEYS_MAX]){KEY_LEFTMETA, KEY_RIGHTMETA, KEY_TAB, KEY_LEFTMETA | UP});
	ck_assert(switcher_open(&stage->desk));
	press((uint32_t[KEYS_MAX]){KEY_RIGHTMETA | UP});
	ck_assert(!switcher_open(&stage->desk));
}
END_TEST

static int counts[3];
static uint32_t terminal;

static void handle_quit(struct wl_listener *listener, void *data) {
	++counts[0];
}

static void handle_reload(struct wl_listener *listener, void *data) {
	ck_assert_str_eq(data, "");
	++counts[1];
}

static void handle_vt(struct wl_listener *listener, void *data) {
	terminal = *(uint32_t *)data;
	++counts[2];
}

START_TEST(events) {
	struct wl_listener quit = {.notify = handle_quit}, reload = {.notify = handle_reload};
	wl_signal_add(&stage->desk.events.quit, &quit);
	wl_signal_add(&stage->desk.events.reload, &reload);
	counts[0] = counts[1] = 0;
	press((uint32_t[KEYS_MAX]){KEY_LEFTMETA, KEY_LEFTSHIFT, KEY_E, KEY_R});
	ck_assert_int_eq(counts[0], 1);
	ck_assert_int_eq(counts[1], 1);
	lock_set(&stage->desk);
	press((uint32_t[KEYS_MAX]){KEY_E | UP, KEY_E});
	ck_assert_int_eq(counts[0], 1);
	wl_list_remove(&quit.link);
	wl_list_remove(&reload.link);
}
END_TEST

START_TEST(virtual_terminal) {
	struct wl_listener vt = {.notify = handle_vt};
	wl_signal_add(&stage->desk.events.vt, &vt);
	counts[2] = 0;
	const uint32_t keys[KEYS_MAX] = {KEY_LEFTCTRL, KEY_LEFTALT, KEY_F3, KEY_F3 | UP};
	press(keys);
	ck_assert_int_eq(counts[2], 1);
	ck_assert_uint_eq(terminal, 3);
	ck_assert_str_eq(told(), "29+ 56+ ");
	lock_set(&stage->desk);
	press((uint32_t[KEYS_MAX]){KEY_F12, KEY_F12 | UP});
	ck_assert_int_eq(counts[2], 2);
	ck_assert_uint_eq(terminal, 12);
	wl_list_remove(&vt.link);
}
END_TEST

START_TEST(lock_key) {
	stage->desk.conf->locker[0] = '\0';
	press((uint32_t[KEYS_MAX]){KEY_LEFTMETA, KEY_L});
	ck_assert(stage->desk.lock.locked);
	press((uint32_t[KEYS_MAX]){KEY_L | UP, KEY_LEFTMETA | UP, KEY_LEFTMETA, KEY_F});
	ck_assert_int_eq(window->window.place, WINDOW_FLOATING);
	ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(run_is_an_act) {
	set_binding("Super+x", "run true");
	press((uint32_t[KEYS_MAX]){KEY_LEFTMETA, KEY_X});
	ck_assert_uint_ne(stage->desk.focus.act, 0);
	ck_assert_str_eq(stage->desk.focus.act_guest, "");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("keys");
	TCase *tests = tcase_create("keys");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, swallow, 0, LEN(swallowed));
	tcase_add_test(tests, many_keys);
	tcase_add_loop_test(tests, match, 0, LEN(matches));
	tcase_add_test(tests, other_layout_in_use);
	tcase_add_loop_test(tests, place_and_back, 0, LEN(places));
	tcase_add_test(tests, minimize);
	tcase_add_test(tests, workspaces);
	tcase_add_test(tests, switcher);
	tcase_add_test(tests, switcher_two_supers);
	tcase_add_test(tests, events);
	tcase_add_test(tests, virtual_terminal);
	tcase_add_test(tests, lock_key);
	tcase_add_test(tests, run_is_an_act);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
