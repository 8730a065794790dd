// SPDX-License-Identifier: MIT
#include "hv/parent/requests.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/requests_rig.h"
#include "tests/lib/unit.h"

static struct requests_rig rig;
static struct message_request *const request = &rig.message.body.request;

static void setup(void) {
	requests_rig_init(&rig);
}

static void teardown(void) {
	requests_rig_finish(&rig);
}

START_TEST(list) {
	requests_rig_prepare(&rig, CONTROL_LIST, "", 1);
	requests_rig_ask(&rig);
	static const char *const names[] = {"debian", "net", "work"};
	for (size_t i = 0; i < 3; i++) {
		const struct message *state = house_rig_take(
			&rig.base, ROLE_CONTROL, MESSAGE_TYPE_state);
		ck_assert_uint_eq(state->header.serial, 1);
		ck_assert_str_eq(state->body.state.vm, names[i]);
	}
	requests_rig_check(&rig, CONTROL_OK, "");
}
END_TEST

START_TEST(list_one) {
	requests_rig_prepare(&rig, CONTROL_LIST, "work", 1);
	requests_rig_ask(&rig);
	ck_assert_uint_eq(
		house_rig_take(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_state)->body.state.memory,
		2048);
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_state);
	requests_rig_check(&rig, CONTROL_OK, "");
	requests_rig_prepare(&rig, CONTROL_LIST, "none", 2);
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_NO_VM, "there is no VM none");
}
END_TEST

static void check_setting(enum definition_key key, unsigned line, const char *value) {
	const struct message *one = house_rig_take(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_setting);
	ck_assert_uint_eq(one->header.serial, rig.message.header.serial);
	ck_assert_uint_eq(one->body.setting.key, key);
	ck_assert_uint_eq(one->body.setting.line, line);
	ck_assert_str_eq(one->body.setting.value, value);
}

START_TEST(show) {
	requests_rig_prepare(&rig, CONTROL_SHOW, "work", 1);
	requests_rig_ask(&rig);
	check_setting(DEFINITION_KEY_AUTOSTART, 0, "no");
	check_setting(DEFINITION_KEY_CLASS, 1, "app");
	check_setting(DEFINITION_KEY_LABEL, 2, "blue");
	check_setting(DEFINITION_KEY_MEMORY, 6, "2048");
	check_setting(DEFINITION_KEY_TEMPLATE, 3, "debian");
	check_setting(DEFINITION_KEY_VCPUS, 0, "2");
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_setting);
	requests_rig_check(&rig, CONTROL_OK, "");
}
END_TEST

START_TEST(show_a_fault) {
	registry_rig_write(&rig.files, "net", "class = service\nfoo = 1\n");
	ck_assert(registry_load(&rig.files.registry));
	house_update(rig.base.house, &rig.files.registry.set);
	requests_rig_prepare(&rig, CONTROL_SHOW, "net", 1);
	requests_rig_ask(&rig);
	check_setting(DEFINITION_KEY_AUTOSTART, 0, "no");
	requests_rig_check(&rig, CONTROL_DEFINITION, "line 2: unknown key: foo");
	registry_rig_unlink(&rig.files, "net");
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_NO_VM, "its definition: No such file or directory");
}
END_TEST

START_TEST(show_to_who_does_not_read) {
	rig.base.room[ROLE_CONTROL] = 0;
	requests_rig_prepare(&rig, CONTROL_SHOW, "work", 1);
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_BUSY, "too much is asked for at once");
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_setting);
}
END_TEST

START_TEST(events) {
	requests_rig_prepare(&rig, CONTROL_EVENTS, "", 1);
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_OK, "");
	requests_rig_prepare(&rig, CONTROL_EVENTS, "none", 2);
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_NO_VM, "there is no VM none");
}
END_TEST

START_TEST(wishes) {
	requests_rig_prepare(&rig, CONTROL_START, "net", 1);
	requests_rig_ask(&rig);
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	house_rig_built(&rig.base, 4);
	requests_rig_check(&rig, CONTROL_OK, "");
	house_rig_obey(&rig.base);
	requests_rig_prepare(&rig, CONTROL_PAUSE, "net", 2);
	requests_rig_ask(&rig);
	house_rig_obey(&rig.base);
	requests_rig_check(&rig, CONTROL_OK, "");
	requests_rig_prepare(&rig, CONTROL_RESUME, "net", 3);
	requests_rig_ask(&rig);
	house_rig_obey(&rig.base);
	requests_rig_check(&rig, CONTROL_OK, "");
	requests_rig_prepare(&rig, CONTROL_RESTART, "net", 4);
	requests_rig_ask(&rig);
	house_rig_check(&rig.base, "net", VM_STOPPING);
	house_rig_gone(&rig.base, "net", 4);
	house_rig_built(&rig.base, 5);
	requests_rig_check(&rig, CONTROL_OK, "");
	requests_rig_prepare(&rig, CONTROL_STOP, "net", 5);
	requests_rig_ask(&rig);
	house_rig_check(&rig.base, "net", VM_STOPPING);
	requests_rig_prepare(&rig, CONTROL_KILL, "net", 6);
	requests_rig_ask(&rig);
	house_rig_check(&rig.base, "net", VM_ENDING);
	house_rig_gone(&rig.base, "net", 5);
	house_rig_answered(&rig.base, ROLE_CONTROL, 5, CONTROL_OK);
	house_rig_answered(&rig.base, ROLE_CONTROL, 6, CONTROL_OK);
}
END_TEST

