// SPDX-License-Identifier: MIT
#include "compositor/desk/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/conf_file.h"
#include "compositor/desk/binding.h"
#include "compositor/desk/desk.h"

enum kind {
	KIND_BOOL,
	KIND_COLOUR,
	KIND_NUMBER,
	KIND_SPEED,
	KIND_TEXT,
};

#define AT(member) offsetof(struct conf, member)

// clang-format off
static const struct key {
	const char *section, *name;
	enum kind kind;
	size_t offset;
	uint32_t min, max; // of a number
} keys[] = { // sorted
	{"appearance", "background",     KIND_COLOUR, AT(background)},
	{"appearance", "font",           KIND_TEXT,   AT(font)},
	{"commands",   "locker",         KIND_TEXT,   AT(locker)},
	{"commands",   "startup",        KIND_TEXT,   AT(startup)},
	{"guests",     "cursor-hide",    KIND_BOOL,   AT(guest_cursor_hide)},
	{"guests",     "fullscreen",     KIND_BOOL,   AT(guest_fullscreen)},
	{"keyboard",   "layout",         KIND_TEXT,   AT(layout)},
	{"keyboard",   "options",        KIND_TEXT,   AT(options)},
	{"keyboard",   "repeat-delay",   KIND_NUMBER, AT(repeat_delay), 1, 10000},
	{"keyboard",   "repeat-rate",    KIND_NUMBER, AT(repeat_rate),  0, 1000},
	{"keyboard",   "variant",        KIND_TEXT,   AT(variant)},
	{"pointer",    "natural-scroll", KIND_BOOL,   AT(natural_scroll)},
	{"pointer",    "speed",          KIND_SPEED,  AT(pointer_speed)},
	{"pointer",    "tap",            KIND_BOOL,   AT(tap)},
};

static const struct {
	const char *keys, *action;
} bindings[] = { // the workspaces' are made in a loop
	{"Super+Tab",       "switch-next"},
	{"Super+Shift+Tab", "switch-previous"},
	{"Super+Left",      "snap-left"},
	{"Super+Right",     "snap-right"},
	{"Super+Up",        "maximize"},
	{"Super+Down",      "minimize"},
	{"Super+f",         "fullscreen"},
	{"Super+m",         "menu"},
	{"Super+Shift+q",   "close"},
	{"Super+l",         "lock"},
	{"Super+d",         "run fuzzel"},
	{"Super+Shift+e",   "quit"},
	{"Super+Shift+r",   "reload"},
};
// clang-format on
#undef AT

struct reader {
	struct conf *conf;
	const char *path;
	char *error; // CONF_ERROR_MAX
	unsigned line; // the number of the one at hand
	bool failed;
};

// One line, also if the file's name or text would make it more
static void set_error(char error[CONF_ERROR_MAX], const char *format, ...) {
	va_list args;
	va_start(args, format);
	vsnprintf(error, CONF_ERROR_MAX, format, args);
	va_end(args);
	for (char *c = error; *c != '\0'; c++) {
		*c = (*c > 0 && *c < ' ') || *c == 0x7f ? '?' : *c;
	}
}

static bool fail(struct reader *reader, const char *what, const char *text) {
	if (!reader->failed) {
		set_error(reader->error, "%.250s:%u: %s%.80s", reader->path, reader->line, what,
			text);
	}
	reader->failed = true;
	return false;
}

static bool set_text(char *member, const char *value) {
	size_t len = strlen(value);
	if (len >= CONF_TEXT_MAX) {
		return false;
	}
	memcpy(member, value, len + 1);
	return true;
}

static bool set_bool(bool *member, const char *value) {
	*member = strcmp(value, "yes") == 0;
	return *member || strcmp(value, "no") == 0;
}

static bool set_colour(uint32_t *member, const char *value) {
	const char *digits = value[0] == '#' ? value + 1 : value;
	if (strlen(digits) != 6 || strspn(digits, "0123456789abcdefABCDEF") != 6) {
		return false;
	}
	*member = (uint32_t)strtoul(digits, NULL, 16);
	return true;
}

static bool set_number(uint32_t *member, const char *value, uint32_t min, uint32_t max) {
	size_t len = strlen(value);
	if (len < 1 || len > 9 || strspn(value, "0123456789") != len) {
		return false;
	}
	*member = (uint32_t)strtoul(value, NULL, 10);
	return *member >= min && *member <= max;
}

static bool set_speed(double *member, const char *value) {
	char *end;
	*member = strtod(value, &end);
	return value[0] != '\0' && strspn(value, "-.0123456789") == strlen(value) && *end == '\0' &&
		*member >= -1 && *member <= 1;
}

