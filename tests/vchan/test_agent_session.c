// SPDX-License-Identifier: MIT
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"
#include "guest-proxy/agent/uplink.h"
#include "hv/peer/agent_link.h"
#include "tests/lib/agent_end.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

/*
 * A VM's agent and dom0's link to it, as they are, over vchan.
 */

#define AGENT "xen:2:data/agent" // who may connect
#define LINK "xen:1:data/agent"
#define STEPS 2000 // of 10 ms, in which something has to happen
#define ROUND_TRIPS_MAX 3 // for `mamparo run VM true`

static struct loop *loop;
static struct uplink *uplink;
static struct agent_link *link_to;
static struct agent_end user;
static int readies, starts, failures;

static void handle_ready(void *data) {
	readies++;
}

static void handle_started(void *data, uint64_t serial) {
	starts++;
}

static void handle_failed(void *data, uint64_t serial, const char *reason) {
	failures++;
}

static const struct agent_link_impl impl = {handle_ready, handle_started, handle_failed};

static void wait_for(const int *count, int value) {
	for (int i = 0; i < STEPS && *count != value; i++) {
		loop_dispatch(loop, 10);
	}
	ck_assert_int_eq(*count, value);
}

static void start_agent(void) {
	uplink = uplink_create(loop, AGENT);
	ck_assert_ptr_nonnull(uplink);
}

static void setup(void) {
	vchan_pair_init();
	readies = starts = failures = 0;
	memset(&user, 0, sizeof(user));
	loop = loop_create();
	const struct agent_link_options options = {"work", LINK, &impl, NULL};
	link_to = agent_link_create(loop, &options);
	ck_assert_ptr_nonnull(link_to);
}

static void teardown(void) {
	agent_end_finish(&user);
	agent_link_destroy(link_to);
	uplink_destroy(uplink);
	uplink = NULL;
	loop_destroy(loop);
	vchan_pair_finish();
}

static void run(const char *words, uint32_t count, uint32_t len, int fd) {
	static struct message message;
	message_init(&message, MESSAGE_TYPE_run, 1);
	message.body.run.command_count = count;
	message.body.run.command_len = len;
	memcpy(message.body.run.command, words, len);
	message.fd = fd;
	agent_link_run(link_to, &message);
}

static void run_as_user(const char *words, uint32_t count, uint32_t len) {
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	agent_end_init(
		&user, loop, transport_unix_from_fd(ends[0]), ROW_FROM_GUEST, ROW_LINK_STREAM);
	struct agent_record open = {.code = AGENT_CODE_open};
	agent_end_send(&user, &open);
	run(words, count, len, ends[1]);
}

static void expect_end(uint32_t how, uint32_t status) {
	const struct agent_record *record = agent_end_expect(&user, AGENT_CODE_ended);
	ck_assert_uint_eq(record->u.ended.how, how);
	ck_assert_uint_eq(record->u.ended.status, status);
}

// Each event is a way at most; what one waits for of the other is counted in these
START_TEST(few_events_for_a_program) {
	start_agent();
	wait_for(&readies, 1);
	agent_end_settle(loop);
	unsigned before = mock_xen.events;
	run_as_user("true", 1, 5);
	agent_end_expect(&user, AGENT_CODE_started);
	expect_end(AGENT_EXITED, 0);
	ck_assert_uint_le(mock_xen.events - before, 2 * ROUND_TRIPS_MAX);
}
END_TEST

// More than both rings and all windows
START_TEST(much_output) {
	size_t seen = 0;
	start_agent();
	wait_for(&readies, 1);
	run_as_user("head\0-c\0"
		    "500000\0/dev/zero",
		4, 25);
	agent_end_expect(&user, AGENT_CODE_started);
	while (user.bytes_len[AGENT_OUT] < 500000) {
		loop_dispatch(loop, 1000);
		for (; seen < user.len; seen++) {
			struct agent_record back = {.code = AGENT_CODE_output_room};
			if (user.log[seen].code == AGENT_CODE_output) {
				back.u.output_room = (struct agent_output_room){
					1, AGENT_OUT, agent_cost(user.log[seen].u.output.count)};
				agent_end_send(&user, &back);
			}
		}
	}
	expect_end(AGENT_EXITED, 0);
	ck_assert_uint_eq(user.bytes_len[AGENT_OUT], 500000);
}
END_TEST

START_TEST(agent_begins_later_and_again) {
	agent_end_settle(loop);
	ck_assert_int_eq(readies, 0);
	start_agent();
	wait_for(&readies, 1);
	run_as_user("sleep\0"
		    "30",
		2, 9);
	agent_end_expect(&user, AGENT_CODE_started);
	uplink_destroy(uplink);
	expect_end(AGENT_LOST, 0);
	start_agent();
	wait_for(&readies, 2);
	run("true", 1, 5, -1);
	wait_for(&starts, 2);
}
END_TEST

START_TEST(link_begins_again) {
	start_agent();
	wait_for(&readies, 1);
	agent_link_destroy(link_to);
	const struct agent_link_options options = {"work", LINK, &impl, NULL};
	link_to = agent_link_create(loop, &options);
	wait_for(&readies, 2);
	run("true", 1, 5, -1);
	wait_for(&starts, 1);
}
END_TEST

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	log_init("test_agent_session", LOG_ERROR);
	Suite *suite = suite_create("agent_session");
	TCase *tcase = tcase_create("vchan");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, few_events_for_a_program);
	tcase_add_test(tcase, much_output);
	tcase_add_test(tcase, agent_begins_later_and_again);
	tcase_add_test(tcase, link_begins_again);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
