// SPDX-License-Identifier: MIT
#include "hv/cli/cli_show.h"

#include <stddef.h>
#include <string.h>

#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define SHOW "{'do':'show','vm':'work'}"
#define CLASS "{'key':'class','value':'app','line':2}"
#define MEMORY "{'key':'memory','value':'1024','line':0}"

static struct cli_rig rig;

static void setup(void) {
	cli_rig_init(&rig);
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

START_TEST(table) {
	cli_rig_play(&rig, WORDS("show", "work"), SHOW, CLASS "\n" MEMORY "\n" OK, 0);
	cli_rig_said(&rig,
		"KEY     FROM     VALUE\n"
		"class   line 2   app\n"
		"memory  default  1024\n",
		"");
}
END_TEST

START_TEST(json) {
	cli_rig_play(&rig, WORDS("show", "--json", "work"), SHOW, CLASS "\n" MEMORY "\n" OK, 0);
	cli_rig_said(&rig,
		"[\n{\"key\":\"class\",\"value\":\"app\",\"line\":2},\n"
		"{\"key\":\"memory\",\"value\":\"1024\",\"line\":0}\n]\n",
		"");
	cli_rig_play(&rig, WORDS("show", "--json", "work"), SHOW, OK, 0);
	cli_rig_said(&rig, "[]\n", "");
}
END_TEST

START_TEST(fails) {
	cli_rig_play(&rig, WORDS("show", "work"), SHOW,
		"{'ok':false,'code':'no-vm','error':'there is no VM work'}\n", 3);
	cli_rig_said(&rig, "",
		"mamparo: work: there is no VM work\n"
		"         'mamparo ls' shows the VMs that there are.\n");
}
END_TEST

// It shows what is there, and what is wrong
START_TEST(faults) {
	cli_rig_play(&rig, WORDS("show", "work"), SHOW,
		CLASS "\n{'ok':false,'code':'definition','error':'line 3: no such key'}\n", 6);
	ck_assert_str_eq(rig.out_text, "KEY    FROM    VALUE\nclass  line 2  app\n");
	ck_assert_ptr_eq(
		strstr(rig.err_text, "mamparo: work: line 3: no such key\n"), rig.err_text);
	cli_rig_play(&rig, WORDS("show", "work", "--json"), SHOW,
		CLASS "\n{'ok':false,'code':'definition','error':'line 3: no such key'}\n", 6);
	ck_assert_str_eq(rig.out_text, "[\n{\"key\":\"class\",\"value\":\"app\",\"line\":2}\n]\n");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_show");
	TCase *tcase = tcase_create("cli_show");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, table);
	tcase_add_test(tcase, json);
	tcase_add_test(tcase, fails);
	tcase_add_test(tcase, faults);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
