// SPDX-License-Identifier: MIT
#include "hv/cli/cli_command.h"

#include <ctype.h>
#include <string.h>

#include "hv/control_verb.h"
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
	ck_assert_ptr_null(cli_command_find("run"));
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

// What hvd can be asked, but for what needs a stream to a VM
START_TEST(verbs) {
	enum control_verb verb;
	for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
		ck_assert_int_eq(control_verb_find(command->name, &verb), !is_own(command->name));
	}
	for (int i = 0; i < CONTROL_VERBS; i++) {
		bool later = i == CONTROL_APPS || i == CONTROL_RUN || i == CONTROL_LIST;
		const char *name = control_verb_row((enum control_verb)i)->name;
		ck_assert_int_eq(cli_command_find(name) == NULL, later);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_command");
	TCase *tcase = tcase_create("cli_command");
	tcase_add_test(tcase, sorted);
	tcase_add_test(tcase, whole);
	tcase_add_test(tcase, verbs);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
