// SPDX-License-Identifier: MIT
#ifndef HV_MESSAGE_CONTROL_VERB_H
#define HV_MESSAGE_CONTROL_VERB_H

#include <stdbool.h>
#include <stddef.h>

#include "hv/message/control_code.h"

/*
 * What may be asked of hvd, as one table: the reader of lines, the process that carries a
 * request out and the command go by it.
 */

enum control_who { // bits
	CONTROL_DOM0 = 1 << 0, // users of dom0
	CONTROL_GUI = 1 << 1, // the GUI domain
};

enum control_verb { // sorted
	CONTROL_APPS, // what a VM has to run
	CONTROL_CLONE,
	CONTROL_CONSOLE,
	CONTROL_CREATE,
	CONTROL_EVENTS,
	CONTROL_KILL,
	CONTROL_LIST,
	CONTROL_LOG,
	CONTROL_PAUSE,
	CONTROL_REMOVE,
	CONTROL_RENAME,
	CONTROL_RESTART,
	CONTROL_RESUME,
	CONTROL_RUN,
	CONTROL_SET,
	CONTROL_SHOW,
	CONTROL_START,
	CONTROL_STOP,
	CONTROL_TOP, // what domains use
	CONTROL_UNSET,
	CONTROL_VERBS, // how many there are
};

// The members of requests, beside "do", which has the verb's name
enum control_member { // sorted
	CONTROL_CLASS,
	CONTROL_COMMAND,
	CONTROL_DETACH,
	CONTROL_ENTRY,
	CONTROL_FOLLOW,
	CONTROL_FORCE,
	CONTROL_KEY,
	CONTROL_LABEL,
	CONTROL_TEMPLATE,
	CONTROL_TO,
	CONTROL_VALUE,
	CONTROL_VM,
	CONTROL_MEMBERS, // how many there are
};

enum control_kind { // sorted
	CONTROL_KIND_CLASS,
	CONTROL_KIND_COLOUR,
	CONTROL_KIND_ENTRY, // an id made by hvd
	CONTROL_KIND_FLAG, // true; false is as if it was not there
	CONTROL_KIND_KEY, // of a definition
	CONTROL_KIND_NAME, // of a VM
	CONTROL_KIND_TEXT, // a line of printable ASCII
	CONTROL_KIND_WORDS, // an array of strings, the first of them not empty
};

// Sets of members are bits 1 << enum control_member
struct control_verb_row {
	const char *name;
	unsigned who; // may ask for it, bits of enum control_who
	unsigned must; // members that it has
	unsigned may; // members that it may have
	unsigned one; // exactly one of these
};

struct control_member_row {
	const char *name;
	enum control_kind kind;
	unsigned who; // may say it
	size_t offset; // in struct message_request
	size_t size; // of a text, with its terminator
	const char *help; // what it has to be, a part of a sentence
};

#define CONTROL_FAULT_MAX 160 // bytes, with the terminator

// Why a request is refused
struct control_fault {
	enum control_code code;
	char text[CONTROL_FAULT_MAX]; // one line of printable ASCII
};

struct message_request;

const struct control_verb_row *control_verb_row(enum control_verb verb);
const struct control_member_row *control_verb_member(enum control_member member);
// False if there is none of that name
bool control_verb_find(const char *name, enum control_verb *verb);
bool control_verb_find_member(const char *name, enum control_member *member);

// A request for that without any member
void control_verb_init(struct message_request *request, enum control_verb verb);
// Whether it has that member
bool control_verb_has(const struct message_request *request, enum control_member member);
/*
 * Whether they may ask that, and it has what it has to have and nothing else. For a
 * request that came as a message, whose fields are each in their ranges, from a process
 * that may have been broken into. False: fault says why.
 */
bool control_verb_check(
	const struct message_request *request, enum control_who who, struct control_fault *fault);

void control_verb_refuse(struct control_fault *fault, enum control_code code, const char *format,
	...) __attribute__((format(printf, 3, 4)));

#endif
