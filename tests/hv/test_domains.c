// SPDX-License-Identifier: MIT
#include "hv/xen/domains.h"

#include <stdio.h>

#include "tests/hv/mock_libxl.h"
#include "tests/hv/mock_loop_device.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/unit.h"

#define VM 0xab
#define OTHER 0xcd
#define DOMID 7
#define UUID "abababababababababababababababab"

static void setup(void) {
	xen_rig_init();
	xen_rig_have(DOMID, VM, DEFINITION_APP);
}

static void expect_gone(uint32_t domid, uint8_t vm, const char *name) {
	const struct message_gone *gone = &xen_rig_expect(MESSAGE_TYPE_gone, 0)->body.gone;
	ck_assert_uint_eq(gone->domid, domid);
	ck_assert_uint_eq(gone->uuid[0], vm);
	ck_assert_str_eq(gone->vm, name);
}

static const int reasons[] = {0, 1, 2, 3, 4, 5, 255};

START_TEST(shut) {
	mock_libxl_shut(DOMID, reasons[_i]);
	const struct message_shut *shut = &xen_rig_expect(MESSAGE_TYPE_shut, 0)->body.shut;
	ck_assert_uint_eq(shut->domid, DOMID);
	ck_assert_uint_eq(shut->reason, reasons[_i]);
	ck_assert_uint_eq(shut->uuid[15], VM);
	ck_assert_str_eq(shut->vm, xen_rig_name(VM));
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(gone) {
	mock_libxl_gone(DOMID);
	xen_rig_pass(1);
	expect_gone(DOMID, VM, xen_rig_name(VM));
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_nothing();
}
END_TEST

// Others have its pages mapped: it is there until they let go
START_TEST(gone_at_last) {
	snprintf(mock_loop.devices[0].tag, LOOP_DEVICE_TAG_SIZE, "mamparo " UUID);
	mock_libxl_dying(DOMID);
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_nothing();
	ck_assert_uint_eq(mock_loop_count(), 1);
	mock_libxl_gone(DOMID);
	xen_rig_pass(2500);
	expect_gone(DOMID, VM, xen_rig_name(VM));
	ck_assert_uint_eq(mock_loop_count(), 0);
}
END_TEST

// A second one goes while the first is looked at seldom by now
START_TEST(gone_soon) {
	xen_rig_have(DOMID + 1, OTHER, DEFINITION_APP);
	mock_libxl_dying(DOMID);
	xen_rig_pass(XEN_RIG_LONG);
	mock_libxl_gone(DOMID + 1);
	xen_rig_pass(1);
	expect_gone(DOMID + 1, OTHER, xen_rig_name(OTHER));
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(its_number_comes_back) {
	mock_libxl_gone(DOMID);
	mock_libxl_add(DOMID, OTHER, xen_rig_name(OTHER));
	xen_rig_pass(1);
	expect_gone(DOMID, VM, xen_rig_name(VM));
	mock_libxl_find(DOMID)->shut = true;
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_nothing(); // nobody has told us of it
}
END_TEST

// It went without a word, and the scan finds another of its number
START_TEST(its_number_is_another) {
	mock_libxl_find(DOMID)->uuid = OTHER;
	mock_libxl_find(DOMID)->name = xen_rig_name(OTHER);
	xen_rig_scan(5);
	expect_gone(DOMID, VM, xen_rig_name(VM));
	xen_rig_expect(MESSAGE_TYPE_found, 5);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
	mock_libxl_gone(DOMID);
	xen_rig_pass(1);
	expect_gone(DOMID, OTHER, xen_rig_name(OTHER));
}
END_TEST

// libxl has said nothing of it; another's end makes us look
START_TEST(gone_without_a_word) {
	xen_rig_have(DOMID + 1, OTHER, DEFINITION_APP);
	mock_libxl_find(DOMID)->domid = 0;
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_nothing();
	mock_libxl_dying(DOMID + 1);
	xen_rig_pass(1);
	expect_gone(DOMID, VM, xen_rig_name(VM));
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(nothing_after_its_end) {
	mock_libxl_dying(DOMID);
	mock_libxl_shut(DOMID, 3);
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(of_a_stranger) {
	mock_libxl_add(9, OTHER, "Domain of somebody");
	xen_rig_scan(5);
	xen_rig_expect(MESSAGE_TYPE_found, 5);
	xen_rig_expect(MESSAGE_TYPE_found, 5);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
	mock_libxl_shut(9, 0);
	ck_assert_str_eq(xen_rig_expect(MESSAGE_TYPE_shut, 0)->body.shut.vm, "");
	mock_libxl_gone(9);
	xen_rig_pass(1);
	expect_gone(9, OTHER, "");
}
END_TEST

START_TEST(list_fails) {
	mock_libxl_dying(DOMID);
	mock_libxl.lists = 0;
	xen_rig_pass(1);
	ck_assert(xen_is_over(rig.xen));
	ck_assert(xen_is_broken(rig.xen));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("domains");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, xen_rig_finish);
	tcase_add_loop_test(all, shut, 0, sizeof(reasons) / sizeof(reasons[0]));
	tcase_add_test(all, gone);
	tcase_add_test(all, gone_at_last);
	tcase_add_test(all, gone_soon);
	tcase_add_test(all, its_number_comes_back);
	tcase_add_test(all, its_number_is_another);
	tcase_add_test(all, gone_without_a_word);
	tcase_add_test(all, nothing_after_its_end);
	tcase_add_test(all, of_a_stranger);
	tcase_add_test(all, list_fails);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
