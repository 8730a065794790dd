// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>

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

// Whoever reads a little less than there was room for reads no more until it is woken
START_TEST(domain_is_gone_after_its_last_words) {
	vchan_pair_connect_hostile();
	drain(pair.gui);
	ck_assert_int_eq(libxenvchan_write(pair.hostile, "last", 4), 4);
	mock_store_remove("/local/domain/1");
	ck_assert(vchan_pair_wait(pair.gui, 1000));
	ck_assert_int_eq(vchan_pair_read(pair.gui), 4);
	ck_assert(vchan_pair_wait(pair.gui, 1000));
	ck_assert_int_eq(vchan_pair_read(pair.gui), -1);
}
END_TEST

START_TEST(process_is_gone_after_its_last_words) {
	vchan_pair_connect_hostile();
	drain(pair.gui);
	ck_assert_int_eq(libxenvchan_write(pair.hostile, "last", 4), 4);
	pair.hostile->ring->srv_live = 0; // before we have looked, and with the same event
	ck_assert(vchan_pair_wait(pair.gui, 1000));
	ck_assert_int_eq(vchan_pair_read(pair.gui), 4);
	ck_assert(vchan_pair_wait(pair.gui, 1000));
	ck_assert_int_eq(vchan_pair_read(pair.gui), -1);
}
END_TEST

START_TEST(node_that_is_written_again) {
	vchan_pair_connect_hostile();
	ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
	mock_store_write("data/gui/ring-ref", mock_store_value("data/gui/ring-ref"));
	ck_assert_int_eq(say(pair.gui, "x", 1), -1);
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
	tcase_add_test(hostile, domain_is_gone);
	tcase_add_test(hostile, domain_is_gone_after_its_last_words);
	tcase_add_test(hostile, process_is_gone_after_its_last_words);
	tcase_add_test(hostile, node_that_is_written_again);
	suite_add_tcase(suite, hostile);
	return unit_run(suite);
}
