// SPDX-License-Identifier: MIT
/*
 * A good session with one bit wrong, many times, against a compositor that runs: it
 * lives on, and another guest's window and input are as if nothing had been.
 */
#include <linux/input-event-codes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "tests/hostile/live.h"
#include "tests/hostile/session.h"
#include "tests/lib/client.h"
#include "tests/lib/examples.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define MUTATIONS 500
#define HOSTS 50 // guests that take turns: one that was bad waits before it may come again
#define GOOD 0x20a040
#define ANSWER_TIMEOUT 200 // ms

static struct desktop desktop;
static struct live hosts[HOSTS];
static struct live good;
static struct session session;
static struct shot before;
static uint32_t whole; // sessions that were played to their end
static const struct tree_box screen = {0, 0, 1280, 720};

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	session_init(&session);
	ck_assert(live_init(&good, desktop_add_guest(&desktop, "good", "blue")->address));
	for (int i = 0; i < HOSTS; ++i) {
		char name[16];
		snprintf(name, sizeof(name), "bad%d", i);
		struct desktop_guest *guest = desktop_add_guest(&desktop, name, "red");
		ck_assert(live_init(&hosts[i], guest->address));
	}
	ck_assert(desktop_start(&desktop));
	client_move(desktop.client, 1276, 716);
	ck_assert(live_session(&good, "good", 300, 200, GOOD));
	ck_assert(watch_windows(&desktop, "good", 1));
	ck_assert(desktop_click(&desktop, "good"));
	client_move(desktop.client, 1276, 716);
	ck_assert(live_settle(&good));
	ck_assert(shot_take(&before, desktop.client, true));
}

static void teardown(void) {
	for (int i = 0; i < HOSTS; ++i) {
		live_finish(&hosts[i]);
	}
	live_finish(&good);
	session_finish(&session);
	shot_finish(&before);
	ck_assert(desktop_finish(&desktop));
}

// The session's serials are those of a desk that shows nothing: put in what was sent
static void set_serials(const struct live *live, struct gui_record *record) {
	const struct row_field *field = gui_row(record->code)->fields;
	for (; field->type != ROW_FIELD_END && field->type < ROW_FIELD_BYTES; ++field) {
		if (example_get(record, field) == 0) {
			continue;
		}
		if (field->check == GUI_CHECK_SERIAL_SENT) {
			example_set(record, field, live->serial);
		} else if (field->check == GUI_CHECK_ACKED) {
			uint32_t window = record->u.commit.window;
			example_set(record, field, live->windows[window].serial);
		}
	}
}

// live.c answers pings: a pong of the session would answer none
static bool is_played(const struct session_step *step) {
	return step->code != GUI_CODE_pong;
}

static size_t step_bytes(const struct live *live, const struct session_step *step, uint8_t *bytes) {
	_Alignas(8) uint8_t copy[sizeof(step->bytes)]; // decoded in place
	struct row_context context = example_context(step->code);
	struct gui_record record;
	memcpy(copy, step->bytes, step->len);
	enum row_error error = gui_decode(&context, copy, step->len, &record);
	ck_assert_int_eq(error, ROW_OK);
	set_serials(live, &record);
	return gui_encode(&record, bytes, GUI_RECORD_MAX);
}

// Where a step's bits begin in the session's
static int64_t bits_before(size_t step) {
	int64_t bits = 0;
	for (size_t i = 0; i < step; ++i) {
		bits += is_played(&session.steps[i]) ? (int64_t)session.steps[i].len * 8 : 0;
	}
	return bits;
}

// Until *answer is not 0, or for as long as an answer may take
static void wait_for_answer(struct live *live, const uint32_t *answer) {
	struct pollfd poll_fd = {.fd = live->peer.fd, .events = POLLIN};
	uint64_t start = process_now();
	while (live_pump(live) && *answer == 0 && process_now() - start < ANSWER_TIMEOUT) {
		poll(&poll_fd, 1, 10);
	}
}

// Play steps with one bit turned (-1: none), until the link goes
static void play(struct live *live, size_t first, size_t last, int64_t bit) {
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	for (size_t i = first; i < last && live_pump(live); ++i) {
		const struct session_step *step = &session.steps[i];
		if (!is_played(step)) {
			continue;
		}
		size_t len = step_bytes(live, step, bytes);
		int64_t at = bit - bits_before(i);
		if (bit >= 0 && at >= 0 && at < (int64_t)len * 8) {
			bytes[at / 8] ^= (uint8_t)(1 << (at % 8));
		}
		live_write(live, bytes, len, step->pages > 0 ? session.fds[step->pages] : -1);
		if (step->code == GUI_CODE_toplevel_create && live->linked) {
			// Its configure is what the next commit acks
			wait_for_answer(live, &live->windows[SESSION_TOPLEVEL].serial);
		}
	}
}

// The steps up to the one after which the pointer enters
static size_t enter_step(void) {
	size_t i = 0;
	while (!session.steps[i].enter) {
		++i;
	}
	return i + 1;
}

