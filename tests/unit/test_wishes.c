// SPDX-License-Identifier: MIT
#include "hv/house/wishes.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/house_rig.h"
#include "tests/lib/unit.h"

#define SERVICE "class = service\n"

static struct house_rig rig;

static void setup(void) {
	house_rig_init(&rig);
	house_rig_define(&rig, "fw", SERVICE "netvm = net\n");
	house_rig_define(&rig, "mail", SERVICE "netvm = fw\n");
	house_rig_define(&rig, "net", SERVICE);
	house_rig_define(&rig, "wrong", SERVICE "memory = 1\n");
	house_rig_update(&rig);
	house_rig_settle(&rig);
}

static void teardown(void) {
	house_rig_finish(&rig);
}

static void add(const char *name, const struct wishes_wish *wish) {
	wishes_add(rig.house, house_rig_tenant(&rig, name), wish, rig.now);
	house_rig_run(&rig);
}

static void start_all(void) {
	house_rig_start(&rig, "net", 1);
	house_rig_start(&rig, "fw", 2);
	house_rig_start(&rig, "mail", 3);
}

START_TEST(with_all_needs) {
	house_rig_wish(&rig, "mail", VM_WANT_START, 1);
	house_rig_built(&rig, 1);
	house_rig_check(&rig, "net", VM_RUNNING);
	house_rig_check(&rig, "mail", VM_WAITING);
	house_rig_built(&rig, 2);
	house_rig_built(&rig, 3);
	house_rig_check(&rig, "mail", VM_RUNNING);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
}
END_TEST

// One build, and each is answered
START_TEST(two_at_once) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	house_rig_wish(&rig, "net", VM_WANT_START, 2);
	house_rig_built(&rig, 1);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_OK);
}
END_TEST

START_TEST(needs_fail) {
	house_rig_wish(&rig, "mail", VM_WANT_START, 1);
	const struct message *build = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	house_rig_failed(&rig, ROLE_XEN, build->header.serial, "no device");
	house_rig_check(&rig, "fw", VM_CRASHED);
	house_rig_check(&rig, "mail", VM_CRASHED);
	const struct message *answer = house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->body.answer.code, CONTROL_FAILED);
	ck_assert_ptr_nonnull(strstr(answer->body.answer.text, "net, which it needs, is crashed"));
}
END_TEST

START_TEST(wrong_definition) {
	house_rig_wish(&rig, "wrong", VM_WANT_START, 1);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_DEFINITION);
	house_rig_check(&rig, "wrong", VM_DEFINED);
}
END_TEST

START_TEST(so_it_is) {
	house_rig_start(&rig, "net", 1);
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	house_rig_wish(&rig, "net", VM_WANT_RESUME, 2);
	house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_OK);
	house_rig_wish(&rig, "fw", VM_WANT_STOP, 3);
	house_rig_answered(&rig, ROLE_CONTROL, 3, CONTROL_OK);
	house_rig_wish(&rig, "fw", VM_WANT_KILL, 4);
	house_rig_answered(&rig, ROLE_CONTROL, 4, CONTROL_OK);
}
END_TEST

START_TEST(not_in_this_state) {
	house_rig_wish(&rig, "net", VM_WANT_PAUSE, 1);
	const struct message *answer = house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->body.answer.code, CONTROL_STATE);
	ck_assert_str_eq(answer->body.answer.text, "net is defined");
}
END_TEST

START_TEST(others_need_it) {
	const struct wishes_wish again = {ROLE_CONTROL, 2, VM_WANT_START, .again = true};
	const struct wishes_wish forced = {ROLE_CONTROL, 3, VM_WANT_STOP, .force = true};
	start_all();
	house_rig_wish(&rig, "net", VM_WANT_STOP, 1);
	const struct message *answer = house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->body.answer.code, CONTROL_STATE);
	ck_assert_str_eq(answer->body.answer.text, "fw is running and needs net");
	add("net", &again);
	house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_STATE);
	house_rig_check(&rig, "net", VM_RUNNING);
	add("net", &forced);
	house_rig_check(&rig, "net", VM_STOPPING);
	house_rig_gone(&rig, "net", 1);
	house_rig_answered(&rig, ROLE_CONTROL, 3, CONTROL_OK);
}
END_TEST

// Who needs it is on his way down
START_TEST(one_after_the_other) {
	start_all();
	house_rig_wish(&rig, "mail", VM_WANT_STOP, 1);
	house_rig_wish(&rig, "fw", VM_WANT_STOP, 2);
	house_rig_wish(&rig, "net", VM_WANT_STOP, 3);
	house_rig_answered(&rig, ROLE_CONTROL, 3, CONTROL_STATE); // fw has not begun to end
	house_rig_check(&rig, "fw", VM_RUNNING);
	house_rig_gone(&rig, "mail", 3);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	house_rig_check(&rig, "fw", VM_STOPPING);
	house_rig_wish(&rig, "net", VM_WANT_STOP, 4);
	house_rig_check(&rig, "net", VM_RUNNING);
	house_rig_gone(&rig, "fw", 2);
	house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_OK);
	house_rig_check(&rig, "net", VM_STOPPING);
	house_rig_gone(&rig, "net", 1);
	house_rig_answered(&rig, ROLE_CONTROL, 4, CONTROL_OK);
}
END_TEST

