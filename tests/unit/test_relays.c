// SPDX-License-Identifier: MIT
#include "hv/peer/relays.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "tests/lib/agent_rig.h"
#include "tests/lib/unit.h"

/*
 * Agents and users that keep to no rule.
 */

static struct agent_rig *rig;

static void setup(void) {
	agent_rig_init(rig);
}

static void teardown(void) {
	agent_rig_finish(rig);
}

// --- agents ------------------------------------------------------------------

static void no_such_run(void) {
	agent_end_send_about(&rig->agent, AGENT_CODE_started, 1);
}

static void end_that_nobody_asked_for(void) {
	agent_rig_say_end(rig, AGENT_EXITED, 0);
}

static void end_before_its_start(void) {
	agent_rig_begin(rig, 0, "");
	agent_rig_say_end(rig, AGENT_EXITED, 0);
}

static void output_before_its_start(void) {
	agent_rig_begin(rig, 0, "");
	agent_end_output(&rig->agent, AGENT_OUT, "x");
}

static void start_before_it_is_asked(void) {
	agent_rig_add_user(rig);
	agent_end_send_about(&rig->agent, AGENT_CODE_started, AGENT_RIG_RUN);
}

static void end_before_it_is_asked(void) {
	agent_rig_add_user(rig);
	agent_rig_say_end(rig, AGENT_EXITED, 0);
}

static void failure_before_it_is_asked(void) {
	agent_rig_add_user(rig);
	agent_rig_say_end(rig, AGENT_FAILED, 1);
}

static void failure_after_its_start(void) {
	agent_rig_start(rig);
	agent_rig_say_end(rig, AGENT_FAILED, 1);
}

static void loss_that_is_ours(void) {
	agent_rig_start(rig);
	agent_rig_say_end(rig, AGENT_LOST, 0);
}

static void output_after_its_end(void) {
	agent_rig_start(rig);
	agent_end_send(&rig->agent,
		&(struct agent_record){
			.code = AGENT_CODE_output_end, .u.output_end = {AGENT_RIG_RUN, AGENT_OUT}});
	agent_end_output(&rig->agent, AGENT_OUT, "x");
}

static void two_ends_of_output(void) {
	agent_rig_start(rig);
	for (int i = 0; i < 2; i++) {
		agent_end_send(&rig->agent,
			&(struct agent_record){.code = AGENT_CODE_output_end,
				.u.output_end = {AGENT_RIG_RUN, AGENT_ERR}});
	}
}

static void too_much_output(void) {
	static char text[AGENT_BYTES_MAX];
	memset(text, 'x', sizeof(text) - 1);
	agent_rig_start(rig);
	for (int i = 0; i <= AGENT_WINDOW / AGENT_BYTES_MAX; i++) {
		agent_end_output(&rig->agent, AGENT_OUT, text);
	}
}

// Each of them costs us more than its byte
static void too_many_outputs(void) {
	agent_rig_start(rig);
	for (int i = 0; i <= AGENT_WINDOW / AGENT_COST; i++) {
		agent_end_output(&rig->agent, AGENT_ERR, "x");
	}
}

static void too_much_room(void) {
	agent_rig_start(rig);
	agent_end_send(&rig->agent,
		&(struct agent_record){
			.code = AGENT_CODE_input_room, .u.input_room = {AGENT_RIG_RUN, 1}});
}

static void pong_of_no_ping(void) {
	agent_end_send(&rig->agent, &(struct agent_record){.code = AGENT_CODE_pong});
}

static void hello_again(void) {
	rig->agent.context.state = ROW_LINK_OPEN;
	struct agent_record hello = {.code = AGENT_CODE_hello};
	hello.u.hello = (struct agent_hello){AGENT_MAGIC, 1, AGENT_VERSION, 0};
	agent_end_send(&rig->agent, &hello);
}

static void after_its_end(void) {
	agent_rig_start(rig);
	agent_rig_say_end(rig, AGENT_EXITED, 0);
	agent_rig_say_end(rig, AGENT_EXITED, 0);
}

static void (*const wrongs[])(void) = {
	no_such_run,
	end_that_nobody_asked_for,
	end_before_its_start,
	output_before_its_start,
	start_before_it_is_asked,
	end_before_it_is_asked,
	failure_before_it_is_asked,
	failure_after_its_start,
	loss_that_is_ours,
	output_after_its_end,
	two_ends_of_output,
	too_much_output,
	too_many_outputs,
	too_much_room,
	pong_of_no_ping,
	hello_again,
	after_its_end,
};

// It costs the link, and another one is made
START_TEST(wrong) {
	wrongs[_i]();
	agent_end_expect_lost(&rig->agent);
	agent_end_settle(rig->loop);
	ck_assert(rig->user.conn == NULL || rig->user.lost || rig->user.len > 0);
	agent_rig_accept(rig);
	agent_rig_greet(rig);
	ck_assert_int_eq(rig->readies, 2);
	agent_rig_begin(rig, 0, "");
}
END_TEST

