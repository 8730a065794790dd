// SPDX-License-Identifier: MIT
#include <errno.h>
#include <poll.h>
#include <stdio.h>

#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

#define BY_NODE "xen:vm-data/gui:" PAIR_NODE

static bool is_readable(int ms) {
	struct pollfd fd = {.fd = transport_listener_fd(pair.listener), .events = POLLIN};
	return poll(&fd, 1, ms) == 1;
}

// Until it says nothing
static struct transport *accept_all(void) {
	struct transport *guest = NULL;
	for (int i = 0; i < 5 && guest == NULL && is_readable(0); i++) {
		guest = transport_listener_accept(pair.listener);
		ck_assert(guest != NULL || transport_listener_open(pair.listener));
	}
	return guest;
}

static void destroy(struct transport **transport) {
	transport_destroy(*transport);
	*transport = NULL;
}

START_TEST(each_peer_gets_new_rings) {
	vchan_pair_connect();
	char first[32];
	snprintf(first, sizeof(first), "%s", mock_store_value(PAIR_NODE "/ring-ref"));
	destroy(&pair.gui);
	destroy(&pair.guest);
	ck_assert_ptr_null(mock_store_value(PAIR_NODE "/ring-ref"));
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
	ck_assert(transport_listener_open(pair.listener));
	ck_assert(transport_listener_open(pair.listener)); // again is fine
	ck_assert_str_ne(first, mock_store_value(PAIR_NODE "/ring-ref"));
	pair.gui = transport_vchan.connect(PAIR_GUI);
	ck_assert_ptr_nonnull(pair.gui);
	pair.guest = accept_all();
	ck_assert_ptr_nonnull(pair.guest);
	ck_assert_int_eq(pair.gui->impl->write(pair.gui, "x", 1, NULL), 1);
	ck_assert_int_eq(vchan_pair_read(pair.guest), 1);
}
END_TEST

START_TEST(peer_that_does_not_stay) {
	pair.listener = transport_listen(PAIR_GUEST);
	for (int i = 0; i < 3; i++) {
		ck_assert(transport_listener_open(pair.listener));
		struct transport *gui = transport_vchan.connect(PAIR_GUI);
		ck_assert_ptr_nonnull(gui);
		transport_destroy(gui);
		ck_assert(is_readable(1000));
		ck_assert_ptr_null(transport_listener_accept(pair.listener));
	}
}
END_TEST

START_TEST(open_without_room) {
	vchan_pair_connect();
	destroy(&pair.gui);
	destroy(&pair.guest);
	mock_xen.shares = 1;
	ck_assert(!transport_listener_open(pair.listener));
	ck_assert_int_eq(errno, ENOSPC);
	mock_xen.shares = -1;
	ck_assert(transport_listener_open(pair.listener));
}
END_TEST

START_TEST(listen_without_room) {
	mock_xen.shares = 0;
	ck_assert_ptr_null(transport_listen(PAIR_GUEST));
	ck_assert_int_eq(errno, ENOSPC);
	mock_xen.opens = 0;
	ck_assert_ptr_null(transport_listen(BY_NODE));
	mock_xen.opens = 1;
	mock_store_write("vm-data/gui", "2");
	ck_assert_ptr_null(transport_listen(BY_NODE));
	mock_xen.opens = -1;
	ck_assert_ptr_null(transport_listen("xen:1:data/gui")); // our own domain
	ck_assert_int_eq(errno, ELOOP);
}
END_TEST

// The guest starts before anybody knows who the GUI domain will be
START_TEST(domid_from_a_node) {
	pair.listener = transport_listen(BY_NODE);
	ck_assert_ptr_nonnull(pair.listener);
	ck_assert_ptr_null(accept_all());
	ck_assert_ptr_null(mock_store_value(PAIR_NODE "/ring-ref"));
	mock_store_write("vm-data/gui", "2");
	ck_assert(is_readable(1000));
	ck_assert_ptr_null(accept_all());
	ck_assert_int_eq(mock_store_reader(PAIR_NODE "/ring-ref"), MOCK_GUI);
	pair.gui = transport_vchan.connect(PAIR_GUI);
	ck_assert_ptr_nonnull(pair.gui);
	pair.guest = accept_all();
	ck_assert_ptr_nonnull(pair.guest);
}
END_TEST

// The GUI domain is made again: hv says so, in the node
START_TEST(domid_changes_during_a_link) {
	mock_store_write("vm-data/gui", "2");
	pair.listener = transport_listen(BY_NODE);
	pair.gui = transport_vchan.connect(PAIR_GUI);
	pair.guest = accept_all();
	ck_assert_ptr_nonnull(pair.guest);
	while (vchan_pair_wait(pair.guest, 0)) {
		ck_assert_int_eq(vchan_pair_read(pair.guest), 0);
	}
	mock_store_write("vm-data/gui", "7");
	ck_assert(vchan_pair_wait(pair.guest, 1000));
	ck_assert_int_eq(vchan_pair_read(pair.guest), -1);
	destroy(&pair.guest);
	ck_assert(transport_listener_open(pair.listener));
	ck_assert_int_eq(mock_store_reader(PAIR_NODE "/ring-ref"), 7);
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI)); // not for us any more
}
END_TEST

START_TEST(domid_changes_while_nobody_is_there) {
	mock_store_write("vm-data/gui", "7");
	pair.listener = transport_listen(BY_NODE);
	ck_assert_ptr_null(accept_all());
	ck_assert_int_eq(mock_store_reader(PAIR_NODE "/ring-ref"), 7);
	mock_store_write("vm-data/gui", "2");
	ck_assert(is_readable(1000));
	ck_assert_ptr_null(accept_all());
	ck_assert_int_eq(mock_store_reader(PAIR_NODE "/ring-ref"), MOCK_GUI);
	mock_store_remove("vm-data/gui");
	ck_assert_ptr_null(accept_all());
	ck_assert_ptr_null(mock_store_value(PAIR_NODE "/ring-ref"));
}
END_TEST

static const char *const values[] = {"", "x", "2x", "-2", " 2", "70000", "99999999999"};

START_TEST(node_that_holds_no_domid) {
	mock_store_write("vm-data/gui", values[_i]);
	pair.listener = transport_listen(BY_NODE);
	ck_assert_ptr_nonnull(pair.listener);
	ck_assert_ptr_null(mock_store_value(PAIR_NODE "/ring-ref"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vchan_listener");
	TCase *listen = tcase_create("listen");
	tcase_add_checked_fixture(listen, vchan_pair_init, vchan_pair_finish);
	tcase_add_test(listen, each_peer_gets_new_rings);
	tcase_add_test(listen, peer_that_does_not_stay);
	tcase_add_test(listen, open_without_room);
	tcase_add_test(listen, listen_without_room);
	suite_add_tcase(suite, listen);
	TCase *node = tcase_create("node");
	tcase_add_checked_fixture(node, vchan_pair_init, vchan_pair_finish);
	tcase_add_test(node, domid_from_a_node);
	tcase_add_test(node, domid_changes_during_a_link);
	tcase_add_test(node, domid_changes_while_nobody_is_there);
	int count = sizeof(values) / sizeof(values[0]);
	tcase_add_loop_test(node, node_that_holds_no_domid, 0, count);
	suite_add_tcase(suite, node);
	return unit_run(suite);
}
