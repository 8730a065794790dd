// SPDX-License-Identifier: MIT
#include "hv/xen/xen.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/hostile/fake_loop.h"
#include "tests/hv/mock_child.h"
#include "tests/hv/mock_libxl.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/fds.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

#define VM 0xab
#define DOMID 7

START_TEST(set_up) {
	ck_assert(!xen_is_over(rig.xen));
	ck_assert(!xen_is_broken(rig.xen));
	ck_assert_ptr_nonnull(mock_libxl.os_hooks);
	ck_assert_ptr_nonnull(mock_libxl.event_hooks);
	ck_assert_int_eq(mock_libxl.owner, libxl_sigchld_owner_libxl_always_selective_reap);
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(parent_ends) {
	xen_rig_build(5, VM, DEFINITION_APP);
	shutdown(rig.sock, SHUT_WR);
	xen_rig_settle();
	ck_assert(xen_is_over(rig.xen));
	ck_assert(!xen_is_broken(rig.xen));
	ck_assert_uint_eq(mock_children_alive(), 1); // and the end of all ends it
}
END_TEST

// Each message that does not go this way, or is none
START_TEST(wrong_message) {
	struct message message;
	int listener = messages_listener();
	messages_example(&message, (uint32_t)_i, listener);
	message.fd = -1;
	send(rig.sock, &message, message_size((uint32_t)_i), 0);
	close(listener);
	xen_rig_settle();
	bool taken = _i == MESSAGE_TYPE_scan || _i == MESSAGE_TYPE_build ||
		_i == MESSAGE_TYPE_abandon || _i == MESSAGE_TYPE_domain ||
		_i == MESSAGE_TYPE_guest || _i == MESSAGE_TYPE_erase || _i == MESSAGE_TYPE_copy ||
		_i == MESSAGE_TYPE_ttys || _i == MESSAGE_TYPE_measure;
	ck_assert_int_eq(xen_is_over(rig.xen), !taken);
	ck_assert_int_eq(xen_is_broken(rig.xen), !taken);
}
END_TEST

START_TEST(rubbish) {
	send(rig.sock, "rubbish", 7, 0);
	xen_rig_settle();
	ck_assert(xen_is_broken(rig.xen));
}
END_TEST

START_TEST(disaster) {
	mock_libxl.event_hooks->disaster(
		mock_libxl.event_data, LIBXL_EVENT_TYPE_DOMAIN_DEATH, "why", 5);
	ck_assert(xen_is_over(rig.xen));
	ck_assert(xen_is_broken(rig.xen));
}
END_TEST

// An event that we have not asked for
START_TEST(other_event) {
	libxl_event *event = calloc(1, sizeof(*event));
	libxl_event_init_type(event, LIBXL_EVENT_TYPE_DISK_EJECT);
	mock_libxl.event_hooks->event_occurs(mock_libxl.event_data, event);
	xen_rig_expect_nothing();
	ck_assert(!xen_is_over(rig.xen));
}
END_TEST

START_TEST(of_nobody) {
	libxl_event *event = calloc(1, sizeof(*event));
	libxl_event_init_type(
		event, _i == 0 ? LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN : LIBXL_EVENT_TYPE_DOMAIN_DEATH);
	event->domid = 99;
	mock_libxl.event_hooks->event_occurs(mock_libxl.event_data, event);
	xen_rig_pass(10000);
	xen_rig_expect_nothing();
}
END_TEST

// --- without the fixture ---------------------------------------------------------

static struct xen *create(int *sock) {
	int socks[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
	*sock = socks[0];
	rig.loop = loop_create();
	return xen_create(rig.loop, socks[1], &rig.options);
}

START_TEST(cannot_begin) {
	int sock;
	mock_xen_init();
	mock_libxl_init();
	int fds = fds_open();
	mock_libxl.contexts = _i == 0 ? 0 : -1;
	mock_xen.opens = _i == 0 ? -1 : 0;
	ck_assert_ptr_null(create(&sock));
	loop_destroy(rig.loop);
	close(sock);
	ck_assert_int_eq(fds_open(), fds);
	mock_libxl_finish();
	mock_xen_finish();
}
END_TEST

// libxl works on something when the parent ends: it is not waited for
START_TEST(destroyed_at_work) {
	xen_rig_init();
	xen_rig_have(DOMID, VM, DEFINITION_APP);
	xen_rig_act(5, MESSAGE_DOMAIN_DESTROY, DOMID, VM);
	xen_destroy(rig.xen);
	rig.xen = NULL;
	ck_assert_uint_eq(mock_libxl.open, 1); // the context
	mock_libxl.act.what = NULL;
	mock_libxl_drop_context();
	xen_rig_finish();
}
END_TEST

START_TEST(destroyed_null) {
	xen_destroy(NULL);
}
END_TEST

int main(void) {
	messages_open();
	Suite *suite = suite_create("xen");
	TCase *all = tcase_create("all"), *bare = tcase_create("bare");
	tcase_add_checked_fixture(all, xen_rig_init, xen_rig_finish);
	tcase_add_test(all, set_up);
	tcase_add_test(all, parent_ends);
	tcase_add_loop_test(all, wrong_message, 1, MESSAGE_TYPES);
	tcase_add_test(all, rubbish);
	tcase_add_test(all, disaster);
	tcase_add_test(all, other_event);
	tcase_add_loop_test(all, of_nobody, 0, 2);
	suite_add_tcase(suite, all);
	tcase_add_loop_test(bare, cannot_begin, 0, 2);
	tcase_add_test(bare, destroyed_at_work);
	tcase_add_test(bare, destroyed_null);
	suite_add_tcase(suite, bare);
	return unit_run(suite);
}
