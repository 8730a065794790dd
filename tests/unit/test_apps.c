// SPDX-License-Identifier: MIT
#include "hv/parent/apps.h"

#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "tests/lib/requests_rig.h"
#include "tests/lib/unit.h"

#define ID "%032x"

static struct requests_rig rig;

static void setup(void) {
	requests_rig_init(&rig);
}

static void teardown(void) {
	requests_rig_finish(&rig);
}

static void run(void) {
	house_rig_run(&rig.base);
	requests_run(&rig.requests, rig.base.now);
}

static void ask_as(enum role who, uint64_t serial, const char *vm) {
	requests_rig_prepare(&rig, CONTROL_APPS, vm, serial);
	requests_rig_ask_as(&rig, who);
	run();
}

static void answered(enum role who, uint64_t serial, enum control_code code, const char *text) {
	const struct message *answer = house_rig_take(&rig.base, who, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->header.serial, serial);
	ck_assert_int_eq(answer->body.answer.code, code);
	ck_assert_str_eq(answer->body.answer.text, text);
}

// What peer is asked for; returns the serial of that
static uint64_t asked(const char *after) {
	const struct message *entries = house_rig_take(&rig.base, ROLE_PEER, MESSAGE_TYPE_entries);
	ck_assert_uint_eq(entries->body.entries.domid, 4);
	ck_assert_str_eq(entries->body.entries.vm, "work");
	ck_assert_str_eq(entries->body.entries.after, after);
	return entries->header.serial;
}

static void tell(uint64_t serial, unsigned id) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_entry, serial);
	snprintf(message.body.entry.id, MESSAGE_ENTRY_SIZE, ID, id);
	snprintf(message.body.entry.name, MESSAGE_LOCAL_SIZE, "Name %u", id);
	unsigned before = rig.base.entries;
	house_rig_say(&rig.base, ROLE_PEER, &message);
	if (rig.base.entries > before) {
		requests_entry(&rig.requests, &rig.base.asked_for_entry, &rig.base.entry);
	}
	run();
}

static void finish(uint64_t serial, const char *reason) {
	if (reason == NULL) {
		house_rig_done(&rig.base, ROLE_PEER, serial);
	} else {
		house_rig_failed(&rig.base, ROLE_PEER, serial, reason);
	}
	requests_finished(&rig.requests, &rig.base.finished, rig.base.code, rig.base.reason);
	run();
}

static void told(enum role who, uint64_t serial, unsigned id) {
	char expected[MESSAGE_ENTRY_SIZE];
	const struct message *entry = house_rig_take(&rig.base, who, MESSAGE_TYPE_entry);
	snprintf(expected, sizeof(expected), ID, id);
	ck_assert_uint_eq(entry->header.serial, serial);
	ck_assert_str_eq(entry->body.entry.id, expected);
}

START_TEST(one_after_the_other) {
	house_rig_start(&rig.base, "work", 4);
	ask_as(ROLE_CONTROL, 7, "work");
	tell(asked(""), 1);
	told(ROLE_CONTROL, 7, 1);
	tell(asked("00000000000000000000000000000001"), 0xab);
	told(ROLE_CONTROL, 7, 0xab);
	finish(asked("000000000000000000000000000000ab"), NULL);
	answered(ROLE_CONTROL, 7, CONTROL_OK, "");
	house_rig_expect_nothing(&rig.base, ROLE_PEER, MESSAGE_TYPE_entries);
	ck_assert_uint_eq(rig.requests.apps.count, 0);
}
END_TEST

START_TEST(failed) {
	house_rig_start(&rig.base, "work", 4);
	ask_as(ROLE_CONTROL, 7, "work");
	finish(asked(""), "its agent does not answer");
	answered(ROLE_CONTROL, 7, CONTROL_FAILED, "its agent does not answer");
	ck_assert_uint_eq(rig.requests.apps.count, 0);
}
END_TEST

START_TEST(where_it_cannot) {
	ask_as(ROLE_CONTROL, 1, "work");
	answered(ROLE_CONTROL, 1, CONTROL_STATE, "work is defined");
	house_rig_start(&rig.base, "net", 5);
	ask_as(ROLE_CONTROL, 2, "net");
	answered(ROLE_CONTROL, 2, CONTROL_STATE, "net is without an agent");
	ask_as(ROLE_CONTROL, 3, "nobody");
	answered(ROLE_CONTROL, 3, CONTROL_NO_VM, "there is no VM nobody");
	house_rig_expect_nothing(&rig.base, ROLE_PEER, MESSAGE_TYPE_entries);
}
END_TEST

// Who does not read is told no more, and nobody holds what he would be told
START_TEST(slow_reader) {
	house_rig_start(&rig.base, "work", 4);
	rig.base.room[ROLE_CONTROL] = 0;
	ask_as(ROLE_CONTROL, 7, "work");
	house_rig_expect_nothing(&rig.base, ROLE_PEER, MESSAGE_TYPE_entries);
	rig.base.room[ROLE_CONTROL] = 1;
	run();
	tell(asked(""), 1);
	told(ROLE_CONTROL, 7, 1);
	house_rig_expect_nothing(&rig.base, ROLE_PEER, MESSAGE_TYPE_entries);
	rig.base.room[ROLE_CONTROL] = SIZE_MAX;
	run();
	finish(asked("00000000000000000000000000000001"), NULL);
	answered(ROLE_CONTROL, 7, CONTROL_OK, "");
}
END_TEST

