// SPDX-License-Identifier: MIT
#include "hv/house/replies.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/house_rig.h"
#include "tests/lib/unit.h"

static struct house_rig rig;
static struct tenant *tenant;
static struct message message;
static uint64_t serial;

static void setup(void) {
	house_rig_init(&rig);
	house_rig_define(&rig, "net", "class = service\n");
	house_rig_define(&rig, "usb", "class = service\nfeatures = agent\nlabel = red\n");
	house_rig_update(&rig);
	house_rig_settle(&rig);
	tenant = house_rig_tenant(&rig, "net");
}

static void teardown(void) {
	house_rig_finish(&rig);
}

static uint64_t build_serial(void) {
	return house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_build)->header.serial;
}

static void say_built(uint64_t of, const char *name, uint32_t domid) {
	message_init(&message, MESSAGE_TYPE_built, of);
	message.body.built.domid = domid;
	house_rig_uuid(name, message.body.built.uuid);
	snprintf(message.body.built.vm, NAME_SIZE, "%s", name);
	house_rig_say(&rig, ROLE_XEN, &message);
}

// What nobody has asked changes nothing, whoever says it
START_TEST(not_asked) {
	house_rig_done(&rig, ROLE_XEN, 77);
	house_rig_failed(&rig, ROLE_PEER, 77, "no");
	say_built(77, "net", 5);
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	serial = build_serial();
	house_rig_failed(&rig, ROLE_PEER, serial, "no"); // it was not asked of that one
	house_rig_check(&rig, "net", VM_BUILDING);
	message = house_rig_domain("net", 5, ADOPT_READY);
	message.header.serial = serial;
	house_rig_say(&rig, ROLE_XEN, &message);
	house_rig_check(&rig, "net", VM_BUILDING);
	say_built(serial, "net", 5);
	house_rig_check(&rig, "net", VM_BOOTING); // until it is unpaused
	say_built(serial, "net", 6); // it has been answered
	ck_assert_uint_eq(tenant->vm.domid, 5);
}
END_TEST

START_TEST(another_is_built) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	say_built(build_serial(), "usb", 5);
	house_rig_check(&rig, "net", VM_BUILDING);
	house_rig_check(&rig, "usb", VM_DEFINED);
	house_rig_wait(&rig, VM_BUILD_TIMEOUT);
	serial = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_abandon)->header.serial;
	house_rig_failed(&rig, ROLE_XEN, serial, "it is gone");
	house_rig_check(&rig, "net", VM_CRASHED);
}
END_TEST

START_TEST(build_fails) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	house_rig_failed(&rig, ROLE_XEN, build_serial(), "no memory");
	house_rig_check(&rig, "net", VM_CRASHED);
	const struct message *answer = house_rig_take(&rig, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->body.answer.code, CONTROL_FAILED);
	ck_assert_str_eq(answer->body.answer.text, "net is crashed: no memory");
}
END_TEST

// A build that is done and not built is as if nothing was said
START_TEST(build_is_done) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	house_rig_done(&rig, ROLE_XEN, build_serial());
	house_rig_check(&rig, "net", VM_BUILDING);
}
END_TEST

// It is said of a build that it has ended, and again of taking it back, when the next one
// is on its way already
START_TEST(abandoned) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	uint64_t build = build_serial();
	house_rig_wish(&rig, "net", VM_WANT_STOP, 2);
	serial = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_abandon)->header.serial;
	house_rig_wish(&rig, "net", VM_WANT_START, 3);
	house_rig_failed(&rig, ROLE_XEN, build, "it was taken back");
	house_rig_check(&rig, "net", VM_BUILDING);
	house_rig_failed(&rig, ROLE_XEN, serial, "there is none");
	house_rig_check(&rig, "net", VM_BUILDING);
	house_rig_built(&rig, 5);
	house_rig_check(&rig, "net", VM_RUNNING);
}
END_TEST

START_TEST(built_too_late) {
	house_rig_wish(&rig, "net", VM_WANT_START, 1);
	uint64_t build = build_serial();
	house_rig_wish(&rig, "net", VM_WANT_STOP, 2);
	serial = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_abandon)->header.serial;
	say_built(build, "net", 5);
	house_rig_check(&rig, "net", VM_ENDING);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_DESTROY, NULL);
	house_rig_failed(&rig, ROLE_XEN, serial, "there is none");
	house_rig_check(&rig, "net", VM_ENDING);
	house_rig_gone(&rig, "net", 5);
	house_rig_check(&rig, "net", VM_STOPPED);
}
END_TEST

