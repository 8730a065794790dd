// SPDX-License-Identifier: MIT
#include "hv/control/control_value.h"

#include <json-c/json.h>
#include <string.h>

#include "hv/definition/definition_key.h"
#include "hv/message/message.h"
#include "hv/message/message_field.h"
#include "hv/vm/name.h"

typedef bool (*rule_func)(const char *text);

static bool is_colour(const char *text) {
	enum colour colour;
	return colour_find(text, &colour);
}

static bool is_line(const char *text) {
	return text[0] != '\0' && message_field_is_plain(text);
}

// NULL if it is no string, or one with a NUL within
static const char *string_of(struct json_object *value) {
	if (!json_object_is_type(value, json_type_string)) {
		return NULL;
	}
	const char *text = json_object_get_string(value);
	return strlen(text) == (size_t)json_object_get_string_len(value) ? text : NULL;
}

static bool put_text(struct message_request *request, const struct control_member_row *row,
	struct json_object *value, rule_func rule) {
	const char *text = string_of(value);
	if (text == NULL || strlen(text) >= row->size || !rule(text)) {
		return false;
	}
	char *dst = (char *)request + row->offset;
	memset(dst, 0, row->size);
	memcpy(dst, text, strlen(text));
	return true;
}

static bool put_class(struct message_request *request, struct json_object *value) {
	const char *text = string_of(value);
	enum definition_class class;
	if (text == NULL || !definition_class_find(text, &class)) {
		return false;
	}
	request->class = class;
	return true;
}

static bool put_key(struct message_request *request, struct json_object *value) {
	const char *text = string_of(value);
	enum definition_key key;
	if (text == NULL || !definition_key_find(text, &key)) {
		return false;
	}
	request->key = key;
	return true;
}

static bool put_flag(struct message_request *request, const struct control_member_row *row,
	struct json_object *value) {
	if (!json_object_is_type(value, json_type_boolean)) {
		return false;
	}
	void *flag = (char *)request + row->offset;
	*(uint32_t *)flag = json_object_get_boolean(value) ? 1 : 0;
	return true;
}

// Bytes of all words with their terminators; 0 if they are no command
static size_t words_len(struct json_object *array) {
	size_t len = 0, count = json_object_array_length(array);
	if (count > MESSAGE_WORDS_MAX) {
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		const char *word = string_of(json_object_array_get_idx(array, i));
		if (word == NULL || (i == 0 && word[0] == '\0')) {
			return 0;
		}
		len += strlen(word) + 1; // a line bounds it
	}
	return len <= MESSAGE_WORDS_SIZE ? len : 0;
}

static bool put_words(struct message_request *request, struct json_object *value) {
	bool array = json_object_is_type(value, json_type_array);
	size_t len = array ? words_len(value) : 0, pos = 0;
	if (len == 0) {
		return false;
	}
	memset(request->command, 0, sizeof(request->command));
	request->command_count = (uint32_t)json_object_array_length(value);
	request->command_len = (uint32_t)len;
	for (size_t i = 0; i < request->command_count; i++) {
		const char *word = json_object_get_string(json_object_array_get_idx(value, i));
		memcpy(request->command + pos, word, strlen(word));
		pos += strlen(word) + 1;
	}
	return true;
}

bool control_value_put(
	struct message_request *request, enum control_member member, struct json_object *value) {
	const struct control_member_row *row = control_verb_member(member);
	switch (row->kind) {
	case CONTROL_KIND_CLASS:
		return put_class(request, value);
	case CONTROL_KIND_COLOUR:
		return put_text(request, row, value, is_colour);
	case CONTROL_KIND_ENTRY:
		return put_text(request, row, value, message_field_is_entry);
	case CONTROL_KIND_FLAG:
		return put_flag(request, row, value);
	case CONTROL_KIND_KEY:
		return put_key(request, value);
	case CONTROL_KIND_NAME:
		return put_text(request, row, value, name_of_vm);
	case CONTROL_KIND_TEXT:
		return put_text(request, row, value, is_line);
	case CONTROL_KIND_WORDS:
		return put_words(request, value);
	}
	return false;
}