static bool set_key(struct reader *reader, const struct key *key, const char *value) {
	void *member = (char *)reader->conf + key->offset;
	char range[64];
	switch (key->kind) {
	case KIND_BOOL:
		return set_bool(member, value) || fail(reader, "not yes or no: ", value);
	case KIND_COLOUR:
		return set_colour(member, value) ||
			fail(reader, "not a colour like #203040: ", value);
	case KIND_NUMBER:
		snprintf(range, sizeof(range), "not a number from %u to %u: ", key->min, key->max);
		return set_number(member, value, key->min, key->max) || fail(reader, range, value);
	case KIND_SPEED:
		return set_speed(member, value) ||
			fail(reader, "not a number from -1 to 1: ", value);
	case KIND_TEXT:
		return set_text(member, value) ||
			fail(reader, "value is longer than 255 bytes", "");
	}
	return false;
}

static bool handle_key(
	struct conf_file *file, const char *section, const char *name, const char *value) {
	struct reader *reader = file->data;
	char reason[BINDING_REASON_MAX];
	reader->line = file->line;
	if (strcmp(section, "bindings") == 0) {
		return binding_set(reader->conf, name, value, reason) || fail(reader, reason, "");
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0) {
			return set_key(reader, &keys[i], value);
		}
	}
	return section[0] == '\0' ? fail(reader, "key before the first section: ", name)
				  : fail(reader, "unknown key: ", name);
}

static bool known_section(const char *name, size_t len) {
	if (len == strlen("bindings") && strncmp(name, "bindings", len) == 0) {
		return true;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strlen(keys[i].section) == len && strncmp(keys[i].section, name, len) == 0) {
			return true;
		}
	}
	return false;
}

static bool handle_error(struct conf_file *file, const char *reason) {
	struct reader *reader = file->data;
	reader->line = file->line;
	return fail(reader, reason, "");
}

static const struct conf_file_impl impl = {
	.known_section = known_section,
	.handle_key = handle_key,
	.handle_error = handle_error,
};

static ssize_t read_file(const char *path, char *text, size_t size) {
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		return -1;
	}
	ssize_t len = conf_file_read(fd, text, size);
	int saved = errno;
	close(fd);
	errno = saved;
	return len;
}

static bool load_file(struct conf *conf, const char *path, char error[CONF_ERROR_MAX]) {
	char *text = malloc(CONF_FILE_MAX + 1);
	ssize_t len = text == NULL ? -1 : read_file(path, text, CONF_FILE_MAX);
	if (len < 0) {
		set_error(error, "%.250s: %s", path, strerror(errno));
		free(text);
		return false;
	}
	struct reader reader = {.conf = conf, .path = path, .error = error};
	struct conf_file file = {.impl = &impl, .data = &reader, .text = text, .len = (size_t)len};
	conf_file_parse(&file);
	free(text);
	return !reader.failed;
}

static bool set_bindings(struct conf *conf) {
	char reason[BINDING_REASON_MAX], name[32], action[32];
	bool ok = true;
	for (size_t i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++) {
		ok = binding_set(conf, bindings[i].keys, bindings[i].action, reason) && ok;
	}
	for (int i = 1; i <= DESK_WORKSPACES; i++) {
		snprintf(name, sizeof(name), "Super+%d", i % 10);
		snprintf(action, sizeof(action), "workspace %d", i);
		ok = binding_set(conf, name, action, reason) && ok;
		snprintf(name, sizeof(name), "Super+Shift+%d", i % 10);
		snprintf(action, sizeof(action), "move-to-workspace %d", i);
		ok = binding_set(conf, name, action, reason) && ok;
	}
	return ok;
}

static struct conf *create_default(void) {
	struct conf *conf = malloc(sizeof(*conf));
	if (conf == NULL) {
		return NULL;
	}
	*conf = (struct conf){
		.layout = "us",
		.repeat_rate = 25,
		.repeat_delay = 600,
		.locker = "swaylock",
		.font = "sans-serif",
		.background = 0x203040,
		.guest_fullscreen = true,
		.guest_cursor_hide = true,
		.tap = true,
	};
	if (!set_bindings(conf)) {
		conf_destroy(conf);
		return NULL;
	}
	return conf;
}

struct conf *conf_load(const char *path, char error[CONF_ERROR_MAX]) {
	error[0] = '\0';
	struct conf *conf = create_default();
	if (conf == NULL) {
		set_error(error, "%s", strerror(ENOMEM));
		return NULL;
	}
	if (path != NULL && !load_file(conf, path, error)) {
		conf_destroy(conf);
		return NULL;
	}
	return conf;
}

void conf_destroy(struct conf *conf) {
	if (conf == NULL) {
		return;
	}
	for (size_t i = 0; i < conf->binding_count; i++) {
		free(conf->bindings[i].text);
	}
	free(conf);
}