START_TEST(forget) {
	requests_rig_prepare(&rig, CONTROL_START, "net", 1);
	requests_rig_ask(&rig);
	message_init(&rig.message, MESSAGE_TYPE_forget, 1);
	requests_take(&rig.requests, ROLE_PEER, &rig.message, rig.base.now); // it was not his
	ck_assert_uint_eq(rig.base.house->waits.count, 1);
	requests_take(&rig.requests, ROLE_CONTROL, &rig.message, rig.base.now);
	ck_assert_uint_eq(rig.base.house->waits.count, 0);
}
END_TEST

// A process that was broken into asks what its users may not, or what is no request
START_TEST(denied) {
	requests_rig_prepare(&rig, CONTROL_CREATE, "shop", 1);
	request->class = DEFINITION_SERVICE;
	requests_rig_ask_as(&rig, ROLE_PEER);
	house_rig_answered(&rig.base, ROLE_PEER, 1, CONTROL_DENIED);
	ck_assert_ptr_null(house_find(rig.base.house, "shop"));
	requests_rig_prepare(&rig, CONTROL_STOP, "net", 2);
	request->force = 1;
	requests_rig_ask_as(&rig, ROLE_PEER);
	house_rig_answered(&rig.base, ROLE_PEER, 2, CONTROL_DENIED);
	requests_rig_prepare(&rig, CONTROL_START, "", 3);
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_USAGE, "start needs \"vm\"");
}
END_TEST

START_TEST(create) {
	requests_rig_prepare(&rig, CONTROL_CREATE, "shop", 1);
	request->class = DEFINITION_APP;
	snprintf(request->label, sizeof(request->label), "red");
	snprintf(request->template, NAME_SIZE, "debian");
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_OK, "");
	const struct definition *made = &house_rig_tenant(&rig.base, "shop")->definition;
	ck_assert_str_eq(made->label, "red");
	ck_assert_str_eq(made->template, "debian");
	registry_rig_check(&rig.files);
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_EXISTS, "there is a VM shop");
	requests_rig_prepare(&rig, CONTROL_CREATE, "bad", 2);
	request->class = DEFINITION_APP;
	requests_rig_ask(&rig);
	const struct message *answer = house_rig_take(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->body.answer.code, CONTROL_DEFINITION);
	ck_assert_ptr_null(house_find(rig.base.house, "bad"));
}
END_TEST

// It may be started at once, though it has to be looked for among the domains first
START_TEST(create_and_start) {
	requests_rig_prepare(&rig, CONTROL_CREATE, "usb", 1);
	request->class = DEFINITION_SERVICE;
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_OK, "");
	requests_rig_prepare(&rig, CONTROL_START, "usb", 2);
	requests_rig_ask(&rig);
	house_rig_expect_nothing(&rig.base, ROLE_XEN, MESSAGE_TYPE_build);
	house_rig_done(&rig.base, ROLE_XEN, rig.base.house->scan.serial);
	house_rig_built(&rig.base, 8);
	requests_rig_check(&rig, CONTROL_OK, "");
}
END_TEST

START_TEST(set_and_unset) {
	requests_rig_prepare(&rig, CONTROL_SET, "net", 1);
	request->key = DEFINITION_KEY_MEMORY;
	snprintf(request->value, sizeof(request->value), "300");
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_OK, "");
	ck_assert_uint_eq(house_rig_tenant(&rig.base, "net")->definition.memory, 300);
	requests_rig_prepare(&rig, CONTROL_SET, "net", 2);
	request->key = DEFINITION_KEY_MEMORY;
	snprintf(request->value, sizeof(request->value), "1");
	requests_rig_ask(&rig);
	requests_rig_check(
		&rig, CONTROL_DEFINITION, "net.conf:2: memory: not a number from 32 to 1048576: 1");
	requests_rig_prepare(&rig, CONTROL_UNSET, "net", 3);
	request->key = DEFINITION_KEY_MEMORY;
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_OK, "");
	ck_assert_uint_eq(house_rig_tenant(&rig.base, "net")->definition.memory, 1024);
	registry_rig_check(&rig.files);
}
END_TEST

