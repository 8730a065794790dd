// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>
#include <time.h>

#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

#define RING GUI_RING_SIZE

static ssize_t say(struct transport *transport, const void *bytes, size_t len) {
	return transport->impl->write(transport, bytes, len, NULL);
}

START_TEST(bytes_both_ways) {
	vchan_pair_connect();
	char bytes[8] = {0};
	while (vchan_pair_wait(pair.gui, 0)) { // the events of the beginning
		ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
	}
	ck_assert_int_eq(say(pair.guest, "ping", 4), 4);
	ck_assert(vchan_pair_wait(pair.gui, 1000));
	ck_assert_int_eq(pair.gui->impl->read(pair.gui, bytes, sizeof(bytes)), 4);
	ck_assert_str_eq(bytes, "ping");
	ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
	ck_assert_int_eq(say(pair.gui, "pong!", 5), 5);
	ck_assert(vchan_pair_wait(pair.guest, 1000));
	ck_assert_int_eq(pair.guest->impl->read(pair.guest, bytes, sizeof(bytes)), 5);
	ck_assert_str_eq(bytes, "pong!");
}
END_TEST

// More than the rings hold, in pieces of odd sizes, both ends looking only when told
START_TEST(long_stream) {
	vchan_pair_connect();
	static uint8_t out[5000], in[7001];
	size_t sent = 0, seen = 0, total = 1u << 20;
	while (seen < total) {
		for (size_t i = 0; i < sizeof(out); i++) {
			out[i] = (uint8_t)((sent + i) * 7 >> 3);
		}
		size_t more = total - sent < sizeof(out) ? total - sent : sizeof(out);
		ssize_t len = more > 0 ? say(pair.guest, out, more) : 0;
		ck_assert_int_ge(len, 0);
		sent += (size_t)len;
		if (len > 0) {
			continue;
		}
		ck_assert(vchan_pair_wait(pair.gui, 1000));
		while ((len = pair.gui->impl->read(pair.gui, in, sizeof(in))) > 0) {
			bool same = true;
			for (size_t i = 0; i < (size_t)len; i++, seen++) {
				same = same && in[i] == (uint8_t)(seen * 7 >> 3);
			}
			ck_assert(same);
		}
		ck_assert(sent == total || vchan_pair_wait(pair.guest, 1000));
	}
}
END_TEST

START_TEST(writer_is_told_of_room) {
	vchan_pair_connect();
	static const char bytes[RING + 1];
	ck_assert_int_eq(say(pair.gui, bytes, sizeof(bytes)), RING);
	ck_assert_int_eq(say(pair.gui, bytes, 1), 0);
	while (vchan_pair_wait(pair.gui, 0)) {
		ck_assert_int_eq(say(pair.gui, bytes, 1), 0);
	}
	ck_assert_int_eq(vchan_pair_read(pair.guest), RING);
	ck_assert(vchan_pair_wait(pair.gui, 1000));
	ck_assert_int_eq(say(pair.gui, bytes, 1), 1);
}
END_TEST

static void drain(struct transport *transport) {
	for (int i = 0; i < 10 && vchan_pair_wait(transport, 0); i++) {
		ck_assert_int_eq(vchan_pair_read(transport), 0);
	}
	ck_assert(!vchan_pair_wait(transport, 0));
}

// One event is for both ways: a writer must not keep the reader's to itself
START_TEST(writer_leaves_word_of_what_came) {
	vchan_pair_connect();
	drain(pair.gui);
	ck_assert_int_eq(say(pair.guest, "ping", 4), 4);
	ck_assert_int_eq(say(pair.gui, "x", 1), 1);
	ck_assert(vchan_pair_wait(pair.gui, 1000));
	ck_assert_int_eq(vchan_pair_read(pair.gui), 4);
	drain(pair.gui);
}
END_TEST

// While it may not be read, as a guest that is throttled: no busy loop either
START_TEST(writer_that_may_not_read_can_sleep) {
	vchan_pair_connect();
	drain(pair.gui);
	ck_assert_int_eq(say(pair.guest, "ping", 4), 4);
	int wakes = 0;
	while (wakes < 10 && vchan_pair_wait(pair.gui, 20)) {
		ck_assert_int_eq(say(pair.gui, "x", 1), 1);
		wakes++;
	}
	ck_assert_int_lt(wakes, 10);
	ck_assert_int_eq(vchan_pair_read(pair.gui), 4);
}
END_TEST

