// SPDX-License-Identifier: MIT
#include "hv/parent/requests.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/house_rig.h"
#include "tests/lib/registry_rig.h"
#include "tests/lib/unit.h"

#define APP "class = app\nlabel = blue\ntemplate = debian\n"

static struct house_rig rig;
static struct registry_rig files;
static struct requests requests;
static struct message message;
static struct message_request *request;

static void setup(void) {
	registry_rig_init(&files);
	registry_rig_write(&files, "debian", "class = template\nfeatures = agent\n");
	registry_rig_write(&files, "net", "class = service\n");
	registry_rig_write(&files, "work", APP "\n# large\nmemory =  2048\n");
	registry_rig_open(&files);
	house_rig_init(&rig);
	house_update(rig.house, &files.registry.set);
	house_rig_settle(&rig);
	requests = (struct requests){.house = rig.house, .registry = &files.registry};
	request = &message.body.request;
}

static void teardown(void) {
	house_rig_finish(&rig);
	registry_rig_finish(&files);
}

static void prepare(enum control_verb verb, const char *vm, uint64_t serial) {
	message_init(&message, MESSAGE_TYPE_request, serial);
	control_verb_init(request, verb);
	snprintf(request->vm, NAME_SIZE, "%s", vm);
}

static void ask_as(enum role who) {
	struct message_fault fault;
	ck_assert(message_check(&message, message_size(MESSAGE_TYPE_request),
		MESSAGE_FROM_CONTROL | MESSAGE_FROM_PEER, &fault));
	requests_take(&requests, who, &message, rig.now);
	house_rig_run(&rig);
}

static void ask(void) {
	ask_as(ROLE_CONTROL);
}

static void check(enum control_code code, const char *text) {
	const struct message *answer = house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->header.serial, message.header.serial);
	ck_assert_str_eq(answer->body.answer.text, text);
	ck_assert_uint_eq(answer->body.answer.code, code);
}

START_TEST(list) {
	prepare(CONTROL_LIST, "", 1);
	ask();
	static const char *const names[] = {"debian", "net", "work"};
	for (size_t i = 0; i < 3; i++) {
		const struct message *state = house_rig_take(
			&rig, ROLE_CONTROL, MESSAGE_TYPE_state);
		ck_assert_uint_eq(state->header.serial, 1);
		ck_assert_str_eq(state->body.state.vm, names[i]);
	}
	check(CONTROL_OK, "");
}
END_TEST

START_TEST(list_one) {
	prepare(CONTROL_LIST, "work", 1);
	ask();
	ck_assert_uint_eq(
		house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_state)->body.state.memory, 2048);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_state);
	check(CONTROL_OK, "");
	prepare(CONTROL_LIST, "none", 2);
	ask();
	check(CONTROL_NO_VM, "there is no VM none");
}
END_TEST

static void check_setting(enum definition_key key, unsigned line, const char *value) {
	const struct message *one = house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_setting);
	ck_assert_uint_eq(one->header.serial, message.header.serial);
	ck_assert_uint_eq(one->body.setting.key, key);
	ck_assert_uint_eq(one->body.setting.line, line);
	ck_assert_str_eq(one->body.setting.value, value);
}

START_TEST(show) {
	prepare(CONTROL_SHOW, "work", 1);
	ask();
	check_setting(DEFINITION_KEY_AUTOSTART, 0, "no");
	check_setting(DEFINITION_KEY_CLASS, 1, "app");
	check_setting(DEFINITION_KEY_LABEL, 2, "blue");
	check_setting(DEFINITION_KEY_MEMORY, 6, "2048");
	check_setting(DEFINITION_KEY_TEMPLATE, 3, "debian");
	check_setting(DEFINITION_KEY_VCPUS, 0, "2");
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_setting);
	check(CONTROL_OK, "");
}
END_TEST

START_TEST(show_a_fault) {
	registry_rig_write(&files, "net", "class = service\nfoo = 1\n");
	ck_assert(registry_load(&files.registry));
	house_update(rig.house, &files.registry.set);
	prepare(CONTROL_SHOW, "net", 1);
	ask();
	check_setting(DEFINITION_KEY_AUTOSTART, 0, "no");
	check(CONTROL_DEFINITION, "line 2: unknown key: foo");
	registry_rig_unlink(&files, "net");
	ask();
	check(CONTROL_NO_VM, "its definition: No such file or directory");
}
END_TEST

