// SPDX-License-Identifier: MIT
#include "hv/house/house.h"

#include <stdio.h>
#include <string.h>

#include "protocol/limits.h"
#include "tests/lib/house_rig.h"
#include "tests/lib/unit.h"

#define TEMPLATE "class = template\nkernel = debian\nfeatures = agent\n"
#define APP "class = app\nlabel = blue\ntemplate = debian\n"
#define SERVICE "class = service\n"

static struct house_rig rig;
static uint64_t serial;

static void setup(void) {
	house_rig_init(&rig);
	house_rig_define(&rig, "debian", TEMPLATE);
	house_rig_define(&rig, "net", SERVICE);
	house_rig_define(&rig, "work", APP "netvm = net\n");
	house_rig_define(&rig, "bank", APP);
	house_rig_update(&rig);
	house_rig_settle(&rig);
}

static void teardown(void) {
	house_rig_finish(&rig);
}

// From the wish to the agent's word, and to the end
START_TEST(life) {
	house_rig_wish(&rig, "bank", VM_WANT_START, 1);
	house_rig_built(&rig, 5);
	house_rig_check(&rig, "bank", VM_BOOTING);
	const struct message *guest = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_guest);
	ck_assert_uint_eq(guest->body.guest.act, MESSAGE_GUEST_ADD);
	ck_assert_str_eq(guest->body.guest.label, "blue");
	const struct message *unpause = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_domain);
	ck_assert_uint_eq(unpause->body.domain.act, MESSAGE_DOMAIN_UNPAUSE);
	ck_assert(unpause > guest); // it is known before it runs
	const struct message *link = house_rig_take(&rig, ROLE_PEER, MESSAGE_TYPE_link);
	ck_assert_uint_eq(link->body.link.act, MESSAGE_LINK_BEGIN);
	ck_assert_uint_eq(link->body.link.domid, 5);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	house_rig_ready(&rig, "bank", 5);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_MARK, NULL);

	house_rig_wish(&rig, "bank", VM_WANT_STOP, 2);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_SHUTDOWN, NULL);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	house_rig_shut(&rig, "bank", 5, 0);
	ck_assert_uint_eq(house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_guest)->body.guest.act,
		MESSAGE_GUEST_REMOVE);
	ck_assert_uint_eq(house_rig_take(&rig, ROLE_PEER, MESSAGE_TYPE_link)->body.link.act,
		MESSAGE_LINK_END);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_DESTROY, NULL);
	house_rig_gone(&rig, "bank", 5);
	house_rig_check(&rig, "bank", VM_STOPPED);
	house_rig_answered(&rig, ROLE_CONTROL, 2, CONTROL_OK);
}
END_TEST

// An emulated machine is told to wait longer
START_TEST(longer_boot) {
	rig.house->boot = 2 * VM_BOOT_TIMEOUT;
	house_rig_define(&rig, "shop", APP);
	house_rig_update(&rig);
	house_rig_settle(&rig);
	house_rig_wish(&rig, "shop", VM_WANT_START, 1);
	house_rig_built(&rig, 5);
	house_rig_wait(&rig, VM_BOOT_TIMEOUT + 1);
	house_rig_check(&rig, "shop", VM_BOOTING);
	house_rig_wait(&rig, VM_BOOT_TIMEOUT);
	house_rig_check(&rig, "shop", VM_ENDING);
}
END_TEST

// One without an agent runs as soon as its domain does
START_TEST(no_agent) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	house_rig_built_paused(&rig, 3);
	uint64_t serial;
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_UNPAUSE, &serial);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_domain);
	house_rig_done(&rig, ROLE_XEN, serial);
	house_rig_check(&rig, "net", VM_RUNNING);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_MARK, NULL);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_guest); // and shows nothing
	house_rig_expect_nothing(&rig, ROLE_PEER, MESSAGE_TYPE_link);
}
END_TEST

START_TEST(need_first) {
	house_rig_wish(&rig, "work", VM_WANT_START, 1);
	ck_assert_str_eq(house_rig_find(&rig, ROLE_XEN, MESSAGE_TYPE_build)->body.build.vm, "net");
	rig.said_count = 0;
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	house_rig_check(&rig, "work", VM_WAITING);
	house_rig_down(&rig, ROLE_PEER); // which is of no matter
	house_rig_up(&rig, ROLE_PEER);
	house_rig_wait(&rig, VM_BUILD_TIMEOUT);
	house_rig_check(&rig, "work", VM_WAITING);
	serial = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_abandon)->header.serial;
	house_rig_failed(&rig, ROLE_XEN, serial, "it is gone");
	house_rig_check(&rig, "work", VM_CRASHED); // since the other was not built in its time
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_FAILED);
}
END_TEST

