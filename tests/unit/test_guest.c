// SPDX-License-Identifier: MIT
#include "compositor/edge/guest.h"

#include <unistd.h>

#include "common/loop.h"
#include "compositor/edge/send.h"
#include "tests/hostile/good.h"
#include "tests/hostile/rig.h"
#include "tests/lib/unit.h"

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

static struct gui_record hello(uint32_t floor, uint32_t version) {
	struct gui_record record = {.code = GUI_CODE_hello};
	record.u.hello = (struct gui_hello){GUI_MAGIC, floor, version, 0xffff};
	return record;
}

START_TEST(hello_is_welcomed) {
	struct gui_record record = hello(GUI_VERSION_FLOOR, GUI_VERSION + 7);
	ck_assert(!guest_connected(rig.guest));
	ck_assert(rig_send(&rig, &record));
	ck_assert_uint_eq(rig.desk.connected, 1);
	ck_assert(peer_read(&rig.peer, &record));
	ck_assert_uint_eq(record.code, GUI_CODE_welcome);
	ck_assert_uint_eq(record.u.welcome.version, GUI_VERSION);
	ck_assert_uint_eq(record.u.welcome.features, GUI_FEATURES_KNOWN);
}
END_TEST

START_TEST(version_below_the_floor_is_refused) {
	struct gui_record record = hello(GUI_VERSION + 1, GUI_VERSION + 1);
	ck_assert(!rig_send(&rig, &record));
	ck_assert(peer_is_gone(&rig.peer));
	ck_assert_uint_eq(rig.desk.connected, 0);
	ck_assert_uint_eq(rig.desk.lost, 0);
}
END_TEST

START_TEST(floor_above_version_is_refused) {
	struct gui_record record = hello(GUI_VERSION + 1, GUI_VERSION);
	ck_assert(!rig_send(&rig, &record));
}
END_TEST

START_TEST(no_hello_in_time) {
	rig_pass(&rig, GUI_HELLO_TIMEOUT - 1);
	ck_assert(!peer_is_gone(&rig.peer));
	rig_pass(&rig, 1);
	ck_assert(peer_is_gone(&rig.peer));
}
END_TEST

START_TEST(hello_comes_once) {
	rig_hello(&rig);
	struct gui_record record = hello(GUI_VERSION_FLOOR, GUI_VERSION);
	ck_assert(!rig_send(&rig, &record));
	ck_assert_uint_eq(rig.desk.lost, 1);
}
END_TEST

START_TEST(connects_again) {
	rig_session(&rig);
	peer_finish(&rig.peer);
	rig_settle(&rig);
	ck_assert_uint_eq(rig.desk.lost, 1);
	ck_assert(!guest_connected(rig.guest));
	peer_init(&rig.peer, 0);
	rig_pass(&rig, GUI_RECONNECT_MIN);
	rig_session(&rig); // the same ids: nothing of the first link is left
	ck_assert_uint_eq(rig.desk.connected, 2);
}
END_TEST

// Greet, then greet again, which is wrong
static void do_wrong(void) {
	struct gui_record record = hello(GUI_VERSION_FLOOR, GUI_VERSION);
	rig_hello(&rig);
	ck_assert(!rig_send(&rig, &record));
	peer_finish(&rig.peer);
	peer_init(&rig.peer, 0);
}

// ms until the edge has connected to the peer that waits
static uint32_t wait_for_edge(void) {
	struct gui_record record = hello(GUI_VERSION_FLOOR, GUI_VERSION);
	peer_send(&rig.peer, &record);
	for (uint32_t ms = 0; ms <= 2 * GUI_RECONNECT_MAX; ms += 10) {
		rig_settle(&rig);
		if (rig_is_up(&rig)) {
			return ms;
		}
		rig_pass(&rig, 10);
	}
	return UINT32_MAX;
}

START_TEST(wrong_waits_longer) {
	uint32_t before = 0;
	for (int i = 0; i < 8; i++) {
		do_wrong();
		uint32_t ms = wait_for_edge();
		ck_assert_uint_le(ms, GUI_RECONNECT_MAX);
		ck_assert(ms > before || ms == GUI_RECONNECT_MAX);
		before = ms;
		guest_fail(rig.guest, "again");
		rig_settle(&rig);
		peer_finish(&rig.peer);
		peer_init(&rig.peer, 0);
		rig_pass(&rig, GUI_RECONNECT_MAX);
	}
	ck_assert_uint_eq(before, GUI_RECONNECT_MAX);
}
END_TEST

