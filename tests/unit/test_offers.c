// SPDX-License-Identifier: MIT
#include "hv/peer/offers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "tests/lib/agent_rig.h"
#include "tests/lib/unit.h"

#define FOOT "78ca9e1473ccc3e3ae4b42049373cd45" // the id of foot.desktop, for ever
#define NOBODY "00000000000000000000000000000000"

static struct agent_rig *rig;

static void setup(void) {
	agent_rig_init(rig);
}

static void teardown(void) {
	agent_rig_finish(rig);
}

// Somebody wants a list, which the agent is asked for
static uint32_t begin(void) {
	agent_rig_ask_behind(rig, "");
	return agent_end_expect(&rig->agent, AGENT_CODE_entries)->u.entries.list;
}

static void end(uint32_t list) {
	struct agent_record record = {.code = AGENT_CODE_entries_end, .u.entries_end.list = list};
	agent_end_send(&rig->agent, &record);
	agent_end_settle(rig->loop);
}

static void offer(const char *words) {
	uint32_t list = begin();
	agent_end_entry(&rig->agent, list, words);
	end(list);
}

static void must_be(const char *name, const char *icon) {
	ck_assert_int_eq(rig->entries, 1);
	ck_assert_int_eq(rig->failures, 0);
	ck_assert_str_eq(rig->entry.name, name);
	ck_assert_str_eq(rig->entry.icon, icon);
}

START_TEST(one) {
	offer("foot.desktop|Foot|foot");
	must_be("Foot", "foot");
	ck_assert_str_eq(rig->entry.id, FOOT);
	agent_rig_ask_behind(rig, FOOT);
	ck_assert_int_eq(rig->ends, 1);
	agent_rig_ask_behind(rig, NOBODY); // of what is known by now
	ck_assert_int_eq(rig->entries, 2);
}
END_TEST

START_TEST(none) {
	end(begin());
	ck_assert_int_eq(rig->entries, 0);
	ck_assert_int_eq(rig->ends, 1);
}
END_TEST

// Each once, and in the order of ids, whatever the agent's is
START_TEST(all_of_them) {
	char words[64], last[MESSAGE_ENTRY_SIZE] = "";
	uint32_t list = begin();
	for (int i = 0; i < AGENT_ENTRIES_MAX; i++) {
		snprintf(words, sizeof(words), "%d|Name %d|", i, i);
		agent_end_entry(&rig->agent, list, words);
	}
	end(list);
	for (int i = 0; i < AGENT_ENTRIES_MAX; i++) {
		ck_assert_int_eq(rig->entries, i + 1);
		ck_assert_int_gt(strcmp(rig->entry.id, last), 0);
		memcpy(last, rig->entry.id, sizeof(last));
		agent_rig_ask_behind(rig, last);
	}
	ck_assert_int_eq(rig->ends, 1);
}
END_TEST

// It changes while it is listed
START_TEST(another_list) {
	offer("foot.desktop|Foot|");
	uint32_t first = begin();
	ck_assert_uint_eq(first, 2);
	agent_rig_ask_behind(rig, NOBODY); // what was whole last
	ck_assert_int_eq(rig->entries, 2);
	agent_rig_ask_behind(rig, ""); // the same list is for him as well
	agent_end_entry(&rig->agent, first, "b.desktop|Other|");
	end(first);
	ck_assert_int_eq(rig->entries, 4);
	ck_assert_str_eq(rig->entry.name, "Other");
	agent_rig_ask_behind(rig, NOBODY);
	ck_assert_str_eq(rig->entry.name, "Other");
}
END_TEST

static const struct {
	const char *words, *name, *icon;
} texts[] = {
	{"a|Foot|", "Foot", ""},
	{"a|Malm\xc3\xb6|text-editor", "Malm\xc3\xb6", "text-editor"},
	{"a|a\x1b[2J\n\tb|x", "a[2J  b", "x"},
	{"a|bank\xe2\x80\xaetoof|", "banktoof", ""},
	{"a|\xe6\xbc\xa2 e\xcc\x81|", "? e?", ""},
	{"../../etc/passwd|Foot|", "Foot", ""},
	{"a|%s%n$(id)|", "%s%n$(id)", ""},
	{"a|Foot|../foot", "Foot", ""},
	{"a|Foot|/usr/share/a.png", "Foot", ""},
	{"a|Foot|Foot", "Foot", ""},
	{"a|Foot|.foot", "Foot", ""},
	{"a|Foot|-foot", "Foot", ""},
	{"a|Foot|a\nExec=b", "Foot", ""},
	{"a|Foot|org.foot-2", "Foot", "org.foot-2"},
};

