// SPDX-License-Identifier: MIT
#include "common/loop.h"
#include "tests/hostile/rig.h"
#include "tests/hostile/session.h"
#include "tests/lib/examples.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * Records that come when they may not: too early, too late, in another's place, from
 * the wrong side, cut short, twice.
 */

static struct loop *loop;
static struct session session;
static struct rig rig;
static int fds_before;
static uint32_t codes[SESSION_CODES];
static unsigned long cases;

static void setup(void) {
	loop = loop_create();
	session_init(&session);
	rig_init(&rig, loop, 0, NULL);
	fds_before = fds_open();
}

static void teardown(void) {
	rig_finish(&rig);
	session_finish(&session);
	loop_destroy(loop);
}

static size_t first_of_state(enum row_link_state state) {
	switch (state) {
	case ROW_LINK_NEW:
		return 0;
	case ROW_LINK_PIECES:
		return session_find(&session, GUI_CODE_cursor_begin) + 1;
	default:
		return session_find(&session, GUI_CODE_cursor_begin);
	}
}

// Bring the link into the state and send the bytes
static void send_in_state(enum row_link_state state, const struct session_step *step) {
	cases++;
	session_play(&session, &rig, 0, first_of_state(state));
	ck_assert(rig_is_up(&rig) == (state != ROW_LINK_NEW));
	session_send(&session, &rig, step);
	rig_settle(&rig);
}

static void refused_in_state(enum row_link_state state, const struct session_step *step) {
	send_in_state(state, step);
	ck_assert_msg(!rig_is_up(&rig) && peer_is_gone(&rig.peer), "%s in state %d",
		gui_row(step->code)->name, state);
	session_link(&rig);
	ck_assert_int_eq(fds_open(), fds_before);
}

START_TEST(wrong_state) {
	for (enum row_link_state state = ROW_LINK_NEW; state <= ROW_LINK_PIECES; state <<= 1) {
		uint32_t code = codes[_i];
		if ((gui_row(code)->states & state) == 0) {
			refused_in_state(state, &session.steps[session_find(&session, code)]);
		}
	}
}
END_TEST

// What only the compositor may send
START_TEST(wrong_direction) {
	for (int i = 0; i < example_codes_len; i++) {
		struct session_step step = {.code = example_codes[i]};
		if ((gui_row(step.code)->direction & ROW_FROM_GUEST) != 0) {
			continue;
		}
		struct gui_record record = example_record(step.code);
		step.len = gui_encode(&record, step.bytes, sizeof(step.bytes));
		ck_assert_uint_gt(step.len, 0);
		refused_in_state(1u << _i, &step);
	}
}
END_TEST

// Once more is always wrong for these: ids are in use or gone, a nonce is answered
START_TEST(twice) {
	static const uint32_t once[] = {GUI_CODE_hello, GUI_CODE_pong, GUI_CODE_pool_create,
		GUI_CODE_pool_destroy, GUI_CODE_buffer_create, GUI_CODE_buffer_destroy,
		GUI_CODE_toplevel_create, GUI_CODE_popup_create, GUI_CODE_drag_create,
		GUI_CODE_window_destroy, GUI_CODE_commit, GUI_CODE_cursor_begin,
		GUI_CODE_cursor_piece, GUI_CODE_cursor_end};
	rig.desk.lazy = true;
	for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++, cases++) {
		size_t index = session_find(&session, once[i]);
		ck_assert(session_play(&session, &rig, 0, index + 1));
		session_send(&session, &rig, &session.steps[index]);
		rig_settle(&rig);
		ck_assert_msg(!rig_is_up(&rig), "%s", gui_row(once[i])->name);
		session_link(&rig);
	}
}
END_TEST

// Whatever becomes of it, the desk's books are right and the next link is good
START_TEST(each_step_missing) {
	for (size_t missing = 0; missing < session.len; missing++, cases++) {
		session_play(&session, &rig, 0, missing);
		session_play(&session, &rig, missing + 1, session.len);
		session_link(&rig);
		ck_assert_int_eq(fds_open(), fds_before);
	}
	ck_assert(session_play(&session, &rig, 0, session.len));
}
END_TEST

START_TEST(each_two_steps_swapped) {
	for (size_t i = 0; i < session.len * session.len; i++, cases++) {
		struct session swapped = session;
		size_t a = i / session.len, b = i % session.len;
		swapped.steps[a] = session.steps[b];
		swapped.steps[b] = session.steps[a];
		session_play(&swapped, &rig, 0, session.len);
		session_link(&rig);
		ck_assert_int_eq(fds_open(), fds_before);
	}
	ck_assert(session_play(&session, &rig, 0, session.len));
}
END_TEST

// Half of a record does nothing; its rest makes it whole; its end is the link's end
START_TEST(every_prefix) {
	size_t index = session_find(&session, codes[_i]);
	struct session_step step = session.steps[index];
	size_t whole = step.len;
	for (size_t len = 1; len < whole; len++, cases++) {
		session_play(&session, &rig, 0, index);
		unsigned events = rig.desk.events, lost = rig.desk.lost;
		step.len = len;
		session_send(&session, &rig, &step);
		rig_settle(&rig);
		ck_assert_uint_eq(rig.desk.events, events);
		ck_assert_uint_eq(rig.desk.lost, lost);
		if (len % 2 == 0) {
			peer_write(&rig.peer, step.bytes + len, whole - len, -1);
			ck_assert(session_play(&session, &rig, index + 1, session.len));
		}
		session_link(&rig);
		ck_assert_int_eq(fds_open(), fds_before);
	}
}
END_TEST

int main(void) {
	int codes_len = session_codes(codes);
	Suite *suite = suite_create("states");
	TCase *tests = tcase_create("states");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, wrong_state, 0, codes_len);
	tcase_add_loop_test(tests, wrong_direction, 0, 3);
	tcase_add_test(tests, twice);
	tcase_add_test(tests, each_step_missing);
	tcase_add_test(tests, each_two_steps_swapped);
	tcase_add_loop_test(tests, every_prefix, 0, codes_len);
	suite_add_tcase(suite, tests);
	int ret = unit_run(suite);
	unit_count("records out of place", cases);
	return ret;
}
