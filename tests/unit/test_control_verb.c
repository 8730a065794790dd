// SPDX-License-Identifier: MIT
#include "hv/message/control_verb.h"

#include <string.h>

#include "hv/message/message.h"
#include "tests/lib/unit.h"

static struct message_request request;
static struct control_fault fault;

static bool check(enum control_who who) {
	memset(&fault, 0, sizeof(fault));
	return control_verb_check(&request, who, &fault);
}

static void put(enum control_member member) {
	void *value = (char *)&request + control_verb_member(member)->offset;
	switch (control_verb_member(member)->kind) {
	case CONTROL_KIND_CLASS:
		request.class = DEFINITION_APP;
		break;
	case CONTROL_KIND_FLAG:
		*(uint32_t *)value = 1;
		break;
	case CONTROL_KIND_KEY:
		request.key = DEFINITION_KEY_LABEL;
		break;
	case CONTROL_KIND_WORDS:
		request.command_count = 1;
		request.command_len = 2;
		request.command[0] = 'a';
		break;
	default:
		*(char *)value = 'a';
	}
}

static void put_all(unsigned members) {
	for (int i = 0; i < CONTROL_MEMBERS; i++) {
		if ((members & 1u << i) != 0) {
			put((enum control_member)i);
		}
	}
}

// The verb with what it must have, and of a choice the first
static const struct control_verb_row *begin(int verb) {
	const struct control_verb_row *row = control_verb_row((enum control_verb)verb);
	control_verb_init(&request, (enum control_verb)verb);
	put_all(row->must | (row->one & -row->one));
	return row;
}

START_TEST(names) {
	enum control_verb verb;
	enum control_member member;
	for (int i = 0; i < CONTROL_VERBS; i++) {
		ck_assert(control_verb_find(control_verb_row(i)->name, &verb));
		ck_assert_int_eq(verb, i);
		ck_assert(i == 0 ||
			strcmp(control_verb_row(i - 1)->name, control_verb_row(i)->name) < 0);
	}
	for (int i = 0; i < CONTROL_MEMBERS; i++) {
		ck_assert(control_verb_find_member(control_verb_member(i)->name, &member));
		ck_assert_int_eq(member, i);
	}
	ck_assert(!control_verb_find("do", &verb) && !control_verb_find("", &verb));
	ck_assert(!control_verb_find_member("do", &member));
	ck_assert(!control_verb_find_member("VM", &member));
}
END_TEST

// The closed list of the GUI domain: nothing comes to it by accident
START_TEST(list_of_the_gui_domain) {
	static const char *const list[] = {
		"apps", "events", "kill", "list", "pause", "run", "start", "stop"};
	size_t found = 0;
	for (int i = 0; i < CONTROL_VERBS; i++) {
		const struct control_verb_row *row = control_verb_row(i);
		ck_assert((row->who & CONTROL_DOM0) != 0);
		if ((row->who & CONTROL_GUI) != 0) {
			ck_assert_uint_lt(found, sizeof(list) / sizeof(list[0]));
			ck_assert_str_eq(row->name, list[found++]);
		}
	}
	ck_assert_uint_eq(found, sizeof(list) / sizeof(list[0]));
	for (int i = 0; i < CONTROL_MEMBERS; i++) {
		bool gui = (control_verb_member(i)->who & CONTROL_GUI) != 0;
		ck_assert_int_eq(gui, i == CONTROL_ENTRY || i == CONTROL_VM);
	}
}
END_TEST

START_TEST(has) {
	begin(_i);
	for (int i = 0; i < CONTROL_MEMBERS; i++) {
		control_verb_init(&request, (enum control_verb)_i);
		ck_assert(!control_verb_has(&request, (enum control_member)i));
		put((enum control_member)i);
		for (int j = 0; j < CONTROL_MEMBERS; j++) {
			ck_assert_int_eq(
				control_verb_has(&request, (enum control_member)j), i == j);
		}
	}
}
END_TEST

