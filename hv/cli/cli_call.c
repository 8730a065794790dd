// SPDX-License-Identifier: MIT
#include "hv/cli/cli_call.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define FIRST 256 // above every letter; options of commands are from there on

static const struct option own_options[] = {
	{"help", no_argument, NULL, 'h'},
	{"socket", required_argument, NULL, 's'},
	{"version", no_argument, NULL, 'v'},
	{0},
};

// Those before the command
static enum cli_call_result parse_own(struct cli_call *call, int argc, char *argv[]) {
	int option;
	while ((option = getopt_long(argc, argv, "+hs:v", own_options, NULL)) != -1) {
		switch (option) {
		case 's':
			call->socket = optarg;
			break;
		case 'h':
			cli_command_help_all();
			return CLI_CALL_DONE;
		case 'v':
			puts("mamparo " MAMPARO_VERSION);
			return CLI_CALL_DONE;
		default:
			return CLI_CALL_BAD; // getopt has said why
		}
	}
	return CLI_CALL_RUN;
}

#define LETTERS_MAX (2 * CLI_OPTIONS + 3)

// Letters that stand for options of the command as well
static void make_letters(const struct cli_command *command, char letters[static LETTERS_MAX]) {
	size_t count = 0;
	if (command->rest) {
		letters[count++] = '+';
	}
	letters[count++] = 'h';
	for (int i = 0; i < CLI_OPTIONS; i++) {
		const struct cli_option_row *row = cli_command_option((enum cli_option)i);
		if ((command->options & 1u << i) != 0 && row->letter != '\0') {
			letters[count++] = row->letter;
			letters[count] = ':';
			count += row->value != NULL ? 1 : 0;
		}
	}
	letters[count] = '\0';
}

// FIRST and an option, for one of its letters
static int find_letter(int letter) {
	for (int i = 0; i < CLI_OPTIONS; i++) {
		if (cli_command_option((enum cli_option)i)->letter == letter) {
			return FIRST + i;
		}
	}
	return letter;
}

static void make_options(const struct cli_command *command, struct option list[]) {
	size_t count = 0;
	for (int i = 0; i < CLI_OPTIONS; i++) {
		const struct cli_option_row *row = cli_command_option((enum cli_option)i);
		if ((command->options & 1u << i) != 0) {
			list[count++] = (struct option){
				.name = row->name,
				.has_arg = row->value != NULL ? required_argument : no_argument,
				.val = FIRST + i,
			};
		}
	}
	list[count++] = own_options[0]; // help
	list[count] = (struct option){0};
}

// And its words, between which they may stand
static enum cli_call_result parse_options(struct cli_call *call, int argc, char *argv[]) {
	struct option list[CLI_OPTIONS + 2];
	char letters[LETTERS_MAX];
	make_options(call->command, list);
	make_letters(call->command, letters);
	int option;
	while ((option = getopt_long(argc, argv, letters, list, NULL)) != -1) {
		if (option == 'h') {
			cli_command_help(call->command);
			return CLI_CALL_DONE;
		}
		option = find_letter(option);
		if (option < FIRST) {
			return CLI_CALL_BAD;
		}
		call->values[option - FIRST] = optarg != NULL ? optarg : "";
	}
	return CLI_CALL_RUN;
}

// The first word of a command whose rest is not ours, and options behind that
static enum cli_call_result parse_behind(struct cli_call *call, int argc, char *argv[]) {
	call->words[call->count++] = argv[optind++];
	return parse_options(call, argc, argv);
}

static enum cli_call_result take_words(struct cli_call *call, int argc, char *argv[]) {
	const struct cli_command *command = call->command;
	size_t count = call->count + (size_t)(argc - optind);
	if (count < command->least || count > command->most) {
		fprintf(stderr, "mamparo: it is 'mamparo %s%s%s'; see mamparo %s --help\n",
			command->name, command->words[0] != '\0' ? " " : "", command->words,
			command->name);
		return CLI_CALL_BAD;
	}
	while (call->count < count) {
		call->words[call->count++] = argv[optind++];
	}
	return CLI_CALL_RUN;
}

enum cli_call_result cli_call_parse(struct cli_call *call, int argc, char *argv[]) {
	*call = (struct cli_call){.socket = CLI_SOCKET};
	enum cli_call_result result = parse_own(call, argc, argv);
	if (result != CLI_CALL_RUN) {
		return result;
	}
	if (optind == argc) {
		fprintf(stderr, "mamparo: a command is missing; see mamparo --help\n");
		return CLI_CALL_BAD;
	}
	call->command = cli_command_find(argv[optind]);
	if (call->command == NULL) {
		fprintf(stderr, "mamparo: there is no such command; see mamparo --help\n");
		return CLI_CALL_BAD;
	}
	// getopt begins anew behind the command, whose place is now the program's name
	static char name[] = "mamparo";
	argc -= optind;
	argv += optind;
	argv[0] = name;
	optind = 0;
	result = parse_options(call, argc, argv);
	if (result == CLI_CALL_RUN && call->command->rest && optind < argc) {
		result = parse_behind(call, argc, argv);
	}
	return result == CLI_CALL_RUN ? take_words(call, argc, argv) : result;
}

bool cli_call_has(const struct cli_call *call, enum cli_option option) {
	return call->values[option] != NULL;
}
