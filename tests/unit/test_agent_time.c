// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "common/transport.h"
#include "hv/peer/agent_link.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/agent_end.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * How long dom0's end of a link waits for what, and how much of its time an agent gets.
 */

#define RUN AGENT_RUNS_MAX

static struct loop *loop;
static struct agent_link *link_to;
static struct transport_listener *listener;
static struct agent_end *agent, *user;
static char dir[64], address[80];
static int fds, readies, starts, failures, lists;
static uint32_t work; // us that each start costs

static void handle_ready(void *data) {
	readies++;
}

static void handle_started(void *data, uint64_t serial) {
	starts++;
	fake_loop_spend(work);
}

static void handle_failed(void *data, uint64_t serial, const char *reason) {
	failures++;
}

static void handle_entry(void *data, uint64_t serial, const struct message_entry *entry) {
	ck_assert_ptr_null(entry);
	lists++;
}

static const struct agent_link_impl impl = {
	handle_ready, handle_started, handle_failed, handle_entry};

// True if dom0 has come
static bool accept_dom0(void) {
	struct transport *transport = transport_listener_accept(listener);
	if (transport != NULL) {
		agent_end_finish(agent);
		agent_end_init(agent, loop, transport, ROW_FROM_HOST, ROW_LINK_NEW);
	}
	return transport != NULL;
}

static void greet(void) {
	struct agent_record hello = {.code = AGENT_CODE_hello};
	hello.u.hello = (struct agent_hello){AGENT_MAGIC, 1, AGENT_VERSION, 0};
	agent_end_send(agent, &hello);
	fake_loop_settle(loop);
	agent->context.state = ROW_LINK_OPEN;
}

static void setup(void) {
	fds = fds_open();
	readies = starts = failures = lists = 0;
	work = 0;
	snprintf(dir, sizeof(dir), "/tmp/agent-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(address, sizeof(address), "%s/agent", dir);
	loop = loop_create();
	listener = transport_listen(address);
	const struct agent_link_options options = {"work", address, &impl, NULL};
	link_to = agent_link_create(loop, &options);
	fake_loop_pass(loop, 1);
	ck_assert(accept_dom0());
	greet();
	ck_assert_int_eq(readies, 1);
}

static void teardown(void) {
	agent_link_destroy(link_to);
	agent_end_finish(agent);
	agent_end_finish(user);
	transport_listener_destroy(listener);
	loop_destroy(loop);
	rmdir(dir);
	ck_assert_int_eq(fds_open(), fds);
}

static void run(int fd) {
	static struct message message;
	message_init(&message, MESSAGE_TYPE_run, 1);
	message.body.run.command_count = 1;
	message.body.run.command_len = sizeof("true");
	memcpy(message.body.run.command, "true", sizeof("true"));
	message.fd = fd;
	agent_link_run(link_to, &message);
	fake_loop_settle(loop);
}

static void run_as_user(void) {
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	agent_end_init(
		user, loop, transport_unix_from_fd(ends[0]), ROW_FROM_GUEST, ROW_LINK_STREAM);
	run(ends[1]);
}

static int count(const struct agent_end *end, uint32_t code) {
	int found = 0;
	for (size_t i = 0; i < end->len; i++) {
		found += end->log[i].code == code ? 1 : 0;
	}
	return found;
}

START_TEST(no_hello) {
	agent_end_finish(agent);
	fake_loop_pass(loop, GUI_RECONNECT_MIN);
	ck_assert(accept_dom0());
	fake_loop_pass(loop, AGENT_HELLO_TIMEOUT - 1);
	ck_assert(!agent->lost);
	fake_loop_pass(loop, 1);
	ck_assert(agent->lost);
}
END_TEST

START_TEST(no_answer_to_run) {
	run(-1);
	fake_loop_pass(loop, AGENT_START_TIMEOUT - 1);
	ck_assert_int_eq(failures, 0);
	fake_loop_pass(loop, 1);
	ck_assert_int_eq(failures, 1);
	agent_end_send_about(agent, AGENT_CODE_started, RUN); // late, and no fault
	fake_loop_settle(loop);
	ck_assert(!agent->lost);
	ck_assert_int_eq(starts, 0);
}
END_TEST

static void list_entries(void) {
	static struct message message;
	message_init(&message, MESSAGE_TYPE_entries, 1);
	agent_link_entries(link_to, &message);
	fake_loop_settle(loop);
}

// It may come yet, and is asked for once
START_TEST(no_list_of_entries) {
	list_entries();
	fake_loop_pass(loop, AGENT_ENTRIES_TIMEOUT - 1);
	ck_assert_int_eq(failures, 0);
	fake_loop_pass(loop, 1);
	ck_assert_int_eq(failures, 1);
	list_entries();
	ck_assert_int_eq(count(agent, AGENT_CODE_entries), 1);
	struct agent_record end = {.code = AGENT_CODE_entries_end, .u.entries_end.list = 1};
	agent_end_send(agent, &end);
	fake_loop_settle(loop);
	ck_assert(!agent->lost);
	ck_assert_int_eq(lists, 1);
	fake_loop_pass(loop, AGENT_ENTRIES_TIMEOUT);
	ck_assert_int_eq(failures, 1);
}
END_TEST

START_TEST(no_answer_to_run_of_a_user) {
	run_as_user();
	struct agent_record open = {.code = AGENT_CODE_open};
	agent_end_send(user, &open);
	fake_loop_pass(loop, AGENT_START_TIMEOUT);
	ck_assert_int_eq(failures, 1);
	ck_assert(user->lost);
	ck_assert_int_eq(count(agent, AGENT_CODE_stop), 1);
	agent_end_send_about(agent, AGENT_CODE_started, RUN);
	fake_loop_settle(loop);
	ck_assert(!agent->lost);
}
END_TEST

START_TEST(user_opens_nothing) {
	run_as_user();
	fake_loop_pass(loop, AGENT_HELLO_TIMEOUT - 1);
	ck_assert_int_eq(failures, 0);
	fake_loop_pass(loop, 1);
	ck_assert_int_eq(failures, 1);
	ck_assert(user->lost);
	ck_assert_int_eq(count(agent, AGENT_CODE_run), 0);
}
END_TEST

// A paused VM is silent
START_TEST(silence_is_no_fault) {
	fake_loop_pass(loop, AGENT_PING_INTERVAL);
	ck_assert_int_eq(count(agent, AGENT_CODE_ping), 1);
	uint32_t nonce = agent->log[agent->len - 1].u.ping.nonce;
	fake_loop_pass(loop, 100 * AGENT_PING_INTERVAL);
	ck_assert(!agent->lost);
	ck_assert_int_eq(count(agent, AGENT_CODE_ping), 1);
	struct agent_record pong = {.code = AGENT_CODE_pong, .u.pong.nonce = nonce};
	agent_end_send(agent, &pong);
	fake_loop_settle(loop);
	fake_loop_pass(loop, AGENT_PING_INTERVAL);
	ck_assert_int_eq(count(agent, AGENT_CODE_ping), 2);
	ck_assert(!agent->lost);
}
END_TEST

// What it makes us do is paid for by not being heard
START_TEST(work_has_a_rate) {
	work = GUI_TIME_PER_SECOND; // of a second
	run(-1);
	agent_end_send_about(agent, AGENT_CODE_started, RUN);
	fake_loop_settle(loop);
	ck_assert_int_eq(starts, 1);
	struct agent_record ping = {.code = AGENT_CODE_ping};
	agent_end_send(agent, &ping);
	fake_loop_pass(loop, 900);
	ck_assert_int_eq(count(agent, AGENT_CODE_pong), 0);
	fake_loop_pass(loop, 200);
	ck_assert_int_eq(count(agent, AGENT_CODE_pong), 1);
	ck_assert(!agent->lost);
}
END_TEST

// Another link does not begin with that paid
START_TEST(rate_outlives_links) {
	work = GUI_TIME_RECORD_MAX;
	run(-1);
	agent_end_send_about(agent, AGENT_CODE_started, RUN);
	fake_loop_settle(loop);
	agent_end_finish(agent);
	fake_loop_pass(loop, GUI_TIME_RECORD_MAX / (GUI_TIME_PER_SECOND / 1000) - 200);
	ck_assert(!accept_dom0());
	fake_loop_pass(loop, 400);
	ck_assert(accept_dom0());
}
END_TEST

START_TEST(later_each_time) {
	static const uint32_t waits[] = {100, 200, 400, 800, 1600, 2000, 2000};
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		agent_end_finish(agent);
		fake_loop_pass(loop, waits[i] - 1);
		ck_assert(!accept_dom0());
		fake_loop_pass(loop, 1);
		ck_assert(accept_dom0());
	}
	greet();
	fake_loop_pass(loop, AGENT_PING_INTERVAL + 1);
	agent_end_finish(agent); // it was a good one
	fake_loop_pass(loop, 100);
	ck_assert(accept_dom0());
}
END_TEST