// The GUI domain, and two users of dom0; none of them has all
START_TEST(several) {
	static const struct {
		enum role who;
		uint32_t user;
	} users[] = {{ROLE_CONTROL, 0}, {ROLE_PEER, 0}, {ROLE_CONTROL, 1000}};
	uint64_t serial = 1;
	house_rig_start(&rig.base, "work", 4);
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		size_t most = (APPS_LISTS_MAX - rig.requests.apps.count) / 2;
		ck_assert_uint_ge(most, 2);
		for (size_t count = 0; count <= most; count++, serial++) {
			requests_rig_prepare(&rig, CONTROL_APPS, "work", serial);
			rig.message.body.request.user = users[i].user;
			requests_rig_ask_as(&rig, users[i].who);
			run();
		}
		answered(users[i].who, serial - 1, CONTROL_BUSY, "there are too many lists");
	}
	uint64_t first = asked("");
	tell(first, 1);
	told(ROLE_CONTROL, 1, 1);
	requests_forget_all(&rig.requests, ROLE_PEER);
	ck_assert_uint_eq(rig.requests.apps.count, APPS_LISTS_MAX / 2 + APPS_LISTS_MAX / 8);
}
END_TEST

// The process with the links may have been broken into
START_TEST(impossible_lists) {
	house_rig_start(&rig.base, "work", 4);
	ask_as(ROLE_CONTROL, 7, "work");
	tell(asked(""), 5);
	told(ROLE_CONTROL, 7, 5);
	tell(asked("00000000000000000000000000000005"), _i == 0 ? 5 : 4);
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_entry);
	answered(ROLE_CONTROL, 7, CONTROL_FAILED, "its list cannot be");
	house_rig_expect_nothing(&rig.base, ROLE_PEER, MESSAGE_TYPE_entries);
	ck_assert_uint_eq(rig.requests.apps.count, 0);
}
END_TEST

START_TEST(endless_list) {
	char last[MESSAGE_ENTRY_SIZE] = "";
	house_rig_start(&rig.base, "work", 4);
	ask_as(ROLE_CONTROL, 7, "work");
	for (unsigned i = 1; i <= APPS_ENTRIES_MAX; i++) {
		tell(asked(last), i);
		told(ROLE_CONTROL, 7, i);
		snprintf(last, sizeof(last), ID, i);
	}
	tell(asked(last), APPS_ENTRIES_MAX + 1);
	answered(ROLE_CONTROL, 7, CONTROL_FAILED, "its list cannot be");
}
END_TEST

START_TEST(entry_of_a_run) {
	house_rig_start(&rig.base, "work", 4);
	requests_rig_prepare(&rig, CONTROL_RUN, "work", 7);
	snprintf(rig.message.body.request.entry, MESSAGE_ENTRY_SIZE, ID, 3);
	requests_rig_ask(&rig);
	const struct message *sent = house_rig_take(&rig.base, ROLE_PEER, MESSAGE_TYPE_run);
	ck_assert_str_eq(sent->body.run.entry, rig.message.body.request.entry);
	ck_assert_uint_eq(sent->body.run.command_count, 0);
	tell(sent->header.serial, 3);
	ck_assert_uint_eq(rig.base.entries, 0);
	ck_assert_int_eq(rig.base.code, CONTROL_FAILED);
	requests_finished(&rig.requests, &rig.base.finished, rig.base.code, rig.base.reason);
	answered(ROLE_CONTROL, 7, CONTROL_FAILED, "there was no answer");
}
END_TEST

START_TEST(forgotten) {
	struct message message;
	house_rig_start(&rig.base, "work", 4);
	ask_as(ROLE_CONTROL, 7, "work");
	uint64_t serial = asked("");
	message_init(&message, MESSAGE_TYPE_forget, 7);
	requests_take(&rig.requests, ROLE_CONTROL, &message, rig.base.now);
	tell(serial, 1);
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_entry);
	house_rig_expect_nothing(&rig.base, ROLE_PEER, MESSAGE_TYPE_entries);
}
END_TEST

START_TEST(links_are_lost) {
	house_rig_start(&rig.base, "work", 4);
	ask_as(ROLE_CONTROL, 7, "work");
	asked("");
	house_rig_down(&rig.base, ROLE_PEER);
	requests_finished(&rig.requests, &rig.base.finished, rig.base.code, rig.base.reason);
	answered(ROLE_CONTROL, 7, CONTROL_FAILED, "there was no answer");
	ck_assert_uint_eq(rig.requests.apps.count, 0);
}
END_TEST

int main(void) {
	log_init("test_apps", LOG_ERROR);
	Suite *suite = suite_create("apps");
	TCase *tcase = tcase_create("apps");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, one_after_the_other);
	tcase_add_test(tcase, failed);
	tcase_add_test(tcase, where_it_cannot);
	tcase_add_test(tcase, slow_reader);
	tcase_add_test(tcase, several);
	tcase_add_loop_test(tcase, impossible_lists, 0, 2);
	tcase_add_test(tcase, endless_list);
	tcase_add_test(tcase, entry_of_a_run);
	tcase_add_test(tcase, forgotten);
	tcase_add_test(tcase, links_are_lost);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