START_TEST(least_and_most) {
	const struct control_verb_row *row = begin(_i);
	ck_assert_msg(check(CONTROL_DOM0), "%s", fault.text);
	put_all(row->may);
	ck_assert_msg(check(CONTROL_DOM0), "%s", fault.text);
}
END_TEST

START_TEST(needs) {
	const struct control_verb_row *row = control_verb_row((enum control_verb)_i);
	for (int i = 0; i < CONTROL_MEMBERS; i++) {
		if ((row->must & 1u << i) != 0) {
			control_verb_init(&request, (enum control_verb)_i);
			put_all((row->must | (row->one & -row->one)) & ~(1u << i));
			ck_assert(!check(CONTROL_DOM0));
			ck_assert_int_eq(fault.code, CONTROL_USAGE);
			ck_assert_ptr_nonnull(strstr(fault.text, control_verb_member(i)->name));
			ck_assert_ptr_nonnull(strstr(fault.text, row->name));
		}
	}
}
END_TEST

START_TEST(takes_no) {
	for (int i = 0; i < CONTROL_MEMBERS; i++) {
		const struct control_verb_row *row = begin(_i);
		if (((row->must | row->may | row->one) & 1u << i) == 0) {
			put((enum control_member)i);
			ck_assert(!check(CONTROL_DOM0));
			ck_assert_int_eq(fault.code, CONTROL_USAGE);
			ck_assert_ptr_nonnull(strstr(fault.text, control_verb_member(i)->name));
		}
	}
}
END_TEST

START_TEST(one_of_two) {
	control_verb_init(&request, CONTROL_RUN);
	put(CONTROL_VM);
	ck_assert(!check(CONTROL_DOM0));
	ck_assert_int_eq(fault.code, CONTROL_USAGE);
	put(CONTROL_ENTRY);
	ck_assert(check(CONTROL_DOM0));
	put(CONTROL_COMMAND);
	ck_assert(!check(CONTROL_DOM0));
	ck_assert_int_eq(fault.code, CONTROL_USAGE);
	begin(CONTROL_RUN);
	ck_assert(check(CONTROL_DOM0));
}
END_TEST

START_TEST(denied_to_the_gui_domain) {
	const struct control_verb_row *row = control_verb_row((enum control_verb)_i);
	control_verb_init(&request, (enum control_verb)_i);
	put_all(row->must);
	if (_i == CONTROL_RUN) {
		put(CONTROL_ENTRY);
	}
	bool may = (row->who & CONTROL_GUI) != 0;
	ck_assert_int_eq(check(CONTROL_GUI), may);
	ck_assert(may || fault.code == CONTROL_DENIED);
}
END_TEST

START_TEST(commands_are_denied_to_the_gui_domain) {
	control_verb_init(&request, CONTROL_RUN);
	put(CONTROL_VM);
	put(CONTROL_COMMAND);
	ck_assert(!check(CONTROL_GUI));
	ck_assert_int_eq(fault.code, CONTROL_DENIED);
	control_verb_init(&request, CONTROL_RUN);
	put(CONTROL_VM);
	put(CONTROL_ENTRY);
	put(CONTROL_DETACH);
	ck_assert(!check(CONTROL_GUI));
	ck_assert_int_eq(fault.code, CONTROL_DENIED);
	ck_assert(check(CONTROL_DOM0));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control_verb");
	TCase *tcase = tcase_create("table");
	tcase_add_test(tcase, names);
	tcase_add_test(tcase, list_of_the_gui_domain);
	tcase_add_test(tcase, one_of_two);
	tcase_add_test(tcase, commands_are_denied_to_the_gui_domain);
	tcase_add_loop_test(tcase, has, 0, CONTROL_VERBS);
	tcase_add_loop_test(tcase, least_and_most, 0, CONTROL_VERBS);
	tcase_add_loop_test(tcase, needs, 0, CONTROL_VERBS);
	tcase_add_loop_test(tcase, takes_no, 0, CONTROL_VERBS);
	tcase_add_loop_test(tcase, denied_to_the_gui_domain, 0, CONTROL_VERBS);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
