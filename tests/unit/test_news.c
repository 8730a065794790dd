// SPDX-License-Identifier: MIT
#include "hv/house/news.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/house_rig.h"
#include "tests/lib/unit.h"

#define VMS 300

static struct house_rig rig;
static char name[NAME_SIZE];

static const char *name_of(int i) {
	snprintf(name, sizeof(name), "vm-%03d", i);
	return name;
}

static void setup(void) {
	house_rig_init(&rig);
	for (int i = 0; i < VMS; i++) {
		house_rig_define(&rig, name_of(i), "class = service\n");
	}
	house_rig_update(&rig);
	house_rig_settle(&rig);
}

static void teardown(void) {
	house_rig_finish(&rig);
}

// A process that reads so many messages now
static void read_some(enum role role, size_t count) {
	rig.room[role] = count;
	house_rig_run(&rig);
}

static unsigned count(enum role to, uint32_t type, uint64_t serial) {
	unsigned found = 0;
	for (size_t i = 0; i < rig.said_count; i++) {
		const struct message *message = &rig.said[i].message;
		found += rig.said[i].to == to && message->header.type == type &&
				message->header.serial == serial
			? 1
			: 0;
	}
	return found;
}

START_TEST(list) {
	ck_assert(news_list(rig.house, ROLE_CONTROL, 5, NULL));
	house_rig_run(&rig);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 5), VMS);
	for (size_t i = 0; i < VMS; i++) {
		ck_assert_str_eq(rig.said[i].message.body.state.vm, name_of((int)i));
	}
	house_rig_answered(&rig, ROLE_CONTROL, 5, CONTROL_OK);
	ck_assert_uint_eq(rig.house->news.list_count, 0);
}
END_TEST

START_TEST(list_one) {
	ck_assert(news_list(rig.house, ROLE_CONTROL, 5, "vm-007"));
	ck_assert(news_list(rig.house, ROLE_CONTROL, 6, "vm-0"));
	house_rig_run(&rig);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 5), 1);
	ck_assert_str_eq(rig.said[0].message.body.state.vm, "vm-007");
	house_rig_answered(&rig, ROLE_CONTROL, 5, CONTROL_OK);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 6), 0); // it is not there
	house_rig_answered(&rig, ROLE_CONTROL, 6, CONTROL_OK);
}
END_TEST

// What a new hvd knows at first is no answer
START_TEST(not_known_yet) {
	house_rig_down(&rig, ROLE_XEN);
	house_rig_up(&rig, ROLE_XEN);
	house_rig_clear(&rig);
	ck_assert(news_list(rig.house, ROLE_CONTROL, 5, NULL));
	house_rig_run(&rig);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 5), 0);
	house_rig_done(&rig, ROLE_XEN, rig.house->scan.serial);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 5), VMS);
	house_rig_down(&rig, ROLE_XEN); // and it may be that nobody can tell
	ck_assert(news_list(rig.house, ROLE_CONTROL, 6, NULL));
	house_rig_run(&rig);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 6), VMS);
}
END_TEST

// No more is sent than is read, and what has gone or come meanwhile is no matter
START_TEST(list_in_parts) {
	ck_assert(news_list(rig.house, ROLE_CONTROL, 5, NULL));
	read_some(ROLE_CONTROL, 0);
	ck_assert_uint_eq(rig.said_count, 0);
	read_some(ROLE_CONTROL, 100);
	ck_assert_uint_eq(rig.said_count, 100);
	house_rig_define(&rig, name_of(50), NULL);
	house_rig_define(&rig, name_of(100), NULL); // the next
	house_rig_define(&rig, name_of(200), NULL);
	house_rig_define(&rig, "vm-250-b", "class = service\n");
	house_rig_update(&rig);
	house_rig_done(&rig, ROLE_XEN, rig.house->scan.serial); // of the new one
	read_some(ROLE_CONTROL, SIZE_MAX);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 5), VMS - 1);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_removed, 0), 3);
	house_rig_answered(&rig, ROLE_CONTROL, 5, CONTROL_OK);
}
END_TEST

