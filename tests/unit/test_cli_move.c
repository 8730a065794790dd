// SPDX-License-Identifier: MIT
#include "hv/cli/cli_move.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define NEEDED "{'ok':false,'code':'state','error':'another needs it'}\n"
#define GONE "{'ok':false,'code':'no-vm','error':'there is none'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ALL 20
#define AT_ONCE 8

static struct cli_rig rig;

static void setup(void) {
	cli_rig_init(&rig);
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

START_TEST(each_verb) {
	static const char *const verbs[] = {"kill", "pause", "restart", "resume", "start", "stop"};
	char line[64];
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		snprintf(line, sizeof(line), "{'do':'%s','vm':'work'}", verbs[i]);
		cli_rig_play(&rig, WORDS(verbs[i], "work"), line, OK, 0);
		cli_rig_said(&rig, "", "");
	}
	cli_rig_play(&rig, WORDS("stop", "work", "--force"),
		"{'do':'stop','vm':'work','force':true}", OK, 0);
}
END_TEST

// Which is what scripts go by
START_TEST(status) {
	cli_rig_play(&rig, WORDS("start", "work"), "{'do':'start','vm':'work'}", NEEDED, 5);
	cli_rig_said(&rig, "",
		"mamparo: work: another needs it\n         'mamparo ls' shows how it is now.\n");
}
END_TEST

START_TEST(together) {
	int users[3];
	const char *const names[] = {
		"{'do':'start','vm':'a'}", "{'do':'start','vm':'b'}", "{'do':'start','vm':'c'}"};
	cli_rig_start(&rig, WORDS("start", "a", "b", "c"));
	for (int i = 0; i < 3; i++) {
		users[i] = cli_rig_accept(&rig);
		cli_rig_expect(users[i], names[i]);
	}
	cli_rig_answer(users[1], GONE);
	cli_rig_answer(users[2], NEEDED);
	cli_rig_answer(users[0], OK);
	cli_rig_end(&rig, 3); // of b, which stands before c
	ck_assert_ptr_nonnull(strstr(rig.err_text, "mamparo: b: there is none\n"));
	ck_assert_ptr_nonnull(strstr(rig.err_text, "mamparo: c: another needs it\n"));
}
END_TEST

// Others use hvd as well
START_TEST(few_at_once) {
	char names[ALL][8], line[64];
	const char *words[ALL + 2] = {"pause"};
	int users[ALL];
	for (int i = 0; i < ALL; i++) {
		snprintf(names[i], sizeof(names[i]), "vm-%d", i);
		words[i + 1] = names[i];
	}
	cli_rig_start(&rig, words);
	for (int i = 0; i < ALL; i++) {
		if (i >= AT_ONCE) {
			cli_rig_answer(users[i - AT_ONCE], OK);
		}
		users[i] = cli_rig_accept(&rig);
		snprintf(line, sizeof(line), "{'do':'pause','vm':'vm-%d'}", i);
		cli_rig_expect(users[i], line);
	}
	for (int i = ALL - AT_ONCE; i < ALL; i++) {
		cli_rig_answer(users[i], OK);
	}
	cli_rig_end(&rig, 0);
}
END_TEST

static int accept_stop(const char *vm) {
	char line[64];
	int user = cli_rig_accept(&rig);
	snprintf(line, sizeof(line), "{'do':'stop','vm':'%s'}", vm);
	cli_rig_expect(user, line);
	return user;
}

// In whatever order they are named, as long as one of them goes
START_TEST(stops_in_order) {
	cli_rig_start(&rig, WORDS("stop", "net", "firewall", "mail"));
	int net = accept_stop("net"), firewall = accept_stop("firewall");
	int mail = accept_stop("mail");
	cli_rig_answer(net, NEEDED);
	cli_rig_answer(firewall, NEEDED);
	cli_rig_answer(mail, OK);
	net = accept_stop("net");
	firewall = accept_stop("firewall");
	cli_rig_answer(net, NEEDED);
	cli_rig_answer(firewall, OK);
	net = accept_stop("net");
	cli_rig_answer(net, OK);
	cli_rig_end(&rig, 0);
	cli_rig_said(&rig, "", "");
}
END_TEST

START_TEST(cannot_stop) {
	cli_rig_start(&rig, WORDS("stop", "net", "mail"));
	int net = accept_stop("net"), mail = accept_stop("mail");
	cli_rig_answer(net, NEEDED);
	cli_rig_answer(mail, OK);
	net = accept_stop("net");
	cli_rig_answer(net, NEEDED);
	cli_rig_end(&rig, 5);
	cli_rig_said(&rig, "",
		"mamparo: net: another needs it\n         'mamparo ls' shows how it is now.\n");
}
END_TEST

// It ends with what it has, and tells each
START_TEST(hvd_ends) {
	cli_rig_start(&rig, WORDS("start", "a", "b"));
	int one = cli_rig_accept(&rig), two = cli_rig_accept(&rig);
	cli_rig_expect(one, "{'do':'start','vm':'a'}");
	cli_rig_expect(two, "{'do':'start','vm':'b'}");
	close(rig.listener);
	rig.listener = -1;
	close(one);
	close(two);
	cli_rig_end(&rig, 1);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "hvd has closed the connection"));
}
END_TEST

START_TEST(no_hvd) {
	close(rig.listener);
	rig.listener = -1;
	cli_rig_start(&rig, WORDS("start", "a", "b", "c"));
	cli_rig_end(&rig, 1);
	const char *first = strstr(rig.err_text, "cannot speak with hvd");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, "cannot speak")); // once is enough
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_move");
	TCase *tcase = tcase_create("cli_move");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, each_verb);
	tcase_add_test(tcase, status);
	tcase_add_test(tcase, together);
	tcase_add_test(tcase, few_at_once);
	tcase_add_test(tcase, stops_in_order);
	tcase_add_test(tcase, cannot_stop);
	tcase_add_test(tcase, hvd_ends);
	tcase_add_test(tcase, no_hvd);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