START_TEST(rename_vm) {
	house_rig_start(&rig.base, "net", 4);
	requests_rig_prepare_to(&rig, CONTROL_RENAME, "net", "lan");
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_STATE, "net is running: stop it first");
	uint8_t uuid[VM_UUID_SIZE];
	ck_assert(registry_identify(&rig.files.registry, "work", uuid));
	requests_rig_prepare_to(&rig, CONTROL_RENAME, "work", "job");
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_OK, "");
	ck_assert_ptr_null(house_find(rig.base.house, "work"));
	house_rig_check(&rig.base, "job", VM_DEFINED);
	ck_assert_str_eq(
		house_rig_take(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_removed)->body.removed.vm,
		"work");
}
END_TEST

// --- programs ----------------------------------------------------------------

static void prepare_run(uint64_t serial) {
	requests_rig_prepare(&rig, CONTROL_RUN, "work", serial);
	memcpy(request->command, "true", 5);
	request->command_count = 1;
	request->command_len = 5;
}

START_TEST(run) {
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	house_rig_start(&rig.base, "work", 4);
	prepare_run(1);
	rig.message.fd = ends[0];
	requests_rig_ask(&rig);
	const struct message *sent = house_rig_take(&rig.base, ROLE_PEER, MESSAGE_TYPE_run);
	ck_assert_uint_eq(sent->body.run.domid, 4);
	ck_assert_str_eq(sent->body.run.command, "true");
	ck_assert_int_eq(sent->fd, ends[0]);
	house_rig_done(&rig.base, ROLE_PEER, sent->header.serial);
	ck_assert_int_eq(rig.base.code, CONTROL_OK);
	requests_finished(&rig.requests, &rig.base.finished, CONTROL_OK, "");
	requests_rig_check(&rig, CONTROL_OK, "");
	ck_assert_int_ne(fcntl(ends[0], F_GETFD), -1); // it is the caller's still
	close(ends[0]);
	close(ends[1]);
}
END_TEST

// Who has asked is another process by now, whose first request has that serial as well
START_TEST(run_for_who_is_gone) {
	house_rig_start(&rig.base, "work", 4);
	prepare_run(1);
	requests_rig_ask(&rig);
	const struct message *sent = house_rig_take(&rig.base, ROLE_PEER, MESSAGE_TYPE_run);
	uint64_t serial = sent->header.serial;
	house_rig_down(&rig.base, ROLE_CONTROL);
	requests_forget_all(&rig.requests, ROLE_CONTROL);
	house_rig_up(&rig.base, ROLE_CONTROL);
	house_rig_done(&rig.base, ROLE_PEER, serial);
	requests_finished(&rig.requests, &rig.base.finished, CONTROL_OK, "");
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
}
END_TEST

START_TEST(run_where_it_cannot) {
	prepare_run(1);
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_STATE, "work is defined");
	house_rig_start(&rig.base, "net", 4);
	snprintf(request->vm, NAME_SIZE, "net");
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_STATE, "net is without an agent");
	house_rig_start(&rig.base, "work", 5);
	house_rig_down(&rig.base, ROLE_PEER);
	prepare_run(2);
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_STATE, "work is without a link to its agent");
}
END_TEST

START_TEST(run_too_much) {
	house_rig_start(&rig.base, "work", 4);
	for (uint64_t i = 1; i <= ASKS_EACH_MAX / 2; i++) {
		prepare_run(i);
		requests_rig_ask(&rig);
	}
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	for (uint32_t user = 0; user < 2; user++) { // the VM does not start programs any more
		prepare_run(1000);
		request->user = user;
		requests_rig_ask(&rig);
		requests_rig_check(&rig, CONTROL_BUSY, "too much is run at once");
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("requests");
	TCase *tcase = tcase_create("requests");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, list);
	tcase_add_test(tcase, list_one);
	tcase_add_test(tcase, show);
	tcase_add_test(tcase, show_a_fault);
	tcase_add_test(tcase, show_to_who_does_not_read);
	tcase_add_test(tcase, events);
	tcase_add_test(tcase, wishes);
	tcase_add_test(tcase, forget);
	tcase_add_test(tcase, denied);
	tcase_add_test(tcase, create);
	tcase_add_test(tcase, create_and_start);
	tcase_add_test(tcase, set_and_unset);
	tcase_add_test(tcase, rename_vm);
	tcase_add_test(tcase, run);
	tcase_add_test(tcase, run_for_who_is_gone);
	tcase_add_test(tcase, run_where_it_cannot);
	tcase_add_test(tcase, run_too_much);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
