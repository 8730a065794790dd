// SPDX-License-Identifier: MIT
#include "hv/peer/agent_link.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/conn.h"
#include "common/log.h"
#include "tests/lib/agent_rig.h"
#include "tests/lib/unit.h"

static struct agent_rig *rig;

static void setup(void) {
	agent_rig_init(rig);
}

static void teardown(void) {
	agent_rig_finish(rig);
}

// One question and one answer, as all of it is one after another in each direction
START_TEST(one_round_trip) {
	agent_rig_add_user(rig);
	agent_rig_open(rig, 0, "");
	agent_end_expect(&rig->agent, AGENT_CODE_run);
	size_t asked = rig->agent.len;
	agent_end_send_about(&rig->agent, AGENT_CODE_started, AGENT_RIG_RUN);
	struct agent_record record = {.code = AGENT_CODE_output};
	record.u.output = (struct agent_output){AGENT_RIG_RUN, AGENT_OUT, 2, (const uint8_t *)"hi"};
	agent_end_send(&rig->agent, &record);
	agent_rig_say_end(rig, AGENT_EXITED, 3);
	agent_end_expect(&rig->user, AGENT_CODE_started);
	agent_rig_expect_end(rig, AGENT_EXITED, 3);
	agent_end_expect_bytes(&rig->user, AGENT_OUT, "hi");
	ck_assert_uint_eq(rig->agent.len, asked);
	ck_assert_int_eq(rig->starts, 1);
	ck_assert_int_eq(rig->failures, 0);
}
END_TEST

START_TEST(terminal) {
	const struct agent_run *run = agent_rig_begin(rig, 1, "xterm-256color");
	ck_assert_uint_eq(run->flags, AGENT_RUN_TERMINAL);
	ck_assert_uint_eq(run->columns, 80);
	ck_assert_uint_eq(run->rows, 24);
	ck_assert_uint_eq(run->variables, 1);
	ck_assert_uint_eq(run->count, sizeof("TERM=xterm-256color") + sizeof("true\0-v"));
	agent_end_send_about(&rig->agent, AGENT_CODE_started, AGENT_RIG_RUN);
	agent_end_expect(&rig->user, AGENT_CODE_started);
	agent_end_send(&rig->user,
		&(struct agent_record){.code = AGENT_CODE_resize, .u.resize = {1, 70, 60}});
	ck_assert_uint_eq(agent_end_expect(&rig->agent, AGENT_CODE_resize)->u.resize.columns, 70);
	agent_end_send(
		&rig->user, &(struct agent_record){.code = AGENT_CODE_signal, .u.signal = {1, 2}});
	const struct agent_record *record = agent_end_expect(&rig->agent, AGENT_CODE_signal);
	ck_assert_uint_eq(record->u.signal.run, AGENT_RIG_RUN);
	ck_assert_uint_eq(record->u.signal.signal, 2);
	agent_end_output(&rig->agent, AGENT_ERR, "it has one output");
	agent_end_expect_lost(&rig->agent);
	agent_rig_expect_end(rig, AGENT_LOST, 0);
}
END_TEST

START_TEST(streams) {
	agent_rig_start(rig);
	agent_end_input(&rig->user, 1, "in");
	agent_end_send_about(&rig->user, AGENT_CODE_input_end, 1);
	agent_end_expect_bytes(&rig->agent, AGENT_IN, "in");
	ck_assert_uint_eq(
		agent_end_expect(&rig->agent, AGENT_CODE_input)->u.input.run, AGENT_RIG_RUN);
	agent_end_expect(&rig->agent, AGENT_CODE_input_end);
	struct agent_record room = {
		.code = AGENT_CODE_input_room, .u.input_room = {AGENT_RIG_RUN, 66}};
	agent_end_send(&rig->agent, &room);
	ck_assert_uint_eq(
		agent_end_expect(&rig->user, AGENT_CODE_input_room)->u.input_room.room, 66);
	agent_end_output(&rig->agent, AGENT_ERR, "err");
	agent_end_expect_bytes(&rig->user, AGENT_ERR, "err");
	agent_end_send(&rig->user,
		&(struct agent_record){
			.code = AGENT_CODE_output_room, .u.output_room = {1, AGENT_ERR, 67}});
	agent_end_expect(&rig->agent, AGENT_CODE_output_room);
	agent_end_send_about(
		&rig->agent, AGENT_CODE_started, AGENT_RIG_RUN); // it has started already
	agent_end_expect_lost(&rig->agent);
	agent_rig_expect_end(rig, AGENT_LOST, 0);
}
END_TEST