START_TEST(need_and_then) {
	house_rig_wish(&rig, "work", VM_WANT_START, 1);
	house_rig_built(&rig, 3);
	house_rig_built(&rig, 4);
	house_rig_ready(&rig, "work", 4);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
}
END_TEST

// A hostile or broken process names others' domains
START_TEST(not_its_domain) {
	house_rig_start(&rig, "net", 3);
	house_rig_gone(&rig, "net", 4);
	house_rig_shut(&rig, "net", 4, 3);
	house_rig_gone(&rig, "bank", 3);
	house_rig_ready(&rig, "none", 3);
	house_rig_ready(&rig, "bank", 3);
	house_rig_check(&rig, "net", VM_RUNNING);
	house_rig_check(&rig, "bank", VM_DEFINED);
}
END_TEST

START_TEST(only_so_many_builds) {
	char name[NAME_SIZE];
	for (int i = 0; i < 2 * HOUSE_BUILDS_MAX; i++) {
		snprintf(name, sizeof(name), "vm-%02d", i);
		house_rig_define(&rig, name, SERVICE);
	}
	house_rig_update(&rig);
	house_rig_settle(&rig);
	for (int i = 0; i < 2 * HOUSE_BUILDS_MAX; i++) {
		snprintf(name, sizeof(name), "vm-%02d", i);
		house_rig_wish(&rig, name, VM_WANT_START, 100 + (uint64_t)i);
	}
	size_t builds = 0;
	for (size_t i = 0; i < rig.said_count; i++) {
		builds += rig.said[i].message.header.type == MESSAGE_TYPE_build ? 1 : 0;
	}
	ck_assert_uint_eq(builds, HOUSE_BUILDS_MAX);
	for (uint32_t i = 0; i < 2 * HOUSE_BUILDS_MAX; i++) { // each end is another's turn
		house_rig_built(&rig, 10 + i);
	}
	house_rig_check(&rig, name, VM_RUNNING);
}
END_TEST

START_TEST(autostart) {
	house_rig_define(&rig, "net", SERVICE "autostart = yes\n");
	house_rig_define(&rig, "work", APP "netvm = net\nautostart = yes\n");
	house_rig_define(&rig, "bad", SERVICE "autostart = yes\nmemory = 1\n");
	house_rig_update(&rig);
	house_autostart(rig.house);
	house_rig_settle(&rig); // bad is new, and looked for first
	house_rig_check(&rig, "work", VM_WAITING);
	house_rig_check(&rig, "bad", VM_DEFINED);
	ck_assert_uint_eq(rig.starteds, 0);
	ck_assert_uint_eq(rig.house->autostarting, 2);
	house_rig_wait(&rig, VM_BUILD_TIMEOUT);
	ck_assert_uint_eq(rig.starteds, 0);
	serial = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_abandon)->header.serial;
	house_rig_failed(&rig, ROLE_XEN, serial, "no");
	ck_assert_uint_eq(rig.starteds, 1);
	house_rig_check(&rig, "net", VM_CRASHED);
	house_rig_check(&rig, "work", VM_CRASHED);
}
END_TEST

START_TEST(nothing_to_autostart) {
	house_autostart(rig.house);
	ck_assert_uint_eq(rig.starteds, 1);
	house_rig_run(&rig);
	ck_assert_uint_eq(rig.starteds, 1);
}
END_TEST

// --- what is defined ---------------------------------------------------------

START_TEST(defined_anew) {
	house_rig_define(&rig, "bank", APP "memory = 512\n");
	house_rig_update(&rig);
	const struct message *state = house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_state);
	ck_assert_uint_eq(state->header.serial, 0);
	ck_assert_uint_eq(state->body.state.memory, 512);
	house_rig_expect_nothing(&rig, ROLE_CONTROL, MESSAGE_TYPE_state); // nobody else has changed
	house_rig_take(&rig, ROLE_PEER, MESSAGE_TYPE_state);
}
END_TEST

START_TEST(removed) {
	house_rig_define(&rig, "bank", NULL);
	house_rig_update(&rig);
	ck_assert_ptr_null(house_find(rig.house, "bank"));
	ck_assert_uint_eq(rig.house->plan.count, 3);
	ck_assert_str_eq(
		house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_removed)->body.removed.vm, "bank");
}
END_TEST

