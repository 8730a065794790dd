// SPDX-License-Identifier: MIT
#include "common/loop.h"
#include "common/transport.h"
#include "compositor/edge/guest.h"
#include "tests/hostile/fake_log.h"
#include "tests/hostile/fake_loop.h"
#include "tests/hostile/good.h"
#include "tests/hostile/rig.h"
#include "tests/lib/unit.h"

/*
 * How fast a guest may talk: over a rate it is not read, what it has sent waits, and
 * nothing is lost or cut.
 */

static struct loop *loop;
static struct rig rig;

static void setup(void) {
	loop = loop_create();
	rig_init(&rig, loop, 0, NULL);
}

static void teardown(void) {
	rig_finish(&rig);
	loop_destroy(loop);
}

static unsigned count(uint32_t code) {
	return rig.desk.counts[code];
}

START_TEST(rate_of_records) {
	rig_session(&rig);
	struct gui_record attention = {.code = GUI_CODE_attention};
	attention.u.attention.window = 1;
	unsigned sent = 0;
	for (int i = 0; i < 20000 && peer_send(&rig.peer, &attention); i++) {
		sent++;
		rig_settle(&rig);
	}
	ck_assert(rig_is_up(&rig));
	ck_assert_uint_ge(count(GUI_CODE_attention), GUI_RECORDS_BURST - 100);
	ck_assert_uint_le(count(GUI_CODE_attention), GUI_RECORDS_BURST + 1);
	ck_assert_uint_gt(sent, count(GUI_CODE_attention));
	unsigned before = count(GUI_CODE_attention);
	rig_pass(&rig, 100);
	ck_assert_uint_le(count(GUI_CODE_attention) - before, GUI_RECORDS_PER_SECOND / 10 + 1);
	rig_pass(&rig, 3000);
	ck_assert_uint_eq(count(GUI_CODE_attention), sent);
}
END_TEST

// Not of a moment, and once of a link
START_TEST(rate_is_logged) {
	rig_session(&rig);
	struct gui_record attention = {.code = GUI_CODE_attention};
	attention.u.attention.window = 1;
	unsigned long lines = fake_log_lines();
	for (int i = 0; i < GUI_RECORDS_BURST + 50; i++) {
		peer_send(&rig.peer, &attention);
		rig_settle(&rig);
	}
	rig_pass(&rig, 100);
	ck_assert_uint_eq(fake_log_lines(), lines);
	for (int i = 0; i < 250; i++) { // and before it counts as silent
		while (peer_send(&rig.peer, &attention)) {
		}
		rig_pass(&rig, 10);
	}
	ck_assert_uint_eq(fake_log_lines(), lines + 1);
	ck_assert(rig_is_up(&rig));
}
END_TEST

// A few titles cost as much as many records
START_TEST(rate_of_titles) {
	rig_session(&rig);
	struct gui_record title = {.code = GUI_CODE_title};
	title.u.title = (struct gui_title){1, 1, (const uint8_t *)"t"};
	unsigned sent = 0;
	for (int i = 0; i < 1000; i++) {
		sent += peer_send(&rig.peer, &title) ? 1 : 0;
		rig_settle(&rig);
	}
	ck_assert_uint_gt(sent, GUI_RECORDS_BURST / 20 + 1);
	ck_assert_uint_le(count(GUI_CODE_title), GUI_RECORDS_BURST / 20 + 1);
	rig_pass(&rig, 5000);
	ck_assert_uint_eq(count(GUI_CODE_title), sent);
}
END_TEST

START_TEST(rate_of_windows) {
	rig_hello(&rig);
	for (int i = 0; i < 300; i++) {
		struct gui_record create = {.code = GUI_CODE_toplevel_create};
		struct gui_record destroy = {.code = GUI_CODE_window_destroy};
		create.u.toplevel_create.window = 1;
		destroy.u.window_destroy.window = 1;
		peer_send(&rig.peer, &create);
		peer_send(&rig.peer, &destroy);
		rig_settle(&rig);
	}
	ck_assert_uint_le(count(GUI_CODE_toplevel_create), GUI_CREATES_BURST + 1);
	rig_pass(&rig, 500);
	ck_assert_uint_le(count(GUI_CODE_toplevel_create),
		GUI_CREATES_BURST + GUI_CREATES_PER_SECOND / 2 + 1);
	rig_pass(&rig, 1000);
	ck_assert_uint_eq(count(GUI_CODE_toplevel_create), 300);
	ck_assert(rig_is_up(&rig));
}
END_TEST

