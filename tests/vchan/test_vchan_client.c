// SPDX-License-Identifier: MIT
#include <errno.h>

#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

static const struct {
	const char *what, *path, *value; // NULL: no such node
} nodes[] = {
	{"no reference", "data/gui/ring-ref", NULL},
	{"no event channel", "data/gui/event-channel", NULL},
	{"another reference", "data/gui/ring-ref", "7777"},
	{"a negative reference", "data/gui/ring-ref", "-1"},
	{"no number", "data/gui/ring-ref", "x"},
	{"a very long one", "data/gui/ring-ref", "999999999999999999999"},
	{"another event channel", "data/gui/event-channel", "400"},
	{"a negative event channel", "data/gui/event-channel", "-1"},
};

START_TEST(nobody_to_connect_to) {
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
	pair.listener = transport_listen(PAIR_GUEST);
	if (nodes[_i].value == NULL) {
		mock_store_remove(nodes[_i].path);
	} else {
		mock_store_write(nodes[_i].path, nodes[_i].value);
	}
	ck_assert_msg(transport_vchan.connect(PAIR_GUI) == NULL, "%s", nodes[_i].what);
}
END_TEST

// A server for another domain, or in it
START_TEST(domid_is_only_ours_to_say) {
	pair.listener = transport_listen("xen:3:data/gui");
	ck_assert_ptr_nonnull(pair.listener);
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
	ck_assert_ptr_null(transport_vchan.connect("xen:5:data/gui"));
}
END_TEST

START_TEST(address_that_is_none) {
	ck_assert_ptr_null(transport_vchan.connect("xen:1:/data"));
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_ptr_null(transport_vchan.connect("xen:vm-data/gui:data"));
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_ptr_null(transport_listen("xen:1"));
	ck_assert_int_eq(errno, EINVAL);
	ck_assert(!transport_vchan.is_address("xen:vm-data/gui:data"));
	ck_assert(transport_vchan.is_address(PAIR_GUI));
	ck_assert(transport_kind("/x") == &transport_unix);
	ck_assert(transport_unix.is_address("/x") && !transport_unix.is_address("x"));
}
END_TEST

// Sizes of the two rings that a server may choose
static const size_t sizes[][2] = {{1024, 2048}, {2048, 1024}, {4096, 4096},
	{GUI_RING_SIZE, GUI_RING_SIZE / 2}, {GUI_RING_SIZE / 2, GUI_RING_SIZE}};

START_TEST(small_rings_are_refused) {
	pair.hostile = libxenvchan_server_init(
		NULL, MOCK_GUI, PAIR_NODE, sizes[_i][0], sizes[_i][1]);
	ck_assert_ptr_nonnull(pair.hostile);
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
}
END_TEST

static const uint16_t orders[] = {0, 9, 10, 11, 12, 15, 17, 20, 21, 31, 32, 0xffff};

START_TEST(orders_of_the_page_are_checked) {
	pair.hostile = libxenvchan_server_init(
		NULL, MOCK_GUI, PAIR_NODE, GUI_RING_SIZE, GUI_RING_SIZE);
	pair.hostile->ring->left_order = orders[_i];
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
	pair.hostile->ring->left_order = 16;
	pair.hostile->ring->right_order = orders[_i];
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
}
END_TEST

// A compositor that starts again before the guest has seen that the last one went
START_TEST(used_rings_are_refused) {
	vchan_pair_connect();
	ck_assert_int_eq(pair.gui->impl->write(pair.gui, "hello", 5, NULL), 5);
	transport_destroy(pair.gui);
	pair.gui = NULL;
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
	ck_assert_int_eq(vchan_pair_read(pair.guest), 5);
	ck_assert_int_eq(vchan_pair_read(pair.guest), -1);
}
END_TEST

// Of xenstore twice, since libxenvchan asks it by itself, of grants and of event channels
#define OPENS 4

// Whatever call fails, nothing is left behind
START_TEST(connect_without_resources) {
	pair.listener = transport_listen(PAIR_GUEST);
	for (int i = 0; i < OPENS; i++) {
		mock_xen.opens = i;
		ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
	}
	mock_xen.opens = OPENS;
	pair.gui = transport_vchan.connect(PAIR_GUI);
	ck_assert_ptr_nonnull(pair.gui);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vchan_client");
	TCase *connect = tcase_create("connect");
	tcase_add_checked_fixture(connect, vchan_pair_init, vchan_pair_finish);
	int count = sizeof(nodes) / sizeof(nodes[0]);
	tcase_add_loop_test(connect, nobody_to_connect_to, 0, count);
	tcase_add_test(connect, domid_is_only_ours_to_say);
	tcase_add_test(connect, address_that_is_none);
	tcase_add_loop_test(connect, small_rings_are_refused, 0, 5);
	count = sizeof(orders) / sizeof(orders[0]);
	tcase_add_loop_test(connect, orders_of_the_page_are_checked, 0, count);
	tcase_add_test(connect, used_rings_are_refused);
	tcase_add_test(connect, connect_without_resources);
	suite_add_tcase(suite, connect);
	return unit_run(suite);
}