START_TEST(hostile_texts) {
	offer(texts[_i].words);
	must_be(texts[_i].name, texts[_i].icon);
}
END_TEST

START_TEST(long_texts) {
	char words[AGENT_ENTRY_MAX + 1], name[65], icon[MESSAGE_ICON_SIZE + 1];
	memset(name, 'n', 64);
	name[64] = '\0';
	memset(icon, 'i', sizeof(icon) - 1);
	icon[MESSAGE_ICON_SIZE] = '\0';
	snprintf(words, sizeof(words), "a|%snnn|%s", name, icon);
	offer(words);
	must_be(name, "");
}
END_TEST

// --- agents that keep to no rule ---------------------------------------------

static void entry_of_no_list(void) {
	agent_end_entry(&rig->agent, 1, "a|Foot|");
}

static void end_of_no_list(void) {
	end(1);
}

static void entry_of_another_list(void) {
	agent_end_entry(&rig->agent, begin() + 1, "a|Foot|");
}

static void end_of_another_list(void) {
	end(begin() - 1 + 7);
}

static void entry_after_the_end(void) {
	uint32_t list = begin();
	end(list);
	agent_end_entry(&rig->agent, list, "a|Foot|");
}

static void two_ends(void) {
	uint32_t list = begin();
	end(list);
	end(list);
}

static void entry_twice(void) {
	uint32_t list = begin();
	agent_end_entry(&rig->agent, list, "a|Foot|");
	agent_end_entry(&rig->agent, list, "a|Another|");
}

static void too_many(void) {
	char words[64];
	uint32_t list = begin();
	for (int i = 0; i < 10000 && rig->agent.conn != NULL; i++) {
		snprintf(words, sizeof(words), "%d|Name|", i);
		agent_end_entry(&rig->agent, list, words);
		if (i > AGENT_ENTRIES_MAX) {
			agent_end_settle(rig->loop);
		}
	}
}

static void two_words(void) {
	agent_end_entry(&rig->agent, begin(), "a|Foot");
}

static void four_words(void) {
	agent_end_entry(&rig->agent, begin(), "a|Foot||");
}

static void one_word(void) {
	agent_end_entry(&rig->agent, begin(), "a");
}

static void long_id(void) {
	char words[AGENT_ENTRY_ID_MAX + 16];
	memset(words, 'a', sizeof(words));
	snprintf(words + AGENT_ENTRY_ID_MAX + 1, 4, "|a|");
	agent_end_entry(&rig->agent, begin(), words);
}

static void no_name(void) {
	agent_end_entry(&rig->agent, begin(), "a||icon");
}

static void name_that_is_nothing(void) {
	agent_end_entry(&rig->agent, begin(), "a|\xe2\x80\x8b\xe2\x80\xae|icon");
}

static void name_that_is_no_text(void) {
	agent_end_entry(&rig->agent, begin(), "a|Foo\xff|icon");
}

static const struct {
	const char *name;
	void (*func)(void);
} wrongs[] = {
	{"of no list", entry_of_no_list},
	{"end of no list", end_of_no_list},
	{"of another list", entry_of_another_list},
	{"end of another list", end_of_another_list},
	{"after the end", entry_after_the_end},
	{"two ends", two_ends},
	{"twice", entry_twice},
	{"too many", too_many},
	{"two words", two_words},
	{"four words", four_words},
	{"one word", one_word},
	{"long id", long_id},
	{"no name", no_name},
	{"a name that is nothing", name_that_is_nothing},
	{"a name that is no text", name_that_is_no_text},
};

// It costs the link, and who waits is told
START_TEST(wrong) {
	wrongs[_i].func();
	agent_end_expect_lost(&rig->agent);
	ck_assert_int_eq(rig->entries, 0);
	ck_assert_int_eq(rig->ends + rig->failures,
		wrongs[_i].func == entry_of_no_list || wrongs[_i].func == end_of_no_list ? 0 : 1);
	agent_rig_ask_behind(rig, NOBODY);
	ck_assert_str_eq(rig->reason, "its agent is not there");
}
END_TEST

