// SPDX-License-Identifier: MIT
#include "compositor/control/request.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compositor/control/tree.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/window.h"

// What a request may do; fills answer. Returns NULL, or why it cannot be done.
typedef const char *(*request_func)(struct desk *desk, uint32_t number, struct json_object *answer);

struct request {
	const char *name;
	bool number; // takes one
	request_func run;
};

static struct window *window_of(struct desk *desk, uint32_t id) {
	struct window *window;
	wl_list_for_each(window, &desk->windows, link) {
		if (window->id == id && window->mapped) {
			return window;
		}
	}
	return NULL;
}

static const char *run_close(struct desk *desk, uint32_t id, struct json_object *answer) {
	struct window *window = window_of(desk, id);
	if (window == NULL) {
		return "no such window";
	}
	window_close(window);
	return NULL;
}

static const char *run_focus(struct desk *desk, uint32_t id, struct json_object *answer) {
	struct window *window = window_of(desk, id);
	if (window == NULL) {
		return "no such window";
	}
	return desk_show_window(desk, window) ? NULL : "locked";
}

static const char *run_quit(struct desk *desk, uint32_t number, struct json_object *answer) {
	wl_signal_emit_mutable(&desk->events.quit, NULL);
	return NULL;
}

static const char *run_reload(struct desk *desk, uint32_t number, struct json_object *answer) {
	char error[CONF_ERROR_MAX] = "";
	wl_signal_emit_mutable(&desk->events.reload, error);
	if (error[0] != '\0') {
		json_object_object_add(answer, "detail", json_object_new_string(error));
		return "the configuration stays as it was";
	}
	return NULL;
}

static const char *run_tree(struct desk *desk, uint32_t number, struct json_object *answer) {
	tree_fill(desk, answer);
	return NULL;
}

static const char *run_workspace(struct desk *desk, uint32_t number, struct json_object *answer) {
	if (number < 1 || number > DESK_WORKSPACES) {
		return "no such workspace";
	}
	desk_show_workspace(desk, number - 1);
	return NULL;
}

// Sorted
static const struct request requests[] = {
	{"close", true, run_close},
	{"focus", true, run_focus},
	{"quit", false, run_quit},
	{"reload", false, run_reload},
	{"tree", false, run_tree},
	{"workspace", true, run_workspace},
};

static const char *run(struct desk *desk, char *line, struct json_object *answer) {
	char *rest = strchr(line, ' ');
	if (rest != NULL) {
		*rest++ = '\0';
	}
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		const struct request *request = &requests[i];
		if (strcmp(request->name, line) != 0) {
			continue;
		}
		char *end = rest;
		unsigned long number = rest != NULL ? strtoul(rest, &end, 10) : 0;
		bool good = request->number
			? rest != NULL && end != rest && *end == '\0' && number <= UINT32_MAX
			: rest == NULL;
		return good ? request->run(desk, (uint32_t)number, answer) : "bad argument";
	}
	return "unknown command";
}

char *request_run(struct desk *desk, char *line) {
	struct json_object *answer = json_object_new_object();
	if (answer == NULL) {
		return NULL;
	}
	const char *error = run(desk, line, answer);
	json_object_object_add(answer, "ok", json_object_new_boolean(error == NULL));
	if (error != NULL) {
		json_object_object_add(answer, "error", json_object_new_string(error));
	}
	const char *text = json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PLAIN);
	char *line_out = NULL;
	if (text != NULL && asprintf(&line_out, "%s\n", text) < 0) {
		line_out = NULL;
	}
	json_object_put(answer);
	return line_out;
}