// Either end: 0: the GUI domain's, 1: the guest's
START_TEST(peer_gone) {
	vchan_pair_connect();
	struct transport **gone = _i == 0 ? &pair.guest : &pair.gui;
	struct transport *left = _i == 0 ? pair.gui : pair.guest;
	ck_assert_int_eq(vchan_pair_read(left), 0);
	transport_destroy(*gone);
	*gone = NULL;
	ck_assert(vchan_pair_wait(left, 1000));
	ck_assert_int_eq(vchan_pair_read(left), -1);
	ck_assert_int_eq(errno, ECONNRESET);
	ck_assert_int_eq(say(left, "x", 1), -1);
}
END_TEST

START_TEST(last_words_are_read) {
	vchan_pair_connect();
	ck_assert_int_eq(say(pair.gui, "last", 4), 4);
	transport_destroy(pair.gui);
	pair.gui = NULL;
	ck_assert_int_eq(vchan_pair_read(pair.guest), 4);
	ck_assert_int_eq(vchan_pair_read(pair.guest), -1);
}
END_TEST

// The library leaves it to chance: malloc() may give what the last owner wrote
START_TEST(never_blocks) {
	vchan_pair_connect_hostile();
	ck_assert_int_eq(vchan_pair_read(pair.gui), 0); // a blocking one would wait here
	ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
	static const char bytes[RING];
	ck_assert_int_eq(say(pair.gui, bytes, RING), RING);
	ck_assert_int_eq(say(pair.gui, bytes, RING), 0);
}
END_TEST

START_TEST(ring_that_is_frozen) {
	vchan_pair_connect_hostile();
	static const char bytes[RING];
	ck_assert_int_eq(libxenvchan_write(pair.hostile, "half", 4), 4);
	ck_assert_int_eq(vchan_pair_read(pair.gui), 4);
	ck_assert_int_eq(say(pair.gui, bytes, RING), RING);
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
		ck_assert_int_eq(say(pair.gui, bytes, RING), 0);
	}
}
END_TEST

static const struct {
	const char *what;
	int index; // left.cons, left.prod, right.cons, right.prod: left is what we write
	uint32_t value;
} lies[] = {
	{"it has read what we did not write", 0, 1},
	{"it has read long ago", 0, UINT32_MAX - RING},
	{"it has unread", 0, 0u - 2 * RING},
	{"our own, written", 1, 5},
	{"our own, back", 1, UINT32_MAX},
	{"our own, read", 2, 1},
	{"our own, far", 2, 0x80000000},
	{"it has written more than fits", 3, RING + 1},
	{"it has written very much", 3, UINT32_MAX},
	{"it has written half of all", 3, 0x80000000},
};

START_TEST(index_that_lies) {
	vchan_pair_connect_hostile();
	struct vchan_interface *ring = pair.hostile->ring;
	uint32_t *const indices[] = {
		&ring->left.cons, &ring->left.prod, &ring->right.cons, &ring->right.prod};
	*indices[lies[_i].index] = lies[_i].value;
	ssize_t in = vchan_pair_read(pair.gui);
	ck_assert_msg(in == -1 && errno == EPROTO, "%s", lies[_i].what);
	ck_assert_int_eq(say(pair.gui, "x", 1), -1);
}
END_TEST

START_TEST(index_that_lies_to_a_writer) {
	vchan_pair_connect_hostile();
	struct vchan_interface *ring = pair.hostile->ring;
	uint32_t *const indices[] = {
		&ring->left.cons, &ring->left.prod, &ring->right.cons, &ring->right.prod};
	*indices[lies[_i].index] = lies[_i].value;
	ssize_t out = say(pair.gui, "x", 1);
	ck_assert_msg(out == -1 && errno == EPROTO, "%s", lies[_i].what);
}
END_TEST

// What stands in the shared page after the beginning is not believed
START_TEST(orders_that_change) {
	vchan_pair_connect_hostile();
	pair.hostile->ring->left_order = 30;
	pair.hostile->ring->right_order = 0;
	memset(pair.hostile->ring->grants, 0xff, 64);
	static const char bytes[RING + 1];
	ck_assert_int_eq(say(pair.gui, bytes, sizeof(bytes)), RING);
	ck_assert_int_eq(libxenvchan_write(pair.hostile, "abc", 3), 3);
	ck_assert_int_eq(vchan_pair_read(pair.gui), 3);
}
END_TEST

static uint64_t now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