START_TEST(detached) {
	agent_rig_ask(rig, AGENT_RIG_NO_FD);
	const struct agent_record *run = agent_end_expect(&rig->agent, AGENT_CODE_run);
	ck_assert_uint_eq(run->u.run.flags, AGENT_RUN_DETACH);
	ck_assert_uint_eq(run->u.run.variables, 0);
	agent_end_send_about(&rig->agent, AGENT_CODE_started, AGENT_RIG_RUN);
	agent_end_settle(rig->loop);
	ck_assert_int_eq(rig->starts, 1);
	agent_end_output(&rig->agent, AGENT_OUT, "nobody hears of it");
	agent_end_expect_lost(&rig->agent);
}
END_TEST

START_TEST(cannot_be_run) {
	agent_rig_begin(rig, 0, "");
	agent_rig_say_end(rig, AGENT_FAILED, 2);
	const struct agent_record *record = agent_end_expect(&rig->user, AGENT_CODE_ended);
	ck_assert_uint_eq(record->u.ended.how, AGENT_FAILED);
	ck_assert_uint_eq(record->u.ended.status, 2);
	ck_assert_int_eq(rig->failures, 1);
	ck_assert_str_eq(rig->reason, strerror(2));
	agent_rig_ask(rig, AGENT_RIG_NO_FD);
	agent_end_expect(&rig->agent, AGENT_CODE_run);
	agent_rig_say_end(rig, AGENT_FAILED, AGENT_STATUS_MAX);
	agent_end_settle(rig->loop);
	ck_assert_int_eq(rig->failures, 2);
}
END_TEST

START_TEST(as_many_as_there_are_ids) {
	for (int i = 0; i < AGENT_RUNS_MAX / 2; i++) {
		agent_rig_ask(rig, AGENT_RIG_NO_FD);
	}
	ck_assert_int_eq(rig->failures, 0);
	agent_rig_ask(rig, AGENT_RIG_NO_FD);
	ck_assert_int_eq(rig->failures, 1);
	ck_assert_str_eq(rig->reason, "too many programs run there");
	for (int i = 0; i < AGENT_RUNS_MAX / 2; i++) {
		agent_end_expect(&rig->agent, AGENT_CODE_run);
	}
	agent_end_send_about(&rig->agent, AGENT_CODE_started, AGENT_RUNS_MAX - 7);
	agent_end_settle(rig->loop);
	agent_rig_ask(rig, AGENT_RIG_NO_FD);
	ck_assert_uint_eq(
		agent_end_expect(&rig->agent, AGENT_CODE_run)->u.run.run, AGENT_RUNS_MAX - 7);
	ck_assert_int_eq(rig->failures, 1);
}
END_TEST

// Who runs as much as he can keeps nobody from it
START_TEST(others_have_their_share) {
	while (rig->failures == 0) {
		agent_rig_ask(rig, AGENT_RIG_NO_FD);
	}
	rig->uid = 1001;
	agent_rig_ask(rig, AGENT_RIG_NO_FD);
	ck_assert_int_eq(rig->failures, 1);
}
END_TEST

