// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/pages.h"
#include "guest-proxy/host/recv.h"
#include "guest-proxy/host/send.h"
#include "tests/hostile/fake_log.h"
#include "tests/hostile/fake_loop.h"
#include "tests/hostile/null_desk.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

/*
 * The proxy's link and the compositor's edge, as they are, over vchan; and in place of
 * the proxy a guest that keeps to no rule.
 */

static struct {
	struct loop *loop;
	struct link *link;
	struct guest *guest;
	struct null_desk desk;
	unsigned connected, lost, frames; // calls of recv
	uint32_t configured; // the serial of the last
} rig;

static void handle_connected(void *data, const struct gui_welcome *record) {
	++rig.connected;
}

static void handle_lost(void *data) {
	++rig.lost;
}

static void handle_frame(void *data, const struct gui_frame_done *record) {
	++rig.frames;
}

static void handle_configure(void *data, const struct gui_configure *record) {
	rig.configured = record->serial;
}

static const struct recv recv_table = {
	.connected = handle_connected,
	.lost = handle_lost,
	.frame_done = handle_frame,
	.configure = handle_configure,
};

static void settle(void) {
	fake_loop_settle(rig.loop);
}

static void start_gui(void) {
	struct guest_conf conf = {
		.name = "vm", .address = PAIR_GUI, .transport = transport_kind(PAIR_GUI)};
	rig.guest = guest_create(rig.loop, &conf, &null_desk_events, &rig.desk);
	rig.desk.guest = rig.guest;
	ck_assert_ptr_nonnull(rig.guest);
	fake_loop_pass(rig.loop, GUI_RECONNECT_MAX);
}

static void stop_gui(void) {
	guest_destroy(rig.guest);
	rig.guest = NULL;
	null_desk_finish(&rig.desk);
	null_desk_init(&rig.desk);
	fake_loop_pass(rig.loop, GUI_RECONNECT_MAX);
}

static void setup(void) {
	vchan_pair_init();
	memset(&rig, 0, sizeof(rig));
	rig.loop = loop_create();
	null_desk_init(&rig.desk);
}

static void teardown(void) {
	link_destroy(rig.link);
	guest_destroy(rig.guest);
	null_desk_finish(&rig.desk);
	loop_destroy(rig.loop);
	vchan_pair_finish();
}

static void start_both(const char *address) {
	rig.link = link_create(rig.loop, address, &recv_table, NULL);
	ck_assert_ptr_nonnull(rig.link);
	start_gui();
	ck_assert(guest_connected(rig.guest));
	ck_assert(link_connected(rig.link));
}

// A window of the guest, of one colour
static uint32_t show(struct pages_set **set, uint32_t colour) {
	struct gui_toplevel_create create = {.window = link_new_window(rig.link)};
	send_toplevel_create(rig.link, &create);
	settle();
	*set = pages_set_create(rig.link, 1000, 600, GUI_FORMAT_XRGB8888);
	struct pages_buffer *buffer = pages_acquire(*set);
	ck_assert_ptr_nonnull(buffer);
	for (size_t i = 0; i < (size_t)buffer->stride / 4 * buffer->height; i++) {
		buffer->pixels[i] = colour;
	}
	struct gui_commit commit = {
		.window = create.window,
		.flags = GUI_COMMIT_BUFFER | GUI_COMMIT_FRAME,
		.serial = rig.configured,
		.buffer = buffer->id,
		.scale = 120,
		.width = 1000,
		.height = 600,
	};
	pages_commit(buffer);
	send_commit(rig.link, &commit);
	settle();
	return create.window;
}

static uint32_t pixel(uint32_t window, uint32_t x, uint32_t y) {
	const struct null_window *seen = &rig.desk.windows[window];
	const struct gui_buffer_create *span = &rig.desk.buffers[seen->shown].create;
	const uint8_t *start = rig.desk.pools[span->pool].addr;
	uint32_t value;
	memcpy(&value, start + span->offset + y * span->stride + x * 4, sizeof(value));
	return value;
}

START_TEST(window_is_seen) {
	start_both(PAIR_GUEST);
	struct pages_set *set;
	uint32_t window = show(&set, 0x123456);
	ck_assert_ptr_null(rig.desk.reason);
	ck_assert_uint_eq(rig.frames, 1);
	ck_assert_uint_eq(pixel(window, 0, 0), 0x123456);
	ck_assert_uint_eq(pixel(window, 999, 599), 0x123456);
	send_window_destroy(rig.link, &(struct gui_window_destroy){.window = window});
	pages_set_destroy(set);
	settle();
	ck_assert(guest_connected(rig.guest));
	ck_assert_uint_eq(rig.desk.lost, 0);
}
END_TEST

