// SPDX-License-Identifier: MIT
#include "hv/parent/requests.h"

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

static void settle(void) {
	house_rig_done(&rig.base, ROLE_XEN, rig.base.house->scan.serial);
	while (requests_run(&rig.requests, rig.base.now)) {
		house_rig_run(&rig.base);
	}
}

// One right after the other, each of a VM that has to be looked for first
START_TEST(new_and_at_once) {
	uint8_t uuid[VM_UUID_SIZE];
	ck_assert(registry_identify(&rig.files.registry, "work", uuid));
	requests_rig_prepare_to(&rig, CONTROL_RENAME, "work", "job");
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_OK, "");
	requests_rig_prepare_to(&rig, CONTROL_CLONE, "job", "other");
	rig.message.header.serial = 2;
	requests_rig_ask(&rig);
	requests_rig_prepare_to(&rig, CONTROL_CLONE, "net", "lan");
	rig.message.header.serial = 3;
	requests_rig_ask(&rig);
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	settle();
	house_rig_answered(&rig.base, ROLE_CONTROL, 2, CONTROL_OK);
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	settle();
	house_rig_answered(&rig.base, ROLE_CONTROL, 3, CONTROL_OK);
	house_rig_check(&rig.base, "other", VM_DEFINED);
	house_rig_check(&rig.base, "lan", VM_DEFINED);
}
END_TEST

static void ask_later(uint64_t serial) {
	requests_rig_prepare_to(&rig, CONTROL_CLONE, "net", "lan");
	rig.message.header.serial = serial;
	requests_rig_ask(&rig);
}

static void begin_scan(void) {
	requests_rig_prepare(&rig, CONTROL_CREATE, "shop", 1);
	request->class = DEFINITION_SERVICE;
	requests_rig_ask(&rig);
	requests_rig_check(&rig, CONTROL_OK, "");
}

START_TEST(too_many_wait) {
	begin_scan();
	for (uint64_t i = 0; i < REQUESTS_LATER_MAX; i++) {
		ask_later(10 + i);
	}
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ask_later(100);
	requests_rig_check(&rig, CONTROL_BUSY, "it is not known which domains there are");
	requests_forget_all(&rig.requests, ROLE_PEER);
	ck_assert_uint_eq(rig.requests.later_count, REQUESTS_LATER_MAX);
	requests_forget_all(&rig.requests, ROLE_CONTROL);
	ck_assert_uint_eq(rig.requests.later_count, 0);
}
END_TEST

START_TEST(does_not_wait_any_more) {
	begin_scan();
	ask_later(10);
	message_init(&rig.message, MESSAGE_TYPE_forget, 10);
	requests_take(&rig.requests, ROLE_CONTROL, &rig.message, rig.base.now);
	settle();
	ck_assert_ptr_null(house_find(rig.base.house, "lan"));
}
END_TEST

START_TEST(waits_for_nothing) {
	begin_scan();
	ask_later(10);
	house_rig_down(&rig.base, ROLE_XEN);
	ck_assert(requests_run(&rig.requests, rig.base.now));
	requests_rig_check(&rig, CONTROL_BUSY, "it is not known which domains there are");
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
