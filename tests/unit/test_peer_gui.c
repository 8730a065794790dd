// SPDX-License-Identifier: MIT
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
#include "hv/peer/peer.h"
#include "tests/lib/admin_end.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * The process with the links, with a parent and a GUI domain whose words the test says, and
 * a real agent in that domain.
 */

#define DOMID 7
#define STEPS 2000 // of 10 ms, in which something has to happen

static struct loop *loop;
static struct peer *peer;
static struct uplink *uplink;
static struct transport_listener *listener;
static struct admin_end *gui;
static struct message out, in;
static struct message_fault fault;
static char dir[64], agent[80], admin[96];
static int parent, fds;

static void setup(void) {
	int socks[2];
	fds = fds_open();
	snprintf(dir, sizeof(dir), "/tmp/peer-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(agent, sizeof(agent), "%s/%d", dir, DOMID);
	snprintf(admin, sizeof(admin), "%s.admin", agent);
	loop = loop_create();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
	parent = socks[0];
	const struct peer_options options = {.sock = socks[1], .agents = dir};
	peer = peer_create(loop, &options);
	uplink = uplink_create(loop, agent);
	listener = transport_listen(admin);
	ck_assert(peer != NULL && uplink != NULL && listener != NULL);
}

static void teardown(void) {
	admin_end_finish(gui);
	peer_destroy(peer);
	uplink_destroy(uplink);
	transport_listener_destroy(listener);
	loop_destroy(loop);
	close(parent);
	rmdir(dir);
	ck_assert_int_eq(fds_open(), fds);
}

static void say(void) {
	ck_assert_int_eq(message_send(parent, &out, MESSAGE_TO_PEER, &fault), MESSAGE_GOOD);
}

static void say_link(enum message_link_kind kind, enum message_link_act act) {
	message_init(&out, MESSAGE_TYPE_link, 0);
	out.body.link.kind = kind;
	out.body.link.act = act;
	out.body.link.domid = DOMID;
	strncpy(out.body.link.vm, "gui", NAME_SIZE - 1);
	say();
}

static void say_run(uint64_t serial) {
	message_init(&out, MESSAGE_TYPE_run, serial);
	out.body.run.domid = DOMID;
	strncpy(out.body.run.vm, "gui", NAME_SIZE - 1);
	out.body.run.command_count = 1;
	out.body.run.command_len = sizeof("true");
	memcpy(out.body.run.command, "true", sizeof("true"));
	say();
}

static void say_state(uint64_t serial, enum vm_state state) {
	message_init(&out, MESSAGE_TYPE_state, serial);
	out.body.state.state = state;
	out.body.state.domid = DOMID + 1;
	strncpy(out.body.state.vm, "work", NAME_SIZE - 1);
	strncpy(out.body.state.label, "blue", COLOUR_NAME_MAX - 1);
	say();
}

static void say_answer(uint64_t serial) {
	message_init(&out, MESSAGE_TYPE_answer, serial);
	out.body.answer.code = CONTROL_OK;
	say();
}

static void expect(uint32_t type) {
	enum message_result result = MESSAGE_AGAIN;
	for (int i = 0; i < STEPS && result == MESSAGE_AGAIN; i++) {
		loop_dispatch(loop, 10);
		result = message_receive(parent, &in, MESSAGE_FROM_PEER, &fault);
	}
	ck_assert_int_eq(result, MESSAGE_GOOD);
	ck_assert_uint_eq(in.header.type, type);
}

// Its serial is returned
static uint64_t expect_request(uint32_t verb, const char *vm) {
	expect(MESSAGE_TYPE_request);
	ck_assert_uint_eq(in.body.request.verb, verb);
	ck_assert_str_eq(in.body.request.vm, vm);
	return in.header.serial;
}

static const struct admin_end_entry *hear(enum admin_code code) {
	const struct admin_end_entry *entry = NULL;
	for (int i = 0; i < STEPS && entry == NULL; i++) {
		loop_dispatch(loop, 10);
		entry = admin_end_take(gui, code);
	}
	ck_assert_msg(entry != NULL, "no %s came", admin_row(code)->name);
	return entry;
}

// A compositor that has greeted; the serial of the list that is asked for
static uint64_t begin(void) {
	struct transport *transport = NULL;
	for (int i = 0; i < STEPS && transport == NULL; i++) {
		loop_dispatch(loop, 10);
		transport = transport_listener_accept(listener);
	}
	admin_end_finish(gui);
	admin_end_init(gui, loop, transport, ROW_FROM_HOST);
	admin_end_hello(gui);
	hear(ADMIN_CODE_welcome);
	gui->context.state = ROW_LINK_OPEN;
	return expect_request(CONTROL_LIST, "");
}

static void wait_lost(void) {
	for (int i = 0; i < STEPS && !gui->lost; i++) {
		loop_dispatch(loop, 10);
	}
	ck_assert(gui->lost);
}

START_TEST(told_and_asked) {
	say_link(MESSAGE_LINK_GUI, MESSAGE_LINK_BEGIN);
	uint64_t list = begin();
	say_state(list, VM_RUNNING);
	say_answer(list);
	say_state(0, VM_PAUSED);
	ck_assert_str_eq(hear(ADMIN_CODE_vm)->tail, "work");
	hear(ADMIN_CODE_told);
	ck_assert_uint_eq(hear(ADMIN_CODE_vm)->record.u.vm.state, ADMIN_PAUSED);
	admin_end_ask(gui, 3, ADMIN_STOP, "work");
	uint64_t stop = expect_request(CONTROL_STOP, "work");
	ck_assert_uint_ne(stop, list);
	say_answer(stop);
	ck_assert_uint_eq(hear(ADMIN_CODE_answer)->record.u.answer.id, 3);
}
END_TEST

// A compositor that was broken into costs nothing but its link
START_TEST(made_again) {
	say_link(MESSAGE_LINK_GUI, MESSAGE_LINK_BEGIN);
	say_link(MESSAGE_LINK_AGENT, MESSAGE_LINK_BEGIN);
	expect(MESSAGE_TYPE_ready);
	uint64_t list = begin();
	admin_end_ask(gui, 1, ADMIN_START, "../work");
	wait_lost();
	expect(MESSAGE_TYPE_forget);
	ck_assert_uint_eq(in.header.serial, list);
	say_run(42);
	expect(MESSAGE_TYPE_done);
	ck_assert_uint_ne(begin(), list);
}
END_TEST

START_TEST(ends_beside_the_agent) {
	say_link(MESSAGE_LINK_AGENT, MESSAGE_LINK_BEGIN);
	say_link(MESSAGE_LINK_GUI, MESSAGE_LINK_BEGIN);
	expect(MESSAGE_TYPE_ready);
	say_answer(begin());
	hear(ADMIN_CODE_told);
	admin_end_ask(gui, 1, ADMIN_START, "work");
	uint64_t start = expect_request(CONTROL_START, "work");
	say_link(MESSAGE_LINK_GUI, MESSAGE_LINK_END);
	expect(MESSAGE_TYPE_forget);
	ck_assert_uint_eq(in.header.serial, start);
	wait_lost();
	say_run(43); // the agent's link is another
	expect(MESSAGE_TYPE_done);
}
END_TEST

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	log_init("test_peer_gui", LOG_ERROR);
	gui = calloc(1, sizeof(*gui));
	Suite *suite = suite_create("peer_gui");
	TCase *tcase = tcase_create("gui");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, told_and_asked);
	tcase_add_test(tcase, made_again);
	tcase_add_test(tcase, ends_beside_the_agent);
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(gui);
	return ret;
}
