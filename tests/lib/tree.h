// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_TREE_H
#define TESTS_LIB_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the compositor's control socket says is on the desk.
 */

#define TREE_WINDOWS_MAX 128
#define TREE_POPUPS_MAX 256
#define TREE_GUESTS_MAX 128

struct tree_box {
	int32_t x, y, width, height; // logical, in the layout
};

struct tree_window {
	uint32_t id, workspace;
	char guest[32], title[128], app_id[64], place[16];
	struct tree_box interior, frame;
	bool focused, minimized, attention, shown;
};

struct tree_popup {
	char guest[32];
	uint32_t window;
	struct tree_box interior;
	bool drag;
};

struct tree_guest {
	char name[32];
	bool connected, silent;
};

struct tree {
	bool locked;
	uint32_t workspace;
	struct tree_window windows[TREE_WINDOWS_MAX]; // the top one first
	size_t window_count;
	struct tree_popup popups[TREE_POPUPS_MAX];
	size_t popup_count;
	struct tree_guest guests[TREE_GUESTS_MAX];
	size_t guest_count;
};

// One line to the control socket at path. True if the answer says ok.
bool tree_ask(const char *path, const char *line);
// False if nobody answers within two seconds
bool tree_read(struct tree *tree, const char *path);

// The top window of that guest whose title or app id has text in it (NULL: any)
const struct tree_window *tree_window(const struct tree *tree, const char *guest, const char *text);
const struct tree_window *tree_focused(const struct tree *tree); // NULL: nobody
const struct tree_guest *tree_guest(const struct tree *tree, const char *name);
size_t tree_windows_of(const struct tree *tree, const char *guest);
// A point of the window's interior that nothing of a guest covers. False: all is covered.
bool tree_point(const struct tree *tree, const struct tree_window *window, int32_t *x, int32_t *y);
bool tree_inside(const struct tree_box *box, int32_t x, int32_t y);

#endif
