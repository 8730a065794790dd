// SPDX-License-Identifier: MIT
#include "hv/message/control_verb.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "hv/message/message.h"

#define BOTH (CONTROL_DOM0 | CONTROL_GUI)
#define BIT(member) (1u << CONTROL_##member)
#define AT(member) offsetof(struct message_request, member)

// clang-format off

// What the GUI domain may ask is a closed list: what a person does with VMs at the desk.
// What they are, and any command but one that a VM offers, is said in dom0.
static const struct control_verb_row verbs[] = {
	[CONTROL_APPS] =    {"apps",    BOTH,         .must = BIT(VM)},
	[CONTROL_CLONE] =   {"clone",   CONTROL_DOM0, .must = BIT(VM) | BIT(TO)},
	[CONTROL_CONSOLE] = {"console", CONTROL_DOM0, .must = BIT(VM)},
	[CONTROL_CREATE] =  {"create",  CONTROL_DOM0, .must = BIT(VM) | BIT(CLASS),
		.may = BIT(LABEL) | BIT(TEMPLATE)},
	[CONTROL_EVENTS] =  {"events",  BOTH,         .may = BIT(VM)},
	[CONTROL_KILL] =    {"kill",    BOTH,         .must = BIT(VM)},
	[CONTROL_LIST] =    {"list",    BOTH,         .may = BIT(VM)},
	[CONTROL_LOG] =     {"log",     CONTROL_DOM0, .must = BIT(VM), .may = BIT(FOLLOW)},
	[CONTROL_PAUSE] =   {"pause",   BOTH,         .must = BIT(VM)},
	[CONTROL_REMOVE] =  {"remove",  CONTROL_DOM0, .must = BIT(VM)},
	[CONTROL_RENAME] =  {"rename",  CONTROL_DOM0, .must = BIT(VM) | BIT(TO)},
	[CONTROL_RESTART] = {"restart", CONTROL_DOM0, .must = BIT(VM)},
	[CONTROL_RESUME] =  {"resume",  CONTROL_DOM0, .must = BIT(VM)},
	[CONTROL_RUN] =     {"run",     BOTH,         .must = BIT(VM),
		.may = BIT(DETACH), .one = BIT(COMMAND) | BIT(ENTRY)},
	[CONTROL_SET] =     {"set",     CONTROL_DOM0, .must = BIT(VM) | BIT(KEY) | BIT(VALUE)},
	[CONTROL_SHOW] =    {"show",    CONTROL_DOM0, .must = BIT(VM)},
	[CONTROL_START] =   {"start",   BOTH,         .must = BIT(VM)},
	[CONTROL_STOP] =    {"stop",    BOTH,         .must = BIT(VM), .may = BIT(FORCE)},
	[CONTROL_TOP] =     {"top",     CONTROL_DOM0, .may = BIT(VM)},
	[CONTROL_UNSET] =   {"unset",   CONTROL_DOM0, .must = BIT(VM) | BIT(KEY)},
};

static const struct control_member_row members[] = {
	[CONTROL_CLASS] =    {"class",    CONTROL_KIND_CLASS,  CONTROL_DOM0, AT(class),
		.help = "a class of VMs"},
	[CONTROL_COMMAND] =  {"command",  CONTROL_KIND_WORDS,  CONTROL_DOM0, AT(command),
		.help = "an array of up to 64 strings, with a program first"},
	[CONTROL_DETACH] =   {"detach",   CONTROL_KIND_FLAG,   CONTROL_DOM0, AT(detach),
		.help = "true or false"},
	[CONTROL_ENTRY] =    {"entry",    CONTROL_KIND_ENTRY,  BOTH, AT(entry),
		.size = MESSAGE_ENTRY_SIZE, .help = "an id of an entry, 32 digits 0-9 and a-f"},
	[CONTROL_FOLLOW] =   {"follow",   CONTROL_KIND_FLAG,   CONTROL_DOM0, AT(follow),
		.help = "true or false"},
	[CONTROL_FORCE] =    {"force",    CONTROL_KIND_FLAG,   CONTROL_DOM0, AT(force),
		.help = "true or false"},
	[CONTROL_KEY] =      {"key",      CONTROL_KIND_KEY,    CONTROL_DOM0, AT(key),
		.help = "a key of a definition"},
	[CONTROL_LABEL] =    {"label",    CONTROL_KIND_COLOUR, CONTROL_DOM0, AT(label),
		.size = COLOUR_NAME_MAX, .help = "a colour of labels"},
	[CONTROL_TEMPLATE] = {"template", CONTROL_KIND_NAME,   CONTROL_DOM0, AT(template),
		.size = NAME_SIZE, .help = "a VM's name"},
	[CONTROL_TO] =       {"to",       CONTROL_KIND_NAME,   CONTROL_DOM0, AT(to),
		.size = NAME_SIZE, .help = "a VM's name"},
	[CONTROL_VALUE] =    {"value",    CONTROL_KIND_TEXT,   CONTROL_DOM0, AT(value),
		.size = MESSAGE_VALUE_SIZE, .help = "a line of printable ASCII, not empty or long"},
	[CONTROL_VM] =       {"vm",       CONTROL_KIND_NAME,   BOTH, AT(vm),
		.size = NAME_SIZE, .help = "a VM's name"},
};
// clang-format on