START_TEST(forgotten) {
	rig.room[ROLE_CONTROL] = 0;
	ck_assert(news_list(rig.house, ROLE_CONTROL, 5, NULL));
	ck_assert(news_list(rig.house, ROLE_CONTROL, 6, NULL));
	ck_assert(news_list(rig.house, ROLE_PEER, 5, NULL));
	news_forget(rig.house, ROLE_CONTROL, 5);
	read_some(ROLE_CONTROL, SIZE_MAX);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 5), 0);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 6), VMS);
	ck_assert_uint_eq(count(ROLE_PEER, MESSAGE_TYPE_state, 5), VMS);
}
END_TEST

START_TEST(too_many_lists) {
	rig.room[ROLE_CONTROL] = 0;
	for (uint64_t i = 1; i <= NEWS_LISTS_MAX; i++) {
		ck_assert(news_list(rig.house, ROLE_CONTROL, i, NULL));
	}
	ck_assert(!news_list(rig.house, ROLE_CONTROL, 1000, NULL));
	house_rig_down(&rig, ROLE_CONTROL);
	ck_assert_uint_eq(rig.house->news.list_count, 0);
}
END_TEST

// What one does not read keeps nobody else from asking
START_TEST(lists_of_who_does_not_read) {
	rig.room[ROLE_PEER] = 0;
	uint64_t count = 0;
	while (news_list(rig.house, ROLE_PEER, count + 1, NULL)) {
		count++;
	}
	ck_assert_uint_ge(count, 1);
	ck_assert(news_list(rig.house, ROLE_CONTROL, 1, NULL));
	house_rig_run(&rig);
	house_rig_answered(&rig, ROLE_CONTROL, 1, CONTROL_OK);
}
END_TEST

// Who does not read is told the last state of each, once
START_TEST(slow_reader) {
	rig.room[ROLE_CONTROL] = 0;
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < VMS; i++) {
			news_tell(rig.house, house_rig_tenant(&rig, name_of(i)));
		}
		house_rig_run(&rig);
	}
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 0), 0);
	ck_assert_uint_eq(count(ROLE_PEER, MESSAGE_TYPE_state, 0), 3 * VMS);
	read_some(ROLE_CONTROL, 100);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 0), 100);
	read_some(ROLE_CONTROL, SIZE_MAX);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 0), VMS);
	ck_assert_uint_eq(rig.house->news.due[TENANT_CONTROL], 0);
}
END_TEST

START_TEST(all_are_removed) {
	rig.room[ROLE_CONTROL] = 0;
	for (int round = 0; round < 5; round++) { // more than are remembered
		for (int i = 0; i < VMS; i++) {
			house_rig_define(&rig, name_of(i), NULL);
		}
		house_rig_update(&rig);
		ck_assert_uint_eq(rig.house->count, 0);
		for (int i = 0; i < VMS; i++) {
			house_rig_define(&rig, name_of(i), "class = service\n");
		}
		house_rig_update(&rig);
	}
	house_rig_clear(&rig);
	read_some(ROLE_CONTROL, SIZE_MAX);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_removed, 0), NEWS_GONE_MAX);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 0), VMS);
	ck_assert_uint_eq(rig.house->news.due[TENANT_CONTROL], 0);
	ck_assert_uint_eq(rig.house->news.gone_count, 0);
}
END_TEST

// Whoever is new is told nothing of before
START_TEST(new_reader) {
	rig.room[ROLE_CONTROL] = 0;
	for (int i = 0; i < VMS; i++) {
		news_tell(rig.house, house_rig_tenant(&rig, name_of(i)));
	}
	house_rig_define(&rig, name_of(1), NULL);
	house_rig_update(&rig);
	house_rig_down(&rig, ROLE_CONTROL);
	ck_assert_uint_eq(rig.house->news.due[TENANT_CONTROL], 0);
	house_rig_up(&rig, ROLE_CONTROL);
	read_some(ROLE_CONTROL, SIZE_MAX);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_state, 0), 0);
	ck_assert_uint_eq(count(ROLE_CONTROL, MESSAGE_TYPE_removed, 0), 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("news");
	TCase *tcase = tcase_create("news");
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, list);
	tcase_add_test(tcase, list_one);
	tcase_add_test(tcase, not_known_yet);
	tcase_add_test(tcase, list_in_parts);
	tcase_add_test(tcase, forgotten);
	tcase_add_test(tcase, too_many_lists);
	tcase_add_test(tcase, lists_of_who_does_not_read);
	tcase_add_test(tcase, slow_reader);
	tcase_add_test(tcase, all_are_removed);
	tcase_add_test(tcase, new_reader);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
