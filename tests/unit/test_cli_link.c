// SPDX-License-Identifier: MIT
#include "hv/cli/cli_link.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define LIST "{'do':'list'}"
#define NEXT "         What was asked may have been done: 'mamparo ls' tells. Then try again.\n"

static struct cli_rig rig;

static void setup(void) {
	cli_rig_init(&rig);
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

START_TEST(nobody_listens) {
	close(rig.listener);
	rig.listener = -1;
	cli_rig_start(&rig, WORDS("ls"));
	cli_rig_end(&rig, 1);
	ck_assert_ptr_nonnull(strstr(rig.err_text, ": Connection refused\n"));
	ck_assert_ptr_nonnull(strstr(rig.err_text, "'mamparo doctor' tells what is missing"));
	unlink(rig.path);
	cli_rig_start(&rig, WORDS("ls"));
	cli_rig_end(&rig, 1);
	ck_assert_ptr_nonnull(strstr(rig.err_text, ": No such file or directory\n"));
}
END_TEST

START_TEST(ends_before_its_answer) {
	cli_rig_start(&rig, WORDS("ls"));
	int user = cli_rig_accept(&rig);
	cli_rig_expect(user, LIST);
	cli_rig_say(user, "{'vm':'work'}\n{'ok':tr");
	close(user);
	cli_rig_end(&rig, 1);
	cli_rig_said(&rig, "", "mamparo: hvd has closed the connection\n" NEXT);
}
END_TEST

// Whoever sits there, what it says does nothing to a terminal
static const char *const odd[] = {
	"rubbish\n",
	"[]\n",
	"7\n",
	"\n",
	"{'ok':true\n",
	"{'ok':true,'code':'ok'}\x1b\n",
	"{'vm':'\x1b[2J'}\n",
	"{'vm':'\xc3\xa4'}\n",
};

START_TEST(odd_lines) {
	cli_rig_play(&rig, WORDS("ls"), LIST, odd[_i], 1);
	cli_rig_said(&rig, "", "mamparo: hvd answers with what is no JSON object\n" NEXT);
}
END_TEST

START_TEST(endless_line) {
	cli_rig_start(&rig, WORDS("ls"));
	int user = cli_rig_accept(&rig);
	cli_rig_expect(user, LIST);
	for (int i = 0; i < 4096; i++) {
		cli_rig_say(user, "0123456789abcdef");
	}
	cli_rig_end(&rig, 1);
	cli_rig_said(&rig, "", "mamparo: hvd answers with a line that is too long\n" NEXT);
	close(user);
}
END_TEST

// It is told why before it has asked
START_TEST(turned_away) {
	cli_rig_start(&rig, WORDS("start", "work"));
	int user = cli_rig_accept(&rig);
	cli_rig_say(user, "{'ok':false,'code':'busy','error':'there are too many connections'}\n");
	close(user);
	cli_rig_end(&rig, 9);
	cli_rig_said(&rig, "",
		"mamparo: work: there are too many connections\n"
		"         Try again in a moment.\n");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_link");
	TCase *tcase = tcase_create("cli_link");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nobody_listens);
	tcase_add_test(tcase, ends_before_its_answer);
	tcase_add_loop_test(tcase, odd_lines, 0, sizeof(odd) / sizeof(odd[0]));
	tcase_add_test(tcase, endless_line);
	tcase_add_test(tcase, turned_away);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
