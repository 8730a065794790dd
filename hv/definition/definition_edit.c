// SPDX-License-Identifier: MIT
#include "hv/definition/definition_edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/conf_file.h"

struct edit {
	const char *key, *value; // value NULL: remove
	size_t text_pos; // what is before has been copied or left out
	bool done;
	char *out; // large enough
	size_t out_len;
};

struct look {
	const struct edit *edit;
	size_t found, equal; // lines with the key, and those that have its value too
};

static void put(struct edit *edit, const char *bytes, size_t len) {
	memcpy(edit->out + edit->out_len, bytes, len);
	edit->out_len += len;
}

static void put_text(struct edit *edit, const char *text) {
	put(edit, text, strlen(text));
}

static bool handle_error(struct conf_file *file, const char *reason) {
	return true; // such lines stay as they are
}

// Where the value of a line begins, as libinih sees it. White space after it goes with it.
static size_t find_value(const struct conf_file *file, size_t *end) {
	size_t pos = file->start;
	*end = file->end - (file->text[file->end - 1] == '\r' ? 1 : 0);
	while (file->text[pos] != '=' && file->text[pos] != ':') {
		pos++;
	}
	do {
		pos++;
	} while (pos < *end && (file->text[pos] == ' ' || file->text[pos] == '\t'));
	return pos;
}

static bool change_key(
	struct conf_file *file, const char *section, const char *key, const char *value) {
	struct edit *edit = file->data;
	if (strcmp(key, edit->key) != 0) {
		return true;
	}
	put(edit, file->text + edit->text_pos, file->start - edit->text_pos);
	edit->text_pos = file->end < file->len ? file->end + 1 : file->len;
	if (edit->value != NULL && !edit->done) {
		size_t end, start = find_value(file, &end);
		put(edit, file->text + file->start, start - file->start);
		put_text(edit, edit->value);
		edit->text_pos = end;
	}
	edit->done = true;
	return true;
}

// A line of its own at the end, ended as the last one is
static void append_key(struct edit *edit) {
	size_t len = edit->out_len;
	if (len > 0 && edit->out[len - 1] != '\n') {
		put_text(edit, "\n");
	}
	bool crlf = len > 1 && memcmp(edit->out + len - 2, "\r\n", 2) == 0;
	put_text(edit, edit->key);
	put_text(edit, " = ");
	put_text(edit, edit->value);
	put_text(edit, crlf ? "\r\n" : "\n");
}

static void change(struct edit *edit, const char *text, size_t len) {
	static const struct conf_file_impl impl = {
		.handle_key = change_key,
		.handle_error = handle_error,
	};
	struct conf_file file = {.impl = &impl, .data = edit, .text = text, .len = len};
	conf_file_parse(&file);
	put(edit, text + edit->text_pos, len - edit->text_pos);
	if (edit->value != NULL && !edit->done) {
		append_key(edit);
	}
}

static bool count_key(
	struct conf_file *file, const char *section, const char *key, const char *value) {
	struct look *look = file->data;
	if (strcmp(key, look->edit->key) == 0) {
		look->found++;
		look->equal += look->edit->value != NULL && strcmp(value, look->edit->value) == 0;
	}
	return true;
}

// By reading what was written: a value with a line end in it, say, is found out here
static bool is_as_wanted(const struct edit *edit) {
	static const struct conf_file_impl impl = {
		.handle_key = count_key,
		.handle_error = handle_error,
	};
	struct look look = {.edit = edit};
	struct conf_file file = {
		.impl = &impl, .data = &look, .text = edit->out, .len = edit->out_len};
	conf_file_parse(&file);
	size_t wanted = edit->value != NULL ? 1 : 0;
	return look.found == wanted && look.equal == wanted;
}

char *definition_edit(const char *text, size_t *len, enum definition_key key, const char *value) {
	struct edit edit = {.key = definition_key_row(key)->name, .value = value};
	size_t value_len = value != NULL ? strnlen(value, CONF_FILE_LINE_MAX) : 0;
	if (value_len == CONF_FILE_LINE_MAX || *len > DEFINITION_FILE_MAX) {
		errno = value_len == CONF_FILE_LINE_MAX ? EINVAL : EFBIG;
		return NULL;
	}
	edit.out = malloc(*len + strlen(edit.key) + value_len + strlen("\n = \r\n"));
	if (edit.out == NULL) {
		return NULL;
	}
	change(&edit, text, *len);
	if (edit.out_len > DEFINITION_FILE_MAX || !is_as_wanted(&edit)) {
		errno = edit.out_len > DEFINITION_FILE_MAX ? EFBIG : EINVAL;
		free(edit.out);
		return NULL;
	}
	*len = edit.out_len;
	return edit.out;
}
