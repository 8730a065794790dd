// SPDX-License-Identifier: MIT
#include "hv/house/scan.h"

#include <string.h>

#include "tests/lib/house_rig.h"
#include "tests/lib/unit.h"

#define APP "class = app\nlabel = blue\ntemplate = debian\n"

static struct house_rig rig;
static struct message found;

static void setup(void) {
	house_rig_init(&rig);
	house_rig_define(&rig, "debian", "class = template\nfeatures = agent\n");
	house_rig_define(&rig, "net", "class = service\nautostart = yes\n");
	house_rig_define(&rig, "work", APP);
	house_rig_define(&rig, "bank", APP "netvm = net\n");
	house_rig_update(&rig);
	house_rig_up(&rig, ROLE_CONTROL);
	house_rig_up(&rig, ROLE_PEER);
}

static void teardown(void) {
	house_rig_finish(&rig);
}

static void begin(void) {
	house_rig_up(&rig, ROLE_XEN);
	ck_assert_uint_ne(rig.house->scan.serial, 0);
}

static void add(const char *name, uint32_t domid, enum adopt_mark mark) {
	found = house_rig_domain(name, domid, mark);
	house_rig_found(&rig, &found);
}

static void end(void) {
	house_rig_done(&rig, ROLE_XEN, rig.house->scan.serial);
	ck_assert(house_is_settled(rig.house));
}

// The Xen process ends, and another comes
static void lose(void) {
	house_rig_down(&rig, ROLE_XEN);
	ck_assert(!house_is_settled(rig.house));
	house_rig_clear(&rig);
	begin();
}

// --- the first ---------------------------------------------------------------

START_TEST(nothing_is_there) {
	begin();
	end();
	house_rig_check(&rig, "work", VM_DEFINED);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
}
END_TEST

// Domains that are found go on, and are not started again
START_TEST(what_runs_goes_on) {
	house_autostart(rig.house);
	begin();
	add("net", 3, ADOPT_READY);
	add("work", 4, ADOPT_BUILT);
	end();
	house_rig_check(&rig, "net", VM_RUNNING);
	house_rig_check(&rig, "work", VM_BOOTING);
	ck_assert_uint_eq(rig.starteds, 1);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_domain);
	const struct message *guest = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_guest);
	ck_assert_str_eq(guest->body.guest.vm, "work");
	house_rig_take(&rig, ROLE_PEER, MESSAGE_TYPE_link);
	house_rig_wish(&rig, "work", VM_WANT_START, 1);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	house_rig_ready(&rig, "work", 4);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
}
END_TEST

// What is wished before it is known what there is waits for that
START_TEST(wished_before) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	house_rig_wish(&rig, "work", VM_WANT_STOP, 2);
	begin();
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	add("net", 3, ADOPT_READY);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	end();
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_OK);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
}
END_TEST

START_TEST(never_known) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	house_rig_wait(&rig, 60000);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_BUSY);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
}
END_TEST

START_TEST(half_built) {
	begin();
	add("work", 4, ADOPT_UNMARKED);
	end();
	house_rig_check(&rig, "work", VM_ENDING);
	ck_assert_uint_eq(house_rig_take_domain(&rig, MESSAGE_DOMAIN_DESTROY, NULL)->domid, 4);
	house_rig_wish(&rig, "work", VM_WANT_START, 1); // and is started after that
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	house_rig_gone(&rig, "work", 4);
	house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_build);
}
END_TEST

START_TEST(second_domain) {
	begin();
	add("work", 4, ADOPT_UNMARKED);
	add("work", 5, ADOPT_READY);
	end();
	house_rig_check(&rig, "work", VM_RUNNING);
	ck_assert_uint_eq(house_rig_tenant(&rig, "work")->vm.domid, 5);
	ck_assert_uint_eq(house_rig_take_domain(&rig, MESSAGE_DOMAIN_DESTROY, NULL)->domid, 4);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_domain);
}
END_TEST

// A domain that somebody else has made keeps its VM from starting, and is not touched
START_TEST(stranger) {
	begin();
	found = house_rig_domain("work", 4, ADOPT_UNMARKED);
	found.body.found.uuid[0]++;
	house_rig_found(&rig, &found);
	end();
	house_rig_check(&rig, "work", VM_BLOCKED);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_domain);
	house_rig_wish(&rig, "work", VM_WANT_START, 1);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_STATE);
	house_rig_gone(&rig, "other", 4);
	house_rig_check(&rig, "work", VM_DEFINED);
}
END_TEST

START_TEST(more_than_are_looked_at) {
	begin();
	for (uint32_t i = 0; i < SCAN_DOMAINS_MAX + 2; i++) {
		add("none", i + 1, ADOPT_READY);
	}
	ck_assert_uint_eq(rig.house->scan.count, SCAN_DOMAINS_MAX);
	end();
}
END_TEST

START_TEST(scan_fails) {
	begin();
	house_rig_failed(&rig, ROLE_XEN, rig.house->scan.serial, "no Xen");
	ck_assert_uint_eq(rig.kills[ROLE_XEN], 1);
	ck_assert(!house_is_settled(rig.house));
	lose();
	end();
}
END_TEST

START_TEST(scan_is_broken_off) {
	begin();
	add("work", 5, ADOPT_READY);
	lose();
	ck_assert_uint_eq(rig.house->scan.count, 0);
	end();
	house_rig_check(&rig, "work", VM_DEFINED);
}
END_TEST