// A window that comes and goes is one more each time
START_TEST(rate_of_appearances) {
	rig_session(&rig);
	rig_buffer(&rig, 3, 1, 32, 32);
	rig_pass(&rig, 1000);
	unsigned sent = 0;
	for (int i = 0; i < 300; i++) {
		struct gui_record hide = rig_commit(&rig, 1, 0);
		struct gui_record show = rig_commit(&rig, 1, 2 + (unsigned)i % 2);
		sent += peer_send(&rig.peer, &hide) ? 1 : 0;
		sent += peer_send(&rig.peer, &show) ? 1 : 0;
		rig_settle(&rig);
	}
	unsigned before = count(GUI_CODE_commit);
	ck_assert_uint_le(before, 2 * (GUI_CREATES_BURST + 2));
	rig_pass(&rig, 1500);
	ck_assert_uint_ge(count(GUI_CODE_commit), sent);
	ck_assert(rig_is_up(&rig));
}
END_TEST

// Where the renderer uploads, it uploads all of a buffer
START_TEST(rate_of_pixels) {
	rig_hello(&rig);
	rig_pool(&rig, 1, GUI_SIZE_MAX);
	rig_buffer(&rig, 1, 1, 4096, 4096);
	rig_buffer(&rig, 2, 1, 4096, 4096);
	rig_toplevel(&rig, 1);
	rig_show(&rig, 1, 1);
	for (unsigned i = 0; i < 99; i++) {
		struct gui_record show = rig_commit(&rig, 1, 2 - i % 2);
		peer_send(&rig.peer, &show);
		rig_settle(&rig);
	}
	ck_assert_uint_le(count(GUI_CODE_commit), GUI_KPIXELS_BURST / 16777 + 1);
	rig_pass(&rig, 3000);
	ck_assert_uint_eq(count(GUI_CODE_commit), 100);
	ck_assert(rig_is_up(&rig));
}
END_TEST

START_TEST(rate_of_bytes) {
	rig_hello(&rig);
	rig_toplevel(&rig, 1);
	static const struct gui_rect rects[GUI_RECTS_MAX];
	struct gui_record constrain = {.code = GUI_CODE_constrain};
	constrain.u.constrain = (struct gui_constrain){
		.window = 1, .count = GUI_RECTS_MAX, .tail = rects};
	uint32_t size = 2000; // or a little more
	for (uint32_t i = 0; i < 4 * GUI_BYTES_BURST / size; i++) {
		peer_send(&rig.peer, &constrain);
		rig_settle(&rig);
	}
	ck_assert_uint_le(count(GUI_CODE_constrain), (GUI_BYTES_BURST + GUI_RING_SIZE) / size + 1);
	rig_pass(&rig, 2000);
	ck_assert(rig_is_up(&rig));
}
END_TEST

static unsigned send_attentions(unsigned most) {
	struct gui_record attention = {.code = GUI_CODE_attention};
	attention.u.attention.window = 1;
	unsigned sent = 0;
	for (unsigned i = 0; i < most; i++) {
		sent += peer_send(&rig.peer, &attention) ? 1 : 0;
		rig_settle(&rig);
	}
	return sent;
}

// However few they are: what counts is how long the desk works for them
START_TEST(rate_of_time) {
	rig_session(&rig);
	rig_pass(&rig, 1000);
	rig.desk.slow = 500;
	unsigned sent = send_attentions(200);
	ck_assert_uint_eq(sent, 200);
	ck_assert_uint_le(count(GUI_CODE_attention), GUI_TIME_BURST / 500 + 1);
	unsigned before = count(GUI_CODE_attention);
	rig_pass(&rig, 200);
	ck_assert_uint_ge(count(GUI_CODE_attention), before + GUI_TIME_PER_SECOND / 5 / 500 / 2);
	ck_assert_uint_le(count(GUI_CODE_attention), before + GUI_TIME_PER_SECOND / 5 / 500 + 1);
	rig_pass(&rig, 3000);
	ck_assert_uint_eq(count(GUI_CODE_attention), sent);
}
END_TEST

// One record that takes very long is not paid for over minutes
START_TEST(rate_of_time_forgives) {
	rig_session(&rig);
	rig.desk.slow = 10000000;
	send_attentions(2);
	ck_assert_uint_eq(count(GUI_CODE_attention), 1);
	rig_pass(&rig, GUI_TIME_RECORD_MAX / (GUI_TIME_PER_SECOND / 1000));
	ck_assert_uint_eq(count(GUI_CODE_attention), 2);
}
END_TEST

static struct {
	struct transport_impl impl, table; // of the link, and to connect
	uint32_t connect, read; // ms and us that these take
	unsigned connects;
} slow;

static struct transport *connect_slowly(const char *address) {
	fake_loop_sleep(slow.connect);
	struct transport *transport = peer_transport.connect(address);
	if (transport != NULL) {
		transport->impl = &slow.impl;
		slow.connects++;
	}
	return transport;
}

static ssize_t read_slowly(struct transport *transport, void *dst, size_t size) {
	fake_loop_spend(slow.read);
	return transport_unix.read(transport, dst, size);
}

static void begin_slowly(void) {
	rig_finish(&rig);
	slow.impl = slow.table = transport_unix;
	slow.impl.read = read_slowly;
	slow.table.connect = connect_slowly;
	slow.connect = slow.read = slow.connects = 0;
	struct guest_conf conf = rig_conf(0);
	conf.transport = &slow.table;
	rig_init(&rig, loop, 0, &conf);
}

