// SPDX-License-Identifier: MIT
#include "hv/cli/cli_apps.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hv/cli/cli_report.h"
#include "tests/lib/cli_rig.h"
#include "tests/lib/data_dirs.h"
#include "tests/lib/unit.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccc"
#define OK "{'ok':true,'code':'ok'}\n"
#define ASKED "{'do':'apps','vm':'work'}"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct cli_rig rig;
static struct data_dirs data;

static void setup(void) {
	cli_rig_init(&rig);
	data_dirs_init(&data);
}

static void teardown(void) {
	cli_rig_finish(&rig);
	data_dirs_finish(&data);
}

START_TEST(table) {
	cli_rig_play(&rig, WORDS("apps", "work"), ASKED,
		"{'id':'" A "','name':'Foot','icon':'foot'}\n"
		"{'id':'" B "','name':'Caf\\u00e9\\u001b[2J'}\n" OK,
		0);
	cli_rig_said(&rig,
		"ID                                NAME\n" B "  Caf???[2J\n" A "  Foot\n", "");
}
END_TEST

START_TEST(json) {
	cli_rig_play(&rig, WORDS("apps", "--json", "work"), ASKED,
		"{'id':'" A "','name':'Caf\\u00e9'}\n{'id':'" B "','name':'x'}\n" OK, 0);
	cli_rig_said(&rig,
		"[\n{\"id\":\"" A "\",\"name\":\"Caf\\u00e9\"},\n"
		"{\"id\":\"" B "\",\"name\":\"x\"}\n]\n",
		"");
	cli_rig_play(&rig, WORDS("apps", "--json", "work"), ASKED, OK, 0);
	cli_rig_said(&rig, "[]\n", "");
}
END_TEST

START_TEST(refused) {
	cli_rig_play(&rig, WORDS("apps", "work"), ASKED,
		"{'ok':false,'code':'state','error':'work is stopped'}\n", 5);
	ck_assert_str_eq(rig.out_text, "");
	ck_assert_ptr_nonnull(strstr(rig.err_text, "mamparo: work: work is stopped\n"));
	cli_rig_start(&rig, WORDS("apps", "work", "--json", "--install"));
	cli_rig_end(&rig, CLI_REPORT_USAGE);
}
END_TEST

static bool is_there(const char *vm, const char *id) {
	char path[256];
	snprintf(path, sizeof(path), "%s/home/applications/mamparo-%s-%s.desktop", data.root, vm,
		id);
	return access(path, R_OK) == 0;
}

static void install(const char *entries, const char *vms, int status) {
	cli_rig_start(&rig, WORDS("apps", "--install", "work"));
	int user = cli_rig_accept(&rig);
	cli_rig_expect(user, ASKED);
	cli_rig_say(user, entries);
	cli_rig_expect(user, "{'do':'list'}");
	cli_rig_answer(user, vms);
	cli_rig_end(&rig, status);
}

// What was there of a VM or an entry that is no more goes, and nothing else
START_TEST(installs) {
	data_dirs_write(&data, "home/applications/mamparo-work-" C ".desktop", "old");
	data_dirs_write(&data, "home/applications/mamparo-play-" C ".desktop", "old");
	data_dirs_write(&data, "home/applications/mamparo-gone-" C ".desktop", "old");
	install("{'id':'" A "','name':'Foot'}\n{'id':'" B "','name':'Bar'}\n" OK,
		"{'vm':'work'}\n{'vm':'play'}\n" OK, 0);
	cli_rig_said(&rig, "", "");
	ck_assert(is_there("work", A));
	ck_assert(is_there("work", B));
	ck_assert(!is_there("work", C));
	ck_assert(is_there("play", C));
	ck_assert(!is_there("gone", C));
	install("{'id':'" B "','name':'Bar'}\n" OK, "{'vm':'work'}\n{'vm':'play'}\n" OK, 0);
	ck_assert(!is_there("work", A));
	ck_assert(is_there("work", B));
}
END_TEST

// Of one that does not run they stay, as long as there is that VM
START_TEST(installs_nothing) {
	data_dirs_write(&data, "home/applications/mamparo-work-" C ".desktop", "old");
	install("{'ok':false,'code':'state','error':'work is stopped'}\n", "{'vm':'work'}\n" OK, 5);
	ck_assert(is_there("work", C));
	install("{'ok':false,'code':'no-vm','error':'there is no VM work'}\n", OK, 3);
	ck_assert(!is_there("work", C));
}
END_TEST

START_TEST(impossible_entry) {
	install("{'id':'../../x','name':'Foot'}\n" OK, "{'vm':'work'}\n" OK, 1);
	ck_assert_str_eq(rig.err_text, "mamparo: hvd names an entry that cannot be\n");
}
END_TEST

// Its name may be another VM's next
START_TEST(removed) {
	data_dirs_write(&data, "home/applications/mamparo-work-" C ".desktop", "old");
	cli_rig_play(&rig, WORDS("remove", "--yes", "work"), "{'do':'remove','vm':'work'}",
		"{'ok':false,'code':'state','error':'work is running'}\n", 5);
	ck_assert(is_there("work", C));
	cli_rig_play(&rig, WORDS("remove", "--yes", "work"), "{'do':'remove','vm':'work'}", OK, 0);
	ck_assert(!is_there("work", C));
	data_dirs_write(&data, "home/applications/mamparo-work-" C ".desktop", "old");
	cli_rig_play(&rig, WORDS("rename", "work", "job"), "{'do':'rename','vm':'work','to':'job'}",
		OK, 0);
	ck_assert(!is_there("work", C));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_apps");
	TCase *tcase = tcase_create("cli_apps");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, table);
	tcase_add_test(tcase, json);
	tcase_add_test(tcase, refused);
	tcase_add_test(tcase, installs);
	tcase_add_test(tcase, installs_nothing);
	tcase_add_test(tcase, impossible_entry);
	tcase_add_test(tcase, removed);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
