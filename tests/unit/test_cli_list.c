// SPDX-License-Identifier: MIT
#include "hv/cli/cli_list.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define LIST "{'do':'list'}"

#define APP "'state':'running','class':'app','label':'blue','template':'debian',"
#define SIZE "'memory':2048,'vcpus':2"
#define MAIL "{'vm':'mail'," APP "'netvm':'firewall'," SIZE ",'domid':7}"
#define NET "{'vm':'net','state':'starting','step':'booting','class':'service'," SIZE "}"
#define FIREWALL \
	"{'vm':'firewall','state':'crashed','class':'service','netvm':'net'," SIZE \
	",'reason':'it did not boot in time'}"

static struct cli_rig rig;

static void setup(void) {
	cli_rig_init(&rig);
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

START_TEST(table) {
	cli_rig_play(&rig, WORDS("ls"), LIST, FIREWALL "\n" MAIL "\n" NET "\n" OK, 0);
	cli_rig_said(&rig,
		"NAME      STATE     CLASS    LABEL  TEMPLATE  NETVM     MEMORY    REASON\n"
		"firewall  crashed   service                   net       2048 MiB  "
		"it did not boot in time\n"
		"mail      running   app      blue   debian    firewall  2048 MiB\n"
		"net       starting  service                             2048 MiB  booting\n",
		"");
}
END_TEST

START_TEST(empty) {
	cli_rig_play(&rig, WORDS("ls"), LIST, OK, 0);
	cli_rig_said(&rig, "NAME  STATE  CLASS  LABEL  TEMPLATE  NETVM  MEMORY  REASON\n", "");
	cli_rig_play(&rig, WORDS("ls", "--json"), LIST, OK, 0);
	cli_rig_said(&rig, "[\n]\n", "");
}
END_TEST

START_TEST(one) {
	cli_rig_play(&rig, WORDS("ls", "work"), "{'do':'list','vm':'work'}",
		"{'ok':false,'code':'no-vm','error':'there is no VM work'}\n", 3);
	cli_rig_said(&rig, "",
		"mamparo: work: there is no VM work\n"
		"         'mamparo ls' shows the VMs that there are.\n");
}
END_TEST

START_TEST(json) {
	cli_rig_play(&rig, WORDS("ls", "--json"), LIST,
		"{'vm':'a', 'state' : 'running'}\n{'vm':'b\\u001b\\\\x'}\n" OK, 0);
	cli_rig_said(&rig,
		"[\n{\"vm\":\"a\",\"state\":\"running\"},\n{\"vm\":\"b\\u001b\\\\x\"}\n]\n", "");
}
END_TEST

START_TEST(tree) {
	cli_rig_play(&rig, WORDS("ls", "--tree"), LIST,
		"{'vm':'a','netvm':'gone'}\n" FIREWALL "\n" MAIL "\n" NET "\n" OK, 0);
	ck_assert_ptr_nonnull(strstr(rig.out_text, "\na        "));
	ck_assert_ptr_nonnull(strstr(rig.out_text, "\nnet      "));
	ck_assert_ptr_nonnull(strstr(rig.out_text, "\n  firewall  "));
	ck_assert_ptr_nonnull(strstr(rig.out_text, "\n    mail  "));
	ck_assert(strstr(rig.out_text, "\nnet") < strstr(rig.out_text, "\n  firewall"));
}
END_TEST

// Each once, whatever files say
START_TEST(circle) {
	cli_rig_play(&rig, WORDS("ls", "--tree"), LIST,
		"{'vm':'a','netvm':'b'}\n{'vm':'b','netvm':'a'}\n{'vm':'c','netvm':'c'}\n" OK, 0);
	cli_rig_said(&rig,
		"NAME  STATE  CLASS  LABEL  TEMPLATE  NETVM  MEMORY  REASON\n"
		"a                                    b      0 MiB\n"
		"  b                                  a      0 MiB\n"
		"c                                    c      0 MiB\n",
		"");
}
END_TEST

START_TEST(either_or) {
	cli_rig_start(&rig, WORDS("ls", "--tree", "--json"));
	cli_rig_end(&rig, 2);
}
END_TEST

// Of what an answer may hold nothing reaches the terminal as it is
START_TEST(odd_answers) {
	cli_rig_play(&rig, WORDS("ls"), LIST,
		"{'vm':'\\u001b[2J','state':7,'memory':'x','reason':'a\\nb\\u00e4'}\n" OK, 0);
	ck_assert_ptr_nonnull(strstr(rig.out_text, "\n?[2J  "));
	ck_assert_ptr_nonnull(strstr(rig.out_text, "a?b??\n"));
}
END_TEST

START_TEST(many) {
	char line[64];
	cli_rig_start(&rig, WORDS("ls"));
	int user = cli_rig_accept(&rig);
	cli_rig_expect(user, LIST);
	for (int i = 0; i < 1024; i++) {
		snprintf(line, sizeof(line), "{'vm':'vm-%d','state':'stopped'}\n", i);
		cli_rig_say(user, line);
	}
	cli_rig_answer(user, OK);
	cli_rig_end(&rig, 0);
	ck_assert_ptr_nonnull(strstr(rig.out_text, "\nvm-1023  stopped"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_list");
	TCase *tcase = tcase_create("cli_list");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, table);
	tcase_add_test(tcase, empty);
	tcase_add_test(tcase, one);
	tcase_add_test(tcase, json);
	tcase_add_test(tcase, tree);
	tcase_add_test(tcase, circle);
	tcase_add_test(tcase, either_or);
	tcase_add_test(tcase, odd_answers);
	tcase_add_test(tcase, many);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
