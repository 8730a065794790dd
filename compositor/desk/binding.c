// SPDX-License-Identifier: MIT
#include "compositor/desk/binding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_keyboard.h>
#include <xkbcommon/xkbcommon-keysyms.h>
#include <xkbcommon/xkbcommon.h>

#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"

#define WORD_MAX 32

enum argument {
	ARGUMENT_NONE,
	ARGUMENT_COMMAND,
	ARGUMENT_WORKSPACE,
};

// clang-format off
static const struct {
	const char *name;
	enum action action;
	enum argument argument;
} actions[] = { // sorted
	{"close",             ACTION_CLOSE,             ARGUMENT_NONE},
	{"fullscreen",        ACTION_FULLSCREEN,        ARGUMENT_NONE},
	{"lock",              ACTION_LOCK,              ARGUMENT_NONE},
	{"maximize",          ACTION_MAXIMIZE,          ARGUMENT_NONE},
	{"menu",              ACTION_MENU,              ARGUMENT_NONE},
	{"minimize",          ACTION_MINIMIZE,          ARGUMENT_NONE},
	{"move-to-workspace", ACTION_MOVE_TO_WORKSPACE, ARGUMENT_WORKSPACE},
	{"quit",              ACTION_QUIT,              ARGUMENT_NONE},
	{"reload",            ACTION_RELOAD,            ARGUMENT_NONE},
	{"run",               ACTION_RUN,               ARGUMENT_COMMAND},
	{"snap-bottom",       ACTION_SNAP_BOTTOM,       ARGUMENT_NONE},
	{"snap-left",         ACTION_SNAP_LEFT,         ARGUMENT_NONE},
	{"snap-right",        ACTION_SNAP_RIGHT,        ARGUMENT_NONE},
	{"snap-top",          ACTION_SNAP_TOP,          ARGUMENT_NONE},
	{"switch-next",       ACTION_SWITCH_NEXT,       ARGUMENT_NONE},
	{"switch-previous",   ACTION_SWITCH_PREVIOUS,   ARGUMENT_NONE},
	{"workspace",         ACTION_WORKSPACE,         ARGUMENT_WORKSPACE},
};

static const struct {
	const char *name;
	uint32_t modifier;
} modifiers[] = { // sorted
	{"Alt",   WLR_MODIFIER_ALT},
	{"Ctrl",  WLR_MODIFIER_CTRL},
	{"Shift", WLR_MODIFIER_SHIFT},
	{"Super", WLR_MODIFIER_LOGO},
};
// clang-format on

static bool refuse(char *reason, const char *what, const char *text) {
	snprintf(reason, BINDING_REASON_MAX, "%s '%.64s'", what, text);
	return false;
}

static uint32_t modifier_of(const char *name) {
	for (size_t i = 0; i < sizeof(modifiers) / sizeof(modifiers[0]); i++) {
		if (strcmp(modifiers[i].name, name) == 0) {
			return modifiers[i].modifier;
		}
	}
	return 0;
}

// The key's name is its keysym without Shift: Q is q
static bool parse_key(struct conf_binding *binding, const char *name, char *reason) {
	xkb_keysym_t keysym = xkb_keysym_from_name(name, XKB_KEYSYM_NO_FLAGS);
	if (keysym == XKB_KEY_NoSymbol) {
		keysym = xkb_keysym_from_name(name, XKB_KEYSYM_CASE_INSENSITIVE);
	}
	if (keysym == XKB_KEY_NoSymbol) {
		return refuse(reason, "unknown key", name);
	}
	bool modifier = (keysym >= XKB_KEY_Shift_L && keysym <= XKB_KEY_Hyper_R) ||
		(keysym >= XKB_KEY_ISO_Lock && keysym <= XKB_KEY_ISO_Level5_Lock);
	if (modifier) {
		return refuse(reason, "a modifier cannot be bound by itself:", name);
	}
	binding->keysym = xkb_keysym_to_lower(keysym);
	return true;
}

static bool parse_keys(struct conf_binding *binding, const char *keys, char *reason) {
	const char *word = keys;
	for (const char *end; (end = strchr(word, '+')) != NULL; word = end + 1) {
		char name[WORD_MAX];
		snprintf(name, sizeof(name), "%.*s", (int)(end - word), word);
		uint32_t modifier = modifier_of(name);
		if (modifier == 0) {
			return refuse(reason, "unknown modifier", name);
		}
		binding->modifiers |= modifier;
	}
	if (!(binding->modifiers & WLR_MODIFIER_LOGO)) {
		return refuse(reason, "no Super in", keys);
	}
	return parse_key(binding, word, reason);
}

static bool parse_workspace(struct conf_binding *binding, const char *text) {
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	bool good = text[0] >= '0' && text[0] <= '9' && *end == '\0' && number >= 1 &&
		number <= DESK_WORKSPACES;
	binding->number = good ? (uint32_t)number : 0;
	return good;
}

static bool parse_argument(
	struct conf_binding *binding, enum argument argument, const char *text, char *reason) {
	switch (argument) {
	case ARGUMENT_NONE:
		return text[0] == '\0' || refuse(reason, "no argument wanted:", text);
	case ARGUMENT_WORKSPACE:
		return parse_workspace(binding, text) || refuse(reason, "no such workspace:", text);
	case ARGUMENT_COMMAND:
		break;
	}
	if (text[0] == '\0') {
		return refuse(reason, "no command after", "run");
	}
	binding->text = strdup(text);
	return binding->text != NULL || refuse(reason, "out of memory at", text);
}

static bool parse_action(struct conf_binding *binding, const char *action, char *reason) {
	size_t len = strcspn(action, " \t");
	const char *text = action + len + strspn(action + len, " \t");
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strlen(actions[i].name) == len && strncmp(actions[i].name, action, len) == 0) {
			binding->action = actions[i].action;
			return parse_argument(binding, actions[i].argument, text, reason);
		}
	}
	return refuse(reason, "unknown action", action);
}

static size_t find(const struct conf *conf, const struct conf_binding *binding) {
	size_t i = 0;
	while (i < conf->binding_count &&
		(conf->bindings[i].modifiers != binding->modifiers ||
			conf->bindings[i].keysym != binding->keysym)) {
		i++;
	}
	return i;
}

static void unset(struct conf *conf, size_t i) {
	if (i < conf->binding_count) {
		free(conf->bindings[i].text);
		conf->bindings[i] = conf->bindings[--conf->binding_count];
	}
}

bool binding_set(
	struct conf *conf, const char *keys, const char *action, char reason[BINDING_REASON_MAX]) {
	struct conf_binding binding = {0};
	if (!parse_keys(&binding, keys, reason)) {
		return false;
	}
	size_t i = find(conf, &binding);
	if (strcmp(action, "none") == 0) {
		unset(conf, i);
		return true;
	}
	if (i == CONF_BINDINGS_MAX) {
		return refuse(reason, "too many bindings at", keys);
	}
	if (!parse_action(&binding, action, reason)) {
		return false;
	}
	unset(conf, i);
	conf->bindings[conf->binding_count++] = binding;
	return true;
}
