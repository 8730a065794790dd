// SPDX-License-Identifier: MIT
#include "hv/cli/cli_top.h"

#include <string.h>
#include <unistd.h>

#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define TOP "{'do':'top'}"
#define ROW(vm, domid, cpu, at) \
	"{'vm':'" vm "','state':'running','domid':" domid ",'cpu':" cpu ",'at':" at \
	",'memory':512,'vcpus':2}\n"

static struct cli_rig rig;
static int user;

static void setup(void) {
	cli_rig_init(&rig);
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

static void begin(const char *const words[], const char *line) {
	cli_rig_start(&rig, words);
	user = cli_rig_accept(&rig);
	cli_rig_expect(user, line);
}

START_TEST(once) {
	begin(WORDS("top", "--once"), TOP);
	cli_rig_say(user, ROW("mail", "3", "0", "1000") ROW("work", "4", "0", "1000") OK);
	cli_rig_expect(user, TOP);
	cli_rig_answer(user, ROW("mail", "3", "1", "2000") ROW("work", "4", "1125", "2000") OK);
	cli_rig_end(&rig, 0);
	cli_rig_said(&rig,
		"NAME  STATE    CPU %  MEMORY   VCPUS\n"
		"work  running  112.5  512 MiB  2\n"
		"mail  running  0.1    512 MiB  2\n",
		"");
}
END_TEST

START_TEST(json) {
	begin(WORDS("top", "--once", "--json", "work"), "{'do':'top','vm':'work'}");
	cli_rig_say(user, OK);
	cli_rig_expect(user, "{'do':'top','vm':'work'}");
	cli_rig_answer(user, ROW("work", "4", "5", "2000") OK);
	cli_rig_end(&rig, 0);
	cli_rig_said(&rig,
		"{\"vm\":\"work\",\"state\":\"running\",\"domid\":4,\"cpu\":5,\"at\":2000,"
		"\"memory\":512,\"vcpus\":2}\n",
		"");
}
END_TEST

START_TEST(again) {
	begin(WORDS("top", "--json"), TOP);
	cli_rig_say(user, ROW("work", "4", "0", "1000") OK);
	cli_rig_expect(user, TOP);
	cli_rig_say(user, ROW("work", "4", "500", "2000") OK);
	cli_rig_expect(user, TOP);
	cli_rig_answer(user, "{'ok':false,'code':'busy','error':'not now'}\n");
	cli_rig_end(&rig, 9);
	const char *load = strstr(rig.out_text, "\"load\":50.0}\n");
	ck_assert_ptr_nonnull(load);
	ck_assert_ptr_null(strstr(load + strlen("\"load\""), "load"));
}
END_TEST

// A screen of its own each time
START_TEST(terminal) {
	rig.terminal = rig.terminal_out = true;
	begin(WORDS("top"), TOP);
	cli_rig_say(user, ROW("work", "4", "0", "1000") OK);
	cli_rig_expect(user, TOP);
	cli_rig_say(user, ROW("work", "4", "0", "2000") OK);
	cli_rig_wait_for(&rig, "512 MiB");
	ck_assert_ptr_nonnull(strstr(rig.err_text, "\x1b[H\x1b[JNAME "));
	close(user);
	cli_rig_end(&rig, 1);
}
END_TEST

START_TEST(no_vm) {
	cli_rig_play(&rig, WORDS("top", "work"), "{'do':'top','vm':'work'}",
		"{'ok':false,'code':'no-vm','error':'there is no VM work'}\n", 3);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_top");
	TCase *tcase = tcase_create("cli_top");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, once);
	tcase_add_test(tcase, json);
	tcase_add_test(tcase, again);
	tcase_add_test(tcase, terminal);
	tcase_add_test(tcase, no_vm);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
