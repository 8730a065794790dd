// SPDX-License-Identifier: MIT
#include "compositor/local/taskbar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_foreign_toplevel_management_v1.h>

#include "common/loop.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/label.h"
#include "compositor/desk/listen.h"
#include "compositor/desk/window.h"
#include "protocol/text.h"

// A guest changes titles and states far faster than a bar can draw them; one that does
// not keep up is cut off. So bars learn of the last change only, and of few at a time.
#define TICK 50 // ms
#define TICK_TASKS 16

struct taskbar {
	struct desk *desk; // borrowed
	struct wlr_foreign_toplevel_manager_v1 *manager; // the display's
	struct wl_list tasks; // task.link
	struct wl_list due; // task.due_link, the first to change first
	struct loop_source *timer; // set while any is due; owned
	struct wl_listener window_map, window_unmap, window_change;
};

struct task {
	struct taskbar *taskbar; // borrowed
	struct window *window; // borrowed, outlives us
	struct wlr_foreign_toplevel_handle_v1 *handle; // owned; NULL: no bar knows it yet
	struct wlr_output *output; // whose bar shows it; borrowed, NULL: none
	struct wl_list link; // taskbar.tasks
	struct wl_list due_link; // taskbar.due, or itself
	struct wl_listener maximize, minimize, activate, fullscreen, close;
};

#define TASK_TITLE_MAX (LABEL_NAME_MAX + 4 * 64 + 4) // "[name] " and 64 characters

static void set_text(struct task *task) {
	const struct window *window = task->window;
	char plain[4 * 64 + 1], title[TASK_TITLE_MAX], app_id[LABEL_NAME_MAX + GUI_APP_ID_MAX + 2];
	text_plain(plain, sizeof(plain), (const uint8_t *)window->title, strlen(window->title));
	const char *name = window->label->name;
	snprintf(title, sizeof(title), name[0] != '\0' ? "[%s] %s" : "%s%s", name, plain);
	snprintf(app_id, sizeof(app_id), name[0] != '\0' ? "%s.%s" : "%s%s", name, window->app_id);
	if (task->handle->title == NULL || strcmp(task->handle->title, title) != 0) {
		wlr_foreign_toplevel_handle_v1_set_title(task->handle, title);
	}
	if (task->handle->app_id == NULL || strcmp(task->handle->app_id, app_id) != 0) {
		wlr_foreign_toplevel_handle_v1_set_app_id(task->handle, app_id);
	}
}

// A bar shows the windows of its own output. The desk tells of a change before an
// output goes.
static void set_output(struct task *task) {
	const struct window *window = task->window;
	struct desk_output *most = desk_output_of(window->desk, &window->drawn);
	struct wlr_output *output = most != NULL ? most->output : NULL;
	if (output == task->output) {
		return;
	}
	if (task->output != NULL) {
		wlr_foreign_toplevel_handle_v1_output_leave(task->handle, task->output);
	}
	task->output = output;
	if (output != NULL) {
		wlr_foreign_toplevel_handle_v1_output_enter(task->handle, output);
	}
}

static void handle_maximize(struct wl_listener *listener, void *data) {
	struct task *task = wl_container_of(listener, task, maximize);
	const struct wlr_foreign_toplevel_handle_v1_maximized_event *event = data;
	window_set_place(task->window, event->maximized ? WINDOW_MAXIMIZED : WINDOW_FLOATING);
}

static void handle_minimize(struct wl_listener *listener, void *data) {
	struct task *task = wl_container_of(listener, task, minimize);
	const struct wlr_foreign_toplevel_handle_v1_minimized_event *event = data;
	window_minimize(task->window, event->minimized);
}

static void handle_activate(struct wl_listener *listener, void *data) {
	struct task *task = wl_container_of(listener, task, activate);
	desk_show_window(task->taskbar->desk, task->window);
}

static void handle_fullscreen(struct wl_listener *listener, void *data) {
	struct task *task = wl_container_of(listener, task, fullscreen);
	const struct wlr_foreign_toplevel_handle_v1_fullscreen_event *event = data;
	window_set_place(task->window, event->fullscreen ? WINDOW_FULLSCREEN : WINDOW_FLOATING);
}

static void handle_close(struct wl_listener *listener, void *data) {
	struct task *task = wl_container_of(listener, task, close);
	window_close(task->window);
}

// False if there is no memory: the bar shows one window less, for now
static bool create_handle(struct task *task) {
	task->handle = wlr_foreign_toplevel_handle_v1_create(task->taskbar->manager);
	if (task->handle == NULL) {
		return false;
	}
	listen_begin(&task->maximize, &task->handle->events.request_maximize, handle_maximize);
	listen_begin(&task->minimize, &task->handle->events.request_minimize, handle_minimize);
	listen_begin(&task->activate, &task->handle->events.request_activate, handle_activate);
	listen_begin(
		&task->fullscreen, &task->handle->events.request_fullscreen, handle_fullscreen);
	listen_begin(&task->close, &task->handle->events.request_close, handle_close);
	return true;
}