START_TEST(scan_is_silent) {
	begin();
	house_rig_wait(&rig, 61000);
	ck_assert_uint_ge(rig.kills[ROLE_XEN], 1);
}
END_TEST

// --- a VM is new -------------------------------------------------------------

START_TEST(new_vm) {
	begin();
	end();
	house_rig_start(&rig, "net", 3);
	house_rig_define(&rig, "shop", APP);
	house_rig_update(&rig);
	ck_assert(!house_is_settled(rig.house));
	add("net", 3, ADOPT_READY);
	add("work", 9, ADOPT_READY); // who is known is not looked at again
	add("shop", 8, ADOPT_READY);
	end();
	house_rig_check(&rig, "net", VM_RUNNING);
	house_rig_check(&rig, "work", VM_DEFINED);
	house_rig_check(&rig, "shop", VM_RUNNING);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_domain);
}
END_TEST

// --- after another has ended -------------------------------------------------

START_TEST(lost_at_rest) {
	begin();
	end();
	house_rig_start(&rig, "net", 3);
	house_rig_start(&rig, "work", 4);
	lose();
	add("net", 3, ADOPT_READY);
	add("work", 4, ADOPT_READY);
	end();
	house_rig_check(&rig, "net", VM_RUNNING);
	house_rig_check(&rig, "work", VM_RUNNING);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_domain);
	// The new one does not know who is shown
	ck_assert_uint_eq(house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_guest)->body.guest.act,
		MESSAGE_GUEST_ADD);
	house_rig_expect_nothing(&rig, ROLE_PEER, MESSAGE_TYPE_link); // that one is there still
}
END_TEST

START_TEST(lost_while_it_built) {
	begin();
	end();
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	lose();
	if (_i == 1) {
		add("net", 3, ADOPT_UNMARKED);
	}
	end();
	if (_i == 1) {
		house_rig_check(&rig, "net", VM_ENDING);
		house_rig_take_domain(&rig, MESSAGE_DOMAIN_DESTROY, NULL);
		house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
		house_rig_gone(&rig, "net", 3);
	}
	house_rig_check(&rig, "net", VM_CRASHED);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_FAILED);
	house_rig_wish(&rig, "net", VM_WANT_START, 2);
	house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_build);
}
END_TEST

START_TEST(lost_while_it_was_abandoned) {
	begin();
	end();
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	house_rig_wish(&rig, "net", VM_WANT_STOP, 2);
	house_rig_check(&rig, "net", VM_ABANDONING);
	lose();
	if (_i == 1) {
		add("net", 3, ADOPT_UNMARKED);
	}
	end();
	if (_i == 1) {
		house_rig_take_domain(&rig, MESSAGE_DOMAIN_DESTROY, NULL);
		house_rig_gone(&rig, "net", 3);
	}
	house_rig_check(&rig, "net", VM_STOPPED);
}
END_TEST

START_TEST(lost_while_it_waited) {
	begin();
	end();
	house_rig_wish(&rig, "bank", VM_WANT_START, 1);
	house_rig_check(&rig, "bank", VM_WAITING);
	lose();
	add("net", 3, ADOPT_READY); // who has made that?
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	end();
	house_rig_built(&rig, 4);
	house_rig_check(&rig, "bank", VM_BOOTING);
}
END_TEST

START_TEST(gone_meanwhile) {
	begin();
	end();
	house_rig_start(&rig, "work", 4);
	house_rig_start(&rig, "net", 3);
	house_rig_wish(&rig, "work", VM_WANT_STOP, 1);
	lose();
	end();
	house_rig_check(&rig, "work", VM_STOPPED);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	house_rig_wait(&rig, 1);
	house_rig_check(&rig, "net", VM_BUILDING); // a service that has to run
}
END_TEST

START_TEST(another_meanwhile) {
	begin();
	end();
	house_rig_start(&rig, "work", 4);
	lose();
	add("work", 6, ADOPT_READY);
	end();
	house_rig_check(&rig, "work", VM_RUNNING);
	ck_assert_uint_eq(house_rig_tenant(&rig, "work")->vm.domid, 6);
}
END_TEST

START_TEST(asks_again) {
	begin();
	end();
	house_rig_start(&rig, "work", 4);
	house_rig_wish(&rig, "work", VM_WANT_PAUSE, 1);
	lose();
	add("work", 4, ADOPT_READY);
	end();
	uint64_t serial;
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_PAUSE, &serial);
	house_rig_done(&rig, ROLE_XEN, serial);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("scan");
	TCase *tcase = tcase_create("scan");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing_is_there);
	tcase_add_test(tcase, what_runs_goes_on);
	tcase_add_test(tcase, wished_before);
	tcase_add_test(tcase, never_known);
	tcase_add_test(tcase, half_built);
	tcase_add_test(tcase, second_domain);
	tcase_add_test(tcase, stranger);
	tcase_add_test(tcase, more_than_are_looked_at);
	tcase_add_test(tcase, scan_fails);
	tcase_add_test(tcase, scan_is_broken_off);
	tcase_add_test(tcase, scan_is_silent);
	tcase_add_test(tcase, new_vm);
	tcase_add_test(tcase, lost_at_rest);
	tcase_add_loop_test(tcase, lost_while_it_built, 0, 2);
	tcase_add_loop_test(tcase, lost_while_it_was_abandoned, 0, 2);
	tcase_add_test(tcase, lost_while_it_waited);
	tcase_add_test(tcase, gone_meanwhile);
	tcase_add_test(tcase, another_meanwhile);
	tcase_add_test(tcase, asks_again);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