// Many pools come and go; what they were made of goes too
START_TEST(pools_do_not_pile_up) {
	start_both(PAIR_GUEST);
	unsigned long most = 0;
	for (uint32_t i = 0; i < 200; i++) {
		struct pages_set *set = pages_set_create(
			rig.link, 500 + i * 7 % 300, 400 + i * 13 % 300, GUI_FORMAT_XRGB8888);
		ck_assert_ptr_nonnull(pages_acquire(set));
		fake_loop_pass(rig.loop, 100);
		pages_set_destroy(set);
		settle();
		unsigned long pages = mock_grants_pages();
		if (i == 50) {
			most = pages * 2;
		}
		ck_assert(i <= 50 || pages <= most);
		usleep(1000); // the transport's clock is the real one
	}
	ck_assert(guest_connected(rig.guest));
}
END_TEST

START_TEST(compositor_starts_again) {
	start_both(PAIR_GUEST);
	for (uint32_t i = 0; i < 5; i++) {
		struct pages_set *set;
		uint32_t window = show(&set, i);
		ck_assert_uint_eq(pixel(window, 500, 300), i);
		stop_gui();
		ck_assert_uint_eq(rig.lost, i + 1);
		ck_assert(!link_connected(rig.link));
		ck_assert_ptr_null(pages_acquire(set));
		pages_set_destroy(set);
		start_gui();
		ck_assert(guest_connected(rig.guest));
		ck_assert_uint_eq(rig.connected, i + 2);
	}
}
END_TEST

START_TEST(guest_starts_again) {
	start_both(PAIR_GUEST);
	struct pages_set *set;
	show(&set, 5);
	pages_set_destroy(set);
	link_destroy(rig.link);
	rig.link = NULL;
	settle();
	ck_assert_uint_eq(rig.desk.lost, 1);
	ck_assert_uint_eq(mock_grants_pages(), 0); // nothing of it is mapped any more
	fake_loop_pass(rig.loop, 20 * GUI_RECONNECT_MAX);
	ck_assert_uint_eq(mock_grants_pages(), 0);
	rig.link = link_create(rig.loop, PAIR_GUEST, &recv_table, NULL);
	fake_loop_pass(rig.loop, GUI_RECONNECT_MAX);
	ck_assert(guest_connected(rig.guest));
	ck_assert_uint_eq(rig.desk.connected, 2);
}
END_TEST

// Nobody tells but xenstore; what is mapped must be let go, or Xen keeps the domain
START_TEST(domain_is_destroyed) {
	start_both(PAIR_GUEST);
	struct pages_set *set;
	show(&set, 5);
	unsigned long before = mock_grants_pages();
	mock_store_remove("/local/domain/1");
	settle();
	ck_assert_uint_eq(rig.desk.lost, 1);
	ck_assert(!guest_connected(rig.guest));
	ck_assert_uint_lt(mock_grants_pages(), before);
	pages_set_destroy(set);
}
END_TEST

START_TEST(gui_domain_has_another_domid) {
	mock_store_write("vm-data/gui", "2");
	start_both("xen:vm-data/gui:" PAIR_NODE);
	mock_store_write("vm-data/gui", "9");
	fake_loop_pass(rig.loop, GUI_RECONNECT_MAX);
	ck_assert_uint_eq(rig.lost, 1);
	ck_assert_uint_eq(rig.desk.lost, 1);
	fake_loop_pass(rig.loop, 3 * GUI_RECONNECT_MAX);
	ck_assert(!guest_connected(rig.guest)); // it is not ours now
	mock_store_write("vm-data/gui", "2");
	fake_loop_pass(rig.loop, 3 * GUI_RECONNECT_MAX);
	ck_assert(guest_connected(rig.guest) && link_connected(rig.link));
}
END_TEST

START_TEST(guest_without_pages_for_rings) {
	start_both(PAIR_GUEST);
	mock_xen.shares = 1;
	stop_gui();
	start_gui();
	fake_loop_pass(rig.loop, 5 * GUI_RECONNECT_MAX);
	ck_assert(!guest_connected(rig.guest));
	mock_xen.shares = -1;
	fake_loop_pass(rig.loop, 2 * GUI_RECONNECT_MAX);
	ck_assert(guest_connected(rig.guest) && link_connected(rig.link));
}
END_TEST

// --- a guest that keeps to no rule -------------------------------------------

static void start_hostile(void) {
	pair.hostile = libxenvchan_server_init(
		NULL, MOCK_GUI, PAIR_NODE, GUI_RING_SIZE, GUI_RING_SIZE);
	pair.hostile->blocking = 0;
	start_gui();
}

static void say(const struct gui_record *record) {
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = gui_encode(record, bytes, sizeof(bytes));
	ck_assert_uint_gt(len, 0);
	ck_assert_int_eq(libxenvchan_write(pair.hostile, bytes, len), (int)len);
	settle();
}

static void greet(void) {
	struct gui_record hello = {.code = GUI_CODE_hello};
	hello.u.hello = (struct gui_hello){GUI_MAGIC, GUI_VERSION_FLOOR, GUI_VERSION, 0};
	start_hostile();
	say(&hello);
	ck_assert(guest_connected(rig.guest));
}

