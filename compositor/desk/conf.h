// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_CONF_H
#define COMPOSITOR_DESK_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The config file, mamparo.conf(5): an INI file read by libinih. Read whole into a
 * new struct conf; one bad line, and the old one stays.
 */

#define CONF_BINDINGS_MAX 256
#define CONF_ERROR_MAX 512
#define CONF_FILE_MAX 65536 // bytes
#define CONF_TEXT_MAX 256 // bytes, with the terminator

enum action { // sorted
	ACTION_CLOSE,
	ACTION_FULLSCREEN,
	ACTION_LOCK,
	ACTION_MAXIMIZE,
	ACTION_MENU,
	ACTION_MINIMIZE,
	ACTION_MOVE_TO_WORKSPACE, // argument: 1 .. DESK_WORKSPACES
	ACTION_QUIT,
	ACTION_RELOAD,
	ACTION_RUN, // argument: a command of the GUI domain
	ACTION_SNAP_BOTTOM,
	ACTION_SNAP_LEFT,
	ACTION_SNAP_RIGHT,
	ACTION_SNAP_TOP,
	ACTION_SWITCH_NEXT,
	ACTION_SWITCH_PREVIOUS,
	ACTION_WORKSPACE, // argument: 1 .. DESK_WORKSPACES
};

struct conf_binding {
	uint32_t modifiers; // enum wlr_keyboard_modifier; Super is always among them
	uint32_t keysym; // xkb, of the first Latin layout
	enum action action;
	uint32_t number;
	char *text; // owned; NULL if the action has none
};

struct conf {
	struct conf_binding bindings[CONF_BINDINGS_MAX];
	size_t binding_count;
	char layout[CONF_TEXT_MAX], variant[CONF_TEXT_MAX], options[CONF_TEXT_MAX]; // xkb
	uint32_t repeat_rate, repeat_delay; // keys a second, ms
	char locker[CONF_TEXT_MAX]; // command, "" for none
	char startup[CONF_TEXT_MAX]; // command run once at start, "" for none
	char font[CONF_TEXT_MAX]; // fontconfig pattern of titles
	uint32_t background; // 0xRRGGBB
	bool guest_fullscreen; // a guest may make its focused window fullscreen
	bool guest_cursor_hide; // a guest may hide the pointer over its window
	bool tap, natural_scroll; // libinput
	double pointer_speed; // -1 .. 1
};

// The defaults with the file's lines over them. path NULL: defaults only. NULL on
// failure, and *error is one line with the file's name and line number.
struct conf *conf_load(const char *path, char error[CONF_ERROR_MAX]);
void conf_destroy(struct conf *conf); // NULL is fine

#endif