START_TEST(agent_goes) {
	agent_rig_start(rig);
	agent_rig_ask(rig, AGENT_RIG_NO_FD);
	agent_end_finish(&rig->agent);
	agent_rig_expect_end(rig, AGENT_LOST, 0);
	ck_assert_int_eq(rig->failures, 1);
	agent_rig_ask(rig, AGENT_RIG_NO_FD);
	ck_assert_int_eq(rig->failures, 2);
	ck_assert_str_eq(rig->reason, "its agent is not there");
	agent_rig_accept(rig);
	agent_rig_greet(rig);
	ck_assert_int_eq(rig->readies, 2);
	agent_rig_begin(rig, 0, "");
}
END_TEST

START_TEST(user_goes) {
	agent_rig_start(rig);
	agent_end_finish(&rig->user);
	ck_assert_uint_eq(
		agent_end_expect(&rig->agent, AGENT_CODE_stop)->u.stop.run, AGENT_RIG_RUN);
	agent_end_output(&rig->agent, AGENT_OUT, "to nobody"); // on its way before it was told
	agent_rig_say_end(rig, AGENT_KILLED, 1);
	agent_end_settle(rig->loop);
	agent_rig_begin(rig, 0, "");
	ck_assert_uint_eq(rig->agent.log[rig->agent.taken - 1].u.run.run, AGENT_RIG_RUN);
}
END_TEST

START_TEST(user_goes_before_it_starts) {
	agent_rig_begin(rig, 0, "");
	agent_end_finish(&rig->user);
	agent_end_expect(&rig->agent, AGENT_CODE_stop);
	agent_end_send_about(&rig->agent, AGENT_CODE_started, AGENT_RIG_RUN);
	agent_rig_say_end(rig, AGENT_KILLED, 1);
	agent_end_settle(rig->loop);
	ck_assert_int_eq(rig->starts, 1);
}
END_TEST

START_TEST(user_goes_before_it_opens) {
	agent_rig_add_user(rig);
	agent_end_finish(&rig->user);
	agent_end_settle(rig->loop);
	ck_assert_int_eq(rig->failures, 1);
	agent_rig_ask(rig, AGENT_RIG_NO_FD);
	ck_assert_uint_eq(agent_end_expect(&rig->agent, AGENT_CODE_run)->u.run.run, AGENT_RIG_RUN);
}
END_TEST

// What the user has sent at most is in a queue of ours until the agent reads it
START_TEST(agent_does_not_read) {
	static char text[AGENT_BYTES_MAX];
	memset(text, 'x', sizeof(text) - 1);
	agent_rig_start(rig);
	conn_pause(rig->agent.conn, true);
	for (int i = 0; i < AGENT_WINDOW / AGENT_BYTES_MAX - 1; i++) {
		agent_end_input(&rig->user, 1, text);
	}
	agent_end_settle(rig->loop);
	ck_assert(!rig->user.lost);
	agent_end_input(&rig->user, 1, text);
	agent_end_input(&rig->user, 1, text);
	agent_end_expect_lost(&rig->user); // more than there was room for
	conn_pause(rig->agent.conn, false);
	agent_end_expect(&rig->agent, AGENT_CODE_stop);
}
END_TEST

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	log_init("test_agent_link", LOG_ERROR);
	rig = malloc(sizeof(*rig));
	Suite *suite = suite_create("agent_link");
	TCase *tcase = tcase_create("link");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, one_round_trip);
	tcase_add_test(tcase, terminal);
	tcase_add_test(tcase, streams);
	tcase_add_test(tcase, detached);
	tcase_add_test(tcase, cannot_be_run);
	tcase_add_test(tcase, as_many_as_there_are_ids);
	tcase_add_test(tcase, others_have_their_share);
	tcase_add_test(tcase, agent_goes);
	tcase_add_test(tcase, user_goes);
	tcase_add_test(tcase, user_goes_before_it_starts);
	tcase_add_test(tcase, user_goes_before_it_opens);
	tcase_add_test(tcase, agent_does_not_read);
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(rig);
	return ret;
}