START_TEST(versions) {
	static const struct agent_hello hellos[] = {
		{AGENT_MAGIC, AGENT_VERSION + 1, AGENT_VERSION + 1, 0},
		{AGENT_MAGIC + 1, 1, 1, 0},
		{AGENT_MAGIC, 0, 1, 0},
	};
	agent_end_finish(&rig->agent);
	agent_rig_accept(rig);
	struct agent_record hello = {.code = AGENT_CODE_hello, .u.hello = hellos[_i]};
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = row_encode(&agent_protocol, &hello, bytes, sizeof(bytes));
	if (len > 0) { // one that our own end would not send is none
		agent_end_send(&rig->agent, &hello);
		agent_end_expect_lost(&rig->agent);
		ck_assert_int_eq(rig->readies, 1);
	}
}
END_TEST

// --- users -------------------------------------------------------------------

static void open_twice(void) {
	agent_rig_start(rig);
	agent_rig_open(rig, 0, "");
}

static void strange_terminal(void) {
	agent_rig_add_user(rig);
	agent_rig_open(rig, 1, "xterm\nLD_PRELOAD=x");
}

static void input_before_open(void) {
	agent_rig_add_user(rig);
	agent_end_input(&rig->user, 1, "x");
}

static void another_run(void) {
	agent_rig_start(rig);
	agent_end_input(&rig->user, 2, "x");
}

static void user_input_after_end(void) {
	agent_rig_start(rig);
	agent_end_send_about(&rig->user, AGENT_CODE_input_end, 1);
	agent_end_send_about(&rig->user, AGENT_CODE_input_end, 1);
}

static void user_too_much_room(void) {
	agent_rig_start(rig);
	agent_end_send(&rig->user,
		&(struct agent_record){
			.code = AGENT_CODE_output_room, .u.output_room = {1, AGENT_OUT, 1}});
}

static void (*const user_wrongs[])(void) = {
	open_twice,
	strange_terminal,
	input_before_open,
	another_run,
	user_input_after_end,
	user_too_much_room,
};

// It costs that user's program
START_TEST(user_wrong) {
	user_wrongs[_i]();
	agent_end_expect_lost(&rig->user);
	ck_assert(!rig->agent.lost);
	ck_assert_int_eq(rig->starts + rig->failures, 1);
	if (rig->starts == 1) {
		agent_end_expect(&rig->agent, AGENT_CODE_stop);
	}
}
END_TEST

// One whose program has ended, and who reads nothing of what it wrote
static int idle_user(void) {
	int ends[2], least = 1;
	uint8_t bytes[GUI_RECORD_MAX];
	char text[AGENT_BYTES_MAX] = {0};
	struct agent_record open = {.code = AGENT_CODE_open};
	size_t len = row_encode(&agent_protocol, &open, bytes, sizeof(bytes));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &least, sizeof(least));
	ck_assert_int_eq(write(ends[0], bytes, len), len);
	agent_rig_ask(rig, ends[1]);
	agent_end_expect(&rig->agent, AGENT_CODE_run);
	agent_end_send_about(&rig->agent, AGENT_CODE_started, AGENT_RIG_RUN);
	memset(text, 'x', sizeof(text) - 1);
	for (int i = 0; i < 4; i++) {
		agent_end_output(&rig->agent, AGENT_OUT, text);
	}
	agent_rig_say_end(rig, AGENT_EXITED, 0);
	agent_end_settle(rig->loop);
	return ends[0];
}

// They are not waited for without end
START_TEST(users_that_do_not_read) {
	int users[4 * AGENT_RUNS_MAX];
	size_t count = sizeof(users) / sizeof(users[0]);
	for (size_t i = 0; i < count; i++) {
		users[i] = idle_user();
	}
	ck_assert_int_eq(rig->starts, count);
	for (size_t i = 0; i < count; i++) {
		struct pollfd user = {.fd = users[i], .events = POLLIN};
		bool kept = i >= count - AGENT_RUNS_MAX;
		ck_assert_int_eq(poll(&user, 1, 0), 1);
		ck_assert_int_eq((user.revents & POLLHUP) != 0, !kept);
		close(users[i]);
	}
}
END_TEST

// What one does not read pushes out nothing of another
START_TEST(another_that_does_not_read) {
	int users[AGENT_RUNS_MAX];
	rig->uid = 1001;
	int other = idle_user();
	rig->uid = 1000;
	for (int i = 0; i < AGENT_RUNS_MAX; i++) {
		users[i] = idle_user();
	}
	struct pollfd kept = {.fd = other, .events = POLLIN};
	ck_assert_int_eq(poll(&kept, 1, 0), 1);
	ck_assert_int_eq(kept.revents & POLLHUP, 0);
	struct pollfd gone = {.fd = users[0], .events = POLLIN};
	ck_assert_int_eq(poll(&gone, 1, 0), 1);
	ck_assert_int_ne(gone.revents & POLLHUP, 0);
	close(other);
	for (int i = 0; i < AGENT_RUNS_MAX; i++) {
		close(users[i]);
	}
}
END_TEST

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	log_init("test_relays", LOG_ERROR);
	rig = malloc(sizeof(*rig));
	Suite *suite = suite_create("relays");
	TCase *tcase = tcase_create("wrong");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, wrong, 0, sizeof(wrongs) / sizeof(wrongs[0]));
	tcase_add_loop_test(tcase, versions, 0, 3);
	tcase_add_loop_test(tcase, user_wrong, 0, sizeof(user_wrongs) / sizeof(user_wrongs[0]));
	tcase_add_test(tcase, users_that_do_not_read);
	tcase_add_test(tcase, another_that_does_not_read);
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(rig);
	return ret;
}
