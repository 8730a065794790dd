// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_TEXT_H
#define HV_CLI_CLI_TEXT_H

#include <stdint.h>
#include <stdio.h>

/*
 * What is shown to a person. hvd sends printable ASCII only, but a terminal takes more than
 * that for commands, and whoever answers on that socket may not be hvd: what is odd becomes
 * '?'.
 */

struct json_object;

// Without anything behind it
void cli_text_print(FILE *out, const char *text);
// A copy for the caller to free; NULL without memory
char *cli_text_clean(const char *text);

// Members of an answer: "" and 0 if it is not there or of another kind. Borrowed.
const char *cli_text_get(struct json_object *object, const char *key);
int64_t cli_text_number(struct json_object *object, const char *key);

#endif
