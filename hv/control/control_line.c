// SPDX-License-Identifier: MIT
#include "hv/control/control_line.h"

#include <json-c/json.h>
#include <string.h>

#include "hv/control/control_value.h"
#include "hv/message/escape.h"
#include "hv/message/message.h"

#define SHOWN_MAX 60 // bytes of what somebody wrote, in an error
#define FLAGS (JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8)

static bool refuse_json(struct control_fault *fault, const char *why) {
	control_verb_refuse(fault, CONTROL_USAGE, "not a JSON object: %s", why);
	return false;
}

static bool refuse_word(struct control_fault *fault, const char *what, const char *untrusted) {
	char shown[SHOWN_MAX];
	escape_bytes(shown, sizeof(shown), untrusted, strlen(untrusted));
	control_verb_refuse(fault, CONTROL_USAGE, "%s \"%s\"", what, shown);
	return false;
}

// The object of a line, for the caller to put; NULL if it is none
static struct json_object *parse_json(const char *line, size_t len, struct control_fault *fault) {
	if (len > CONTROL_LINE_MAX) {
		refuse_json(fault, "the line is too long");
		return NULL;
	}
	struct json_tokener *tokener = json_tokener_new_ex(CONTROL_LINE_DEPTH);
	if (tokener == NULL) {
		control_verb_refuse(fault, CONTROL_BUSY, "out of memory");
		return NULL;
	}
	json_tokener_set_flags(tokener, FLAGS);
	while (len > 0 && memchr(" \t\r", line[len - 1], 3) != NULL) {
		len--; // what follows an object is none of its bytes
	}
	struct json_object *object = json_tokener_parse_ex(tokener, line, (int)len);
	enum json_tokener_error error = json_tokener_get_error(tokener);
	size_t used = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	if (error == json_tokener_success && used == len &&
		json_object_is_type(object, json_type_object)) {
		return object;
	}
	json_object_put(object);
	bool known = error != json_tokener_success;
	refuse_json(fault, known ? json_tokener_error_desc(error) : "it is another value");
	return NULL;
}

static bool find_verb(
	struct json_object *object, enum control_verb *verb, struct control_fault *fault) {
	struct json_object *value;
	if (!json_object_object_get_ex(object, "do", &value) ||
		!json_object_is_type(value, json_type_string)) {
		control_verb_refuse(
			fault, CONTROL_USAGE, "there is no \"do\" with a request's name");
		return false;
	}
	const char *name = json_object_get_string(value);
	// What has a NUL within would be taken for what is before it
	bool whole = strlen(name) == (size_t)json_object_get_string_len(value);
	return (whole && control_verb_find(name, verb)) ||
		refuse_word(fault, "unknown request", name);
}

static bool put_member(struct message_request *request, const char *name, struct json_object *value,
	struct control_fault *fault) {
	enum control_member member;
	if (!control_verb_find_member(name, &member)) {
		return refuse_word(fault, "unknown member", name);
	}
	if (!control_value_put(request, member, value)) {
		const struct control_member_row *row = control_verb_member(member);
		control_verb_refuse(fault, CONTROL_USAGE, "\"%s\" is not %s", row->name, row->help);
		return false;
	}
	return true;
}

static bool read_object(
	struct json_object *object, struct message_request *request, struct control_fault *fault) {
	enum control_verb verb;
	if (!find_verb(object, &verb, fault)) {
		return false;
	}
	control_verb_init(request, verb);
	json_object_object_foreach(object, name, value) {
		if (strcmp(name, "do") != 0 && !put_member(request, name, value, fault)) {
			return false;
		}
	}
	return true;
}

bool control_line_parse(const char *line, size_t len, enum control_who who,
	struct message_request *request, struct control_fault *fault) {
	struct json_object *object = parse_json(line, len, fault);
	if (object == NULL) {
		return false;
	}
	bool good = read_object(object, request, fault) && control_verb_check(request, who, fault);
	json_object_put(object);
	return good;
}
