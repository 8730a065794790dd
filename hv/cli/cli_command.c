// SPDX-License-Identifier: MIT
#include "hv/cli/cli_command.h"

#include <stdio.h>
#include <string.h>

#include "hv/cli/cli_apps.h"
#include "hv/cli/cli_call.h"
#include "hv/cli/cli_change.h"
#include "hv/cli/cli_console.h"
#include "hv/cli/cli_doctor.h"
#include "hv/cli/cli_events.h"
#include "hv/cli/cli_list.h"
#include "hv/cli/cli_log.h"
#include "hv/cli/cli_move.h"
#include "hv/cli/cli_run.h"
#include "hv/cli/cli_show.h"
#include "hv/cli/cli_top.h"

#define BIT(option) (1u << CLI_##option)
#define MANY CLI_CALL_WORDS_MAX

// clang-format off
const struct cli_command cli_commands[] = { // sorted
	{"apps",    "VM",              1, 1,    BIT(INSTALL) | BIT(JSON),
		"list what a VM has to run, for the launcher", cli_apps_run},
	{"clone",   "VM NEW",          2, 2,    0,
		"make a VM like another, with copies of its volumes", cli_change_run},
	{"console", "VM",              1, 1,    BIT(RAW),
		"see the console of a VM, and type there", cli_console_run},
	{"create",  "VM",              1, 1,    BIT(CLASS) | BIT(LABEL) | BIT(TEMPLATE),
		"define a new VM", cli_change_run},
	{"doctor",  "",                0, 0,    0,
		"tell what this machine lacks", cli_doctor_run},
	{"events",  "[VM]",            0, 1,    0,
		"tell what is, and what happens, as JSON lines", cli_events_run},
	{"kill",    "VM...",           1, MANY, 0,
		"end VMs at once, as by pulling the plug", cli_move_run},
	{"label",   "VM COLOUR",       2, 2,    0,
		"set the colour of its frames", cli_change_run},
	{"log",     "VM",              1, 1,    BIT(FOLLOW) | BIT(LINES),
		"show what a VM has said on its console", cli_log_run},
	{"ls",      "[VM]",            0, 1,    BIT(JSON) | BIT(TREE),
		"list VMs, their states and reasons", cli_list_run},
	{"pause",   "VM...",           1, MANY, 0,
		"halt VMs where they are", cli_move_run},
	{"remove",  "VM",              1, 1,    BIT(YES),
		"remove a VM with all its volumes", cli_change_run},
	{"rename",  "VM NEW",          2, 2,    0,
		"give a VM another name", cli_change_run},
	{"restart", "VM...",           1, MANY, 0,
		"stop VMs and start them again", cli_move_run},
	{"resume",  "VM...",           1, MANY, 0,
		"let paused VMs go on", cli_move_run},
	{"run",     "VM [COMMAND...]", 1, MANY, BIT(DETACH) | BIT(ENTRY) | BIT(TERMINAL),
		"run a program in a VM", cli_run_run, .rest = true},
	{"set",     "VM KEY VALUE...", 3, MANY, 0,
		"set a key of its definition", cli_change_run},
	{"show",    "VM",              1, 1,    BIT(JSON),
		"show its definition", cli_show_run},
	{"start",   "VM...",           1, MANY, 0,
		"start VMs, and what they need", cli_move_run},
	{"stop",    "VM...",           1, MANY, BIT(FORCE),
		"shut VMs down", cli_move_run},
	{"top",     "[VM]",            0, 1,    BIT(JSON) | BIT(ONCE),
		"show what VMs use, again and again", cli_top_run},
	{"unset",   "VM KEY",          2, 2,    0,
		"take a key out of its definition", cli_change_run},
	{0},
};

static const struct cli_option_row options[CLI_OPTIONS] = {
	[CLI_CLASS] =    {"class",    "CLASS",
		"what kind of VM it is (default app)"},
	[CLI_DETACH] =   {"detach",   NULL,     "on its own, and do not wait for it"},
	[CLI_ENTRY] =    {"entry",    "ID",     "instead of a command: what apps lists by that id"},
	[CLI_FOLLOW] =   {"follow",   NULL,     "and what it will say", .letter = 'f'},
	[CLI_FORCE] =    {"force",    NULL,     "also if other VMs need it"},
	[CLI_INSTALL] =  {"install",  NULL,     "write files for the launcher"},
	[CLI_JSON] =     {"json",     NULL,     "print JSON"},
	[CLI_LABEL] =    {"label",    "COLOUR", "colour of its frames"},
	[CLI_LINES] =    {"lines",    "N",      "only the last so many lines", .letter = 'n'},
	[CLI_ONCE] =     {"once",     NULL,     "only once"},
	[CLI_RAW] =      {"raw",      NULL,     "show what it says as it is"},
	[CLI_TEMPLATE] = {"template", "VM",     "the VM whose root it starts from"},
	[CLI_TERMINAL] = {"terminal", NULL,     "give it this terminal, as it is"},
	[CLI_TREE] =     {"tree",     NULL,     "each below its netvm"},
	[CLI_YES] =      {"yes",      NULL,     "do not ask first"},
};
// clang-format on

const struct cli_command *cli_command_find(const char *name) {
	for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
		if (strcmp(command->name, name) == 0) {
			return command;
		}
	}
	return NULL;
}

const struct cli_option_row *cli_command_option(enum cli_option option) {
	return &options[option];
}

static void print_option(const struct cli_option_row *row) {
	char text[64], letter[] = {',', ' ', '-', row->letter, '\0'};
	snprintf(text, sizeof(text), "--%s%s%s%s", row->name, row->value != NULL ? " " : "",
		row->value != NULL ? row->value : "", row->letter != '\0' ? letter : "");
	printf("      %-19s %s\n", text, row->help);
}

void cli_command_help_all(void) {
	char text[64];
	printf("Usage: mamparo [OPTION...] COMMAND [WORD...]\n"
	       "\n"
	       "Virtual machines of this computer: what there is, and what they shall do.\n"
	       "\n");
	for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
		snprintf(text, sizeof(text), "%s %s", command->name, command->words);
		printf("  %-23s %s\n", text, command->help);
	}
	printf("\n"
	       "  -s, --socket PATH       hvd's socket (default " CLI_SOCKET ")\n"
	       "  -h, --help              print this; of a command, its options as well\n"
	       "  -v, --version           print the version\n");
}

void cli_command_help(const struct cli_command *command) {
	printf("Usage: mamparo %s%s%s%s\n\nTo %s.\n", command->name,
		command->options != 0 ? " [OPTION...]" : "", command->words[0] != '\0' ? " " : "",
		command->words, command->help);
	if (command->options != 0) {
		printf("\n");
	}
	for (int i = 0; i < CLI_OPTIONS; i++) {
		if ((command->options & 1u << i) != 0) {
			print_option(&options[i]);
		}
	}
}
