// SPDX-License-Identifier: MIT
#include "hv/cli/cli_change.h"

#include <stddef.h>
#include <string.h>

#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct cli_rig rig;

static void setup(void) {
	cli_rig_init(&rig);
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

static const struct {
	const char *words[8];
	const char *line;
} calls[] = {
	{{"create", "work", "--template", "debian", "--label", "blue"},
		"{'do':'create','vm':'work','class':'app','label':'blue','template':'debian'}"},
	{{"create", "net", "--class=service"}, "{'do':'create','vm':'net','class':'service'}"},
	{{"clone", "work", "play"}, "{'do':'clone','vm':'work','to':'play'}"},
	{{"rename", "work", "play"}, "{'do':'rename','vm':'work','to':'play'}"},
	{{"remove", "work", "--yes"}, "{'do':'remove','vm':'work'}"},
	{{"set", "work", "memory", "2048"},
		"{'do':'set','vm':'work','key':'memory','value':'2048'}"},
	{{"set", "work", "volumes", "private:1024", "data:2"},
		"{'do':'set','vm':'work','key':'volumes','value':'private:1024 data:2'}"},
	{{"label", "work", "red"}, "{'do':'set','vm':'work','key':'label','value':'red'}"},
	{{"unset", "work", "netvm"}, "{'do':'unset','vm':'work','key':'netvm'}"},
	{{"rename", "\x01", "a/b\\"}, "{'do':'rename','vm':'\\u0001','to':'a/b\\\\'}"},
};

START_TEST(asks) {
	cli_rig_play(&rig, calls[_i].words, calls[_i].line, OK, 0);
	cli_rig_said(&rig, "", "");
	cli_rig_play(&rig, calls[_i].words, calls[_i].line,
		"{'ok':false,'code':'exists','error':'so it is'}\n", 7);
	ck_assert_str_eq(rig.out_text, "");
	ck_assert_ptr_nonnull(strstr(rig.err_text, ": so it is\n         Choose another name"));
}
END_TEST

START_TEST(nobody_to_be_asked) {
	cli_rig_start(&rig, WORDS("remove", "work"));
	cli_rig_end(&rig, 2);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "--yes"));
}
END_TEST

START_TEST(asks_first) {
	rig.terminal = true;
	cli_rig_start(&rig, WORDS("remove", "work"));
	cli_rig_wait_for(&rig, "Remove work and all that it keeps, for good? [y/N] ");
	cli_rig_type(&rig, "y\n");
	int user = cli_rig_accept(&rig);
	cli_rig_expect(user, "{'do':'remove','vm':'work'}");
	cli_rig_answer(user, OK);
	cli_rig_end(&rig, 0);
}
END_TEST

static const char *const refusals[] = {"\n", "n\n", "no, yes\n", "\x04"};

START_TEST(is_not_meant) {
	rig.terminal = true;
	cli_rig_start(&rig, WORDS("remove", "work"));
	cli_rig_wait_for(&rig, "[y/N] ");
	cli_rig_type(&rig, refusals[_i]);
	cli_rig_end(&rig, 2);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "mamparo: nothing is removed"));
}
END_TEST

START_TEST(value_too_long) {
	static char value[2000];
	memset(value, 'x', sizeof(value) - 1);
	cli_rig_start(&rig, WORDS("set", "work", "kernel", value));
	cli_rig_end(&rig, 2);
	cli_rig_said(&rig, "", "mamparo: the value is too long\n");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_change");
	TCase *tcase = tcase_create("cli_change");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, asks, 0, sizeof(calls) / sizeof(calls[0]));
	tcase_add_test(tcase, nobody_to_be_asked);
	tcase_add_test(tcase, asks_first);
	tcase_add_loop_test(tcase, is_not_meant, 0, sizeof(refusals) / sizeof(refusals[0]));
	tcase_add_test(tcase, value_too_long);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
