// SPDX-License-Identifier: MIT
#include "hv/xen/ttys.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/hv/mock_libxl.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/unit.h"

#define VM 0x11
#define DOMID 4
#define LONG 30000 // ms

static int master;
static char path[64];

static void setup(void) {
	xen_rig_init();
	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(unlockpt(master), 0);
	snprintf(path, sizeof(path), "%s", ptsname(master));
}

static void teardown(void) {
	close(master);
	xen_rig_finish();
}

static void expect_tty(void) {
	const struct message *message = xen_rig_expect(MESSAGE_TYPE_tty, 0);
	ck_assert_uint_eq(message->body.tty.domid, DOMID);
	ck_assert_uint_eq(message->body.tty.uuid[15], VM);
	ck_assert_str_eq(message->body.tty.vm, xen_rig_name(VM));
	ck_assert_int_eq(write(message->fd, "x", 1), 1);
	close(message->fd);
	char byte = 0;
	ck_assert_int_eq(read(master, &byte, 1), 1);
	ck_assert_int_eq(byte, 'x');
}

START_TEST(built) {
	xen_rig_have(DOMID, VM, DEFINITION_APP);
	mock_libxl_find(DOMID)->tty = path;
	xen_rig_pass(LONG);
	expect_tty();
	xen_rig_pass(LONG);
	xen_rig_expect_nothing(); // once
}
END_TEST

// xenconsoled takes its time
START_TEST(later) {
	xen_rig_have(DOMID, VM, DEFINITION_APP);
	for (int i = 0; i < 10; i++) {
		xen_rig_pass(100);
	}
	xen_rig_expect_nothing();
	mock_libxl_find(DOMID)->tty = path;
	xen_rig_pass(LONG);
	expect_tty();
}
END_TEST

START_TEST(never) {
	xen_rig_have(DOMID, VM, DEFINITION_APP);
	for (int i = 0; i < 300; i++) {
		xen_rig_pass(100);
	}
	mock_libxl_find(DOMID)->tty = path;
	xen_rig_pass(LONG);
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(found) {
	mock_libxl_add(DOMID, VM, xen_rig_name(VM))->tty = path;
	mock_libxl_add(5, 0x22, "no VM's")->tty = path;
	xen_rig_scan(7);
	xen_rig_expect(MESSAGE_TYPE_found, 7);
	xen_rig_expect(MESSAGE_TYPE_found, 7);
	xen_rig_expect(MESSAGE_TYPE_done, 7);
	xen_rig_pass(LONG);
	expect_tty();
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(asked_again) {
	struct message message;
	xen_rig_have(DOMID, VM, DEFINITION_APP);
	mock_libxl_find(DOMID)->tty = path;
	xen_rig_pass(LONG);
	expect_tty();
	message_init(&message, MESSAGE_TYPE_ttys, 0);
	xen_rig_send(&message);
	xen_rig_pass(LONG);
	expect_tty();
}
END_TEST

START_TEST(gone) {
	xen_rig_have(DOMID, VM, DEFINITION_APP);
	mock_libxl_find(DOMID)->tty = path;
	mock_libxl_gone(DOMID);
	xen_rig_settle();
	xen_rig_pass(60);
	xen_rig_expect(MESSAGE_TYPE_gone, 0);
	xen_rig_pass(LONG);
	xen_rig_expect_nothing();
}
END_TEST

// Whatever xenstore says, nothing else of dom0 is opened
START_TEST(odd_path) {
	static const char *const paths[] = {"", "/etc/passwd", "/dev/null", "/dev/pts/../null",
		"/dev/pts/", "/dev/pts/ptmx", "pts/0"};
	xen_rig_have(DOMID, VM, DEFINITION_APP);
	mock_libxl_find(DOMID)->tty = paths[_i];
	for (int i = 0; i < 300; i++) {
		xen_rig_pass(100);
	}
	xen_rig_expect_nothing();
	ck_assert(!xen_rig_closed());
}
END_TEST

int main(void) {
	Suite *suite = suite_create("ttys");
	TCase *tcase = tcase_create("ttys");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, built);
	tcase_add_test(tcase, later);
	tcase_add_test(tcase, never);
	tcase_add_test(tcase, found);
	tcase_add_test(tcase, asked_again);
	tcase_add_test(tcase, gone);
	tcase_add_loop_test(tcase, odd_path, 0, 7);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
