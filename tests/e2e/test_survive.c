// SPDX-License-Identifier: MIT
/*
 * Programs outlive the compositor, and nothing on the screen outlives its guest.
 */
#include <linux/input-event-codes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/hostile/live.h"
#include "tests/lib/client.h"
#include "tests/lib/locker.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define GUEST 0xfe01dc

static struct desktop desktop;

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	ck_assert(desktop_set_config(&desktop, "[commands]\nlocker =\n"));
}

static void teardown(void) {
	ck_assert(desktop_finish(&desktop));
}

static void unlock(void) {
	char path[112];
	snprintf(path, sizeof(path), "%s/mamparo-0", desktop.gui);
	struct locker *locker = locker_create(path, 0);
	ck_assert_ptr_nonnull(locker);
	ck_assert(locker_locked(locker));
	ck_assert(locker_unlock(locker));
	locker_destroy(locker);
	ck_assert(watch_locked(&desktop, false));
}

static void type_into(const char *guest, const char *text, uint32_t colour) {
	char line[32];
	const struct tree_window *window = watch_window(&desktop, guest, NULL);
	ck_assert_ptr_nonnull(window);
	snprintf(line, sizeof(line), "focus %u", window->id);
	ck_assert(desktop_ask(&desktop, line));
	ck_assert(watch_focus(&desktop, guest));
	client_type(desktop.client, text);
	struct tree_box box = tree_window(&desktop.tree, guest, NULL)->interior;
	if (!watch_colour(&desktop, &box, colour, 5000)) {
		ck_abort_msg("typed into %s and not seen: %s", guest, text);
	}
}

START_TEST(windows_come_back_to_a_new_compositor) {
	struct desktop_guest *work = desktop_add_guest(&desktop, "work", "blue");
	struct desktop_guest *untrusted = desktop_add_guest(&desktop, "untrusted", "red");
	ck_assert(desktop_run(&desktop, work, "exec foot"));
	ck_assert(desktop_run(&desktop, untrusted, "exec xterm"));
	ck_assert(desktop_start(&desktop));
	type_into("work", "printf '\\033[48;2;18;52;86m%900s\\033[0m'\n", 0x123456);
	type_into("untrusted", "printf '\\033[41m%900s\\033[0m'\n", 0xcd0000);
	for (int i = 0; i < 2; ++i) {
		desktop_kill(&desktop);
		process_sleep(200);
		ck_assert(process_running(&work->proxy));
		ck_assert(process_running(&untrusted->proxy));
		ck_assert(desktop_start(&desktop));
		ck_assert(watch_windows(&desktop, "work", 1));
		ck_assert(watch_windows(&desktop, "untrusted", 1));
		unlock();
		// What was typed before is still there, and typing goes on
		type_into("untrusted", "clear\n", 0xffffff);
		type_into("untrusted", "printf '\\033[41m%900s\\033[0m'\n", 0xcd0000);
		type_into("work", "\n", 0x123456);
	}
	ck_assert(watch_save(&desktop, "survive"));
}
END_TEST

START_TEST(a_killed_proxy_takes_its_windows_only) {
	struct desktop_guest *work = desktop_add_guest(&desktop, "work", "blue");
	struct desktop_guest *untrusted = desktop_add_guest(&desktop, "untrusted", "red");
	ck_assert(desktop_run(&desktop, work, "exec foot"));
	ck_assert(desktop_run(&desktop, untrusted, "exec foot"));
	ck_assert(desktop_start(&desktop));
	ck_assert(watch_windows(&desktop, "work", 1));
	ck_assert(watch_windows(&desktop, "untrusted", 1));
	ck_assert(process_end(&untrusted->proxy, SIGKILL));
	ck_assert(watch_windows(&desktop, "untrusted", 0));
	ck_assert(desktop_run(&desktop, untrusted, "exec foot"));
	ck_assert(watch_windows(&desktop, "untrusted", 1));
	type_into("work", "printf '\\033[48;2;18;52;86m%900s\\033[0m'\n", 0x123456);
}
END_TEST

