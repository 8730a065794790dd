// SPDX-License-Identifier: MIT
#include "hv/xen/guests.h"

#include "protocol/limits.h"
#include "tests/hv/mock_libxl.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

#define GUI 0x99
#define GUI_DOMID 3
#define VM 0xab
#define DOMID 7
#define OTHER 0xcd
#define ENTRY "/local/domain/3/mamparo/guest/vm-ab"
#define NEXT_ENTRY "/local/domain/4/mamparo/guest/vm-ab"
#define BACK "/local/domain/7/vm-data/gui"

static void add(void) {
	xen_rig_guest(5, MESSAGE_GUEST_ADD, DOMID, VM);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
}

static void check(const char *path, const char *value) {
	ck_assert_pstr_eq(mock_store_value(path), value);
}

START_TEST(beside_a_gui) {
	xen_rig_have(GUI_DOMID, GUI, DEFINITION_GUI);
	add();
	check(ENTRY, "blue 7 data/gui");
	check(BACK, "3");
	xen_rig_guest(6, MESSAGE_GUEST_REMOVE, DOMID, VM);
	xen_rig_expect(MESSAGE_TYPE_done, 6);
	check(ENTRY, NULL);
	xen_rig_guest(7, MESSAGE_GUEST_REMOVE, DOMID, VM);
	xen_rig_expect(MESSAGE_TYPE_done, 7);
}
END_TEST

START_TEST(before_the_gui) {
	add();
	check(BACK, NULL);
	xen_rig_have(GUI_DOMID, GUI, DEFINITION_GUI);
	check(ENTRY, "blue 7 data/gui");
	check(BACK, "3");
}
END_TEST

START_TEST(gui_comes_again) {
	xen_rig_have(GUI_DOMID, GUI, DEFINITION_GUI);
	add();
	mock_store_remove("/local/domain/3");
	mock_libxl_gone(GUI_DOMID);
	xen_rig_pass(1);
	xen_rig_expect(MESSAGE_TYPE_gone, 0);
	xen_rig_guest(8, MESSAGE_GUEST_ADD, 9, OTHER); // nobody is there to be told
	xen_rig_expect(MESSAGE_TYPE_done, 8);
	check("/local/domain/3/mamparo/guest/vm-cd", NULL);
	xen_rig_have(4, GUI, DEFINITION_GUI);
	check(NEXT_ENTRY, "blue 7 data/gui");
	check(BACK, "4");
	check("/local/domain/4/mamparo/guest/vm-cd", "blue 9 data/gui");
}
END_TEST

// hvd was started anew: what it wrote beside the domain tells
START_TEST(gui_is_found) {
	mock_libxl_add(GUI_DOMID, GUI, xen_rig_name(GUI));
	mock_store_write(
		"/local/domain/3/mamparo/domain", "99999999999999999999999999999999 ready gui");
	add();
	xen_rig_scan(6);
	ck_assert_uint_eq(xen_rig_expect(MESSAGE_TYPE_found, 6)->body.found.mark, ADOPT_READY);
	xen_rig_expect(MESSAGE_TYPE_done, 6);
	check(ENTRY, "blue 7 data/gui");
}
END_TEST

START_TEST(dying_gui_is_found) {
	mock_libxl_add(GUI_DOMID, GUI, xen_rig_name(GUI))->dying = true;
	mock_store_write(
		"/local/domain/3/mamparo/domain", "99999999999999999999999999999999 ready gui");
	add();
	xen_rig_scan(6);
	xen_rig_expect(MESSAGE_TYPE_found, 6);
	xen_rig_expect(MESSAGE_TYPE_done, 6);
	check(ENTRY, NULL);
}
END_TEST

START_TEST(goes_with_its_domain) {
	xen_rig_have(GUI_DOMID, GUI, DEFINITION_GUI);
	xen_rig_have(DOMID, VM, DEFINITION_APP);
	add();
	mock_libxl_gone(DOMID);
	xen_rig_pass(1);
	xen_rig_expect(MESSAGE_TYPE_gone, 0);
	check(ENTRY, NULL);
}
END_TEST

// Each write wakes the compositor, which takes another value for another guest
START_TEST(said_once) {
	xen_rig_have(GUI_DOMID, GUI, DEFINITION_GUI);
	add();
	mock_xen.writes = 0;
	add();
}
END_TEST

START_TEST(without_a_label) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_guest, 6);
	message.body.guest.domid = DOMID;
	message.body.guest.vm[0] = 'a';
	xen_rig_send(&message);
	xen_rig_expect_failed(6, "no label");
}
END_TEST

START_TEST(store_fails) {
	xen_rig_have(GUI_DOMID, GUI, DEFINITION_GUI);
	mock_xen.writes = _i;
	xen_rig_guest(5, MESSAGE_GUEST_ADD, DOMID, VM);
	xen_rig_expect_failed(5, "xenstore");
	check(ENTRY, NULL);
	mock_xen.writes = -1;
	add(); // asked again
	check(ENTRY, "blue 7 data/gui");
}
END_TEST

START_TEST(too_many) {
	for (uint32_t i = 1; i <= GUI_GUESTS_MAX; i++) {
		xen_rig_guest(i, MESSAGE_GUEST_ADD, i, VM);
		xen_rig_expect(MESSAGE_TYPE_done, i);
	}
	xen_rig_guest(1000, MESSAGE_GUEST_ADD, 1000, VM);
	xen_rig_expect_failed(1000, "too many");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("guests");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, xen_rig_init, xen_rig_finish);
	tcase_add_test(all, beside_a_gui);
	tcase_add_test(all, before_the_gui);
	tcase_add_test(all, gui_comes_again);
	tcase_add_test(all, gui_is_found);
	tcase_add_test(all, dying_gui_is_found);
	tcase_add_test(all, goes_with_its_domain);
	tcase_add_test(all, said_once);
	tcase_add_test(all, without_a_label);
	tcase_add_loop_test(all, store_fails, 0, 2);
	tcase_add_test(all, too_many);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