// A guest that does nothing but notify, for a fifth of a second
START_TEST(storm_of_events) {
	vchan_pair_connect_hostile();
	unsigned wakes = 0;
	for (uint64_t end = now_ms() + 200; now_ms() < end;) {
		xenevtchn_notify(pair.hostile->event, pair.hostile->event_port);
		while (vchan_pair_wait(pair.gui, 0)) {
			xenevtchn_notify(pair.hostile->event, pair.hostile->event_port);
			ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
			wakes++;
			if (now_ms() >= end) {
				break;
			}
		}
	}
	// Windows have two ends
	ck_assert_uint_le(wakes, GUI_EVENTS_PER_SECOND / 5 + GUI_EVENTS_PER_SECOND / 10);
	ck_assert_uint_gt(wakes, 0);
	// And what it says is still heard
	ck_assert_int_eq(libxenvchan_write(pair.hostile, "abc", 3), 3);
	ssize_t len = 0;
	for (int i = 0; i < 20 && len == 0 && vchan_pair_wait(pair.gui, 1000); i++) {
		len = vchan_pair_read(pair.gui);
	}
	ck_assert_int_eq(len, 3);
}
END_TEST

// xl destroy: nobody clears srv_live
START_TEST(domain_is_gone) {
	vchan_pair_connect_hostile();
	while (vchan_pair_wait(pair.gui, 0)) {
		ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
	}
	mock_store_remove("/local/domain/1");
	ck_assert(vchan_pair_wait(pair.gui, 1000));
	ck_assert_int_eq(vchan_pair_read(pair.gui), -1);
	ck_assert_int_eq(say(pair.gui, "x", 1), -1);
}
END_TEST

START_TEST(node_that_is_written_again) {
	vchan_pair_connect_hostile();
	ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
	mock_store_write("data/gui/ring-ref", mock_store_value("data/gui/ring-ref"));
	ck_assert_int_eq(say(pair.gui, "x", 1), -1);
}
END_TEST

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
static const size_t sizes[][2] = {
	{1024, 2048}, {2048, 1024}, {4096, 4096}, {RING, RING / 2}, {RING / 2, RING}};

START_TEST(small_rings_are_refused) {
	pair.hostile = libxenvchan_server_init(
		NULL, MOCK_GUI, PAIR_NODE, sizes[_i][0], sizes[_i][1]);
	ck_assert_ptr_nonnull(pair.hostile);
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
}
END_TEST

static const uint16_t orders[] = {0, 9, 10, 11, 12, 15, 17, 20, 21, 31, 32, 0xffff};

START_TEST(orders_of_the_page_are_checked) {
	pair.hostile = libxenvchan_server_init(NULL, MOCK_GUI, PAIR_NODE, RING, RING);
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
	ck_assert_int_eq(say(pair.gui, "hello", 5), 5);
	transport_destroy(pair.gui);
	pair.gui = NULL;
	ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
	ck_assert_int_eq(vchan_pair_read(pair.guest), 5);
	ck_assert_int_eq(vchan_pair_read(pair.guest), -1);
}
END_TEST

// Whatever call fails, nothing is left behind
START_TEST(connect_without_resources) {
	pair.listener = transport_listen(PAIR_GUEST);
	for (int i = 0; i < 5; i++) {
		mock_xen.opens = i;
		ck_assert_ptr_null(transport_vchan.connect(PAIR_GUI));
	}
	mock_xen.opens = 5;
	pair.gui = transport_vchan.connect(PAIR_GUI);
	ck_assert_ptr_nonnull(pair.gui);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("transport_vchan");
	TCase *bytes = tcase_create("bytes");
	tcase_add_checked_fixture(bytes, vchan_pair_init, vchan_pair_finish);
	tcase_add_test(bytes, bytes_both_ways);
	tcase_add_test(bytes, long_stream);
	tcase_add_test(bytes, writer_is_told_of_room);
	tcase_add_test(bytes, writer_leaves_word_of_what_came);
	tcase_add_test(bytes, writer_that_may_not_read_can_sleep);
	tcase_add_loop_test(bytes, peer_gone, 0, 2);
	tcase_add_test(bytes, last_words_are_read);
	tcase_add_test(bytes, never_blocks);
	suite_add_tcase(suite, bytes);
	TCase *hostile = tcase_create("hostile");
	int count = sizeof(lies) / sizeof(lies[0]);
	tcase_add_checked_fixture(hostile, vchan_pair_init, vchan_pair_finish);
	tcase_add_test(hostile, ring_that_is_frozen);
	tcase_add_loop_test(hostile, index_that_lies, 0, count);
	tcase_add_loop_test(hostile, index_that_lies_to_a_writer, 0, count);
	tcase_add_test(hostile, orders_that_change);
	tcase_add_test(hostile, storm_of_events);
	tcase_add_test(hostile, domain_is_gone);
	tcase_add_test(hostile, node_that_is_written_again);
	suite_add_tcase(suite, hostile);
	TCase *connect = tcase_create("connect");
	tcase_add_checked_fixture(connect, vchan_pair_init, vchan_pair_finish);
	count = sizeof(nodes) / sizeof(nodes[0]);
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
