// SPDX-License-Identifier: MIT
#include "hv/peer/peer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"
#include "guest-proxy/agent/uplink.h"
#include "hv/message/message.h"
#include "tests/lib/agent_end.h"
#include "tests/lib/data_dirs.h"
#include "tests/lib/fds.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

/*
 * The process with the links, with a parent whose words the test says, and real agents.
 */

#define DOMID 7
#define NOBODY 65534
#define PROGRAMS 8 // of all users
#define STEPS 2000 // of 10 ms, in which something has to happen

static struct loop *loop;
static struct peer *peer;
static struct uplink *uplink;
static struct agent_end *user;
static struct message out, in;
static struct message_fault fault;
static uint32_t user_id; // of who asks
static char dir[64], address[80];
static int parent, fds, others[PROGRAMS];

static void setup(void) {
	int socks[2];
	fds = fds_open();
	snprintf(dir, sizeof(dir), "/tmp/peer-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(address, sizeof(address), "%s/%d", dir, DOMID);
	loop = loop_create();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
	parent = socks[0];
	const struct peer_options options = {.sock = socks[1], .agents = dir, .programs = PROGRAMS};
	peer = peer_create(loop, &options);
	ck_assert_ptr_nonnull(peer);
	uplink = uplink_create(loop, address);
	ck_assert_ptr_nonnull(uplink);
}

static void teardown(void) {
	agent_end_finish(user);
	peer_destroy(peer);
	uplink_destroy(uplink);
	loop_destroy(loop);
	if (parent >= 0) {
		close(parent);
	}
	rmdir(dir);
	ck_assert_int_eq(fds_open(), fds);
}

static void say(void) {
	ck_assert_int_eq(message_send(parent, &out, MESSAGE_TO_PEER, &fault), MESSAGE_GOOD);
}

static void say_link(enum message_link_act act, uint32_t domid) {
	message_init(&out, MESSAGE_TYPE_link, 0);
	out.body.link.act = act;
	out.body.link.domid = domid;
	strncpy(out.body.link.vm, "work", NAME_SIZE - 1);
	say();
}

static void say_run(uint64_t serial, const char *words, uint32_t count, uint32_t len, int fd) {
	message_init(&out, MESSAGE_TYPE_run, serial);
	out.body.run.domid = DOMID;
	strncpy(out.body.run.vm, "work", NAME_SIZE - 1);
	out.body.run.user = user_id;
	out.body.run.command_count = count;
	out.body.run.command_len = len;
	memcpy(out.body.run.command, words, len);
	out.fd = fd;
	say();
	if (fd >= 0) {
		close(fd);
	}
}

static void expect(uint32_t type, uint64_t serial) {
	enum message_result result = MESSAGE_AGAIN;
	for (int i = 0; i < STEPS && result == MESSAGE_AGAIN; i++) {
		loop_dispatch(loop, 10);
		result = message_receive(parent, &in, MESSAGE_FROM_PEER, &fault);
	}
	ck_assert_int_eq(result, MESSAGE_GOOD);
	ck_assert_uint_eq(in.header.type, type);
	ck_assert_uint_eq(in.header.serial, serial);
}

static void expect_nothing(void) {
	for (int i = 0; i < 30; i++) {
		loop_dispatch(loop, 10);
	}
	ck_assert_int_eq(message_receive(parent, &in, MESSAGE_FROM_PEER, &fault), MESSAGE_AGAIN);
}

static void link_up(void) {
	say_link(MESSAGE_LINK_BEGIN, DOMID);
	expect(MESSAGE_TYPE_ready, 0);
	ck_assert_uint_eq(in.body.ready.domid, DOMID);
	ck_assert_str_eq(in.body.ready.vm, "work");
}

// With a stream, whose other end the user has
static void run_as_user(const char *words, uint32_t count, uint32_t len) {
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	agent_end_init(
		user, loop, transport_unix_from_fd(ends[0]), ROW_FROM_GUEST, ROW_LINK_STREAM);
	struct agent_record open = {.code = AGENT_CODE_open};
	agent_end_send(user, &open);
	say_run(41, words, count, len, ends[1]);
}

static void expect_end(enum agent_how how, uint32_t status) {
	const struct agent_record *record = agent_end_expect(user, AGENT_CODE_ended);
	ck_assert_uint_eq(record->u.ended.how, how);
	ck_assert_uint_eq(record->u.ended.status, status);
	agent_end_expect_lost(user);
}

START_TEST(a_program_and_its_streams) {
	link_up();
	run_as_user("sh\0-c\0cat; exit 5", 3, 18);
	expect(MESSAGE_TYPE_done, 41);
	agent_end_expect(user, AGENT_CODE_started);
	agent_end_input(user, 1, "to and fro");
	agent_end_expect_bytes(user, AGENT_OUT, "to and fro");
	agent_end_send_about(user, AGENT_CODE_input_end, 1);
	expect_end(AGENT_EXITED, 5);
	expect_nothing();
}
END_TEST

// More than all windows and queues on the way, in both directions at once
START_TEST(much_of_it) {
	static char piece[1001];
	memset(piece, 'x', sizeof(piece) - 1);
	size_t sent = 0, room = AGENT_WINDOW, seen = 0;
	link_up();
	run_as_user("cat", 1, 4);
	expect(MESSAGE_TYPE_done, 41);
	agent_end_expect(user, AGENT_CODE_started);
	while (user->bytes_len[AGENT_OUT] < 600000) {
		for (; sent < 600000 && room >= agent_cost(1000); sent += 1000) {
			agent_end_input(user, 1, piece);
			room -= agent_cost(1000);
		}
		loop_dispatch(loop, 1000);
		for (; seen < user->len; seen++) {
			const struct agent_record *record = &user->log[seen];
			if (record->code == AGENT_CODE_input_room) {
				room += record->u.input_room.room;
			} else if (record->code == AGENT_CODE_output) {
				struct agent_record back = {.code = AGENT_CODE_output_room};
				uint32_t cost = agent_cost(record->u.output.count);
				back.u.output_room = (struct agent_output_room){1, AGENT_OUT, cost};
				agent_end_send(user, &back);
			}
		}
	}
	agent_end_send_about(user, AGENT_CODE_input_end, 1);
	expect_end(AGENT_EXITED, 0);
}
END_TEST

START_TEST(on_its_own) {
	link_up();
	say_run(42, "true", 1, 5, -1);
	expect(MESSAGE_TYPE_done, 42);
	say_run(43, "/nowhere/at/all", 1, 16, -1);
	expect(MESSAGE_TYPE_failed, 43);
	ck_assert_str_eq(in.body.failed.reason, "No such file or directory");
}
END_TEST

// Wherever they are: one user leaves others some
START_TEST(too_many_programs) {
	link_up();
	for (uint64_t i = 0; i < PROGRAMS / 2; i++) {
		int ends[2];
		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
		say_run(50 + i, "true", 1, 5, ends[1]);
		expect_nothing();
		others[i] = ends[0];
	}
	say_run(60, "true", 1, 5, -1);
	expect(MESSAGE_TYPE_failed, 60);
	ck_assert_str_eq(in.body.failed.reason, "too many programs run");
	user_id = 1001;
	say_run(61, "true", 1, 5, -1);
	expect(MESSAGE_TYPE_done, 61);
	user_id = 0;
	for (uint64_t i = 0; i < PROGRAMS / 2; i++) {
		close(others[i]);
		expect(MESSAGE_TYPE_failed, 50 + i);
	}
	say_run(62, "true", 1, 5, -1);
	expect(MESSAGE_TYPE_done, 62);
}
END_TEST

START_TEST(no_link) {
	say_run(41, "true", 1, 5, -1);
	expect(MESSAGE_TYPE_failed, 41);
	say_link(MESSAGE_LINK_BEGIN, DOMID + 1); // of a domain that has no agent
	run_as_user("true", 1, 5);
	expect(MESSAGE_TYPE_failed, 41);
	agent_end_expect_lost(user);
}
END_TEST

static void say_entries(uint64_t serial, const char *after) {
	message_init(&out, MESSAGE_TYPE_entries, serial);
	out.body.entries.domid = DOMID;
	strncpy(out.body.entries.vm, "work", NAME_SIZE - 1);
	strncpy(out.body.entries.after, after, MESSAGE_ENTRY_SIZE - 1);
	say();
}

START_TEST(entries) {
	struct data_dirs data;
	char id[MESSAGE_ENTRY_SIZE];
	data_dirs_init(&data);
	data_dirs_write(&data, "more/applications/a.desktop",
		"[Desktop Entry]\nType=Application\nName=Some\nExec=true\n");
	say_entries(40, "");
	expect(MESSAGE_TYPE_failed, 40);
	ck_assert_str_eq(in.body.failed.reason, "there is no link to its agent");
	link_up();
	say_entries(41, "");
	expect(MESSAGE_TYPE_entry, 41);
	ck_assert_str_eq(in.body.entry.name, "Some");
	memcpy(id, in.body.entry.id, sizeof(id));
	say_entries(42, id);
	expect(MESSAGE_TYPE_done, 42);
	message_init(&out, MESSAGE_TYPE_run, 43);
	out.body.run.domid = DOMID;
	strncpy(out.body.run.vm, "work", NAME_SIZE - 1);
	memcpy(out.body.run.entry, id, sizeof(id));
	say();
	expect(MESSAGE_TYPE_done, 43);
	data_dirs_finish(&data);
}
END_TEST

START_TEST(agent_is_not_there_yet) {
	uplink_destroy(uplink);
	uplink = NULL;
	say_link(MESSAGE_LINK_BEGIN, DOMID);
	say_run(41, "true", 1, 5, -1);
	expect(MESSAGE_TYPE_failed, 41);
	ck_assert_str_eq(in.body.failed.reason, "its agent is not there");
	uplink = uplink_create(loop, address);
	expect(MESSAGE_TYPE_ready, 0);
}
END_TEST

// The parent hears of the first time; programs of the last link are lost
START_TEST(agent_begins_again) {
	link_up();
	run_as_user("sleep\0"
		    "30",
		2, 9);
	expect(MESSAGE_TYPE_done, 41);
	agent_end_expect(user, AGENT_CODE_started);
	uplink_destroy(uplink);
	uplink = uplink_create(loop, address);
	expect_end(AGENT_LOST, 0);
	expect_nothing();
	say_run(42, "true", 1, 5, -1);
	expect(MESSAGE_TYPE_done, 42);
}
END_TEST

START_TEST(link_ends) {
	link_up();
	say_link(MESSAGE_LINK_BEGIN, DOMID); // it is there
	run_as_user("sleep\0"
		    "30",
		2, 9);
	expect(MESSAGE_TYPE_done, 41);
	say_link(MESSAGE_LINK_END, DOMID);
	agent_end_expect(user, AGENT_CODE_started);
	agent_end_expect_lost(user);
	say_run(42, "true", 1, 5, -1);
	expect(MESSAGE_TYPE_failed, 42);
	say_link(MESSAGE_LINK_END, DOMID); // it is not there
	link_up(); // as one of another domain, whose agent has not spoken
}
END_TEST

START_TEST(parent_goes) {
	link_up();
	ck_assert(!peer_is_over(peer));
	close(parent);
	parent = -1;
	agent_end_settle(loop);
	ck_assert(peer_is_over(peer));
}
END_TEST

START_TEST(other_messages) {
	for (uint32_t type = 1; type < MESSAGE_TYPES; type++) {
		messages_example(&out, type, -1);
		bool known = type == MESSAGE_TYPE_link || type == MESSAGE_TYPE_run ||
			type == MESSAGE_TYPE_entries;
		if (!known && message_check(&out, message_size(type), MESSAGE_TO_PEER, &fault)) {
			say();
			agent_end_settle(loop);
			ck_assert(!peer_is_over(peer));
		}
	}
	expect_nothing();
	messages_example(&out, MESSAGE_TYPE_gone, -1); // not to it
	message_send(parent, &out, MESSAGE_FROM_XEN, &fault);
	agent_end_settle(loop);
	ck_assert(peer_is_over(peer));
}
END_TEST

static bool serves_without_rights(void) {
	int socks[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks) != 0) {
		return false;
	}
	close(socks[0]); // a parent that is gone already
	const struct peer_options options = {.sock = socks[1]};
	return peer_run(&options, NOBODY, NOBODY) && geteuid() != 0 && setuid(0) != 0;
}

START_TEST(has_no_rights) {
	ck_assert(unit_apart(serves_without_rights));
}
END_TEST

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	messages_open();
	log_init("test_peer", LOG_ERROR);
	user = calloc(1, sizeof(*user));
	Suite *suite = suite_create("peer");
	TCase *tcase = tcase_create("peer");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_program_and_its_streams);
	tcase_add_test(tcase, much_of_it);
	tcase_add_test(tcase, on_its_own);
	tcase_add_test(tcase, too_many_programs);
	tcase_add_test(tcase, no_link);
	tcase_add_test(tcase, entries);
	tcase_add_test(tcase, agent_is_not_there_yet);
	tcase_add_test(tcase, agent_begins_again);
	tcase_add_test(tcase, link_ends);
	tcase_add_test(tcase, parent_goes);
	tcase_add_test(tcase, other_messages);
	tcase_add_test(tcase, has_no_rights);
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(user);
	return ret;
}
