// SPDX-License-Identifier: MIT
#include "hv/cli/cli_progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define EVENT(vm, state, step) \
	"{'event':'state','vm':'" vm "','state':'" state "','step':'" step "'}\n"
#define RUNS(vm) "{'event':'state','vm':'" vm "','state':'running'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct cli_rig rig;
static int work, events;
static uint64_t begin; // ns

static void setup(void) {
	cli_rig_init(&rig);
	rig.terminal = true;
	begin = loop_now();
	cli_rig_start(&rig, WORDS("start", "work"));
	work = cli_rig_accept(&rig);
	cli_rig_expect(work, "{'do':'start','vm':'work'}");
	events = cli_rig_accept(&rig);
	cli_rig_expect(events, "{'do':'events'}");
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

// What there is to see at the end: nothing. '\r' goes back over what stands there.
static void must_be_clear(void) {
	char screen[CLI_RIG_TEXT_MAX] = "";
	size_t column = 0;
	for (const char *at = rig.err_text; *at != '\0'; at++) {
		ck_assert(*at == '\r' || (*at >= ' ' && *at <= '~'));
		if (*at == '\r') {
			column = 0;
		} else {
			screen[column++] = *at;
		}
	}
	ck_assert_uint_eq(column, 0);
	ck_assert_uint_eq(strspn(screen, " "), strlen(screen));
}

START_TEST(says_what_is_waited_for) {
	cli_rig_say(events, RUNS("net") EVENT("work", "starting", "waiting") OK);
	cli_rig_wait_for(&rig, "\rwork: waiting");
	cli_rig_say(events, EVENT("firewall", "starting", "building"));
	cli_rig_wait_for(&rig, "\rfirewall: building, work: waiting");
	cli_rig_say(events, EVENT("firewall", "starting", "booting"));
	cli_rig_wait_for(&rig, "\rfirewall: booting, work: waiting");
	cli_rig_say(events, RUNS("firewall"));
	cli_rig_wait_for(&rig, "\rwork: waiting         ");
	cli_rig_say(events, RUNS("work"));
	cli_rig_wait_for(&rig, "\rwaiting for hvd");
	cli_rig_answer(work, OK);
	cli_rig_end(&rig, 0);
	must_be_clear();
	close(events);
}
END_TEST

START_TEST(fast_ones_need_no_word) {
	cli_rig_say(events, EVENT("work", "starting", "booting") OK);
	cli_rig_answer(work, OK);
	cli_rig_end(&rig, 0);
	must_be_clear();
	close(events);
	if (loop_now() - begin < CLI_PROGRESS_DELAY * LOOP_NS_PER_MS) {
		ck_assert_str_eq(rig.err_text, ""); // else this machine has much to do
	}
}
END_TEST

// It does not become two lines
START_TEST(narrow_terminal) {
	cli_rig_say(events,
		EVENT("a-name-of-thirty-one-characters", "starting", "booting")
			EVENT("b-name-of-thirty-one-characters", "starting", "booting") OK);
	cli_rig_wait_for(&rig, "\rb-name-of-thirty-one-characters: booting, a-name-of-thirty");
	cli_rig_answer(work, OK);
	cli_rig_end(&rig, 0);
	must_be_clear();
	close(events);
}
END_TEST

START_TEST(odd_events) {
	cli_rig_say(events, "{'event':'state','vm':'\\u001b[2J','step':'a\\nb'}\n{'step':7}\n" OK);
	cli_rig_wait_for(&rig, "?[2J: a?b");
	cli_rig_answer(work, OK);
	cli_rig_end(&rig, 0);
	must_be_clear();
	close(events);
}
END_TEST

// The error has a line of its own
START_TEST(goes_before_an_error) {
	cli_rig_say(events, EVENT("work", "starting", "booting") OK);
	cli_rig_wait_for(&rig, "\rwork: booting");
	cli_rig_answer(work, "{'ok':false,'code':'failed','error':'it crashed'}\n");
	cli_rig_end(&rig, 1);
	ck_assert_ptr_nonnull(
		strstr(rig.err_text, "\r             \rmamparo: work: it crashed\r\n"));
	close(events);
}
END_TEST

START_TEST(no_events) {
	cli_rig_answer(events, "{'ok':false,'code':'busy','error':'too many'}\n");
	cli_rig_wait_for(&rig, "\rwaiting for hvd");
	cli_rig_answer(work, OK);
	cli_rig_end(&rig, 0);
	must_be_clear();
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_progress");
	TCase *tcase = tcase_create("cli_progress");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, says_what_is_waited_for);
	tcase_add_test(tcase, fast_ones_need_no_word);
	tcase_add_test(tcase, narrow_terminal);
	tcase_add_test(tcase, odd_events);
	tcase_add_test(tcase, goes_before_an_error);
	tcase_add_test(tcase, no_events);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