static struct live bad;

// How far a guest gets before it is killed: each goes on from the one before
static bool stage_connected(void) {
	return live_accept(&bad, LIVE_TIMEOUT);
}

static bool stage_half_hello(void) {
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	struct gui_record hello = {.code = GUI_CODE_hello};
	hello.u.hello = (struct gui_hello){GUI_MAGIC, GUI_VERSION_FLOOR, GUI_VERSION, 0};
	size_t len = gui_encode(&hello, bytes, sizeof(bytes));
	return live_accept(&bad, LIVE_TIMEOUT) && live_write(&bad, bytes, len / 2, -1);
}

static bool stage_open(void) {
	return live_open(&bad);
}

static bool stage_pool(void) {
	return live_open(&bad) && live_pool(&bad, 1, 118);
}

static bool stage_unmapped(void) {
	return stage_pool() && live_buffer(&bad, 1, 1, 400, 300) && live_toplevel(&bad, 1, "bad") &&
		live_settle(&bad);
}

static bool stage_mapped(void) {
	return live_session(&bad, "bad", 400, 300, GUEST);
}

static bool stage_unanswered(void) {
	struct gui_record commit = live_commit(&bad, 1, 0, 0, 0);
	commit.u.commit.flags = GUI_COMMIT_FRAME | GUI_COMMIT_FEEDBACK;
	return stage_mapped() && live_send(&bad, &commit);
}

static bool stage_focused(void) {
	return stage_mapped() && desktop_click(&desktop, "bad") && live_settle(&bad) &&
		bad.keyboard == 1;
}

static bool stage_pressed(void) {
	if (!stage_focused()) {
		return false;
	}
	client_key(desktop.client, KEY_A, true);
	client_button(desktop.client, BTN_LEFT, true);
	return live_settle(&bad);
}

static bool stage_popup(void) {
	struct gui_record popup = live_popup(2, 1, 10, 10);
	return stage_focused() && live_send(&bad, &popup) && live_configured(&bad, 2);
}

static bool stage_popup_mapped(void) {
	if (!stage_popup() || !live_buffer(&bad, 2, 1, 80, 60)) {
		return false;
	}
	struct gui_record commit = live_commit(&bad, 2, 2, 80, 60);
	return live_send(&bad, &commit) && live_settle(&bad);
}

static bool stage_drag(void) {
	if (!stage_pressed() || !live_buffer(&bad, 2, 1, 80, 60)) {
		return false;
	}
	struct gui_record drag = {.code = GUI_CODE_drag_create};
	drag.u.drag_create = (struct gui_drag_create){.window = 3, .serial = bad.serial};
	struct gui_record commit = live_commit(&bad, 3, 2, 80, 60);
	return live_send(&bad, &drag) && live_send(&bad, &commit) && live_settle(&bad);
}

static bool stage_moving(void) {
	struct gui_record move = {.code = GUI_CODE_move_request};
	if (!stage_pressed()) {
		return false;
	}
	move.u.move_request = (struct gui_move_request){.window = 1, .serial = bad.serial};
	bool ok = live_send(&bad, &move) && live_settle(&bad);
	client_move_by(desktop.client, 40, 40);
	return ok;
}

static bool stage_cursor_pieces(void) {
	struct gui_record begin = {.code = GUI_CODE_cursor_begin};
	if (!stage_focused()) {
		return false;
	}
	begin.u.cursor_begin = (struct gui_cursor_begin){
		.serial = bad.enter_serial, .width = 64, .height = 64, .scale = 120};
	return live_send(&bad, &begin);
}

static bool stage_cursor_hidden(void) {
	struct gui_record shape = {.code = GUI_CODE_cursor_shape};
	if (!stage_focused()) {
		return false;
	}
	shape.u.cursor_shape = (struct gui_cursor_shape){.serial = bad.enter_serial, .shape = 0};
	return live_send(&bad, &shape) && live_settle(&bad);
}

