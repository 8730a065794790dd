// SPDX-License-Identifier: MIT
#include "guest-proxy/host/link.h"

#include "common/transport.h"
#include "guest-proxy/host/send.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/link_rig.h"
#include "tests/lib/unit.h"

static struct link_rig rig;

static void setup(void) {
	link_rig_init(&rig);
}

static void teardown(void) {
	link_rig_finish(&rig);
}

START_TEST(greets_first) {
	link_rig_come(&rig);
	ck_assert_uint_eq(rig.count, 1);
	ck_assert_uint_eq(rig.log[0].code, GUI_CODE_hello);
	ck_assert(!link_connected(rig.link));
	struct gui_toplevel_create create = {.window = 1};
	send_toplevel_create(rig.link, &create); // nobody is there yet
	link_rig_settle(&rig);
	ck_assert_uint_eq(rig.count, 1);
}
END_TEST

START_TEST(no_welcome_in_time) {
	link_rig_come(&rig);
	fake_loop_pass(rig.loop, GUI_HELLO_TIMEOUT);
	ck_assert_ptr_nonnull(rig.gone);
	ck_assert_uint_eq(rig.lost, 0);
	link_rig_welcome(&rig);
	ck_assert_uint_eq(rig.connected, 1);
}
END_TEST

START_TEST(answers_a_ping) {
	link_rig_welcome(&rig);
	struct gui_record ping = {.code = GUI_CODE_ping};
	ping.u.ping.nonce = 77;
	link_rig_say(&rig, ping);
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_pong), 1);
	ck_assert_uint_eq(rig.log[rig.count - 1].u.pong.nonce, 77);
	ck_assert_uint_eq(rig.log[rig.count - 1].u.pong.time, 0);
}
END_TEST

START_TEST(a_pong_without_a_ping) {
	link_rig_welcome(&rig);
	struct gui_record pong = {.code = GUI_CODE_pong};
	pong.u.pong.nonce = 12345;
	link_rig_say(&rig, pong);
	ck_assert_ptr_nonnull(rig.gone);
	ck_assert_uint_eq(rig.lost, 1);
}
END_TEST

// Silence is no reason: the compositor's VM may be paused
START_TEST(silence_costs_nothing) {
	link_rig_welcome(&rig);
	fake_loop_pass(rig.loop, 600000);
	ck_assert(link_connected(rig.link));
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_ping), 1);
}
END_TEST

START_TEST(another_compositor_waits) {
	link_rig_welcome(&rig);
	struct transport *second = transport_unix.connect(rig.address);
	link_rig_settle(&rig);
	uint8_t byte;
	ck_assert_int_eq(second->impl->read(second, &byte, 1), 0);
	link_rig_go(&rig);
	ck_assert_uint_eq(rig.lost, 1);
	ck_assert_int_eq(second->impl->read(second, &byte, 1), 1);
	transport_destroy(second);
}
END_TEST

START_TEST(a_keymap_in_pieces) {
	link_rig_welcome(&rig);
	struct gui_record record = {.code = GUI_CODE_keymap_begin};
	record.u.keymap_begin.size = 3;
	link_rig_say(&rig, record);
	record = (struct gui_record){.code = GUI_CODE_keymap_piece};
	record.u.keymap_piece = (struct gui_keymap_piece){0, 3, (const uint8_t *)"abc"};
	link_rig_say(&rig, record);
	link_rig_say(&rig, (struct gui_record){.code = GUI_CODE_keymap_end});
	ck_assert_str_eq(rig.keymap, "abc");
}
END_TEST

START_TEST(a_keymap_that_never_ends) {
	link_rig_welcome(&rig);
	struct gui_record record = {.code = GUI_CODE_keymap_begin};
	record.u.keymap_begin.size = 3;
	link_rig_say(&rig, record);
	fake_loop_pass(rig.loop, GUI_PIECES_TIMEOUT);
	ck_assert(!link_connected(rig.link));
	ck_assert_uint_eq(rig.lost, 1);
}
END_TEST

START_TEST(a_compositor_comes_back) {
	link_rig_welcome(&rig);
	send_toplevel_create(rig.link, &(struct gui_toplevel_create){.window = 1});
	link_rig_go(&rig);
	ck_assert_uint_eq(rig.lost, 1);
	link_rig_welcome(&rig);
	ck_assert_uint_eq(rig.connected, 2);
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_toplevel_create), 0);
	struct gui_record frame = {.code = GUI_CODE_frame_done};
	frame.u.frame_done.window = 1;
	link_rig_say(&rig, frame); // of a window that is not: the two may have crossed
	ck_assert_uint_eq(rig.frames, 1);
	ck_assert(link_connected(rig.link));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("link");
	TCase *tests = tcase_create("link");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, greets_first);
	tcase_add_test(tests, no_welcome_in_time);
	tcase_add_test(tests, answers_a_ping);
	tcase_add_test(tests, a_pong_without_a_ping);
	tcase_add_test(tests, silence_costs_nothing);
	tcase_add_test(tests, another_compositor_waits);
	tcase_add_test(tests, a_keymap_in_pieces);
	tcase_add_test(tests, a_keymap_that_never_ends);
	tcase_add_test(tests, a_compositor_comes_back);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
