// SPDX-License-Identifier: MIT
#include "hv/cli/cli_command.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hv/message/control_verb.h"
#include "tests/lib/unit.h"

// Those that are no verb of hvd's: other words for one, and what needs no hvd
static const char *const own[] = {"doctor", "label", "ls"};

static bool is_own(const char *name) {
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (strcmp(own[i], name) == 0) {
			return true;
		}
	}
	return false;
}

START_TEST(sorted) {
	for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
		ck_assert(command == cli_commands || strcmp(command[-1].name, command->name) < 0);
		ck_assert_ptr_eq(cli_command_find(command->name), command);
	}
	for (int i = 1; i < CLI_OPTIONS; i++) {
		ck_assert_int_lt(strcmp(cli_command_option((enum cli_option)i - 1)->name,
					 cli_command_option((enum cli_option)i)->name),
			0);
	}
	ck_assert_ptr_null(cli_command_find("app"));
	ck_assert_ptr_null(cli_command_find(""));
}
END_TEST

START_TEST(whole) {
	unsigned options = 0;
	for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
		ck_assert_uint_le(command->least, command->most);
		ck_assert_int_eq(command->words[0] == '\0', command->most == 0);
		ck_assert(islower((unsigned char)command->help[0]));
		ck_assert_ptr_nonnull(command->run);
		options |= command->options;
	}
	ck_assert_uint_eq(options, (1u << CLI_OPTIONS) - 1);
}
END_TEST

// What hvd can be asked
START_TEST(verbs) {
	enum control_verb verb;
	for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
		ck_assert_int_eq(control_verb_find(command->name, &verb), !is_own(command->name));
	}
	for (int i = 0; i < CONTROL_VERBS; i++) {
		bool list = i == CONTROL_LIST; // which is ls
		const char *name = control_verb_row((enum control_verb)i)->name;
		ck_assert_int_eq(cli_command_find(name) == NULL, list);
	}
}
END_TEST

static char said[8192];

// What that prints, in lines that fit a terminal
static void read_help(const struct cli_command *command) {
	int file = memfd_create("said", 0);
	fflush(NULL);
	int out = dup(STDOUT_FILENO);
	dup2(file, STDOUT_FILENO);
	if (command != NULL) {
		cli_command_help(command);
	} else {
		cli_command_help_all();
	}
	fflush(NULL);
	dup2(out, STDOUT_FILENO);
	ssize_t len = pread(file, said, sizeof(said) - 1, 0);
	ck_assert_int_gt(len, 0);
	said[len] = '\0';
	close(file);
	close(out);
	for (const char *line = said; *line != '\0'; line += strcspn(line, "\n") + 1) {
		ck_assert_uint_lt(strcspn(line, "\n"), 80);
	}
}

static void must_say(const char *text) {
	ck_assert_msg(strstr(said, text) != NULL, "'%s' is not in: %s", text, said);
}

START_TEST(helps) {
	for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
		char line[128];
		read_help(NULL);
		snprintf(line, sizeof(line), "\n  %s %s", command->name, command->words);
		must_say(line);
		must_say(command->help);
		read_help(command);
		must_say(command->name);
		must_say(command->words);
		must_say(command->help);
		for (int i = 0; i < CLI_OPTIONS; i++) {
			bool has = (command->options & 1u << i) != 0;
			const struct cli_option_row *row = cli_command_option((enum cli_option)i);
			snprintf(line, sizeof(line), "\n      --%s", row->name);
			ck_assert_int_eq(strstr(said, line) != NULL, has);
			ck_assert(!has || strstr(said, row->help) != NULL);
		}
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_command");
	TCase *tcase = tcase_create("cli_command");
	tcase_add_test(tcase, sorted);
	tcase_add_test(tcase, whole);
	tcase_add_test(tcase, verbs);
	tcase_add_test(tcase, helps);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
