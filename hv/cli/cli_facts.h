// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_FACTS_H
#define HV_CLI_CLI_FACTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Facts of a machine, from files below a root and from Xen's own program. They are read as
 * text and shown to nobody unchecked.
 */

#define CLI_FACTS_MAX 65536 // bytes of one file, or of what a program says
#define CLI_FACTS_TIMEOUT 5000 // ms for a program to say it

bool cli_facts_exists(const char *root, const char *path);
// The beginning of a file, terminated. "" if it cannot be read; then errno says why.
void cli_facts_read(const char *root, const char *path, char text[CLI_FACTS_MAX]);
// What "PROGRAM info" says on stdout; "" if it cannot be had
void cli_facts_ask(const char *program, char text[CLI_FACTS_MAX]);
// Whether somebody listens at that socket; if not errno says why
bool cli_facts_listens(const char *root, const char *path);

// Whether these words are in it, with nothing but space around them
bool cli_facts_has_word(const char *text, const char *word);
// The number behind the first line that begins so; -1 if there is none
long cli_facts_number(const char *text, const char *start);

#endif