START_TEST(show_to_who_does_not_read) {
	rig.room[ROLE_CONTROL] = 0;
	prepare(CONTROL_SHOW, "work", 1);
	ask();
	check(CONTROL_BUSY, "too much is asked for at once");
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_setting);
}
END_TEST

START_TEST(events) {
	prepare(CONTROL_EVENTS, "", 1);
	ask();
	check(CONTROL_OK, "");
	prepare(CONTROL_EVENTS, "none", 2);
	ask();
	check(CONTROL_NO_VM, "there is no VM none");
}
END_TEST

START_TEST(wishes) {
	prepare(CONTROL_START, "net", 1);
	ask();
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	house_rig_built(&rig, 4);
	check(CONTROL_OK, "");
	house_rig_obey(&rig);
	prepare(CONTROL_PAUSE, "net", 2);
	ask();
	house_rig_obey(&rig);
	check(CONTROL_OK, "");
	prepare(CONTROL_RESUME, "net", 3);
	ask();
	house_rig_obey(&rig);
	check(CONTROL_OK, "");
	prepare(CONTROL_RESTART, "net", 4);
	ask();
	house_rig_check(&rig, "net", VM_STOPPING);
	house_rig_gone(&rig, "net", 4);
	house_rig_built(&rig, 5);
	check(CONTROL_OK, "");
	prepare(CONTROL_STOP, "net", 5);
	ask();
	house_rig_check(&rig, "net", VM_STOPPING);
	prepare(CONTROL_KILL, "net", 6);
	ask();
	house_rig_check(&rig, "net", VM_ENDING);
	house_rig_gone(&rig, "net", 5);
	house_rig_answered(&rig, ROLE_CONTROL, 5, CONTROL_OK);
	house_rig_answered(&rig, ROLE_CONTROL, 6, CONTROL_OK);
}
END_TEST

START_TEST(forget) {
	prepare(CONTROL_START, "net", 1);
	ask();
	message_init(&message, MESSAGE_TYPE_forget, 1);
	requests_take(&requests, ROLE_PEER, &message, rig.now); // it was not his
	ck_assert_uint_eq(rig.house->waits.count, 1);
	requests_take(&requests, ROLE_CONTROL, &message, rig.now);
	ck_assert_uint_eq(rig.house->waits.count, 0);
}
END_TEST

// A process that was broken into asks what its users may not, or what is no request
START_TEST(denied) {
	prepare(CONTROL_CREATE, "shop", 1);
	request->class = DEFINITION_SERVICE;
	ask_as(ROLE_PEER);
	house_rig_answered(&rig, ROLE_PEER, 1, CONTROL_DENIED);
	ck_assert_ptr_null(house_find(rig.house, "shop"));
	prepare(CONTROL_STOP, "net", 2);
	request->force = 1;
	ask_as(ROLE_PEER);
	house_rig_answered(&rig, ROLE_PEER, 2, CONTROL_DENIED);
	prepare(CONTROL_START, "", 3);
	ask();
	check(CONTROL_USAGE, "start needs \"vm\"");
}
END_TEST

START_TEST(create) {
	prepare(CONTROL_CREATE, "shop", 1);
	request->class = DEFINITION_APP;
	snprintf(request->label, sizeof(request->label), "red");
	snprintf(request->template, NAME_SIZE, "debian");
	ask();
	check(CONTROL_OK, "");
	const struct definition *made = &house_rig_tenant(&rig, "shop")->definition;
	ck_assert_str_eq(made->label, "red");
	ck_assert_str_eq(made->template, "debian");
	registry_rig_check(&files);
	ask();
	check(CONTROL_EXISTS, "there is a VM shop");
	prepare(CONTROL_CREATE, "bad", 2);
	request->class = DEFINITION_APP;
	ask();
	const struct message *answer = house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->body.answer.code, CONTROL_DEFINITION);
	ck_assert_ptr_null(house_find(rig.house, "bad"));
}
END_TEST

// It may be started at once, though it has to be looked for among the domains first
START_TEST(create_and_start) {
	prepare(CONTROL_CREATE, "usb", 1);
	request->class = DEFINITION_SERVICE;
	ask();
	check(CONTROL_OK, "");
	prepare(CONTROL_START, "usb", 2);
	ask();
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	house_rig_done(&rig, ROLE_XEN, rig.house->scan.serial);
	house_rig_built(&rig, 8);
	check(CONTROL_OK, "");
}
END_TEST

