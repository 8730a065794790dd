// SPDX-License-Identifier: MIT
#include "hv/control/control_server.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/control/control_client.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/control_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}"
#define REST "'class':'app','memory':0,'vcpus':0}"
#define CLIENTS 8

static struct control_rig rig;

static void setup(void) {
	control_rig_init(&rig, CLIENTS);
}

static void teardown(void) {
	control_rig_finish(&rig);
}

START_TEST(asks_and_answers) {
	int user = control_rig_connect(&rig);
	control_rig_say(&rig, user, "{'do':'start','vm':'work'}\n");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_START, "work");
	control_rig_expect_nothing(&rig, user);
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, OK);
	control_rig_say(&rig, user, "{'do':'stop','vm':'work'}\n");
	uint64_t next = control_rig_expect_request(&rig, CONTROL_STOP, "work");
	ck_assert_uint_ne(next, serial);
	control_rig_answer(&rig, next, CONTROL_STATE, "mail needs it");
	control_rig_expect(&rig, user, "{'ok':false,'code':'state','error':'mail needs it'}");
	close(user);
	control_rig_expect_no_message(&rig);
}
END_TEST

START_TEST(lists) {
	int user = control_rig_connect(&rig);
	control_rig_say(&rig, user, "{'do':'list'}\n");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_LIST, "");
	control_rig_state(&rig, serial, "mail", VM_RUNNING);
	control_rig_state(&rig, 0, "work", VM_RUNNING); // news, of which nobody wants to know
	control_rig_state(&rig, serial, "work", VM_STOPPED);
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, "{'vm':'mail','state':'running'," REST);
	control_rig_expect(&rig, user, "{'vm':'work','state':'stopped'," REST);
	control_rig_expect(&rig, user, OK);
	control_rig_state(&rig, serial, "late", VM_STOPPED);
	control_rig_expect_nothing(&rig, user);
	close(user);
}
END_TEST

START_TEST(shows) {
	int user = control_rig_connect(&rig);
	struct message message;
	control_rig_say(&rig, user, "{'do':'show','vm':'work'}\n");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_SHOW, "work");
	message_init(&message, MESSAGE_TYPE_setting, serial);
	message.body.setting.key = DEFINITION_KEY_LABEL;
	message.body.setting.line = 3;
	memcpy(message.body.setting.value, "blue", 4);
	control_rig_send(&rig, &message);
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, "{'key':'label','value':'blue','line':3}");
	control_rig_expect(&rig, user, OK);
	close(user);
}
END_TEST

// In whatever order
START_TEST(each_gets_its_own) {
	int one = control_rig_connect(&rig), two = control_rig_connect(&rig);
	control_rig_say(&rig, one, "{'do':'kill','vm':'one'}\n");
	control_rig_say(&rig, two, "{'do':'kill','vm':'two'}\n");
	uint64_t first = control_rig_expect_request(&rig, CONTROL_KILL, "one");
	uint64_t second = control_rig_expect_request(&rig, CONTROL_KILL, "two");
	control_rig_answer(&rig, second, CONTROL_NO_VM, "there is no VM two");
	control_rig_expect_nothing(&rig, one);
	control_rig_answer(&rig, first, CONTROL_OK, "");
	control_rig_expect(&rig, two, "{'ok':false,'code':'no-vm','error':'there is no VM two'}");
	control_rig_expect(&rig, one, OK);
	close(one);
	close(two);
}
END_TEST

// A request at a time, also if more come together
START_TEST(several_lines) {
	int user = control_rig_connect(&rig);
	control_rig_say(
		&rig, user, "{'do':'pause','vm':'a'}\nrubbish\n{'do':'pause','vm':'b'}\n{'do':");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_PAUSE, "a");
	control_rig_expect_no_message(&rig);
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, OK);
	control_rig_expect(&rig, user,
		"{'ok':false,'code':'usage','error':'not a JSON object: unexpected "
		"character'}");
	serial = control_rig_expect_request(&rig, CONTROL_PAUSE, "b");
	control_rig_say(&rig, user, "'pause','vm':'c'}\n");
	control_rig_expect_no_message(&rig);
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, OK);
	control_rig_expect_request(&rig, CONTROL_PAUSE, "c");
	close(user);
}
END_TEST

START_TEST(refused_here) {
	int user = control_rig_connect(&rig);
	control_rig_say(&rig, user, "{'do':'start'}\n");
	control_rig_expect(
		&rig, user, "{'ok':false,'code':'usage','error':'start needs \\'vm\\''}");
	control_rig_expect_no_message(&rig);
	close(user);
}
END_TEST

// And nobody else's request has it
START_TEST(runs_with_a_stream) {
	int user = control_rig_connect(&rig);
	struct message message;
	control_rig_say(&rig, user, "{'do':'list'}\n");
	ck_assert(control_rig_receive(&rig, &message));
	ck_assert_uint_eq(message.body.request.verb, CONTROL_LIST);
	ck_assert_int_eq(message.fd, -1);
	control_rig_answer(&rig, message.header.serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, OK);
	control_rig_say(&rig, user, "{'do':'run','vm':'work','command':['top']}\n");
	int stream = control_rig_expect_stream(&rig, user);
	ck_assert(control_rig_receive(&rig, &message));
	ck_assert_uint_eq(message.body.request.verb, CONTROL_RUN);
	ck_assert_int_ge(message.fd, 0);
	ck_assert_int_eq(send(message.fd, "out", 3, 0), 3);
	close(message.fd);
	char bytes[8];
	ck_assert_int_eq(recv(stream, bytes, sizeof(bytes), 0), 3);
	ck_assert_int_eq(recv(stream, bytes, sizeof(bytes), 0), 0); // nobody has it now
	close(stream);
	close(user);
}
END_TEST

