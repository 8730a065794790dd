// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/uplink.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"
#include "tests/lib/agent_end.h"
#include "tests/lib/data_dirs.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * The agent with real programs, and a dom0 whose words the test says.
 */

static struct loop *loop;
static struct uplink *uplink;
static struct agent_end *dom0;
static char dir[64], address[80];
static int fds;

static void connect_dom0(void) {
	agent_end_init(dom0, loop, transport_unix.connect(address), ROW_FROM_GUEST, ROW_LINK_NEW);
	const struct agent_record *hello = agent_end_expect(dom0, AGENT_CODE_hello);
	ck_assert_uint_eq(hello->u.hello.version, AGENT_VERSION);
	struct agent_record welcome = {.code = AGENT_CODE_welcome};
	welcome.u.welcome.version = AGENT_VERSION;
	dom0->context.state = ROW_LINK_OPEN;
	agent_end_send(dom0, &welcome);
}

static void setup(void) {
	fds = fds_open();
	snprintf(dir, sizeof(dir), "/tmp/agent-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(address, sizeof(address), "%s/agent", dir);
	loop = loop_create();
	uplink = uplink_create(loop, address);
	ck_assert_ptr_nonnull(uplink);
	connect_dom0();
}

static void teardown(void) {
	agent_end_finish(dom0);
	uplink_destroy(uplink);
	loop_destroy(loop);
	rmdir(dir);
	ck_assert_int_eq(fds_open(), fds);
}

static void expect_end(uint32_t run, enum agent_how how, uint32_t status) {
	const struct agent_record *record = agent_end_expect(dom0, AGENT_CODE_ended);
	ck_assert_uint_eq(record->u.ended.run, run);
	ck_assert_uint_eq(record->u.ended.how, how);
	ck_assert_uint_eq(record->u.ended.status, status);
}

static void start(uint32_t run, uint32_t flags, const char *words) {
	agent_end_run(dom0, run, flags, words);
	ck_assert_uint_eq(agent_end_expect(dom0, AGENT_CODE_started)->u.started.run, run);
}

static void give_room(uint32_t run, uint32_t stream, uint32_t room) {
	struct agent_record record = {.code = AGENT_CODE_output_room};
	record.u.output_room = (struct agent_output_room){run, stream, room};
	agent_end_send(dom0, &record);
}

static void send_signal(uint32_t run, uint32_t number) {
	struct agent_record record = {.code = AGENT_CODE_signal, .u.signal = {run, number}};
	agent_end_send(dom0, &record);
}

START_TEST(true_and_false) {
	start(1, 0, "true");
	expect_end(1, AGENT_EXITED, 0);
	start(1, 0, "false"); // the id is free again
	expect_end(1, AGENT_EXITED, 1);
}
END_TEST

START_TEST(no_such_program) {
	agent_end_run(dom0, 3, 0, "/nowhere/at/all");
	expect_end(3, AGENT_FAILED, ENOENT);
	agent_end_run(dom0, 3, 0, "/tmp");
	expect_end(3, AGENT_FAILED, EACCES);
}
END_TEST

START_TEST(streams) {
	start(2, 0, "sh|-c|cat; echo err >&2");
	agent_end_input(dom0, 2, "to and ");
	agent_end_input(dom0, 2, "fro");
	agent_end_expect_bytes(dom0, AGENT_OUT, "to and fro");
	agent_end_send_about(dom0, AGENT_CODE_input_end, 2);
	expect_end(2, AGENT_EXITED, 0);
	agent_end_expect_bytes(dom0, AGENT_ERR, "err\n");
}
END_TEST

// A program that writes more than dom0 has room for waits
START_TEST(window) {
	start(1, 0, "head|-c|300000|/dev/zero");
	size_t *len = &dom0->bytes_len[AGENT_OUT], taken = 0, records = 0;
	for (int i = 0; i < 50; i++) {
		loop_dispatch(loop, 10);
	}
	ck_assert_uint_le(*len, AGENT_WINDOW);
	ck_assert_uint_gt(*len, AGENT_WINDOW - AGENT_WINDOW / 4);
	while (*len < 300000) {
		for (; taken < dom0->len; taken++) {
			bool output = dom0->log[taken].code == AGENT_CODE_output;
			uint32_t count = dom0->log[taken].u.output.count;
			if (output) {
				give_room(1, AGENT_OUT, agent_cost(count));
			}
			records += output ? 1 : 0;
		}
		loop_dispatch(loop, 1000);
	}
	ck_assert_uint_ge(records, 300000 / AGENT_BYTES_MAX / 2);
	expect_end(1, AGENT_EXITED, 0);
}
END_TEST

// What it has said is all there, though somebody has its output still
START_TEST(heir_of_output) {
	start(1, 0, "sh|-c|echo first; sleep 30 &");
	expect_end(1, AGENT_EXITED, 0);
	agent_end_expect_bytes(dom0, AGENT_OUT, "first\n");
}
END_TEST

START_TEST(signals) {
	start(1, 0, "sleep|30");
	send_signal(1, SIGTERM);
	expect_end(1, AGENT_KILLED, SIGTERM);
	send_signal(1, SIGTERM); // it has ended: no fault
	start(1, 0, "true");
	expect_end(1, AGENT_EXITED, 0);
}
END_TEST

// Also to what it has started
START_TEST(signals_to_its_group) {
	start(1, 0, "sh|-c|sleep 30; true");
	agent_end_settle(loop);
	send_signal(1, SIGKILL);
	expect_end(1, AGENT_KILLED, SIGKILL);
}
END_TEST

START_TEST(terminal) {
	struct agent_record run = {.code = AGENT_CODE_run};
	static const char words[] = "TERM=vt52\0sh\0-c\0stty size; echo $TERM; tty >&2; read a; "
				    "trap 'stty size; exit 7' WINCH; echo ok; read b; read c";
	run.u.run = (struct agent_run){.run = 1,
		.flags = AGENT_RUN_TERMINAL,
		.variables = 1,
		.columns = 90,
		.rows = 20,
		.count = sizeof(words),
		.tail = (const uint8_t *)words};
	agent_end_send(dom0, &run);
	agent_end_expect(dom0, AGENT_CODE_started);
	agent_end_input(dom0, 1, "x\n");
	while (memmem(dom0->bytes[AGENT_OUT], dom0->bytes_len[AGENT_OUT], "ok\r\n", 4) == NULL) {
		loop_dispatch(loop, 1000);
	}
	const char *out = (const char *)dom0->bytes[AGENT_OUT];
	ck_assert_ptr_nonnull(strstr(out, "20 90\r\nvt52\r\n"));
	ck_assert_ptr_nonnull(strstr(out, "/dev/pts/"));
	struct agent_record resize = {.code = AGENT_CODE_resize, .u.resize = {1, 100, 30}};
	agent_end_send(dom0, &resize);
	expect_end(1, AGENT_EXITED, 7);
	ck_assert_ptr_nonnull(strstr(out, "30 100\r\n"));
	ck_assert_uint_eq(dom0->bytes_len[AGENT_ERR], 0);
}
END_TEST

START_TEST(detached) {
	char words[160];
	snprintf(words, sizeof(words), "touch|%s/mark", dir);
	start(5, AGENT_RUN_DETACH, words);
	start(5, AGENT_RUN_DETACH, "sleep|0"); // the id is free
	snprintf(words, sizeof(words), "%s/mark", dir);
	while (unlink(words) != 0) {
		loop_dispatch(loop, 50);
	}
}
END_TEST

// Nobody is told of its end, and it does not stay as a zombie either
START_TEST(detached_is_waited_for) {
	siginfo_t info;
	while (waitpid(-1, NULL, 0) > 0) {
		// those of the tests before, whose agent has gone
	}
	start(1, AGENT_RUN_DETACH, "true");
	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
		loop_dispatch(loop, 50);
	}
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

START_TEST(stopped) {
	start(1, 0, "sleep|30");
	agent_end_send_about(dom0, AGENT_CODE_stop, 1);
	expect_end(1, AGENT_KILLED, SIGHUP);
	start(2, 0, "sh|-c|trap '' HUP; echo; while :; do sleep 1; done");
	agent_end_expect_bytes(dom0, AGENT_OUT, "\n");
	agent_end_send_about(dom0, AGENT_CODE_stop, 2);
	expect_end(2, AGENT_KILLED, SIGKILL);
}
END_TEST

// It has ended, but its output has not all been read
START_TEST(stopped_after_its_end) {
	start(1, 0, "head|-c|80000|/dev/zero");
	uint64_t until = loop_now() + 500 * LOOP_NS_PER_MS;
	while (loop_now() < until) {
		loop_dispatch(loop, 10);
	}
	agent_end_send_about(dom0, AGENT_CODE_stop, 1);
	expect_end(1, AGENT_EXITED, 0);
}
END_TEST

START_TEST(ping) {
	struct agent_record record = {.code = AGENT_CODE_ping, .u.ping.nonce = 77};
	agent_end_send(dom0, &record);
	ck_assert_uint_eq(agent_end_expect(dom0, AGENT_CODE_pong)->u.pong.nonce, 77);
}
END_TEST

// Programs of the old link are told to go, and those of the new one have all ids
static void write_entry(const struct data_dirs *data, const char *path, const char *exec) {
	char text[256];
	snprintf(text, sizeof(text),
		"[Desktop Entry]\nType=Application\nName=Some\nIcon=web\nExec=%s\n", exec);
	data_dirs_write(data, path, text);
}

// What there is may be another by the time that it is run
START_TEST(desktop_entries) {
	struct data_dirs data;
	data_dirs_init(&data);
	write_entry(&data, "system/applications/a.desktop", "sh -c \"echo hi %c; exit 5\"");
	struct agent_record ask = {.code = AGENT_CODE_entries, .u.entries.list = 9};
	agent_end_send(dom0, &ask);
	ck_assert_uint_eq(agent_end_expect(dom0, AGENT_CODE_entry)->u.entry.list, 9);
	const struct agent_record *end = agent_end_expect(dom0, AGENT_CODE_entries_end);
	ck_assert_uint_eq(end->u.entries_end.list, 9);
	ck_assert_str_eq(dom0->entries, "a.desktop|Some|web|\n");
	start(1, AGENT_RUN_ENTRY, "a.desktop");
	expect_end(1, AGENT_EXITED, 5);
	agent_end_expect_bytes(dom0, AGENT_OUT, "hi Some\n");
	agent_end_run(dom0, 2, AGENT_RUN_ENTRY, "sh");
	expect_end(2, AGENT_FAILED, ENOENT);
	data_dirs_remove(&data, "system/applications/a.desktop");
	agent_end_run(dom0, 2, AGENT_RUN_ENTRY, "a.desktop");
	expect_end(2, AGENT_FAILED, ENOENT);
	data_dirs_finish(&data);
}
END_TEST

START_TEST(another_link) {
	start(1, 0, "sleep|30");
	start(2, AGENT_RUN_DETACH, "sleep|2");
	agent_end_finish(dom0);
	connect_dom0();
	start(1, 0, "true");
	expect_end(1, AGENT_EXITED, 0);
}
END_TEST

static void send_pong(void) {
	agent_end_send_about(dom0, AGENT_CODE_pong, 0);
}

static void run_twice(void) {
	start(1, 0, "sleep|30");
	agent_end_run(dom0, 1, 0, "true");
}

static void too_much_input(void) {
	static char text[AGENT_BYTES_MAX];
	memset(text, 'x', sizeof(text) - 1);
	start(1, 0, "sleep|30");
	for (int i = 0; i < 40; i++) { // the pipe and the window
		agent_end_input(dom0, 1, text);
	}
}

static void too_much_room(void) {
	start(1, 0, "sleep|30");
	give_room(1, AGENT_OUT, 1);
}

static void input_after_its_end(void) {
	start(1, 0, "sleep|30");
	agent_end_send_about(dom0, AGENT_CODE_input_end, 1);
	agent_end_input(dom0, 1, "x");
}

static void (*const wrongs[])(void) = {
	send_pong, run_twice, too_much_input, too_much_room, input_after_its_end};

START_TEST(wrong) {
	wrongs[_i]();
	agent_end_expect_lost(dom0);
	connect_dom0();
	start(1, 0, "true");
	expect_end(1, AGENT_EXITED, 0);
}
END_TEST

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	log_init("test_uplink", LOG_ERROR);
	dom0 = malloc(sizeof(*dom0));
	Suite *suite = suite_create("uplink");
	TCase *tcase = tcase_create("programs");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, true_and_false);
	tcase_add_test(tcase, no_such_program);
	tcase_add_test(tcase, streams);
	tcase_add_test(tcase, window);
	tcase_add_test(tcase, heir_of_output);
	tcase_add_test(tcase, signals);
	tcase_add_test(tcase, signals_to_its_group);
	tcase_add_test(tcase, terminal);
	tcase_add_test(tcase, detached);
	tcase_add_test(tcase, detached_is_waited_for);
	tcase_add_test(tcase, stopped);
	tcase_add_test(tcase, stopped_after_its_end);
	tcase_add_test(tcase, ping);
	tcase_add_test(tcase, desktop_entries);
	tcase_add_test(tcase, another_link);
	tcase_add_loop_test(tcase, wrong, 0, sizeof(wrongs) / sizeof(wrongs[0]));
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(dom0);
	return ret;
}
