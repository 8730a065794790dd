// SPDX-License-Identifier: MIT
#include "tests/lib/tree.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MAX (1024 * 1024) // bytes
#define TIMEOUT 2 // s
#define POINT_STEP 8 // pixels between the points that are tried
#define POPUP_BORDER 3

static int connect_to(const char *path) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	struct timeval timeout = {.tv_sec = TIMEOUT};
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
		(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) != 0 ||
			connect(fd, (struct sockaddr *)&addr, sizeof(addr)) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

// The answer as an object; NULL if there is none. The caller puts it.
static struct json_object *ask(const char *path, const char *line) {
	int fd = connect_to(path);
	if (fd < 0) {
		return NULL;
	}
	char *answer = calloc(1, ANSWER_MAX);
	size_t len = 0;
	ssize_t n = dprintf(fd, "%s\n", line);
	while (answer != NULL && n > 0 && len < ANSWER_MAX - 1) {
		n = read(fd, answer + len, ANSWER_MAX - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	struct json_object *object = len > 0 ? json_tokener_parse(answer) : NULL;
	free(answer);
	return object;
}

static bool flag(struct json_object *object, const char *key) {
	return json_object_get_boolean(json_object_object_get(object, key));
}

static int32_t number(struct json_object *object, const char *key) {
	return json_object_get_int(json_object_object_get(object, key));
}

static void string(struct json_object *object, const char *key, char *text, size_t size) {
	const char *value = json_object_get_string(json_object_object_get(object, key));
	snprintf(text, size, "%s", value != NULL ? value : "");
}

static struct tree_box box(struct json_object *object, const char *key) {
	struct json_object *value = json_object_object_get(object, key);
	return (struct tree_box){number(value, "x"), number(value, "y"), number(value, "width"),
		number(value, "height")};
}

static void read_window(struct tree_window *window, struct json_object *object) {
	window->id = (uint32_t)number(object, "id");
	window->workspace = (uint32_t)number(object, "workspace");
	string(object, "guest", window->guest, sizeof(window->guest));
	string(object, "title", window->title, sizeof(window->title));
	string(object, "app_id", window->app_id, sizeof(window->app_id));
	string(object, "place", window->place, sizeof(window->place));
	window->interior = box(object, "interior");
	window->frame = box(object, "frame");
	window->focused = flag(object, "focused");
	window->minimized = flag(object, "minimized");
	window->attention = flag(object, "attention");
	window->shown = flag(object, "shown");
}

static void read_popup(struct tree_popup *popup, struct json_object *object) {
	string(object, "guest", popup->guest, sizeof(popup->guest));
	popup->window = (uint32_t)number(object, "window");
	popup->interior = box(object, "interior");
	popup->drag = flag(object, "drag");
}

static void read_guest(struct tree_guest *guest, struct json_object *object) {
	string(object, "name", guest->name, sizeof(guest->name));
	guest->connected = flag(object, "connected");
	guest->silent = flag(object, "silent");
}

static size_t length(struct json_object *array, size_t most) {
	size_t count = array != NULL ? json_object_array_length(array) : 0;
	return count < most ? count : most;
}

bool tree_read(struct tree *tree, const char *path) {
	*tree = (struct tree){0};
	struct json_object *object = ask(path, "tree");
	if (object == NULL) {
		return false;
	}
	tree->locked = flag(object, "locked");
	tree->workspace = (uint32_t)number(object, "workspace");
	struct json_object *windows = json_object_object_get(object, "windows");
	struct json_object *popups = json_object_object_get(object, "popups");
	struct json_object *guests = json_object_object_get(object, "guests");
	tree->window_count = length(windows, TREE_WINDOWS_MAX);
	tree->popup_count = length(popups, TREE_POPUPS_MAX);
	tree->guest_count = length(guests, TREE_GUESTS_MAX);
	for (size_t i = 0; i < tree->window_count; ++i) {
		read_window(&tree->windows[i], json_object_array_get_idx(windows, i));
	}
	for (size_t i = 0; i < tree->popup_count; ++i) {
		read_popup(&tree->popups[i], json_object_array_get_idx(popups, i));
	}
	for (size_t i = 0; i < tree->guest_count; ++i) {
		read_guest(&tree->guests[i], json_object_array_get_idx(guests, i));
	}
	bool ok = flag(object, "ok");
	json_object_put(object);
	return ok;
}

bool tree_ask(const char *path, const char *line) {
	struct json_object *object = ask(path, line);
	bool ok = object != NULL && flag(object, "ok");
	json_object_put(object);
	return ok;
}

const struct tree_window *tree_window(
	const struct tree *tree, const char *guest, const char *text) {
	for (size_t i = 0; i < tree->window_count; ++i) {
		const struct tree_window *window = &tree->windows[i];
		bool named = text == NULL || strstr(window->title, text) != NULL ||
			strstr(window->app_id, text) != NULL;
		if (named && strcmp(window->guest, guest) == 0) {
			return window;
		}
	}
	return NULL;
}

const struct tree_window *tree_focused(const struct tree *tree) {
	for (size_t i = 0; i < tree->window_count; ++i) {
		if (tree->windows[i].focused) {
			return &tree->windows[i];
		}
	}
	return NULL;
}

const struct tree_guest *tree_guest(const struct tree *tree, const char *name) {
	for (size_t i = 0; i < tree->guest_count; ++i) {
		if (strcmp(tree->guests[i].name, name) == 0) {
			return &tree->guests[i];
		}
	}
	return NULL;
}

size_t tree_windows_of(const struct tree *tree, const char *guest) {
	size_t count = 0;
	for (size_t i = 0; i < tree->window_count; ++i) {
		count += strcmp(tree->windows[i].guest, guest) == 0;
	}
	return count;
}

bool tree_inside(const struct tree_box *box, int32_t x, int32_t y) {
	return x >= box->x && y >= box->y && x < box->x + box->width && y < box->y + box->height;
}

static bool is_covered(
	const struct tree *tree, const struct tree_window *window, int32_t x, int32_t y) {
	for (size_t i = 0; i < tree->popup_count; ++i) {
		struct tree_box box = tree->popups[i].interior;
		box = (struct tree_box){box.x - POPUP_BORDER, box.y - POPUP_BORDER,
			box.width + 2 * POPUP_BORDER, box.height + 2 * POPUP_BORDER};
		if (tree_inside(&box, x, y)) {
			return true;
		}
	}
	for (const struct tree_window *above = tree->windows; above != window; ++above) {
		if (above->shown && tree_inside(&above->frame, x, y)) {
			return true;
		}
	}
	return false;
}

bool tree_point(const struct tree *tree, const struct tree_window *window, int32_t *x, int32_t *y) {
	const struct tree_box *box = &window->interior;
	for (*y = box->y + 2; *y < box->y + box->height; *y += POINT_STEP) {
		for (*x = box->x + 2; *x < box->x + box->width; *x += POINT_STEP) {
			if (!is_covered(tree, window, *x, *y)) {
				return true;
			}
		}
	}
	return false;
}
