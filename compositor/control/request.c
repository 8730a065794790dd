// SPDX-License-Identifier: MIT
#include "compositor/control/request.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compositor/control/tree.h"
#include "compositor/control/vm_list.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/window.h"

#define NO_VMS "dom0 tells of no VMs here: see --guests admin:"

// What a request may do; fills answer. Returns NULL, or why it cannot be done.
typedef const char *(*request_func)(
	const struct request_world *world, uint32_t number, struct json_object *answer);

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

static const char *run_close(
	const struct request_world *world, uint32_t id, struct json_object *answer) {
	struct window *window = window_of(world->desk, id);
	if (window == NULL) {
		return "no such window";
	}
	window_close(window);
	return NULL;
}

static const char *run_focus(
	const struct request_world *world, uint32_t id, struct json_object *answer) {
	struct window *window = window_of(world->desk, id);
	if (window == NULL) {
		return "no such window";
	}
	return desk_show_window(world->desk, window) ? NULL : "locked";
}

static const char *run_quit(
	const struct request_world *world, uint32_t number, struct json_object *answer) {
	wl_signal_emit_mutable(&world->desk->events.quit, NULL);
	return NULL;
}

static const char *run_reload(
	const struct request_world *world, uint32_t number, struct json_object *answer) {
	char error[CONF_ERROR_MAX] = "";
	wl_signal_emit_mutable(&world->desk->events.reload, error);
	if (error[0] != '\0') {
		json_object_object_add(answer, "detail", json_object_new_string(error));
		return "the configuration stays as it was";
	}
	return NULL;
}

static const char *run_tree(
	const struct request_world *world, uint32_t number, struct json_object *answer) {
	tree_fill(world->desk, answer);
	return NULL;
}

static const char *run_vms(
	const struct request_world *world, uint32_t number, struct json_object *answer) {
	if (world->vms == NULL) {
		return NO_VMS;
	}
	vm_list_fill(world->vms, answer);
	return NULL;
}

static const char *run_workspace(
	const struct request_world *world, uint32_t number, struct json_object *answer) {
	if (number < 1 || number > DESK_WORKSPACES) {
		return "no such workspace";
	}
	desk_show_workspace(world->desk, number - 1);
	return NULL;
}

// Sorted
static const struct request requests[] = {
	{"close", true, run_close},
	{"focus", true, run_focus},
	{"quit", false, run_quit},
	{"reload", false, run_reload},
	{"tree", false, run_tree},
	{"vms", false, run_vms},
	{"workspace", true, run_workspace},
};

static const char *run(const struct request_world *world, char *line, struct json_object *answer) {
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
		return good ? request->run(world, (uint32_t)number, answer) : "bad argument";
	}
	return "unknown command";
}

// Takes the answer
static char *finish(struct json_object *answer, const char *error) {
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

char *request_run(const struct request_world *world, char *line) {
	struct json_object *answer = json_object_new_object();
	return answer != NULL ? finish(answer, run(world, line, answer)) : NULL;
}

char *request_answer(const char *error) {
	struct json_object *answer = json_object_new_object();
	return answer != NULL ? finish(answer, error) : NULL;
}
