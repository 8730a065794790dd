// SPDX-License-Identifier: MIT
#include "hv/definition/definition.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/conf_file.h"
#include "hv/definition/definition_errors.h"
#include "hv/definition/definition_key.h"
#include "hv/definition/definition_value.h"

static const char *const classes[] = {
	[DEFINITION_APP] = "app",
	[DEFINITION_GUI] = "gui",
	[DEFINITION_SERVICE] = "service",
	[DEFINITION_STANDALONE] = "standalone",
	[DEFINITION_TEMPLATE] = "template",
};

const char *definition_class_name(enum definition_class class) {
	return classes[class];
}

bool definition_class_find(const char *name, enum definition_class *class) {
	for (int i = 0; i < DEFINITION_CLASSES; i++) {
		if (strcmp(classes[i], name) == 0) {
			*class = (enum definition_class)i;
			return true;
		}
	}
	return false;
}

struct reader {
	struct definition *definition;
	struct definition_errors *errors;
	bool has_class; // a good one
};

static void set_default(struct definition *definition, const struct definition_row *row) {
	char why[DEFINITION_REASON_MAX];
	bool good = row->preset == NULL || definition_value_set(definition, row, row->preset, why);
	assert(good);
	(void)good;
}

// name may be the one that the definition has by now
static void init(struct definition *definition, const char *name) {
	struct definition fresh = {0};
	if (name_of_vm(name)) {
		snprintf(fresh.name, sizeof(fresh.name), "%s", name);
	}
	*definition = fresh;
	for (int i = 0; i < DEFINITION_KEYS; i++) {
		set_default(definition, definition_key_row((enum definition_key)i));
	}
}

static void set_key(
	struct reader *reader, unsigned line, enum definition_key key, const char *value) {
	const struct definition_row *row = definition_key_row(key);
	unsigned *first = &reader->definition->lines[key];
	char why[DEFINITION_REASON_MAX];
	if (*first != 0) {
		definition_errors_add(
			reader->errors, line, "%s is there already, in line %u", row->name, *first);
		return;
	}
	*first = line;
	if (!definition_value_set(reader->definition, row, value, why)) {
		definition_errors_add(reader->errors, line, "%s: %s", row->name, why);
		return;
	}
	reader->has_class = reader->has_class || key == DEFINITION_KEY_CLASS;
}

static bool handle_key(
	struct conf_file *file, const char *section, const char *name, const char *value) {
	struct reader *reader = file->data;
	enum definition_key key;
	if (definition_key_find(name, &key)) {
		set_key(reader, file->line, key, value);
	} else if (strcmp(name, "name") == 0) {
		definition_errors_add(reader->errors, file->line,
			"unknown key: name; a VM has the name of its file");
	} else {
		definition_errors_add(reader->errors, file->line, "unknown key: %.40s", name);
	}
	return true;
}

static bool handle_error(struct conf_file *file, const char *reason) {
	struct reader *reader = file->data;
	definition_errors_add(reader->errors, file->line, "%s", reason);
	return true;
}

// Which keys a class must and may have
static void check_keys(const struct definition *definition, struct definition_errors *errors) {
	const char *class = classes[definition->class];
	for (int i = 0; i < DEFINITION_KEYS; i++) {
		const struct definition_row *row = definition_key_row((enum definition_key)i);
		unsigned line = definition->lines[i], bit = 1u << definition->class;
		if (line == 0 && (row->must & bit) != 0) {
			definition_errors_add(errors, definition->lines[DEFINITION_KEY_CLASS],
				"class %s must have %s: %s", class, row->name, row->help);
		} else if (line != 0 && (row->may & bit) == 0) {
			definition_errors_add(
				errors, line, "class %s cannot have %s", class, row->name);
		}
	}
}

// No VM can be what it needs itself
static void check_itself(const struct definition *definition, struct definition_errors *errors) {
	static const enum definition_key keys[] = {
		DEFINITION_KEY_DEPENDS, DEFINITION_KEY_NETVM, DEFINITION_KEY_TEMPLATE};
	bool found[] = {false, strcmp(definition->netvm, definition->name) == 0,
		strcmp(definition->template, definition->name) == 0};
	for (size_t i = 0; i < definition->depend_count; i++) {
		found[0] = found[0] || strcmp(definition->depends[i], definition->name) == 0;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (found[i]) {
			definition_errors_add(errors, definition->lines[keys[i]],
				"%s: it names the VM itself", definition_key_row(keys[i])->name);
		}
	}
}

// Others have their root from a template, or none
static void check_root(const struct definition *definition, struct definition_errors *errors) {
	bool found = false, wanted = definition->class == DEFINITION_STANDALONE;
	unsigned line = definition->lines[DEFINITION_KEY_VOLUMES];
	for (size_t i = 0; i < definition->volume_count; i++) {
		found = found || strcmp(definition->volumes[i].name, "root") == 0;
	}
	if (found != wanted && line != 0) {
		definition_errors_add(errors, line, "volumes: class %s %s a volume root",
			classes[definition->class], wanted ? "must have" : "cannot have");
	}
}

bool definition_parse(struct definition *definition, const char *name, const char *text, size_t len,
	struct definition_errors *errors) {
	static const struct conf_file_impl impl = {
		.handle_key = handle_key,
		.handle_error = handle_error,
	};
	size_t before = errors->count;
	init(definition, name);
	if (!name_of_vm(name)) {
		definition_errors_add(errors, 0, "not a VM's name: %.40s", name);
	}
	if (len > DEFINITION_FILE_MAX) {
		definition_errors_add(errors, 0, "it has more than %d bytes", DEFINITION_FILE_MAX);
		return false;
	}
	struct reader reader = {.definition = definition, .errors = errors};
	struct conf_file file = {.impl = &impl, .data = &reader, .text = text, .len = len};
	conf_file_parse(&file);
	if (reader.has_class) {
		check_keys(definition, errors);
		check_root(definition, errors);
		check_itself(definition, errors);
	} else if (definition->lines[DEFINITION_KEY_CLASS] == 0) {
		definition_errors_add(
			errors, 0, "no class: app, gui, service, standalone or template");
	}
	return errors->count == before;
}

static void add_need(const char **needs, size_t *count, const char *name) {
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(needs[i], name) == 0) {
			return;
		}
	}
	needs[(*count)++] = name;
}

size_t definition_needs(
	const struct definition *definition, const char *needs[DEFINITION_NEEDS_MAX]) {
	size_t count = 0;
	if (definition->netvm[0] != '\0') {
		add_need(needs, &count, definition->netvm);
	}
	for (size_t i = 0; i < definition->depend_count; i++) {
		add_need(needs, &count, definition->depends[i]);
	}
	return count;
}