START_TEST(set_and_unset) {
	prepare(CONTROL_SET, "net", 1);
	request->key = DEFINITION_KEY_MEMORY;
	snprintf(request->value, sizeof(request->value), "300");
	ask();
	check(CONTROL_OK, "");
	ck_assert_uint_eq(house_rig_tenant(&rig, "net")->definition.memory, 300);
	prepare(CONTROL_SET, "net", 2);
	request->key = DEFINITION_KEY_MEMORY;
	snprintf(request->value, sizeof(request->value), "1");
	ask();
	check(CONTROL_DEFINITION, "net.conf:2: memory: not a number from 32 to 1048576: 1");
	prepare(CONTROL_UNSET, "net", 3);
	request->key = DEFINITION_KEY_MEMORY;
	ask();
	check(CONTROL_OK, "");
	ck_assert_uint_eq(house_rig_tenant(&rig, "net")->definition.memory, 1024);
	registry_rig_check(&files);
}
END_TEST

static void prepare_to(enum control_verb verb, const char *vm, const char *to) {
	prepare(verb, vm, 1);
	snprintf(request->to, NAME_SIZE, "%s", to);
}

START_TEST(rename_vm) {
	house_rig_start(&rig, "net", 4);
	prepare_to(CONTROL_RENAME, "net", "lan");
	ask();
	check(CONTROL_STATE, "net is running: stop it first");
	uint8_t uuid[VM_UUID_SIZE];
	ck_assert(registry_identify(&files.registry, "work", uuid));
	prepare_to(CONTROL_RENAME, "work", "job");
	ask();
	check(CONTROL_OK, "");
	ck_assert_ptr_null(house_find(rig.house, "work"));
	house_rig_check(&rig, "job", VM_DEFINED);
	ck_assert_str_eq(
		house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_removed)->body.removed.vm, "work");
}
END_TEST

// --- programs ----------------------------------------------------------------

static void prepare_run(uint64_t serial) {
	prepare(CONTROL_RUN, "work", serial);
	memcpy(request->command, "true", 5);
	request->command_count = 1;
	request->command_len = 5;
}

START_TEST(run) {
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	house_rig_start(&rig, "work", 4);
	prepare_run(1);
	message.fd = ends[0];
	ask();
	const struct message *sent = house_rig_take(&rig, ROLE_PEER, MESSAGE_TYPE_run);
	ck_assert_uint_eq(sent->body.run.domid, 4);
	ck_assert_str_eq(sent->body.run.command, "true");
	ck_assert_int_eq(sent->fd, ends[0]);
	house_rig_done(&rig, ROLE_PEER, sent->header.serial);
	ck_assert_int_eq(rig.code, CONTROL_OK);
	requests_finished(&requests, &rig.finished, CONTROL_OK, "");
	check(CONTROL_OK, "");
	ck_assert_int_ne(fcntl(ends[0], F_GETFD), -1); // it is the caller's still
	close(ends[0]);
	close(ends[1]);
}
END_TEST

// Who has asked is another process by now, whose first request has that serial as well
START_TEST(run_for_who_is_gone) {
	house_rig_start(&rig, "work", 4);
	prepare_run(1);
	ask();
	const struct message *sent = house_rig_take(&rig, ROLE_PEER, MESSAGE_TYPE_run);
	uint64_t serial = sent->header.serial;
	house_rig_down(&rig, ROLE_CONTROL);
	requests_forget_all(&requests, ROLE_CONTROL);
	house_rig_up(&rig, ROLE_CONTROL);
	house_rig_done(&rig, ROLE_PEER, serial);
	requests_finished(&requests, &rig.finished, CONTROL_OK, "");
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
}
END_TEST

START_TEST(run_where_it_cannot) {
	prepare_run(1);
	ask();
	check(CONTROL_STATE, "work is defined");
	house_rig_start(&rig, "net", 4);
	snprintf(request->vm, NAME_SIZE, "net");
	ask();
	check(CONTROL_STATE, "net is without an agent");
	house_rig_start(&rig, "work", 5);
	house_rig_down(&rig, ROLE_PEER);
	prepare_run(2);
	ask();
	check(CONTROL_STATE, "work is without a link to its agent");
}
END_TEST

START_TEST(run_too_much) {
	house_rig_start(&rig, "work", 4);
	for (uint64_t i = 1; i <= ASKS_EACH_MAX; i++) {
		prepare_run(i);
		ask();
	}
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	prepare_run(1000);
	ask();
	check(CONTROL_BUSY, "too much is run at once");
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