START_TEST(goes_meanwhile) {
	begin();
	agent_rig_ask_for_entry(rig, AGENT_RIG_NO_FD, FOOT);
	agent_end_finish(&rig->agent);
	while (rig->failures < 2) {
		agent_end_settle(rig->loop);
	}
	ck_assert_str_eq(rig->reason, "the link to its agent was lost");
	agent_rig_accept(rig);
	agent_rig_greet(rig);
	agent_rig_ask_behind(rig, NOBODY); // nothing is known of this one
	ck_assert_int_eq(rig->ends, 1);
	begin();
}
END_TEST

START_TEST(old_agent) {
	agent_end_finish(&rig->agent);
	agent_rig_accept(rig);
	agent_rig_greet_as(rig, 1);
	agent_rig_ask_behind(rig, "");
	ck_assert_str_eq(rig->reason, "its agent is too old to have entries");
	agent_rig_ask_for_entry(rig, AGENT_RIG_NO_FD, FOOT);
	ck_assert_int_eq(rig->failures, 2);
	agent_rig_ask(rig, AGENT_RIG_NO_FD);
	agent_end_expect(&rig->agent, AGENT_CODE_run);
}
END_TEST

// --- to be run ---------------------------------------------------------------

static void must_run(const char *id) {
	const struct agent_run *run = &agent_end_expect(&rig->agent, AGENT_CODE_run)->u.run;
	ck_assert_uint_eq(run->flags, AGENT_RUN_DETACH | AGENT_RUN_ENTRY);
	ck_assert_uint_eq(run->variables, 0);
	ck_assert_uint_eq(run->count, strlen(id) + 1);
	agent_end_send_about(&rig->agent, AGENT_CODE_started, run->run);
	agent_end_settle(rig->loop);
	ck_assert_int_eq(rig->starts, 1);
}

START_TEST(known) {
	offer("foot.desktop|Foot|");
	agent_rig_ask_for_entry(rig, AGENT_RIG_NO_FD, FOOT);
	must_run("foot.desktop");
}
END_TEST

START_TEST(asked_for) {
	agent_rig_ask_for_entry(rig, AGENT_RIG_NO_FD, FOOT);
	uint32_t list = agent_end_expect(&rig->agent, AGENT_CODE_entries)->u.entries.list;
	agent_end_entry(&rig->agent, list, "foot.desktop|Foot|");
	end(list);
	must_run("foot.desktop");
}
END_TEST

// And its stream is closed
START_TEST(no_such_entry) {
	int ends[2];
	char byte;
	offer("foot.desktop|Foot|");
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	agent_rig_ask_for_entry(rig, ends[0], NOBODY);
	uint32_t list = agent_end_expect(&rig->agent, AGENT_CODE_entries)->u.entries.list;
	end(list);
	ck_assert_int_eq(rig->failures, 1);
	ck_assert_str_eq(rig->reason, "it has no such entry");
	ck_assert_int_eq(read(ends[1], &byte, 1), 0);
	close(ends[1]);
	agent_rig_ask_for_entry(rig, AGENT_RIG_NO_FD, FOOT); // it is gone with the new list
	agent_end_expect(&rig->agent, AGENT_CODE_entries);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("offers");
	TCase *tcase = tcase_create("offers");
	rig = calloc(1, sizeof(*rig));
	log_init("test", LOG_ERROR);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, one);
	tcase_add_test(tcase, none);
	tcase_add_test(tcase, all_of_them);
	tcase_add_test(tcase, another_list);
	tcase_add_loop_test(tcase, hostile_texts, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tcase, long_texts);
	tcase_add_loop_test(tcase, wrong, 0, sizeof(wrongs) / sizeof(wrongs[0]));
	tcase_add_test(tcase, goes_meanwhile);
	tcase_add_test(tcase, old_agent);
	tcase_add_test(tcase, known);
	tcase_add_test(tcase, asked_for);
	tcase_add_test(tcase, no_such_entry);
	suite_add_tcase(suite, tcase);
	int status = unit_run(suite);
	free(rig);
	return status;
}