// A peer that only goes away does no wrong, one that sends pages at random does
START_TEST(bad_pages_are_wrong) {
	rig_hello(&rig);
	for (int i = 0; i < 3; i++) {
		peer_finish(&rig.peer);
		peer_init(&rig.peer, 0);
		rig_settle(&rig);
		ck_assert_uint_eq(wait_for_edge(), GUI_RECONNECT_MIN);
	}
	const int fds[] = {peer_good_pages(1), peer_good_pages(1)};
	peer_write_fds(&rig.peer, "", 1, fds, 2);
	close(fds[0]);
	close(fds[1]);
	rig_settle(&rig);
	ck_assert_str_eq(rig.desk.reason, "pages or a ring that may not be");
	peer_finish(&rig.peer);
	peer_init(&rig.peer, 0);
	ck_assert_uint_gt(wait_for_edge(), GUI_RECONNECT_MIN);
}
END_TEST

START_TEST(good_link_is_forgiven) {
	do_wrong();
	rig_pass(&rig, GUI_RECONNECT_MAX);
	do_wrong();
	rig_pass(&rig, GUI_RECONNECT_MAX);
	rig_hello(&rig);
	rig_pass(&rig, 20000); // silent, but there
	guest_fail(rig.guest, "once");
	rig_settle(&rig);
	peer_finish(&rig.peer);
	peer_init(&rig.peer, 0);
	ck_assert_uint_eq(wait_for_edge(), GUI_RECONNECT_MIN);
}
END_TEST

START_TEST(desk_ends_the_link) {
	rig_session(&rig);
	guest_fail(rig.guest, "because");
	ck_assert_uint_eq(rig.desk.lost, 0); // not from within
	guest_fail(rig.guest, "another");
	rig_settle(&rig);
	ck_assert_uint_eq(rig.desk.lost, 1);
	ck_assert_str_eq(rig.desk.reason, "because");
	ck_assert(peer_is_gone(&rig.peer));
	guest_fail(rig.guest, "nobody is there");
	rig_settle(&rig);
	ck_assert_uint_eq(rig.desk.lost, 1);
}
END_TEST

START_TEST(desk_without_room) {
	rig_session(&rig);
	rig.desk.no_room = true;
	struct gui_record record = {.code = GUI_CODE_toplevel_create};
	record.u.toplevel_create.window = 2;
	ck_assert(!rig_send(&rig, &record));
	ck_assert_str_eq(rig.desk.reason, "no room");
}
END_TEST

// Or without the guest's pages, which is the same to the edge, and more likely
START_TEST(desk_without_pages) {
	rig_session(&rig);
	rig.desk.no_room = true;
	struct gui_record record = good_pool(2, 1);
	ck_assert(!rig_send_pages(&rig, &record, peer_good_pages(1)));
	ck_assert_str_eq(
		rig.desk.reason, "its pages cannot be mapped, or there is no room for them");
}
END_TEST

START_TEST(time_is_of_the_link) {
	ck_assert_uint_eq(guest_time(rig.guest, loop_now()), 0);
	rig_pass(&rig, 1000);
	rig_hello(&rig);
	uint64_t began = loop_now();
	ck_assert_uint_eq(guest_time(rig.guest, began), 0);
	ck_assert_uint_eq(guest_time(rig.guest, began - 1), 0);
	ck_assert_uint_eq(guest_time(rig.guest, began + 5), 5);
}
END_TEST

START_TEST(without_a_link_nothing_happens) {
	send_close(rig.guest, &(struct gui_close){.window = 1});
	send_keymap(rig.guest, "keymap", 6);
	send_window_gone(rig.guest, &(struct gui_window_gone){.window = 1});
	send_buffer_gone(rig.guest, &(struct gui_buffer_gone){.buffer = 1});
	send_pool_gone(rig.guest, &(struct gui_pool_gone){.pool = 1});
	rig_settle(&rig);
	struct gui_record record;
	ck_assert(!peer_read(&rig.peer, &record));
	guest_destroy(NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("guest");
	TCase *tests = tcase_create("guest");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, hello_is_welcomed);
	tcase_add_test(tests, version_below_the_floor_is_refused);
	tcase_add_test(tests, floor_above_version_is_refused);
	tcase_add_test(tests, no_hello_in_time);
	tcase_add_test(tests, hello_comes_once);
	tcase_add_test(tests, connects_again);
	tcase_add_test(tests, wrong_waits_longer);
	tcase_add_test(tests, bad_pages_are_wrong);
	tcase_add_test(tests, good_link_is_forgiven);
	tcase_add_test(tests, desk_ends_the_link);
	tcase_add_test(tests, desk_without_room);
	tcase_add_test(tests, desk_without_pages);
	tcase_add_test(tests, time_is_of_the_link);
	tcase_add_test(tests, without_a_link_nothing_happens);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
