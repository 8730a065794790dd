// SPDX-License-Identifier: MIT
#include "common/loop.h"
#include "compositor/edge/audit.h"
#include "tests/hostile/fake_log.h"
#include "tests/hostile/rig.h"
#include "tests/hostile/session.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

static struct loop *loop;
static struct session session;
static struct rig rig, bystander; // a guest that does nothing wrong
static int fds_before;
static unsigned long refused, tolerated;

static void setup(void) {
	loop = loop_create();
	session_init(&session);
	rig_init(&rig, loop, 0, NULL);
	rig_init(&bystander, loop, 1, NULL);
	rig_hello(&bystander);
	fds_before = fds_open();
}

static void teardown(void) {
	rig_finish(&bystander);
	rig_finish(&rig);
	session_finish(&session);
	loop_destroy(loop);
}

// Or what follows would prove nothing
START_TEST(session_is_good) {
	rig.desk.lazy = _i == 1;
	for (size_t i = 0; i < session.len; i++) {
		ck_assert_msg(session_play(&session, &rig, i, i + 1), "%s",
			gui_row(session.steps[i].code)->name);
	}
	uint32_t codes[SESSION_CODES];
	for (int i = session_codes(codes) - 1; i >= 0; i--) {
		session_find(&session, codes[i]); // none is missing
	}
	ck_assert_uint_eq(guest_serial(rig.guest), session.serials + 1);
	ck_assert_uint_eq(rig.desk.cursors, 1);
}
END_TEST

// All that the compositor has answered is good too: peer_read() sees to it
static void expect_answers(struct rig *of) {
	struct gui_record record;
	while (peer_read(&of->peer, &record)) {
	}
}

static void expect_answered_bystander(void) {
	struct gui_record ping = {.code = GUI_CODE_ping, .u.ping.nonce = 5}, answer;
	ck_assert(rig_send(&bystander, &ping));
	ck_assert(peer_read_code(&bystander.peer, GUI_CODE_pong, &answer));
	ck_assert_uint_eq(bystander.desk.lost, 0);
}

static void flip(size_t index, size_t bit) {
	struct session_step changed = session.steps[index];
	changed.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	unsigned lost = rig.desk.lost;
	session_play(&session, &rig, 0, index);
	session_send(&session, &rig, &changed);
	session_play(&session, &rig, index + 1, session.len);
	expect_answers(&rig);
	if (rig_is_up(&rig)) {
		ck_assert_uint_eq(rig.desk.lost, lost);
		tolerated++;
	} else {
		ck_assert(peer_is_gone(&rig.peer));
		refused++;
	}
	expect_answered_bystander();
	session_link(&rig);
}

START_TEST(every_bit_of_a_record) {
	const struct session_step *step = &session.steps[_i];
	for (size_t bit = 0; bit < step->len * 8; bit++) {
		flip((size_t)_i, bit);
		if (bit % 8 == 7) {
			ck_assert_int_eq(fds_open(), fds_before);
		}
	}
	ck_assert(session_play(&session, &rig, 0, session.len)); // and the next link is good
}
END_TEST

// So many faults, and the log does not fill
START_TEST(log_is_bounded) {
	unsigned long before = fake_log_lines();
	uint64_t start = loop_now();
	for (size_t bit = 0; bit < 64; bit++) { // each would be two lines: came, went
		flip(session.len - 1, bit);
	}
	uint64_t periods = (loop_now() - start) / (AUDIT_PERIOD * UINT64_C(1000000)) + 1;
	ck_assert_uint_le(fake_log_lines() - before, periods * (AUDIT_LINES + 1));
}
END_TEST

int main(void) {
	session_init(&session);
	int steps = (int)session.len;
	session_finish(&session);
	Suite *suite = suite_create("bits");
	TCase *tests = tcase_create("bits");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, session_is_good, 0, 2);
	tcase_add_loop_test(tests, every_bit_of_a_record, 0, steps);
	tcase_add_test(tests, log_is_bounded);
	suite_add_tcase(suite, tests);
	int ret = unit_run(suite);
	unit_count("bits flipped, refused", refused);
	unit_count("bits flipped, nothing wrong with it", tolerated);
	return ret;
}