START_TEST(runs_without_a_stream) {
	int user = control_rig_connect(&rig);
	struct message message;
	control_rig_say(&rig, user, "{'do':'run','vm':'work','command':['foot'],'detach':true}\n");
	ck_assert(control_rig_receive(&rig, &message));
	ck_assert_uint_eq(message.body.request.verb, CONTROL_RUN);
	ck_assert_int_eq(message.fd, -1);
	close(user);
}
END_TEST

START_TEST(goes_before_its_answer) {
	int user = control_rig_connect(&rig);
	control_rig_say(&rig, user, "{'do':'start','vm':'work'}\n");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_START, "work");
	close(user);
	control_rig_expect_forget(&rig, serial);
	control_rig_expect_no_message(&rig);
	user = control_rig_connect(&rig);
	control_rig_answer(&rig, serial, CONTROL_OK, ""); // it was on its way
	control_rig_state(&rig, serial, "work", VM_RUNNING);
	control_rig_expect_nothing(&rig, user);
	close(user);
}
END_TEST

// As of a pipe whose left end is done
START_TEST(says_no_more) {
	int user = control_rig_connect(&rig);
	control_rig_say(&rig, user, "{'do':'pause','vm':'a'}\n{'do':'pause','vm':'b'}\n");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_PAUSE, "a");
	shutdown(user, SHUT_WR);
	control_rig_expect_no_message(&rig);
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, OK);
	serial = control_rig_expect_request(&rig, CONTROL_PAUSE, "b");
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, OK);
	ck_assert(control_rig_is_closed(&rig, user));
	close(user);
	user = control_rig_connect(&rig); // or at once
	shutdown(user, SHUT_WR);
	ck_assert(control_rig_is_closed(&rig, user));
	close(user);
}
END_TEST

static int watch(const char *line) {
	int user = control_rig_connect(&rig);
	control_rig_say(&rig, user, line);
	return user;
}

// First what there is, then what changes
START_TEST(events) {
	int user = watch("{'do':'events'}\n");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_LIST, "");
	control_rig_state(&rig, serial, "work", VM_STOPPED);
	control_rig_state(&rig, 0, "mail", VM_RUNNING);
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_state(&rig, 0, "work", VM_BUILDING);
	struct message message;
	message_init(&message, MESSAGE_TYPE_removed, 0);
	memcpy(message.body.removed.vm, "mail", 4);
	control_rig_send(&rig, &message);
	control_rig_expect(&rig, user, "{'event':'state','vm':'work','state':'stopped'," REST);
	control_rig_expect(&rig, user, "{'event':'state','vm':'mail','state':'running'," REST);
	control_rig_expect(&rig, user, OK);
	control_rig_expect(&rig, user,
		"{'event':'state','vm':'work','state':'starting','step':'building'," REST);
	control_rig_expect(&rig, user, "{'event':'removed','vm':'mail'}");
	close(user);
	control_rig_expect_no_message(&rig);
}
END_TEST

START_TEST(events_of_one) {
	int user = watch("{'do':'events','vm':'work'}\n");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_LIST, "work");
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, OK);
	control_rig_state(&rig, 0, "work-2", VM_RUNNING);
	control_rig_expect_nothing(&rig, user);
	control_rig_state(&rig, 0, "work", VM_RUNNING);
	control_rig_expect(&rig, user, "{'event':'state','vm':'work','state':'running'," REST);
	close(user);
}
END_TEST

START_TEST(events_of_none) {
	int user = watch("{'do':'events','vm':'work'}\n");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_LIST, "work");
	control_rig_answer(&rig, serial, CONTROL_NO_VM, "there is no VM work");
	control_rig_expect(&rig, user, "{'ok':false,'code':'no-vm','error':'there is no VM work'}");
	control_rig_state(&rig, 0, "work", VM_RUNNING);
	control_rig_expect_nothing(&rig, user);
	close(user);
}
END_TEST

// What it asks beside them has answers that are none
START_TEST(events_and_requests) {
	int user = watch("{'do':'events'}\n");
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_LIST, "");
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, OK);
	control_rig_say(&rig, user, "{'do':'list','vm':'work'}\n");
	serial = control_rig_expect_request(&rig, CONTROL_LIST, "work");
	control_rig_state(&rig, serial, "work", VM_RUNNING);
	control_rig_expect(&rig, user, "{'vm':'work','state':'running'," REST);
	control_rig_state(&rig, 0, "work", VM_RUNNING);
	control_rig_expect(&rig, user, "{'event':'state','vm':'work','state':'running'," REST);
	control_rig_answer(&rig, serial, CONTROL_NO_VM, "gone meanwhile");
	control_rig_expect(&rig, user, "{'ok':false,'code':'no-vm','error':'gone meanwhile'}");
	control_rig_state(&rig, 0, "work", VM_STOPPED); // and they go on
	control_rig_expect(&rig, user, "{'event':'state','vm':'work','state':'stopped'," REST);
	close(user);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control_server");
	TCase *tcase = tcase_create("control_server");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, asks_and_answers);
	tcase_add_test(tcase, lists);
	tcase_add_test(tcase, shows);
	tcase_add_test(tcase, each_gets_its_own);
	tcase_add_test(tcase, several_lines);
	tcase_add_test(tcase, refused_here);
	tcase_add_test(tcase, runs_with_a_stream);
	tcase_add_test(tcase, runs_without_a_stream);
	tcase_add_test(tcase, goes_before_its_answer);
	tcase_add_test(tcase, says_no_more);
	tcase_add_test(tcase, events);
	tcase_add_test(tcase, events_of_one);
	tcase_add_test(tcase, events_of_none);
	tcase_add_test(tcase, events_and_requests);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
