// SPDX-License-Identifier: MIT
#include "hv/parent/looks.h"

#include <string.h>

#include "tests/lib/messages.h"
#include "tests/lib/requests_rig.h"
#include "tests/lib/unit.h"

static struct requests_rig all;
static struct house_rig *const rig = &all.base;
static int stream;

static void setup(void) {
	struct message example;
	messages_example(&example, MESSAGE_TYPE_view, -1);
	stream = example.fd;
	requests_rig_init(&all);
	house_rig_up(rig, ROLE_CONSOLE);
}

static void teardown(void) {
	requests_rig_finish(&all);
}

static void ask(enum role who, enum control_verb verb, uint32_t follow, int fd) {
	requests_rig_prepare(&all, verb, "debian", 1);
	all.message.body.request.follow = follow;
	all.message.fd = fd;
	requests_rig_ask_as(&all, who);
}

static void check(enum role who, enum control_code code, const char *text) {
	const struct message *answer = house_rig_take(rig, who, MESSAGE_TYPE_answer);
	ck_assert_str_eq(answer->body.answer.text, text);
	ck_assert_uint_eq(answer->body.answer.code, code);
}

static uint64_t take_view(enum message_view_how how) {
	const struct message *view = house_rig_take(rig, ROLE_CONSOLE, MESSAGE_TYPE_view);
	uint8_t uuid[VM_UUID_SIZE];
	house_rig_uuid("debian", uuid);
	ck_assert_uint_eq(view->body.view.how, how);
	ck_assert_mem_eq(view->body.view.uuid, uuid, VM_UUID_SIZE);
	ck_assert_str_eq(view->body.view.vm, "debian");
	ck_assert_int_eq(view->fd, stream);
	return view->header.serial;
}

START_TEST(seen) {
	ask(ROLE_CONTROL, CONTROL_LOG, 0, stream);
	take_view(MESSAGE_VIEW_LOG);
	ask(ROLE_CONTROL, CONTROL_LOG, 1, stream);
	take_view(MESSAGE_VIEW_FOLLOW);
	ask(ROLE_CONTROL, CONTROL_CONSOLE, 0, stream);
	uint64_t serial = take_view(MESSAGE_VIEW_CONSOLE);
	house_rig_done(rig, ROLE_CONSOLE, serial);
	requests_finished(&all.requests, &rig->finished, rig->code, rig->reason);
	check(ROLE_CONTROL, CONTROL_OK, "");
}
END_TEST

START_TEST(failed) {
	ask(ROLE_CONTROL, CONTROL_CONSOLE, 0, stream);
	house_rig_failed(rig, ROLE_CONSOLE, take_view(MESSAGE_VIEW_CONSOLE), "it has none");
	requests_finished(&all.requests, &rig->finished, rig->code, rig->reason);
	check(ROLE_CONTROL, CONTROL_FAILED, "it has none");
}
END_TEST

START_TEST(cannot_be) {
	ask(ROLE_CONTROL, CONTROL_LOG, 0, -1);
	check(ROLE_CONTROL, CONTROL_BUSY, "consoles cannot be seen just now");
	rig->deaf[ROLE_CONSOLE] = true;
	ask(ROLE_CONTROL, CONTROL_LOG, 0, stream);
	check(ROLE_CONTROL, CONTROL_BUSY, "consoles cannot be seen just now");
}
END_TEST

// What a VM says is dom0's to see
START_TEST(denied) {
	ask(ROLE_PEER, CONTROL_LOG, 0, stream);
	check(ROLE_PEER, CONTROL_DENIED, "log is for dom0 only");
	ask(ROLE_PEER, CONTROL_CONSOLE, 0, stream);
	check(ROLE_PEER, CONTROL_DENIED, "console is for dom0 only");
	ask(ROLE_PEER, CONTROL_TOP, 0, -1);
	check(ROLE_PEER, CONTROL_DENIED, "top is for dom0 only");
	ck_assert_ptr_null(house_rig_find(rig, ROLE_CONSOLE, MESSAGE_TYPE_view));
}
END_TEST

// --- top -----------------------------------------------------------------------

static uint64_t ask_top(const char *vm) {
	requests_rig_prepare(&all, CONTROL_TOP, vm, 1);
	requests_rig_ask(&all);
	return house_rig_take(rig, ROLE_XEN, MESSAGE_TYPE_measure)->header.serial;
}