// What brings no record is paid for too: bytes, and over vchan events alone
START_TEST(rate_of_wakes) {
	begin_slowly();
	rig_session(&rig);
	rig_pass(&rig, 1000);
	slow.read = 1000;
	uint8_t bytes[GUI_RECORD_MAX];
	struct gui_record attention = {.code = GUI_CODE_attention};
	attention.u.attention.window = 1;
	size_t size = gui_encode(&attention, bytes, sizeof(bytes));
	ck_assert_uint_gt(size, 2 * GUI_TIME_BURST / 1000);
	for (size_t i = 0; i < size; i++) {
		peer_write(&rig.peer, bytes + i, 1, -1);
		rig_settle(&rig);
	}
	ck_assert_uint_eq(count(GUI_CODE_attention), 0);
	rig_pass(&rig, 1000);
	ck_assert_uint_eq(count(GUI_CODE_attention), 1);
}
END_TEST

// A pause costs us more than is seen of it, so there is not one after each record
START_TEST(rate_of_pauses) {
	rig_session(&rig);
	rig_pass(&rig, 1000);
	rig.desk.slow = 1000;
	unsigned begin = count(GUI_CODE_attention), before = begin, ends = 0;
	for (int ms = 0; ms < 1000; ms++) {
		send_attentions(1);
		rig_pass(&rig, 1);
		ends += count(GUI_CODE_attention) > before ? 1 : 0;
		before = count(GUI_CODE_attention);
	}
	ck_assert_uint_le(before - begin, (GUI_TIME_PER_SECOND + GUI_TIME_BURST) / 1000 + 1);
	ck_assert_uint_ge(before - begin, GUI_TIME_PER_SECOND / 1000 - 10); // no time is lost
	ck_assert_uint_ge(ends, 10);
	ck_assert_uint_le(ends, 60);
}
END_TEST

// A guest that goes and comes back has us connect each time, which on Xen takes long
START_TEST(rate_of_connects) {
	begin_slowly();
	slow.connect = 150;
	peer_finish(&rig.peer);
	uint64_t begin = loop_now();
	while (loop_now() - begin < 10000 * LOOP_NS_PER_MS) {
		peer_init(&rig.peer, 0);
		rig_pass(&rig, 50);
		struct gui_record hello = good_hello();
		peer_send(&rig.peer, &hello);
		rig_settle(&rig);
		peer_finish(&rig.peer);
		rig_settle(&rig);
	}
	uint32_t most = (GUI_CONNECT_BURST + 10 * GUI_CONNECT_PER_SECOND) / 1000 / slow.connect;
	ck_assert_uint_le(slow.connects, most + 2);
	ck_assert_uint_ge(slow.connects, 4);
	peer_init(&rig.peer, 0);
	rig_pass(&rig, 5000);
	rig_session(&rig);
}
END_TEST

static void connect_again(void) {
	peer_finish(&rig.peer);
	rig_pass(&rig, 50); // what waits comes before the end
	ck_assert_uint_eq(rig.desk.lost, 1);
	peer_init(&rig.peer, 0);
	rig_pass(&rig, GUI_RECONNECT_MIN);
	rig_session(&rig);
}

// A new link is no new start
START_TEST(rates_outlive_links) {
	rig_session(&rig);
	send_attentions(GUI_RECORDS_BURST + 100);
	connect_again();
	unsigned before = count(GUI_CODE_attention);
	send_attentions(GUI_RECORDS_BURST);
	ck_assert_uint_lt(count(GUI_CODE_attention) - before, GUI_RECORDS_BURST / 2);
	ck_assert(rig_is_up(&rig));
}
END_TEST

// Throttled is not silent: the ping is answered late, and that is all
START_TEST(rate_does_not_cut) {
	rig_session(&rig);
	struct gui_record ping = {.code = GUI_CODE_ping};
	for (int i = 0; i < 50; i++) {
		for (int j = 0; j < 2000; j++) {
			peer_send(&rig.peer, &ping);
		}
		rig_pass(&rig, 100);
		struct gui_record record;
		while (peer_read(&rig.peer, &record)) {
		}
	}
	ck_assert(rig_is_up(&rig));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("rates");
	TCase *tests = tcase_create("rates");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, rate_of_records);
	tcase_add_test(tests, rate_is_logged);
	tcase_add_test(tests, rate_of_titles);
	tcase_add_test(tests, rate_of_windows);
	tcase_add_test(tests, rate_of_appearances);
	tcase_add_test(tests, rate_of_pixels);
	tcase_add_test(tests, rate_of_bytes);
	tcase_add_test(tests, rate_of_time);
	tcase_add_test(tests, rate_of_time_forgives);
	tcase_add_test(tests, rate_of_wakes);
	tcase_add_test(tests, rate_of_pauses);
	tcase_add_test(tests, rate_of_connects);
	tcase_add_test(tests, rates_outlive_links);
	tcase_add_test(tests, rate_does_not_cut);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