START_TEST(silent_and_frozen_from_the_start) {
	start_hostile();
	unsigned long lines = fake_log_lines();
	fake_loop_pass(rig.loop, GUI_HELLO_TIMEOUT);
	ck_assert_uint_eq(fake_log_lines(), lines + 1); // and it may try again
	ck_assert(!guest_connected(rig.guest));
}
END_TEST

START_TEST(half_a_record) {
	greet();
	ck_assert_int_eq(libxenvchan_write(pair.hostile, "\x18\0\0", 3), 3);
	settle();
	ck_assert(guest_connected(rig.guest));
	fake_loop_pass(rig.loop, GUI_RECORD_TIMEOUT);
	ck_assert_uint_eq(rig.desk.lost, 1);
}
END_TEST

// Not cut, as a paused VM, and greyed
START_TEST(frozen_after_its_greeting) {
	greet();
	fake_loop_pass(rig.loop, 10 * GUI_SILENCE_GREY);
	ck_assert_uint_eq(rig.desk.silent, 1);
	ck_assert_uint_eq(rig.desk.lost, 0);
}
END_TEST

START_TEST(indices_that_lie) {
	greet();
	pair.hostile->ring->right.prod += 3 * GUI_RING_SIZE;
	xenevtchn_notify(pair.hostile->event, pair.hostile->event_port);
	settle();
	ck_assert_uint_eq(rig.desk.lost, 1);
	ck_assert_str_eq(rig.desk.reason, "pages or a ring that may not be");
}
END_TEST

// Without an event it is found out by what we write next
START_TEST(indices_that_lie_in_silence) {
	greet();
	pair.hostile->ring->left.cons -= 3 * GUI_RING_SIZE;
	settle();
	ck_assert_uint_eq(rig.desk.lost, 0);
	send_output_gone(rig.guest, &(struct gui_output_gone){.output = 1});
	settle();
	ck_assert_uint_eq(rig.desk.lost, 1);
}
END_TEST

// References of a pool: none that it has granted to us
static const uint32_t refs[] = {0, 1, 7, 9000, 199999, GUI_REF_MAX, UINT32_MAX};

START_TEST(pool_of_foreign_references) {
	greet();
	unsigned long before = mock_grants_pages();
	struct gui_record record = {.code = GUI_CODE_pool_create};
	record.u.pool_create = (struct gui_pool_create){
		.pool = 1, .pages = 4, .count = 1, .tail = &refs[_i]};
	say(&record);
	ck_assert_uint_eq(rig.desk.lost, 1);
	ck_assert_uint_le(mock_grants_pages(), before);
}
END_TEST

START_TEST(pool_without_references) {
	greet();
	struct gui_record record = {.code = GUI_CODE_pool_create};
	record.u.pool_create = (struct gui_pool_create){.pool = 1, .pages = 4};
	say(&record);
	ck_assert_uint_eq(rig.desk.lost, 1);
}
END_TEST

// The ring itself, which it has granted for writing, as a pool: its own loss
START_TEST(pool_made_of_the_ring) {
	greet();
	uint32_t ref = (uint32_t)atoi(mock_store_value(PAIR_NODE "/ring-ref"));
	struct gui_record record = {.code = GUI_CODE_pool_create};
	record.u.pool_create = (struct gui_pool_create){
		.pool = 1, .pages = 1, .count = 1, .tail = &ref};
	say(&record); // a directory whose first entries are indices
	ck_assert_uint_eq(rig.desk.lost, 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vchan_session");
	TCase *session = tcase_create("session");
	tcase_add_checked_fixture(session, setup, teardown);
	tcase_add_test(session, window_is_seen);
	tcase_add_test(session, pools_do_not_pile_up);
	tcase_add_test(session, compositor_starts_again);
	tcase_add_test(session, guest_starts_again);
	tcase_add_test(session, domain_is_destroyed);
	tcase_add_test(session, gui_domain_has_another_domid);
	tcase_add_test(session, guest_without_pages_for_rings);
	suite_add_tcase(suite, session);
	TCase *hostile = tcase_create("hostile");
	tcase_add_checked_fixture(hostile, setup, teardown);
	tcase_add_test(hostile, silent_and_frozen_from_the_start);
	tcase_add_test(hostile, half_a_record);
	tcase_add_test(hostile, frozen_after_its_greeting);
	tcase_add_test(hostile, indices_that_lie);
	tcase_add_test(hostile, indices_that_lie_in_silence);
	tcase_add_loop_test(hostile, pool_of_foreign_references, 0, sizeof(refs) / sizeof(refs[0]));
	tcase_add_test(hostile, pool_without_references);
	tcase_add_test(hostile, pool_made_of_the_ring);
	suite_add_tcase(suite, hostile);
	return unit_run(suite);
}