_Static_assert(sizeof(verbs) / sizeof(verbs[0]) == CONTROL_VERBS, "a row for each verb");
_Static_assert(sizeof(members) / sizeof(members[0]) == CONTROL_MEMBERS, "and each member");

const struct control_verb_row *control_verb_row(enum control_verb verb) {
	return &verbs[verb];
}

const struct control_member_row *control_verb_member(enum control_member member) {
	return &members[member];
}

bool control_verb_find(const char *name, enum control_verb *verb) {
	for (size_t i = 0; i < CONTROL_VERBS; i++) {
		if (strcmp(verbs[i].name, name) == 0) {
			*verb = (enum control_verb)i;
			return true;
		}
	}
	return false;
}

bool control_verb_find_member(const char *name, enum control_member *member) {
	for (size_t i = 0; i < CONTROL_MEMBERS; i++) {
		if (strcmp(members[i].name, name) == 0) {
			*member = (enum control_member)i;
			return true;
		}
	}
	return false;
}

void control_verb_init(struct message_request *request, enum control_verb verb) {
	*request = (struct message_request){
		.verb = verb,
		.class = DEFINITION_CLASSES,
		.key = DEFINITION_KEYS,
	};
}

bool control_verb_has(const struct message_request *request, enum control_member member) {
	const void *value = (const char *)request + members[member].offset;
	switch (members[member].kind) {
	case CONTROL_KIND_CLASS:
		return request->class != DEFINITION_CLASSES;
	case CONTROL_KIND_FLAG:
		return *(const uint32_t *)value != 0;
	case CONTROL_KIND_KEY:
		return request->key != DEFINITION_KEYS;
	case CONTROL_KIND_WORDS:
		return request->command_count > 0;
	default: // a text
		return *(const char *)value != '\0';
	}
}

void control_verb_refuse(
	struct control_fault *fault, enum control_code code, const char *format, ...) {
	fault->code = code;
	va_list args;
	va_start(args, format);
	vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
}

static bool check_member(const struct message_request *request, enum control_member member,
	enum control_who who, struct control_fault *fault) {
	const struct control_verb_row *row = &verbs[request->verb];
	unsigned bit = 1u << member;
	if (!control_verb_has(request, member)) {
		if ((row->must & bit) != 0) {
			control_verb_refuse(fault, CONTROL_USAGE, "%s needs \"%s\"", row->name,
				members[member].name);
		}
		return (row->must & bit) == 0;
	}
	if (((row->must | row->may | row->one) & bit) == 0) {
		control_verb_refuse(fault, CONTROL_USAGE, "%s takes no \"%s\"", row->name,
			members[member].name);
		return false;
	}
	if ((members[member].who & who) == 0) {
		control_verb_refuse(fault, CONTROL_DENIED, "%s with \"%s\" is for dom0 only",
			row->name, members[member].name);
		return false;
	}
	return true;
}

static bool check_one(const struct message_request *request, struct control_fault *fault) {
	const struct control_verb_row *row = &verbs[request->verb];
	unsigned count = 0;
	for (int i = 0; i < CONTROL_MEMBERS; i++) {
		bool one = (row->one & 1u << i) != 0;
		count += one && control_verb_has(request, (enum control_member)i) ? 1 : 0;
	}
	if (row->one == 0 || count == 1) {
		return true;
	}
	// It is the one verb that has a choice
	control_verb_refuse(
		fault, CONTROL_USAGE, "%s needs either \"command\" or \"entry\"", row->name);
	return false;
}

bool control_verb_check(
	const struct message_request *request, enum control_who who, struct control_fault *fault) {
	const struct control_verb_row *row = &verbs[request->verb];
	if ((row->who & who) == 0) {
		control_verb_refuse(fault, CONTROL_DENIED, "%s is for dom0 only", row->name);
		return false;
	}
	for (int i = 0; i < CONTROL_MEMBERS; i++) {
		if (!check_member(request, (enum control_member)i, who, fault)) {
			return false;
		}
	}
	return check_one(request, fault);
}
