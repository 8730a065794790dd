// SPDX-License-Identifier: MIT
#include "hv/cli/cli_events.h"

#include <string.h>
#include <unistd.h>

#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define STATE "{'event':'state','vm':'work','state':'running'}\n"
#define REMOVED "{'event':'removed','vm':'work'}\n"

static struct cli_rig rig;

static void setup(void) {
	cli_rig_init(&rig);
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

// As they come, until hvd ends
START_TEST(lines) {
	cli_rig_start(&rig, WORDS("events", "work"));
	int user = cli_rig_accept(&rig);
	cli_rig_expect(user, "{'do':'events','vm':'work'}");
	cli_rig_say(user, STATE OK REMOVED);
	close(user);
	cli_rig_end(&rig, 1);
	ck_assert_str_eq(rig.out_text,
		"{\"event\":\"state\",\"vm\":\"work\",\"state\":\"running\"}\n"
		"{\"event\":\"removed\",\"vm\":\"work\"}\n");
	ck_assert_ptr_nonnull(strstr(rig.err_text, "hvd has closed the connection"));
}
END_TEST

START_TEST(of_none) {
	cli_rig_play(&rig, WORDS("events", "work"), "{'do':'events','vm':'work'}",
		"{'ok':false,'code':'no-vm','error':'there is no VM work'}\n", 3);
	ck_assert_str_eq(rig.out_text, "");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_events");
	TCase *tcase = tcase_create("cli_events");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, lines);
	tcase_add_test(tcase, of_none);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