// One that does not greet may boot still, but not for ever
START_TEST(no_agent_at_all) {
	const struct agent_link_options options = {"work", address, &impl, NULL};
	agent_link_destroy(link_to);
	link_to = agent_link_create(loop, &options);
	fake_loop_pass(loop, 1);
	for (int i = 0; i < 1700; i++) {
		ck_assert(accept_dom0());
		agent_end_finish(agent);
		fake_loop_pass(loop, GUI_RECONNECT_MIN);
	}
	for (int i = 0; i < 200; i++) {
		accept_dom0();
		agent_end_finish(agent);
		fake_loop_pass(loop, GUI_RECONNECT_MIN);
	}
	for (int i = 0; i < 3; i++) {
		while (!accept_dom0()) {
			fake_loop_pass(loop, GUI_RECONNECT_MIN);
		}
		agent_end_finish(agent);
		fake_loop_pass(loop, GUI_RECONNECT_MAX - GUI_RECONNECT_MIN);
		ck_assert(!accept_dom0());
	}
}
END_TEST

int main(void) {
	agent = calloc(1, sizeof(*agent));
	user = calloc(1, sizeof(*user));
	Suite *suite = suite_create("agent_time");
	TCase *tcase = tcase_create("time");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, no_hello);
	tcase_add_test(tcase, no_answer_to_run);
	tcase_add_test(tcase, no_list_of_entries);
	tcase_add_test(tcase, no_answer_to_run_of_a_user);
	tcase_add_test(tcase, user_opens_nothing);
	tcase_add_test(tcase, silence_is_no_fault);
	tcase_add_test(tcase, work_has_a_rate);
	tcase_add_test(tcase, rate_outlives_links);
	tcase_add_test(tcase, later_each_time);
	tcase_add_test(tcase, no_agent_at_all);
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(agent);
	free(user);
	return ret;
}