// He comes up again, or does not go
START_TEST(not_after_all) {
	start_all();
	house_rig_wish(&rig, "mail", VM_WANT_STOP, 1);
	house_rig_wish(&rig, "fw", VM_WANT_STOP, 2);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	if (_i == 0) {
		house_rig_wish(&rig, "mail", VM_WANT_START, 3);
		house_rig_gone(&rig, "mail", 3);
		house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
		house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_STATE);
	} else {
		house_rig_wait(&rig, 2 * waits_time(VM_WANT_STOP));
		house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_TIMEOUT);
		house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_TIMEOUT);
	}
	house_rig_check(&rig, "fw", VM_RUNNING);
}
END_TEST

START_TEST(restart) {
	const struct wishes_wish again = {ROLE_CONTROL, 1, VM_WANT_START, .again = true};
	start_all();
	add("mail", &again);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_SHUTDOWN, NULL);
	house_rig_gone(&rig, "mail", 3);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	house_rig_built(&rig, 4);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	ck_assert_uint_eq(house_rig_tenant(&rig, "mail")->vm.domid, 4);
}
END_TEST

START_TEST(restart_of_what_does_not_run) {
	const struct wishes_wish again = {ROLE_CONTROL, 1, VM_WANT_START, .again = true};
	add("net", &again);
	house_rig_built(&rig, 4);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
}
END_TEST

// While it waits, and while it is built
START_TEST(restart_of_what_starts) {
	const struct wishes_wish again = {ROLE_CONTROL, 2, VM_WANT_START, .again = true};
	house_rig_wish(&rig, "fw", VM_WANT_START, 1);
	add("fw", &again);
	house_rig_check(&rig, "fw", VM_WAITING);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_FAILED); // it was stopped
	house_rig_built(&rig, 1);
	house_rig_built(&rig, 2);
	house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_OK);
}
END_TEST

// What is wrong by now is not ended for that
START_TEST(restart_of_what_is_wrong) {
	const struct wishes_wish again = {ROLE_CONTROL, 1, VM_WANT_START, .again = true};
	house_rig_start(&rig, "net", 1);
	house_rig_define(&rig, "net", SERVICE "memory = 1\n");
	house_rig_update(&rig);
	add("net", &again);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_DEFINITION);
	house_rig_check(&rig, "net", VM_RUNNING);
}
END_TEST

START_TEST(busy) {
	house_rig_tenant(&rig, "net")->busy = true;
	house_rig_wish(&rig, "mail", VM_WANT_START, 1);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_BUSY);
	house_rig_check(&rig, "mail", VM_DEFINED);
	house_rig_check(&rig, "net", VM_DEFINED);
}
END_TEST

START_TEST(too_many) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	for (uint64_t i = 2; i <= WAITS_EACH_MAX; i++) {
		house_rig_wish(&rig, "net", VM_WANT_START, i);
	}
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	house_rig_wish(&rig, "net", VM_WANT_START, 1000);
	house_rig_answered(&rig, ROLE_CONTROL, 1000, CONTROL_BUSY);
	house_rig_built(&rig, 1);
	for (uint64_t i = 1; i <= WAITS_EACH_MAX; i++) {
		house_rig_answered(&rig, ROLE_CONTROL, i, CONTROL_OK);
	}
}
END_TEST

// A stop takes a start back, whoever has wished that
START_TEST(last_wish_holds) {
	const struct wishes_wish stop = {ROLE_PEER, 1, VM_WANT_STOP};
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	add("net", &stop);
	house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_abandon);
	uint64_t serial = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_build)->header.serial;
	house_rig_failed(&rig, ROLE_XEN, serial, "taken back");
	house_rig_check(&rig, "net", VM_STOPPED);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_FAILED);
	house_rig_answered(&rig, ROLE_PEER, 1, CONTROL_OK);
}
END_TEST

START_TEST(forgotten) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	waits_forget(&rig.house->waits, ROLE_CONTROL, 1);
	house_rig_built(&rig, 1);
	house_rig_check(&rig, "net", VM_RUNNING);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
}
END_TEST

// A service that has to run is started again, in time
START_TEST(service_dies) {
	house_rig_start(&rig, "net", 1);
	house_rig_shut(&rig, "net", 1, 3);
	house_rig_gone(&rig, "net", 1);
	house_rig_check(&rig, "net", VM_RESTING);
	house_rig_wait(&rig, 1);
	house_rig_built(&rig, 2);
	house_rig_check(&rig, "net", VM_RUNNING);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("wishes");
	TCase *tcase = tcase_create("wishes");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, with_all_needs);
	tcase_add_test(tcase, two_at_once);
	tcase_add_test(tcase, needs_fail);
	tcase_add_test(tcase, wrong_definition);
	tcase_add_test(tcase, so_it_is);
	tcase_add_test(tcase, not_in_this_state);
	tcase_add_test(tcase, others_need_it);
	tcase_add_test(tcase, one_after_the_other);
	tcase_add_loop_test(tcase, not_after_all, 0, 2);
	tcase_add_test(tcase, restart);
	tcase_add_test(tcase, restart_of_what_does_not_run);
	tcase_add_test(tcase, restart_of_what_starts);
	tcase_add_test(tcase, restart_of_what_is_wrong);
	tcase_add_test(tcase, busy);
	tcase_add_test(tcase, too_many);
	tcase_add_test(tcase, last_wish_holds);
	tcase_add_test(tcase, forgotten);
	tcase_add_test(tcase, service_dies);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