static void focus(const struct tree_window *window) {
	char line[32];
	snprintf(line, sizeof(line), "focus %u", window->id);
	ck_assert(desktop_ask(&desktop, line));
	ck_assert(desktop_look(&desktop));
}

// The user looks at the session's first window, if it is there, and points at it
static void point_at(struct live *live, const char *name) {
	int32_t x, y;
	ck_assert(desktop_look(&desktop));
	const struct tree_window *window = tree_window(&desktop.tree, name, NULL);
	if (window == NULL) {
		return;
	}
	focus(window);
	window = tree_window(&desktop.tree, name, NULL);
	if (window != NULL && tree_point(&desktop.tree, window, &x, &y)) {
		client_move(desktop.client, x, y);
		wait_for_answer(live, &live->enter_serial);
	}
}

// The user goes back to the other guest, which has its keyboard as ever
static void expect_good_input(uint32_t turn) {
	uint32_t key = turn % 2 == 0 ? KEY_A : KEY_B;
	ck_assert(desktop_look(&desktop));
	focus(tree_window(&desktop.tree, "good", NULL));
	client_move(desktop.client, 1276, 716);
	client_tap(desktop.client, KEY_ESC); // a menu that the guest asked for
	ck_assert(live_settle(&good));
	good.key_count = 0;
	client_tap(desktop.client, key);
	ck_assert(live_settle(&good));
	ck_assert_uint_eq(good.keyboard, 1);
	ck_assert_uint_eq(good.key_count, 1);
	ck_assert_uint_eq(good.keys[0], key);
}

static void expect_picture(const char *what, const struct tree_box *box) {
	struct shot after;
	ck_assert(shot_take(&after, desktop.client, true));
	struct shot_box part = watch_clip(box, &after);
	uint32_t differ = shot_differ(&before, &after, &part);
	if (differ != 0) {
		watch_show(&desktop);
	}
	shot_finish(&after);
	ck_assert_msg(differ == 0, "%s: %u pixels differ", what, differ);
}

static void run_session(struct live *live, const char *name, int64_t bit) {
	if (live->linked) {
		point_at(live, name);
		play(live, enter_step(), session.len, bit);
	}
}

START_TEST(the_session_is_good) {
	struct live *live = &hosts[0];
	ck_assert(live_accept(live, LIVE_TIMEOUT));
	play(live, 0, enter_step(), -1);
	process_sleep(GUI_HOLD_OFF + 50);
	run_session(live, "bad0", -1);
	bool is_good = live_settle(live);
	if (!is_good) {
		watch_show(&desktop);
	}
	ck_assert(is_good);
	ck_assert(desktop_look(&desktop));
	ck_assert_uint_ge(tree_windows_of(&desktop.tree, "bad0"), 1);
	expect_good_input(0);
	live_close(live);
	ck_assert(watch_connected(&desktop, "bad0", false));
	expect_picture("a good session", &screen);
}
END_TEST

// All guests at once, since each must wait until its window takes input
static void run_round(uint32_t round) {
	int64_t bits = bits_before(session.len);
	int64_t bit[HOSTS];
	char name[HOSTS][16];
	for (uint32_t i = 0; i < HOSTS; ++i) {
		bit[i] = bits * (round * HOSTS + i) / MUTATIONS;
		snprintf(name[i], sizeof(name[i]), "bad%u", i);
		ck_assert_msg(
			live_accept(&hosts[i], LIVE_TIMEOUT), "%s does not come back", name[i]);
		play(&hosts[i], 0, enter_step(), bit[i]);
	}
	process_sleep(GUI_HOLD_OFF + 50);
	for (uint32_t i = 0; i < HOSTS; ++i) {
		run_session(&hosts[i], name[i], bit[i]);
		expect_good_input(i);
		// It was focused, so nothing is above it
		expect_picture(
			"beside bad guests", &tree_window(&desktop.tree, "good", NULL)->frame);
	}
	for (uint32_t i = 0; i < HOSTS; ++i) {
		whole += live_pump(&hosts[i]);
		live_close(&hosts[i]);
	}
	for (uint32_t i = 0; i < HOSTS; ++i) {
		ck_assert(watch_connected(&desktop, name[i], false));
	}
	expect_picture("after bad guests", &screen);
}

START_TEST(one_bit_wrong) {
	for (uint32_t round = 0; round < MUTATIONS / HOSTS; ++round) {
		run_round(round);
	}
	unit_count("bits turned against the live compositor", MUTATIONS);
	unit_count("of them that left the link up", whole);
	// If all were refused at once, nothing would have been tried
	ck_assert_uint_gt(whole, MUTATIONS / 20);
	ck_assert_uint_lt(whole, MUTATIONS * 9 / 10);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("live");
	TCase *tests = tcase_create("live");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, the_session_is_good);
	tcase_add_test(tests, one_bit_wrong);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