static bool stage_constrained(void) {
	struct gui_record constrain = {.code = GUI_CODE_constrain};
	if (!stage_focused()) {
		return false;
	}
	constrain.u.constrain = (struct gui_constrain){
		.window = 1, .kind = GUI_CONSTRAIN_LOCK, .persistent = 1};
	return live_send(&bad, &constrain) && live_settle(&bad);
}

static bool stage_fullscreen(void) {
	bool ok = stage_focused();
	client_chord(desktop.client, KEY_LEFTMETA, KEY_F);
	return ok && live_settle(&bad);
}

static bool stage_minimized(void) {
	bool ok = stage_focused();
	client_chord(desktop.client, KEY_LEFTMETA, KEY_DOWN);
	return ok && live_settle(&bad);
}

static bool stage_switching(void) {
	bool ok = stage_focused();
	client_key(desktop.client, KEY_LEFTMETA, true);
	client_tap(desktop.client, KEY_TAB);
	return ok && live_settle(&bad);
}

static const struct {
	const char *name;
	bool (*reach)(void);
} stages[] = {
	{"connected", stage_connected},
	{"half a hello", stage_half_hello},
	{"open", stage_open},
	{"pool", stage_pool},
	{"unmapped", stage_unmapped},
	{"mapped", stage_mapped},
	{"unanswered", stage_unanswered},
	{"focused", stage_focused},
	{"pressed", stage_pressed},
	{"popup", stage_popup},
	{"popup mapped", stage_popup_mapped},
	{"drag", stage_drag},
	{"moving", stage_moving},
	{"half a cursor", stage_cursor_pieces},
	{"hidden cursor", stage_cursor_hidden},
	{"constrained", stage_constrained},
	{"fullscreen", stage_fullscreen},
	{"minimized", stage_minimized},
	{"switching", stage_switching},
};

// The user lets go of everything and goes away
static void rest(void) {
	client_button(desktop.client, BTN_LEFT, false);
	client_key(desktop.client, KEY_A, false);
	client_tap(desktop.client, KEY_ESC); // out of the switcher
	client_key(desktop.client, KEY_LEFTMETA, false);
	client_move(desktop.client, 1200, 700);
}

START_TEST(a_guest_killed_in_any_state_leaves_nothing) {
	struct live good;
	struct shot before, after;
	ck_assert(live_init(&bad, desktop_add_guest(&desktop, "bad", "red")->address));
	ck_assert(live_init(&good, desktop_add_guest(&desktop, "good", "blue")->address));
	ck_assert(desktop_start(&desktop));
	rest();
	ck_assert(live_session(&good, "good", 200, 100, 0x20a040));
	ck_assert(watch_windows(&desktop, "good", 1));
	ck_assert(shot_take(&before, desktop.client, true));
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); ++i) {
		ck_assert_msg(stages[i].reach(), "does not get to be %s", stages[i].name);
		live_close(&bad);
		ck_assert(watch_connected(&desktop, "bad", false));
		rest();
		ck_assert(live_settle(&good));
		ck_assert(shot_take(&after, desktop.client, true));
		uint32_t differ = shot_differ(&before, &after, NULL);
		if (differ != 0) {
			watch_save(&desktop, "failed");
		}
		ck_assert_msg(differ == 0, "%u pixels are left of: %s", differ, stages[i].name);
		shot_finish(&after);
	}
	unit_count("guests killed", sizeof(stages) / sizeof(stages[0]));
	shot_finish(&before);
	live_finish(&bad);
	live_finish(&good);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("survive");
	TCase *tests = tcase_create("survive");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, windows_come_back_to_a_new_compositor);
	tcase_add_test(tests, a_killed_proxy_takes_its_windows_only);
	tcase_add_test(tests, a_guest_killed_in_any_state_leaves_nothing);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