START_TEST(acts_fail) {
	house_rig_start(&rig, "net", 5);
	house_rig_wish(&rig, "net", VM_WANT_PAUSE, 1);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_PAUSE, &serial);
	house_rig_failed(&rig, ROLE_XEN, serial, "no");
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_FAILED);
	house_rig_check(&rig, "net", VM_RUNNING);
	house_rig_wish(&rig, "net", VM_WANT_STOP, 2);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_SHUTDOWN, &serial);
	house_rig_failed(&rig, ROLE_XEN, serial, "no");
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_DESTROY, &serial);
	house_rig_failed(&rig, ROLE_XEN, serial, "not now");
	house_rig_check(&rig, "net", VM_ENDING);
}
END_TEST

START_TEST(cannot_be_unpaused) {
	house_rig_wish(&rig, "usb", VM_WANT_START, 1);
	house_rig_built(&rig, 5);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_UNPAUSE, &serial);
	house_rig_failed(&rig, ROLE_XEN, serial, "no");
	house_rig_check(&rig, "usb", VM_ENDING);
}
END_TEST

// The compositor may be slow, or not there
START_TEST(guest_fails) {
	house_rig_wish(&rig, "usb", VM_WANT_START, 1);
	house_rig_built(&rig, 5);
	serial = house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_guest)->header.serial;
	house_rig_failed(&rig, ROLE_XEN, serial, "no compositor");
	house_rig_check(&rig, "usb", VM_BOOTING);
}
END_TEST

// An answer for a VM that is no more is nobody's
START_TEST(tenant_is_gone) {
	house_rig_start(&rig, "net", 5);
	house_rig_define(&rig, "net", NULL);
	house_rig_update(&rig);
	house_rig_wish(&rig, "net", VM_WANT_KILL, 1);
	house_rig_take_domain(&rig, MESSAGE_DOMAIN_DESTROY, &serial);
	house_rig_gone(&rig, "net", 5);
	ck_assert_ptr_null(house_find(rig.house, "net"));
	house_rig_failed(&rig, ROLE_XEN, serial, "it is gone");
	house_rig_gone(&rig, "net", 5);
}
END_TEST

// Who has asked for it is told by others
START_TEST(requests) {
	static const enum asks_kind kinds[] = {ASKS_ERASE, ASKS_COPY, ASKS_RUN, ASKS_VIEW};
	static const enum role roles[] = {ROLE_XEN, ROLE_XEN, ROLE_PEER, ROLE_CONSOLE};
	const struct ask ask = {
		.to = roles[_i],
		.kind = kinds[_i],
		.who = ROLE_CONTROL,
		.request = 9,
		.deadline = rig.now + 5,
	};
	house_rig_done(&rig, ask.to, asks_add(&rig.house->asks, &ask)->serial);
	ck_assert_uint_eq(rig.finishes, 1);
	ck_assert_int_eq(rig.code, CONTROL_OK);
	ck_assert_uint_eq(rig.finished.request, 9);
	house_rig_failed(&rig, ask.to, asks_add(&rig.house->asks, &ask)->serial, "full");
	ck_assert_uint_eq(rig.finishes, 2);
	ck_assert_int_eq(rig.code, CONTROL_FAILED);
	ck_assert_str_eq(rig.reason, "full");
	asks_add(&rig.house->asks, &ask);
	house_rig_wait(&rig, 5);
	ck_assert_uint_eq(rig.finishes, 3);
	ck_assert_int_eq(rig.code, CONTROL_TIMEOUT);
	ck_assert_uint_eq(rig.kills[ROLE_XEN], 0); // it may have more to do than we thought
	// Which have shorter times
	ck_assert_uint_eq(rig.kills[ROLE_PEER], _i == 2 ? 1 : 0);
	ck_assert_uint_eq(rig.kills[ROLE_CONSOLE], _i == 3 ? 1 : 0);
	asks_add(&rig.house->asks, &ask);
	house_rig_down(&rig, ask.to);
	ck_assert_uint_eq(rig.finishes, 4);
	ck_assert_int_eq(rig.code, CONTROL_FAILED);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("replies");
	TCase *tcase = tcase_create("replies");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, not_asked);
	tcase_add_test(tcase, another_is_built);
	tcase_add_test(tcase, build_fails);
	tcase_add_test(tcase, build_is_done);
	tcase_add_test(tcase, abandoned);
	tcase_add_test(tcase, built_too_late);
	tcase_add_test(tcase, acts_fail);
	tcase_add_test(tcase, cannot_be_unpaused);
	tcase_add_test(tcase, guest_fails);
	tcase_add_test(tcase, tenant_is_gone);
	tcase_add_loop_test(tcase, requests, 0, 4);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
