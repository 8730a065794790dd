// SPDX-License-Identifier: MIT
#include "hv/xen/survey.h"

#include <stdio.h>

#include "tests/hv/mock_child.h"
#include "tests/hv/mock_libxl.h"
#include "tests/hv/mock_loop_device.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

#define VM 0xab
#define OTHER 0xcd
#define DOMID 7
#define MARK "/local/domain/7/mamparo/domain"
#define UUID "abababababababababababababababab"
#define OTHER_UUID "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"

static const struct message_found *expect_found(uint64_t serial) {
	return &xen_rig_expect(MESSAGE_TYPE_found, serial)->body.found;
}

START_TEST(nothing) {
	xen_rig_scan(5);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(whole) {
	xen_rig_add(DOMID, VM);
	xen_rig_scan(5);
	const struct message_found *found = expect_found(5);
	ck_assert_uint_eq(found->domid, DOMID);
	ck_assert_uint_eq(found->uuid[9], VM);
	ck_assert_str_eq(found->vm, xen_rig_name(VM));
	ck_assert_uint_eq(found->paused, 1);
	ck_assert_uint_eq(found->dying, 0);
	ck_assert_uint_eq(found->shut, 0);
	ck_assert_uint_eq(found->shut_reason, 0);
	ck_assert_uint_eq(found->mark, ADOPT_UNMARKED);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
}
END_TEST

static const struct {
	int says;
	unsigned reason;
} reasons[] = {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {255, 255}, {256, 255}, {-1, 255}};

START_TEST(shut) {
	struct mock_domain *domain = mock_libxl_add(DOMID, VM, xen_rig_name(VM));
	domain->shut = true;
	domain->shut_reason = reasons[_i].says;
	xen_rig_scan(5);
	const struct message_found *found = expect_found(5);
	ck_assert_uint_eq(found->shut, 1);
	ck_assert_uint_eq(found->shut_reason, reasons[_i].reason);
}
END_TEST

static const struct {
	const char *value;
	enum adopt_mark mark;
} marks[] = {
	{UUID " built", ADOPT_BUILT},
	{UUID " ready", ADOPT_READY},
	{UUID " built gui", ADOPT_BUILT},
	{UUID " ready gui", ADOPT_READY},
	{OTHER_UUID " ready", ADOPT_UNMARKED}, // of one that had its number before
	{UUID " ", ADOPT_UNMARKED},
	{UUID " readygui", ADOPT_UNMARKED},
	{UUID " ready gui ", ADOPT_UNMARKED},
	{UUID, ADOPT_UNMARKED},
	{"", ADOPT_UNMARKED},
};

START_TEST(marked) {
	mock_libxl_add(DOMID, VM, xen_rig_name(VM));
	mock_store_write(MARK, marks[_i].value);
	xen_rig_scan(5);
	ck_assert_uint_eq(expect_found(5)->mark, marks[_i].mark);
}
END_TEST

static const char *const others[] = {NULL, "", "Domain-0", "dom0", "a b", "../../x",
	"a-name-that-is-longer-than-any-of-ours-is"};

START_TEST(of_no_name) {
	mock_libxl_add(DOMID, VM, others[_i]);
	xen_rig_scan(5);
	ck_assert_str_eq(expect_found(5)->vm, "");
}
END_TEST

START_TEST(of_no_uuid) {
	mock_libxl_add(DOMID, 0, xen_rig_name(VM));
	xen_rig_scan(5);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
}
END_TEST

// Xen's own, and what is no domain
START_TEST(of_no_guest) {
	mock_libxl_add(VM_DOMID_MAX + 1, VM, xen_rig_name(VM));
	xen_rig_scan(5);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
}
END_TEST

START_TEST(several) {
	mock_libxl_add(DOMID, VM, xen_rig_name(VM));
	mock_libxl_add(DOMID + 1, OTHER, xen_rig_name(OTHER));
	mock_libxl_add(DOMID + 2, VM, xen_rig_name(VM));
	xen_rig_scan(5);
	ck_assert_uint_eq(expect_found(5)->domid, DOMID);
	ck_assert_uint_eq(expect_found(5)->domid, DOMID + 1);
	ck_assert_uint_eq(expect_found(5)->domid, DOMID + 2);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
}
END_TEST

// From now on it is known, and once
START_TEST(known) {
	mock_libxl_add(DOMID, VM, xen_rig_name(VM));
	for (uint64_t i = 5; i < 7; i++) {
		xen_rig_scan(i);
		expect_found(i);
		xen_rig_expect(MESSAGE_TYPE_done, i);
	}
	mock_libxl_shut(DOMID, 1);
	xen_rig_expect(MESSAGE_TYPE_shut, 0);
	xen_rig_expect_nothing();
	xen_rig_act(7, MESSAGE_DOMAIN_PAUSE, DOMID, VM);
	mock_libxl_end(0);
	xen_rig_expect(MESSAGE_TYPE_done, 7);
}
END_TEST

START_TEST(in_progress) {
	xen_rig_build(4, VM, DEFINITION_APP);
	mock_libxl_add(DOMID, VM, NULL);
	xen_rig_scan(5);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
}
END_TEST

// What an earlier one of us has left attached
START_TEST(devices) {
	snprintf(mock_loop.devices[0].tag, LOOP_DEVICE_TAG_SIZE, "mamparo " UUID);
	snprintf(mock_loop.devices[1].tag, LOOP_DEVICE_TAG_SIZE, "mamparo " OTHER_UUID);
	snprintf(mock_loop.devices[2].tag, LOOP_DEVICE_TAG_SIZE, "somebody's");
	mock_libxl_add(DOMID, VM, xen_rig_name(VM));
	xen_rig_scan(5);
	xen_rig_pass(1);
	ck_assert_uint_eq(mock_loop_count(), 2);
	ck_assert_str_eq(mock_loop.devices[1].tag, "");
}
END_TEST

START_TEST(list_fails) {
	mock_libxl.lists = 0;
	xen_rig_scan(5);
	ck_assert(xen_is_broken(rig.xen));
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(watch_fails) {
	mock_libxl.watches = 1;
	mock_libxl_add(DOMID, VM, xen_rig_name(VM));
	mock_libxl_add(DOMID + 1, OTHER, xen_rig_name(OTHER));
	xen_rig_scan(5);
	expect_found(5);
	xen_rig_expect_nothing();
	ck_assert(xen_is_over(rig.xen));
	ck_assert(xen_is_broken(rig.xen));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("survey");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, xen_rig_init, xen_rig_finish);
	tcase_add_test(all, nothing);
	tcase_add_test(all, whole);
	tcase_add_loop_test(all, shut, 0, sizeof(reasons) / sizeof(reasons[0]));
	tcase_add_loop_test(all, marked, 0, sizeof(marks) / sizeof(marks[0]));
	tcase_add_loop_test(all, of_no_name, 0, sizeof(others) / sizeof(others[0]));
	tcase_add_test(all, of_no_uuid);
	tcase_add_test(all, of_no_guest);
	tcase_add_test(all, several);
	tcase_add_test(all, known);
	tcase_add_test(all, in_progress);
	tcase_add_test(all, devices);
	tcase_add_test(all, list_fails);
	tcase_add_test(all, watch_fails);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
