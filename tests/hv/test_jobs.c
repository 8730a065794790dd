// SPDX-License-Identifier: MIT
#include "hv/xen/jobs.h"

#include <stdio.h>
#include <string.h>

#include "hv/xen/job.h"
#include "tests/hv/mock_child.h"
#include "tests/hv/mock_libxl.h"
#include "tests/hv/mock_loop_device.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/unit.h"

#define VM 0xab
#define OTHER 0xcd
#define DOMID 7
#define UUID "abababababababababababababababab"

// --- called off --------------------------------------------------------------------

START_TEST(abandoned_at_work) {
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_add(DOMID, VM);
	xen_rig_abandon(6, VM);
	ck_assert(mock_children.list[0].killed);
	xen_rig_expect_nothing();
	mock_child_end(0, CHILD_STOPPED);
	xen_rig_expect_destroyed(DOMID);
	xen_rig_expect_failed(5, "called off");
	xen_rig_expect_failed(6, "called off");
}
END_TEST

// Its answer was on its way
START_TEST(abandoned_when_built) {
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_add(DOMID, VM);
	xen_rig_worker_says_built(0, 5, DOMID, VM);
	xen_rig_abandon(6, VM);
	mock_child_end(0, CHILD_STOPPED);
	xen_rig_expect_destroyed(DOMID);
	xen_rig_expect_failed(5, "called off");
	xen_rig_expect_failed(6, "called off");
}
END_TEST

START_TEST(abandoned_after_all) {
	xen_rig_have(DOMID, VM, DEFINITION_APP);
	xen_rig_abandon(6, VM);
	xen_rig_expect_destroyed(DOMID);
	xen_rig_expect(MESSAGE_TYPE_gone, 0);
	xen_rig_expect_failed(6, "called off");
}
END_TEST

START_TEST(abandoned_before) {
	xen_rig_abandon(6, VM);
	xen_rig_pass(1);
	xen_rig_expect_failed(6, "called off");
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(abandoned_often) {
	xen_rig_build(5, VM, DEFINITION_APP);
	for (uint64_t i = 0; i < JOB_ABANDONS_MAX + 2; i++) {
		xen_rig_abandon(10 + i, VM);
	}
	mock_child_end(0, CHILD_STOPPED);
	xen_rig_pass(1);
	xen_rig_expect_failed(5, "called off");
	for (uint64_t i = 0; i < JOB_ABANDONS_MAX; i++) {
		xen_rig_expect_failed(10 + i, "called off");
	}
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(abandoned_by_another_name) {
	struct message message;
	xen_rig_build(5, VM, DEFINITION_APP);
	message_init(&message, MESSAGE_TYPE_abandon, 6);
	memset(message.body.abandon.uuid, VM, VM_UUID_SIZE);
	snprintf(message.body.abandon.vm, NAME_SIZE, "other");
	xen_rig_send(&message);
	xen_rig_expect_failed(6, "no such build");
	ck_assert(!mock_children.list[0].killed);
}
END_TEST

START_TEST(stranger_is_left) {
	mock_libxl_add(DOMID, VM, "other");
	xen_rig_abandon(6, VM);
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_failed(6, "called off");
	ck_assert_uint_eq(mock_libxl.acts_asked, 0);
}
END_TEST

// --- several -------------------------------------------------------------------------

START_TEST(one_for_each) {
	struct message message;
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_build(6, VM, DEFINITION_APP);
	xen_rig_expect_failed(6, "something else");
	message = mock_children.list[0].got;
	message.header.serial = 7;
	memset(message.body.build.uuid, OTHER, VM_UUID_SIZE);
	xen_rig_send(&message); // another VM of the same name
	xen_rig_expect_failed(7, "something else");
	ck_assert_uint_eq(mock_children.count, 1);
}
END_TEST

START_TEST(none_beside_a_domain) {
	mock_libxl_add(DOMID, VM, "other");
	mock_libxl_add(DOMID + 1, 0x11, xen_rig_name(OTHER));
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_expect_failed(5, "there is a domain");
	xen_rig_build(6, OTHER, DEFINITION_APP);
	xen_rig_expect_failed(6, "there is a domain");
	ck_assert_uint_eq(mock_children.count, 0);
}
END_TEST

START_TEST(some_at_once) {
	for (uint8_t i = 1; i <= JOBS_WORKERS_MAX + 2; i++) {
		xen_rig_build(i, i, DEFINITION_APP);
	}
	ck_assert_uint_eq(mock_children.count, JOBS_WORKERS_MAX);
	xen_rig_abandon(50, JOBS_WORKERS_MAX + 1); // it has not begun
	xen_rig_pass(1);
	xen_rig_expect_failed(JOBS_WORKERS_MAX + 1, "called off");
	xen_rig_expect_failed(50, "called off");
	xen_rig_worker_failed(3, "why");
	ck_assert_uint_eq(mock_children.count, JOBS_WORKERS_MAX + 1);
	ck_assert_uint_eq(
		mock_children.list[JOBS_WORKERS_MAX].got.body.build.uuid[0], JOBS_WORKERS_MAX + 2);
	xen_rig_pass(1);
	xen_rig_expect_failed(4, "why");
}
END_TEST

START_TEST(too_many) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_erase, 1);
	for (uint32_t i = 1; i <= JOBS_MAX + 1; i++) {
		message.header.serial = i;
		memcpy(message.body.erase.uuid, &i, sizeof(i));
		snprintf(message.body.erase.vm, NAME_SIZE, "vm-%u", i);
		memset(message.body.erase.vm + strlen(message.body.erase.vm), 0,
			NAME_SIZE - strlen(message.body.erase.vm));
		xen_rig_send(&message);
	}
	xen_rig_expect_failed(JOBS_MAX + 1, "too much");
}
END_TEST

