// SPDX-License-Identifier: MIT
#include "hv/parent/requests.h"

#include <stdio.h>
#include <string.h>

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

static void ask(void) {
	requests_take(&requests, ROLE_CONTROL, &message, rig.now);
	house_rig_run(&rig);
}

static void check(enum control_code code, const char *text) {
	const struct message *answer = house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->header.serial, message.header.serial);
	ck_assert_str_eq(answer->body.answer.text, text);
	ck_assert_uint_eq(answer->body.answer.code, code);
}

static void prepare_to(enum control_verb verb, const char *vm, const char *to) {
	prepare(verb, vm, 1);
	snprintf(request->to, NAME_SIZE, "%s", to);
}

static void settle(void) {
	house_rig_done(&rig, ROLE_XEN, rig.house->scan.serial);
	while (requests_run(&requests, rig.now)) {
		house_rig_run(&rig);
	}
}

// One right after the other, each of a VM that has to be looked for first
START_TEST(new_and_at_once) {
	uint8_t uuid[VM_UUID_SIZE];
	ck_assert(registry_identify(&files.registry, "work", uuid));
	prepare_to(CONTROL_RENAME, "work", "job");
	ask();
	check(CONTROL_OK, "");
	prepare_to(CONTROL_CLONE, "job", "other");
	message.header.serial = 2;
	ask();
	prepare_to(CONTROL_CLONE, "net", "lan");
	message.header.serial = 3;
	ask();
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	settle();
	house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_OK);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	settle();
	house_rig_answered(&rig, ROLE_CONTROL, 3, CONTROL_OK);
	house_rig_check(&rig, "other", VM_DEFINED);
	house_rig_check(&rig, "lan", VM_DEFINED);
}
END_TEST

static void ask_later(uint64_t serial) {
	prepare_to(CONTROL_CLONE, "net", "lan");
	message.header.serial = serial;
	ask();
}

static void begin_scan(void) {
	prepare(CONTROL_CREATE, "shop", 1);
	request->class = DEFINITION_SERVICE;
	ask();
	check(CONTROL_OK, "");
}

START_TEST(too_many_wait) {
	begin_scan();
	for (uint64_t i = 0; i < REQUESTS_LATER_MAX; i++) {
		ask_later(10 + i);
	}
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ask_later(100);
	check(CONTROL_BUSY, "it is not known which domains there are");
	requests_forget_all(&requests, ROLE_PEER);
	ck_assert_uint_eq(requests.later_count, REQUESTS_LATER_MAX);
	requests_forget_all(&requests, ROLE_CONTROL);
	ck_assert_uint_eq(requests.later_count, 0);
}
END_TEST

START_TEST(does_not_wait_any_more) {
	begin_scan();
	ask_later(10);
	message_init(&message, MESSAGE_TYPE_forget, 10);
	requests_take(&requests, ROLE_CONTROL, &message, rig.now);
	settle();
	ck_assert_ptr_null(house_find(rig.house, "lan"));
}
END_TEST

START_TEST(waits_for_nothing) {
	begin_scan();
	ask_later(10);
	house_rig_down(&rig, ROLE_XEN);
	ck_assert(requests_run(&requests, rig.now));
	check(CONTROL_BUSY, "it is not known which domains there are");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("requests_later");
	TCase *tcase = tcase_create("requests_later");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, new_and_at_once);
	tcase_add_test(tcase, too_many_wait);
	tcase_add_test(tcase, does_not_wait_any_more);
	tcase_add_test(tcase, waits_for_nothing);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