// What runs goes on, may be stopped, and then it is over
START_TEST(removed_while_it_runs) {
	house_rig_start(&rig, "bank", 5);
	house_rig_define(&rig, "bank", NULL);
	house_rig_update(&rig);
	house_rig_check(&rig, "bank", VM_RUNNING);
	house_rig_wish(&rig, "bank", VM_WANT_KILL, 1);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_DESTROY, NULL);
	house_rig_gone(&rig, "bank", 5);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
	ck_assert_ptr_null(house_find(rig.house, "bank"));
}
END_TEST

START_TEST(removed_while_it_waits) {
	house_rig_wish(&rig, "work", VM_WANT_START, 1);
	house_rig_define(&rig, "work", NULL);
	house_rig_update(&rig);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_FAILED);
	ck_assert_ptr_null(house_find(rig.house, "work"));
}
END_TEST

// Its need is not one of its needs any more, if nobody has that name
START_TEST(need_is_removed) {
	house_rig_wish(&rig, "work", VM_WANT_START, 1);
	house_rig_define(&rig, "net", NULL);
	house_rig_update(&rig);
	house_rig_check(&rig, "work", VM_CRASHED);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_FAILED);
}
END_TEST

// The label of a domain's windows is that which it was built with
START_TEST(label_stays) {
	house_rig_start(&rig, "bank", 5);
	house_rig_define(&rig, "bank", "class = app\nlabel = red\ntemplate = debian\n");
	house_rig_update(&rig);
	ck_assert_str_eq(house_rig_tenant(&rig, "bank")->label, "blue");
	house_rig_shut(&rig, "bank", 5, 0);
	house_rig_gone(&rig, "bank", 5);
	ck_assert_str_eq(house_rig_tenant(&rig, "bank")->label, "red");
}
END_TEST

// All VMs there may be, each event of one
START_TEST(large) {
	char name[NAME_SIZE];
	for (int i = 0; rig.set.count < DEFINITION_SET_MAX; i++) {
		snprintf(name, sizeof(name), "vm-%04d", i);
		house_rig_define(&rig, name, SERVICE);
	}
	house_rig_update(&rig);
	house_rig_settle(&rig);
	ck_assert_uint_eq(rig.house->count, HOUSE_MAX);
	for (uint32_t i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "vm-%04u", i);
		house_rig_start(&rig, name, 10 + i);
	}
}
END_TEST

// One more than there is a link for would never be said to be ready, and be destroyed after a
// while; one more than the compositor shows would not be seen
START_TEST(no_place) {
	static const char *const reasons[] = {"as many VMs with an agent run as there may be",
		"as many VMs with windows run as there may be"};
	char name[NAME_SIZE];
	for (int i = 0; i <= GUI_GUESTS_MAX; i++) {
		snprintf(name, sizeof(name), "vm-%02d", i);
		house_rig_define(&rig, name,
			_i == 0 ? "class = service\nfeatures = agent\n"
				: "class = service\nlabel = red\n");
	}
	house_rig_update(&rig);
	house_rig_settle(&rig);
	for (uint32_t i = 0; i < GUI_GUESTS_MAX; i++) {
		snprintf(name, sizeof(name), "vm-%02u", i);
		house_rig_start(&rig, name, 10 + i);
	}
	snprintf(name, sizeof(name), "vm-%02d", GUI_GUESTS_MAX);
	house_rig_wish(&rig, name, VM_WANT_START, 1);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_FAILED);
	house_rig_expect_nothing(&rig, ROLE_XEN, MESSAGE_TYPE_build);
	ck_assert_str_eq(house_rig_tenant(&rig, name)->vm.reason, reasons[_i]);
	house_rig_shut(&rig, "vm-07", 17, 3);
	house_rig_gone(&rig, "vm-07", 17);
	house_rig_wish(&rig, name, VM_WANT_START, 2);
	house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_build);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("house");
	TCase *tcase = tcase_create("house");
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, life);
	tcase_add_test(tcase, longer_boot);
	tcase_add_test(tcase, no_agent);
	tcase_add_test(tcase, need_first);
	tcase_add_test(tcase, need_and_then);
	tcase_add_test(tcase, not_its_domain);
	tcase_add_test(tcase, only_so_many_builds);
	tcase_add_test(tcase, autostart);
	tcase_add_test(tcase, nothing_to_autostart);
	tcase_add_test(tcase, defined_anew);
	tcase_add_test(tcase, removed);
	tcase_add_test(tcase, removed_while_it_runs);
	tcase_add_test(tcase, removed_while_it_waits);
	tcase_add_test(tcase, need_is_removed);
	tcase_add_test(tcase, label_stays);
	tcase_add_test(tcase, large);
	tcase_add_loop_test(tcase, no_place, 0, 2);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