// --- volumes -------------------------------------------------------------------------

START_TEST(erased) {
	xen_rig_erase(5, VM);
	ck_assert_uint_eq(mock_children.list[0].got.header.type, MESSAGE_TYPE_erase);
	xen_rig_build(6, VM, DEFINITION_APP);
	xen_rig_expect_failed(6, "something else");
	xen_rig_abandon(7, VM);
	xen_rig_expect_failed(7, "no such build");
	ck_assert(!mock_children.list[0].killed);
	xen_rig_worker_done(0);
	xen_rig_pass(1);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
}
END_TEST

START_TEST(copied) {
	xen_rig_copy(5, OTHER, VM);
	ck_assert_uint_eq(mock_children.list[0].got.body.copy.from[7], OTHER);
	xen_rig_build(6, OTHER, DEFINITION_APP); // it is being read
	xen_rig_expect_failed(6, "something else");
	xen_rig_worker_failed(0, "full");
	xen_rig_pass(1);
	xen_rig_expect_failed(5, "full");
}
END_TEST

START_TEST(volumes_in_use) {
	mock_libxl_add(DOMID, VM, xen_rig_name(VM));
	xen_rig_erase(5, VM);
	xen_rig_expect_failed(5, "there is a domain");
	xen_rig_copy(6, VM, OTHER);
	xen_rig_expect_failed(6, "there is a domain");
	xen_rig_copy(7, OTHER, VM);
	xen_rig_expect_failed(7, "there is a domain");
	xen_rig_build(8, OTHER, DEFINITION_APP);
	xen_rig_copy(9, OTHER, 0x11);
	xen_rig_expect_failed(9, "something else");
}
END_TEST

START_TEST(erase_dies) {
	xen_rig_erase(5, VM);
	mock_child_end(0, CHILD_ENDED);
	xen_rig_pass(1);
	xen_rig_expect_failed(5, "ended before it was done");
}
END_TEST

START_TEST(erase_is_not_built) {
	xen_rig_erase(5, VM);
	xen_rig_worker_says_built(0, 5, DOMID, VM);
	ck_assert(mock_children.list[0].killed);
	mock_child_end(0, CHILD_STOPPED);
	xen_rig_pass(1);
	xen_rig_expect_failed(5, "went wrong");
}
END_TEST

// Devices go when there is neither a domain nor a job that could have them
START_TEST(devices_are_released) {
	snprintf(mock_loop.devices[0].tag, LOOP_DEVICE_TAG_SIZE, "mamparo " UUID);
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_build(6, OTHER, DEFINITION_APP);
	xen_rig_worker_failed(1, "why");
	xen_rig_pass(1);
	xen_rig_expect_failed(6, "why");
	ck_assert_uint_eq(mock_loop_count(), 1);
	xen_rig_add(DOMID, VM);
	mock_child_end(0, CHILD_ENDED);
	xen_rig_pass(1);
	ck_assert_uint_eq(mock_loop_count(), 1);
	xen_rig_expect_destroyed(DOMID);
	ck_assert_uint_eq(mock_loop_count(), 0);
	xen_rig_expect_failed(5, "ended");
}
END_TEST

static void add_volumes(TCase *all) {
	tcase_add_test(all, erased);
	tcase_add_test(all, copied);
	tcase_add_test(all, volumes_in_use);
	tcase_add_test(all, erase_dies);
	tcase_add_test(all, erase_is_not_built);
	tcase_add_test(all, devices_are_released);
}

static void add_ends(TCase *all) {
	tcase_add_test(all, abandoned_at_work);
	tcase_add_test(all, abandoned_when_built);
	tcase_add_test(all, abandoned_after_all);
	tcase_add_test(all, abandoned_before);
	tcase_add_test(all, abandoned_often);
	tcase_add_test(all, abandoned_by_another_name);
	tcase_add_test(all, stranger_is_left);
	tcase_add_test(all, one_for_each);
	tcase_add_test(all, none_beside_a_domain);
	tcase_add_test(all, some_at_once);
	tcase_add_test(all, too_many);
}

int main(void) {
	Suite *suite = suite_create("jobs");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, xen_rig_init, xen_rig_finish);
	add_ends(all);
	add_volumes(all);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
