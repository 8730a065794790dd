// SPDX-License-Identifier: MIT
#include "hv/registry/setting.h"

#include <stdio.h>
#include <string.h>

#include "common/conf_file.h"

// What is not printable becomes '?'; good values have none of that
static void put_value(struct setting *setting, const char *value) {
	size_t len = 0;
	for (; *value != '\0' && len < MESSAGE_VALUE_SIZE - 1; value++) {
		bool space = *value == ' ' || *value == '\t';
		char c = *value > ' ' && *value <= '~' ? *value : '?';
		if (!space) {
			setting->value[len++] = c;
		} else if (len > 0 && setting->value[len - 1] != ' ') {
			setting->value[len++] = ' ';
		}
	}
	setting->value[len] = '\0';
}

static bool handle_key(
	struct conf_file *file, const char *section, const char *name, const char *value) {
	struct setting *settings = file->data;
	enum definition_key key;
	if (definition_key_find(name, &key) && settings[key].line == 0) {
		settings[key].line = file->line;
		put_value(&settings[key], value);
	}
	return true;
}

static bool handle_error(struct conf_file *file, const char *reason) {
	return true; // the definition has them
}

void setting_read(const struct definition_text *text, struct setting settings[DEFINITION_KEYS]) {
	static const struct conf_file_impl impl = {
		.handle_key = handle_key,
		.handle_error = handle_error,
	};
	struct conf_file file = {
		.impl = &impl, .data = settings, .text = text->bytes, .len = text->len};
	memset(settings, 0, DEFINITION_KEYS * sizeof(settings[0]));
	conf_file_parse(&file);
	for (int i = 0; i < DEFINITION_KEYS; i++) {
		const char *preset = definition_key_row((enum definition_key)i)->preset;
		if (settings[i].line == 0 && preset != NULL) {
			snprintf(settings[i].value, sizeof(settings[i].value), "%s", preset);
		}
	}
}
