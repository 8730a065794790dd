// SPDX-License-Identifier: MIT
#include "hv/house/effects.h"

#include <string.h>

#include "tests/lib/house_rig.h"
#include "tests/lib/unit.h"

static struct house_rig rig;
static struct tenant *tenant;
static uint64_t serial;

static void setup(void) {
	house_rig_init(&rig);
	house_rig_define(&rig, "work", "class = standalone\nlabel = red\nvolumes = root:10\n");
	house_rig_update(&rig);
	house_rig_settle(&rig);
	tenant = house_rig_tenant(&rig, "work");
}

static void teardown(void) {
	house_rig_finish(&rig);
}

static void check_domain(enum message_domain_act act) {
	house_rig_take_domain(&rig, act, &serial);
}

START_TEST(pause_and_resume) {
	house_rig_start(&rig, "work", 5);
	house_rig_wish(&rig, "work", VM_WANT_PAUSE, 1);
	check_domain(MESSAGE_DOMAIN_PAUSE);
	house_rig_done(&rig, ROLE_XEN, serial);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	house_rig_wish(&rig, "work", VM_WANT_RESUME, 2);
	check_domain(MESSAGE_DOMAIN_UNPAUSE);
	house_rig_done(&rig, ROLE_XEN, serial);
	house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_OK);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_guest); // it shows by itself
}
END_TEST

// A domain that vanishes is still named to who has to let go of it
START_TEST(domid_of_what_is_gone) {
	house_rig_start(&rig, "work", 5);
	house_rig_gone(&rig, "work", 5);
	const struct message *guest = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_guest);
	ck_assert_uint_eq(guest->body.guest.act, MESSAGE_GUEST_REMOVE);
	ck_assert_uint_eq(guest->body.guest.domid, 5);
	ck_assert_uint_eq(tenant->vm.domid, VM_NO_DOMID);
}
END_TEST

// More than may be on its way is held, and said later, in order
START_TEST(no_room) {
	struct ask ask = {.to = ROLE_XEN, .kind = ASKS_SCAN, .deadline = UINT64_MAX};
	while (asks_has_room(&rig.house->asks, ROLE_XEN)) {
		ck_assert_ptr_nonnull(asks_add(&rig.house->asks, &ask));
	}
	house_rig_wish(&rig, "work", VM_WANT_START, 1);
	house_rig_wish(&rig, "work", VM_WANT_STOP, 2);
	ck_assert_uint_eq(tenant->held_count, 2);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	asks_end(&rig.house->asks, asks_first(&rig.house->asks, ROLE_XEN));
	house_rig_run(&rig);
	const struct message *build = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_abandon);
	ck_assert_uint_eq(tenant->build, build->header.serial);
	house_rig_failed(&rig, ROLE_XEN, build->header.serial, "no memory");
	house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_abandon);
	house_rig_check(&rig, "work", VM_STOPPED);
}
END_TEST

// The process goes at that moment: the house is told, and finds out later
START_TEST(not_sent) {
	rig.deaf[ROLE_XEN] = true;
	house_rig_wish(&rig, "work", VM_WANT_START, 1);
	ck_assert_uint_eq(tenant->build, 0);
	ck_assert_uint_eq(rig.house->asks.counts[ROLE_XEN], 0);
	house_rig_check(&rig, "work", VM_BUILDING);
	rig.deaf[ROLE_XEN] = false;
	house_rig_down(&rig, ROLE_XEN);
	house_rig_up(&rig, ROLE_XEN);
	house_rig_done(&rig, ROLE_XEN, rig.house->scan.serial);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_FAILED);
}
END_TEST

START_TEST(nobody_listens) {
	house_rig_down(&rig, ROLE_PEER);
	house_rig_down(&rig, ROLE_CONTROL);
	house_rig_clear(&rig);
	house_rig_wish(&rig, "work", VM_WANT_START, 1);
	for (size_t i = 0; i < rig.said_count; i++) {
		ck_assert_int_eq(rig.said[i].to, ROLE_XEN);
	}
}
END_TEST

START_TEST(ends_that_do_not_come) {
	house_rig_start(&rig, "work", 5);
	house_rig_wish(&rig, "work", VM_WANT_KILL, 1);
	check_domain(MESSAGE_DOMAIN_DESTROY);
	house_rig_failed(&rig, ROLE_XEN, serial, "busy");
	house_rig_wait(&rig, VM_END_TIMEOUT);
	check_domain(MESSAGE_DOMAIN_DESTROY); // asked for again
	house_rig_wait(&rig, VM_END_TIMEOUT);
	check_domain(MESSAGE_DOMAIN_DESTROY);
	house_rig_wait(&rig, waits_time(VM_WANT_KILL));
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_TIMEOUT);
	house_rig_gone(&rig, "work", 5);
	house_rig_check(&rig, "work", VM_STOPPED);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("effects");
	TCase *tcase = tcase_create("effects");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, pause_and_resume);
	tcase_add_test(tcase, domid_of_what_is_gone);
	tcase_add_test(tcase, no_room);
	tcase_add_test(tcase, not_sent);
	tcase_add_test(tcase, nobody_listens);
	tcase_add_test(tcase, ends_that_do_not_come);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
