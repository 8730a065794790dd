// SPDX-License-Identifier: MIT
#ifndef HV_CONTROL_CONTROL_ANSWER_H
#define HV_CONTROL_CONTROL_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/message/control_code.h"

/*
 * A line to a user: a JSON object and a newline, of printable ASCII only, so that it may be
 * shown as it is. The last answer to a request has "ok" and "code"; what comes before it,
 * and events, have neither.
 */

#define CONTROL_ANSWER_BYTES_MAX 4096 // of one text; what is more is cut, and marked so

struct control_answer;

/*
 * NULL without memory, which all functions take: then nothing is done, and at the end there
 * is no line. Keys are ours.
 */
struct control_answer *control_answer_create(void);
// With "ok", "code", and if it did not go well, "error"
struct control_answer *control_answer_create_last(enum control_code code, const char *error);
void control_answer_destroy(struct control_answer *answer);

// Our own text, or one that passed a rule; of anything else what is odd is escaped
void control_answer_text(struct control_answer *answer, const char *key, const char *text);
// Of a VM or a peer: escaped, see hv/message/escape
void control_answer_bytes(
	struct control_answer *answer, const char *key, const void *untrusted_bytes, size_t len);
// By the rule for local strings of protocol/text: what is no ASCII is \uXXXX in the line
void control_answer_local(struct control_answer *answer, const char *key, const char *text);
void control_answer_number(struct control_answer *answer, const char *key, int64_t number);
void control_answer_flag(struct control_answer *answer, const char *key, bool flag);

// The line, with its newline, terminated, for the caller to free; NULL without memory.
// Destroys the answer.
char *control_answer_finish(struct control_answer *answer);

#endif
