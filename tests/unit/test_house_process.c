// SPDX-License-Identifier: MIT
#include "hv/house/house.h"

#include "tests/lib/house_rig.h"
#include "tests/lib/unit.h"

/*
 * What the house tells its processes when they come, and when they come again.
 */

#define TEMPLATE "class = template\nkernel = debian\nfeatures = agent\n"
#define APP "class = app\nlabel = blue\ntemplate = debian\n"
#define SERVICE "class = service\n"

static struct house_rig rig;

static void setup(void) {
	house_rig_init(&rig);
	house_rig_define(&rig, "debian", TEMPLATE);
	house_rig_define(&rig, "net", SERVICE);
	house_rig_define(&rig, "work", APP "netvm = net\n");
	house_rig_define(&rig, "bank", APP);
	house_rig_update(&rig);
	house_rig_settle(&rig);
}

static void teardown(void) {
	house_rig_finish(&rig);
}

START_TEST(peer_comes_again) {
	house_rig_start(&rig, "bank", 5);
	house_rig_down(&rig, ROLE_PEER);
	house_rig_up(&rig, ROLE_PEER);
	const struct message *link = house_rig_take(&rig, ROLE_PEER, MESSAGE_TYPE_link);
	ck_assert_uint_eq(link->body.link.act, MESSAGE_LINK_BEGIN);
	ck_assert_str_eq(link->body.link.vm, "bank");
	house_rig_expect_nothing(&rig, ROLE_PEER, MESSAGE_TYPE_link);
}
END_TEST

static void expect_link(enum message_link_act act, enum message_link_kind kind, uint32_t domid) {
	const struct message *link = house_rig_take(&rig, ROLE_PEER, MESSAGE_TYPE_link);
	ck_assert_uint_eq(link->body.link.act, act);
	ck_assert_uint_eq(link->body.link.kind, kind);
	ck_assert_uint_eq(link->body.link.domid, domid);
	ck_assert_str_eq(link->body.link.vm, "gui");
}

// What it is by its file now does not count while it has a domain
START_TEST(gui_domain) {
	house_rig_define(&rig, "gui", "class = gui\n");
	house_rig_update(&rig);
	house_rig_settle(&rig);
	house_rig_wish(&rig, "gui", VM_WANT_START, 1);
	house_rig_built(&rig, 5);
	expect_link(MESSAGE_LINK_BEGIN, MESSAGE_LINK_GUI, 5);
	house_rig_expect_nothing(&rig, ROLE_PEER, MESSAGE_TYPE_link); // it has no agent
	house_rig_define(&rig, "gui", SERVICE);
	house_rig_update(&rig);
	house_rig_down(&rig, ROLE_PEER);
	house_rig_up(&rig, ROLE_PEER);
	expect_link(MESSAGE_LINK_BEGIN, MESSAGE_LINK_GUI, 5);
	house_rig_wish(&rig, "gui", VM_WANT_KILL, 2);
	expect_link(MESSAGE_LINK_END, MESSAGE_LINK_GUI, 5);
	house_rig_gone(&rig, "gui", 5);
	house_rig_wish(&rig, "gui", VM_WANT_START, 3);
	house_rig_built(&rig, 6);
	house_rig_expect_nothing(&rig, ROLE_PEER, MESSAGE_TYPE_link);
}
END_TEST

START_TEST(gui_domain_with_an_agent) {
	house_rig_define(&rig, "gui", "class = gui\ntemplate = debian\n");
	house_rig_update(&rig);
	house_rig_settle(&rig);
	house_rig_wish(&rig, "gui", VM_WANT_START, 1);
	house_rig_built(&rig, 5);
	expect_link(MESSAGE_LINK_BEGIN, MESSAGE_LINK_AGENT, 5);
	expect_link(MESSAGE_LINK_BEGIN, MESSAGE_LINK_GUI, 5);
	house_rig_shut(&rig, "gui", 5, 0);
	expect_link(MESSAGE_LINK_END, MESSAGE_LINK_AGENT, 5);
	expect_link(MESSAGE_LINK_END, MESSAGE_LINK_GUI, 5);
}
END_TEST

START_TEST(control_comes_again) {
	house_rig_wish(&rig, "bank", VM_WANT_START, 1);
	house_rig_down(&rig, ROLE_CONTROL);
	house_rig_up(&rig, ROLE_CONTROL);
	house_rig_clear(&rig);
	ck_assert_uint_eq(rig.house->waits.count, 0);
	house_rig_wish(&rig, "bank", VM_WANT_STOP, 1); // what was wished goes on
	house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_abandon);
}
END_TEST

START_TEST(xen_is_silent) {
	house_rig_start(&rig, "bank", 5);
	house_rig_wish(&rig, "bank", VM_WANT_KILL, 1);
	house_rig_wait(&rig, 1000000);
	ck_assert_uint_eq(rig.kills[ROLE_XEN], 1); // once, however much it does not answer
	house_rig_down(&rig, ROLE_XEN);
	house_rig_up(&rig, ROLE_XEN);
	house_rig_wait(&rig, 1000000);
	ck_assert_uint_eq(rig.kills[ROLE_XEN], 2);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("house_process");
	TCase *tcase = tcase_create("house_process");
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, peer_comes_again);
	tcase_add_test(tcase, gui_domain);
	tcase_add_test(tcase, gui_domain_with_an_agent);
	tcase_add_test(tcase, control_comes_again);
	tcase_add_test(tcase, xen_is_silent);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
