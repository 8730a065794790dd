// SPDX-License-Identifier: MIT
/*
 * The command and the process that it speaks with, both as they are. The test is hvd's
 * parent.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/control/control_process.h"
#include "hv/message/message.h"
#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct cli_rig rig;
static pid_t control;
static int parent;
static struct message message;

// It ends as the test does, and says so if that is not well
static _Noreturn void be_control(int sock) {
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(parent);
	struct loop *loop = loop_create();
	struct control_process *process = control_process_create(loop, sock);
	while (!control_process_is_over(process) && loop_dispatch(loop, -1)) {
	}
	control_process_destroy(process);
	loop_destroy(loop);
	_exit(0);
}

static void send_message(void) {
	struct message_fault fault;
	ck_assert_int_eq(message_send(parent, &message, MESSAGE_TO_CONTROL, &fault), MESSAGE_GOOD);
}

static void setup(void) {
	int socks[2];
	cli_rig_init(&rig);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
	parent = socks[0];
	control = fork();
	if (control == 0) {
		be_control(socks[1]);
	}
	close(socks[1]);
	message_init(&message, MESSAGE_TYPE_listen, 0);
	message.body.listen.clients = MESSAGE_CLIENTS_MAX;
	message.fd = rig.listener;
	send_message();
}

static void teardown(void) {
	int status;
	close(parent);
	ck_assert_int_eq(waitpid(control, &status, 0), control);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	cli_rig_finish(&rig);
}

// The next request, which is a good one and for that
static uint64_t receive(enum control_verb verb) {
	struct message_fault fault;
	struct control_fault wrong;
	struct pollfd poll_fd = {.fd = parent, .events = POLLIN};
	ck_assert_int_eq(poll(&poll_fd, 1, CLI_RIG_PATIENCE), 1);
	ck_assert_int_eq(
		message_receive(parent, &message, MESSAGE_FROM_CONTROL, &fault), MESSAGE_GOOD);
	ck_assert_uint_eq(message.header.type, MESSAGE_TYPE_request);
	ck_assert_uint_eq(message.body.request.verb, verb);
	ck_assert(control_verb_check(&message.body.request, CONTROL_DOM0, &wrong));
	return message.header.serial;
}

static void answer(uint64_t serial, enum control_code code, const char *text) {
	message_init(&message, MESSAGE_TYPE_answer, serial);
	message.body.answer.code = code;
	snprintf(message.body.answer.text, sizeof(message.body.answer.text), "%s", text);
	send_message();
}

static void tell_state(uint64_t serial, const char *vm, enum vm_state state) {
	message_init(&message, MESSAGE_TYPE_state, serial);
	message.body.state.state = state;
	message.body.state.memory = 1024;
	message.body.state.domid = 7;
	snprintf(message.body.state.vm, sizeof(message.body.state.vm), "%s", vm);
	snprintf(message.body.state.label, sizeof(message.body.state.label), "blue");
	send_message();
}

START_TEST(list) {
	cli_rig_start(&rig, WORDS("ls"));
	uint64_t serial = receive(CONTROL_LIST);
	tell_state(serial, "mail", VM_RUNNING);
	tell_state(serial, "work", VM_BOOTING);
	answer(serial, CONTROL_OK, "");
	cli_rig_end(&rig, 0);
	cli_rig_said(&rig,
		"NAME  STATE     CLASS  LABEL  TEMPLATE  NETVM  MEMORY    REASON\n"
		"mail  running   app    blue                    1024 MiB\n"
		"work  starting  app    blue                    1024 MiB  booting\n",
		"");
}
END_TEST

START_TEST(show) {
	cli_rig_start(&rig, WORDS("show", "work"));
	uint64_t serial = receive(CONTROL_SHOW);
	ck_assert_str_eq(message.body.request.vm, "work");
	message_init(&message, MESSAGE_TYPE_setting, serial);
	message.body.setting.key = DEFINITION_KEY_MEMORY;
	memcpy(message.body.setting.value, "1024", 4);
	send_message();
	answer(serial, CONTROL_OK, "");
	cli_rig_end(&rig, 0);
	cli_rig_said(&rig, "KEY     FROM     VALUE\nmemory  default  1024\n", "");
}
END_TEST

START_TEST(create_and_set) {
	cli_rig_start(&rig, WORDS("create", "work", "--template", "debian", "--label", "blue"));
	uint64_t serial = receive(CONTROL_CREATE);
	ck_assert_str_eq(message.body.request.vm, "work");
	ck_assert_str_eq(message.body.request.template, "debian");
	ck_assert_str_eq(message.body.request.label, "blue");
	ck_assert_uint_eq(message.body.request.class, DEFINITION_APP);
	answer(serial, CONTROL_EXISTS, "there is a VM work");
	cli_rig_end(&rig, 7);
	cli_rig_start(&rig, WORDS("set", "work", "volumes", "private:1", "data:2"));
	serial = receive(CONTROL_SET);
	ck_assert_uint_eq(message.body.request.key, DEFINITION_KEY_VOLUMES);
	ck_assert_str_eq(message.body.request.value, "private:1 data:2");
	answer(serial, CONTROL_OK, "");
	cli_rig_end(&rig, 0);
}
END_TEST

// What is no request does not reach the parent, and the user is told
START_TEST(odd_words) {
	cli_rig_start(&rig, WORDS("start", "No/Name"));
	cli_rig_end(&rig, 2);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "\"vm\" is not a VM's name"));
	cli_rig_start(&rig, WORDS("set", "work", "colour", "red"));
	cli_rig_end(&rig, 2);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "\"key\" is not a key of a definition"));
}
END_TEST

// With a line that says what is waited for
START_TEST(start) {
	rig.terminal = true;
	cli_rig_start(&rig, WORDS("start", "work"));
	uint64_t serial = receive(CONTROL_START);
	uint64_t events = receive(CONTROL_LIST);
	tell_state(events, "work", VM_WAITING);
	tell_state(0, "firewall", VM_BOOTING);
	answer(events, CONTROL_OK, "");
	cli_rig_wait_for(&rig, "firewall: booting, work: waiting");
	tell_state(0, "firewall", VM_RUNNING);
	tell_state(0, "work", VM_BUILDING);
	cli_rig_wait_for(&rig, "\rwork: building");
	answer(serial, CONTROL_OK, "");
	cli_rig_end(&rig, 0);
}
END_TEST

// Who is ended while he waits
START_TEST(forget) {
	cli_rig_start(&rig, WORDS("start", "work"));
	uint64_t serial = receive(CONTROL_START);
	kill(rig.pid, SIGKILL);
	struct message_fault fault;
	struct pollfd poll_fd = {.fd = parent, .events = POLLIN};
	ck_assert_int_eq(poll(&poll_fd, 1, CLI_RIG_PATIENCE), 1);
	ck_assert_int_eq(
		message_receive(parent, &message, MESSAGE_FROM_CONTROL, &fault), MESSAGE_GOOD);
	ck_assert_uint_eq(message.header.type, MESSAGE_TYPE_forget);
	ck_assert_uint_eq(message.header.serial, serial);
}
END_TEST

START_TEST(hvd_ends) {
	cli_rig_start(&rig, WORDS("start", "work"));
	receive(CONTROL_START);
	shutdown(parent, SHUT_RDWR);
	cli_rig_end(&rig, 1);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "hvd has closed the connection"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_control");
	TCase *tcase = tcase_create("cli_control");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, list);
	tcase_add_test(tcase, show);
	tcase_add_test(tcase, create_and_set);
	tcase_add_test(tcase, odd_words);
	tcase_add_test(tcase, start);
	tcase_add_test(tcase, forget);
	tcase_add_test(tcase, hvd_ends);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
