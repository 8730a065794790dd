// SPDX-License-Identifier: MIT
#include "hv/control/control_answer.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/message/escape.h"
#include "protocol/text.h"

#define CUT "..." // behind a text that had no room
#define ESCAPE_MAX 6 // bytes that one of them becomes at most

struct control_answer {
	struct json_object *object;
	bool failed; // out of memory: no line is better than a part of one
};

struct control_answer *control_answer_create(void) {
	struct control_answer *answer = calloc(1, sizeof(*answer));
	if (answer == NULL) {
		return NULL;
	}
	answer->object = json_object_new_object();
	if (answer->object == NULL) {
		control_answer_destroy(answer);
		return NULL;
	}
	return answer;
}

struct control_answer *control_answer_create_last(enum control_code code, const char *error) {
	struct control_answer *answer = control_answer_create();
	control_answer_flag(answer, "ok", code == CONTROL_OK);
	control_answer_text(answer, "code", control_code_row(code)->name);
	if (code != CONTROL_OK) {
		control_answer_text(answer, "error", error);
	}
	return answer;
}

void control_answer_destroy(struct control_answer *answer) {
	if (answer != NULL) {
		json_object_put(answer->object);
		free(answer);
	}
}

// Takes value, which may be NULL
static void add(struct control_answer *answer, const char *key, struct json_object *value) {
	if (value == NULL || json_object_object_add(answer->object, key, value) != 0) {
		json_object_put(value);
		answer->failed = true;
	}
}

void control_answer_bytes(
	struct control_answer *answer, const char *key, const void *untrusted_bytes, size_t len) {
	char text[CONTROL_ANSWER_BYTES_MAX + sizeof(CUT)];
	if (answer == NULL) {
		return;
	}
	size_t done = escape_bytes(text, CONTROL_ANSWER_BYTES_MAX, untrusted_bytes, len);
	if (done < len) {
		memcpy(text + strlen(text), CUT, sizeof(CUT));
	}
	add(answer, key, json_object_new_string(text));
}

void control_answer_text(struct control_answer *answer, const char *key, const char *text) {
	control_answer_bytes(answer, key, text, strlen(text));
}

void control_answer_local(struct control_answer *answer, const char *key, const char *text) {
	if (answer != NULL) {
		add(answer, key, json_object_new_string(text));
	}
}

void control_answer_number(struct control_answer *answer, const char *key, int64_t number) {
	if (answer != NULL) {
		add(answer, key, json_object_new_int64(number));
	}
}

void control_answer_flag(struct control_answer *answer, const char *key, bool flag) {
	if (answer != NULL) {
		add(answer, key, json_object_new_boolean(flag));
	}
}

// What is no ASCII can only be within a string, where it may be written so. NULL without
// memory, or if it is no such character as local strings have.
static char *make_line(const char *text) {
	size_t left = strlen(text), pos = 0;
	char *line = malloc(left * ESCAPE_MAX + sizeof("\n"));
	uint32_t code;
	while (line != NULL && left > 0) {
		size_t used = text_next((const uint8_t *)text, left, &code);
		if (used == 0 || code > UINT16_MAX) {
			free(line);
			return NULL;
		}
		if (used == 1) {
			line[pos++] = *text;
		} else {
			pos += (size_t)snprintf(
				line + pos, ESCAPE_MAX + 1, "\\u%04x", (unsigned)code);
		}
		text += used;
		left -= used;
	}
	if (line != NULL) {
		memcpy(line + pos, "\n", sizeof("\n"));
	}
	return line;
}

char *control_answer_finish(struct control_answer *answer) {
	if (answer == NULL) {
		return NULL;
	}
	char *line = NULL;
	int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text = json_object_to_json_string_ext(answer->object, flags);
	if (text != NULL && !answer->failed) {
		line = make_line(text);
	}
	control_answer_destroy(answer);
	return line;
}