static void say_measured(uint64_t serial, const char *vm, uint32_t domid) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_measured, serial);
	message.body.measured.domid = domid;
	message.body.measured.memory = 400;
	message.body.measured.vcpus = 2;
	message.body.measured.cpu_high = 3;
	message.body.measured.at_low = 9;
	house_rig_uuid(vm, message.body.measured.uuid);
	house_rig_say(rig, ROLE_XEN, &message);
}

static void expect_usage(const char *vm, uint32_t domid) {
	const struct message *message = house_rig_take(rig, ROLE_CONTROL, MESSAGE_TYPE_usage);
	const struct message_usage *usage = &message->body.usage;
	ck_assert_uint_eq(message->header.serial, 1);
	ck_assert_str_eq(usage->vm, vm);
	ck_assert_uint_eq(usage->domid, domid);
	ck_assert_uint_eq(usage->state, VM_RUNNING);
	ck_assert_uint_eq(usage->memory, 400);
	ck_assert_uint_eq(usage->vcpus, 2);
	ck_assert_uint_eq(usage->cpu_high, 3);
	ck_assert_uint_eq(usage->cpu_low, 0);
	ck_assert_uint_eq(usage->at_low, 9);
}

static void end_top(uint64_t serial) {
	house_rig_done(rig, ROLE_XEN, serial);
	requests_finished(&all.requests, &rig->finished, rig->code, rig->reason);
	check(ROLE_CONTROL, CONTROL_OK, "");
}

// A domid counts with its uuid only
START_TEST(top) {
	house_rig_start(rig, "work", 4);
	house_rig_start(rig, "net", 5);
	uint64_t serial = ask_top("");
	say_measured(serial, "work", 4);
	expect_usage("work", 4);
	say_measured(serial, "net", 5);
	expect_usage("net", 5);
	say_measured(serial, "work", 5);
	say_measured(serial, "stranger", 4);
	ck_assert_ptr_null(house_rig_find(rig, ROLE_CONTROL, MESSAGE_TYPE_usage));
	end_top(serial);
}
END_TEST

START_TEST(top_of_one) {
	house_rig_start(rig, "work", 4);
	house_rig_start(rig, "net", 5);
	uint64_t serial = ask_top("net");
	say_measured(serial, "work", 4);
	ck_assert_ptr_null(house_rig_find(rig, ROLE_CONTROL, MESSAGE_TYPE_usage));
	say_measured(serial, "net", 5);
	expect_usage("net", 5);
	end_top(serial);
}
END_TEST

START_TEST(top_for_who_is_gone) {
	house_rig_start(rig, "work", 4);
	uint64_t serial = ask_top("");
	house_rig_down(rig, ROLE_CONTROL);
	house_rig_up(rig, ROLE_CONTROL);
	say_measured(serial, "work", 4);
	ck_assert_ptr_null(house_rig_find(rig, ROLE_CONTROL, MESSAGE_TYPE_usage));
}
END_TEST

START_TEST(too_many_tops) {
	for (int i = 0; i < LOOKS_TOPS_MAX / 2; i++) {
		ask_top("");
	}
	requests_rig_prepare(&all, CONTROL_TOP, "", 1);
	requests_rig_ask(&all);
	check(ROLE_CONTROL, CONTROL_BUSY, "it cannot be looked at just now");
	requests_rig_prepare(&all, CONTROL_TOP, "", 1);
	all.message.body.request.user = 1000; // another
	requests_rig_ask(&all);
	house_rig_take(rig, ROLE_XEN, MESSAGE_TYPE_measure);
}
END_TEST

START_TEST(top_for_who_does_not_read) {
	rig->room[ROLE_CONTROL] = 0;
	requests_rig_prepare(&all, CONTROL_TOP, "", 1);
	requests_rig_ask(&all);
	check(ROLE_CONTROL, CONTROL_BUSY, "it cannot be looked at just now");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("looks");
	TCase *tcase = tcase_create("looks");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, seen);
	tcase_add_test(tcase, failed);
	tcase_add_test(tcase, cannot_be);
	tcase_add_test(tcase, denied);
	tcase_add_test(tcase, top);
	tcase_add_test(tcase, top_of_one);
	tcase_add_test(tcase, top_for_who_is_gone);
	tcase_add_test(tcase, too_many_tops);
	tcase_add_test(tcase, top_for_who_does_not_read);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