static void destroy_handle(struct task *task) {
	if (task->handle != NULL) {
		wl_list_remove(&task->maximize.link);
		wl_list_remove(&task->minimize.link);
		wl_list_remove(&task->activate.link);
		wl_list_remove(&task->fullscreen.link);
		wl_list_remove(&task->close.link);
		wlr_foreign_toplevel_handle_v1_destroy(task->handle);
	}
}

static void update(struct task *task) {
	const struct window *window = task->window;
	if (task->handle == NULL && !create_handle(task)) {
		return;
	}
	set_text(task);
	set_output(task);
	wlr_foreign_toplevel_handle_v1_set_activated(task->handle, window->activated);
	wlr_foreign_toplevel_handle_v1_set_minimized(task->handle, window->minimized);
	wlr_foreign_toplevel_handle_v1_set_maximized(
		task->handle, window->place == WINDOW_MAXIMIZED);
	wlr_foreign_toplevel_handle_v1_set_fullscreen(
		task->handle, window->place == WINDOW_FULLSCREEN);
}

static void not_due(struct task *task) {
	wl_list_remove(&task->due_link);
	wl_list_init(&task->due_link);
}

static void set_due(struct task *task) {
	struct taskbar *taskbar = task->taskbar;
	if (wl_list_empty(&taskbar->due)) {
		loop_timer_set(taskbar->timer, TICK);
	}
	if (wl_list_empty(&task->due_link)) {
		wl_list_insert(taskbar->due.prev, &task->due_link);
	}
}

static void handle_timer(void *data) {
	struct taskbar *taskbar = data;
	for (int i = 0; i < TICK_TASKS && !wl_list_empty(&taskbar->due); i++) {
		struct task *task = wl_container_of(taskbar->due.next, task, due_link);
		not_due(task);
		update(task);
	}
	if (!wl_list_empty(&taskbar->due)) {
		loop_timer_set(taskbar->timer, TICK);
	}
}

static void task_create(struct taskbar *taskbar, struct window *window) {
	struct task *task = calloc(1, sizeof(*task));
	if (task == NULL) {
		return; // the bar shows one window less
	}
	task->taskbar = taskbar;
	task->window = window;
	wl_list_init(&task->due_link);
	wl_list_insert(&taskbar->tasks, &task->link);
	set_due(task);
}

static void task_destroy(struct task *task) {
	destroy_handle(task);
	not_due(task);
	wl_list_remove(&task->link);
	free(task);
}

static struct task *task_of(struct taskbar *taskbar, const struct window *window) {
	struct task *task;
	wl_list_for_each(task, &taskbar->tasks, link) {
		if (task->window == window) {
			return task;
		}
	}
	return NULL;
}

static void handle_window_map(struct wl_listener *listener, void *data) {
	struct taskbar *taskbar = wl_container_of(listener, taskbar, window_map);
	task_create(taskbar, data);
}

static void handle_window_unmap(struct wl_listener *listener, void *data) {
	struct taskbar *taskbar = wl_container_of(listener, taskbar, window_unmap);
	struct task *task = task_of(taskbar, data);
	if (task != NULL) {
		task_destroy(task);
	}
}

static void handle_window_change(struct wl_listener *listener, void *data) {
	struct taskbar *taskbar = wl_container_of(listener, taskbar, window_change);
	struct task *task = task_of(taskbar, data);
	if (task != NULL && task->handle != NULL) {
		set_output(task); // the old one may be about to go
	}
	if (task != NULL) {
		set_due(task);
	}
}

struct taskbar *taskbar_create(struct desk *desk) {
	struct taskbar *taskbar = calloc(1, sizeof(*taskbar));
	if (taskbar == NULL) {
		return NULL;
	}
	taskbar->desk = desk;
	taskbar->manager = wlr_foreign_toplevel_manager_v1_create(desk->display);
	taskbar->timer = loop_add_timer(desk->loop, handle_timer, taskbar);
	if (taskbar->manager == NULL || taskbar->timer == NULL) {
		loop_source_remove(taskbar->timer);
		free(taskbar);
		return NULL;
	}
	wl_list_init(&taskbar->tasks);
	wl_list_init(&taskbar->due);
	listen_begin(&taskbar->window_map, &desk->events.window_map, handle_window_map);
	listen_begin(&taskbar->window_unmap, &desk->events.window_unmap, handle_window_unmap);
	listen_begin(&taskbar->window_change, &desk->events.window_change, handle_window_change);
	return taskbar;
}

struct wlr_foreign_toplevel_manager_v1 *taskbar_manager(struct taskbar *taskbar) {
	return taskbar->manager;
}

void taskbar_destroy(struct taskbar *taskbar) {
	if (taskbar == NULL) {
		return;
	}
	wl_list_remove(&taskbar->window_map.link);
	wl_list_remove(&taskbar->window_unmap.link);
	wl_list_remove(&taskbar->window_change.link);
	struct task *task, *next;
	wl_list_for_each_safe(task, next, &taskbar->tasks, link) {
		task_destroy(task);
	}
	loop_source_remove(taskbar->timer);
	free(taskbar);
}
