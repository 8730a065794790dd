// SPDX-License-Identifier: MIT
#include "compositor/desk/action.h"

#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/spawn.h"
#include "compositor/desk/switcher.h"

void action_toggle_place(struct window *window, enum window_place place) {
	window_set_place(window, window->place == place ? WINDOW_FLOATING : place);
}

static void run_on_window(struct window *window, const struct conf_binding *binding) {
	switch (binding->action) {
	case ACTION_CLOSE:
		window_close(window);
		break;
	case ACTION_FULLSCREEN:
		action_toggle_place(window, WINDOW_FULLSCREEN);
		break;
	case ACTION_MAXIMIZE:
		action_toggle_place(window, WINDOW_MAXIMIZED);
		break;
	case ACTION_MINIMIZE:
		window_minimize(window, true);
		break;
	case ACTION_MOVE_TO_WORKSPACE:
		window_set_workspace(window, binding->number - 1);
		break;
	case ACTION_SNAP_BOTTOM:
		action_toggle_place(window, WINDOW_SNAP_BOTTOM);
		break;
	case ACTION_SNAP_LEFT:
		action_toggle_place(window, WINDOW_SNAP_LEFT);
		break;
	case ACTION_SNAP_RIGHT:
		action_toggle_place(window, WINDOW_SNAP_RIGHT);
		break;
	case ACTION_SNAP_TOP:
		action_toggle_place(window, WINDOW_SNAP_TOP);
		break;
	default:
		break;
	}
}

static void reload(struct desk *desk) {
	char error[CONF_ERROR_MAX] = "";
	wl_signal_emit_mutable(&desk->events.reload, error);
}

static void run_command(struct desk *desk, const char *command) {
	if (spawn(command)) {
		focus_act(desk, "");
	}
}

void action_run(struct desk *desk, const struct conf_binding *binding) {
	bool step = binding->action == ACTION_SWITCH_NEXT ||
		binding->action == ACTION_SWITCH_PREVIOUS;
	if (desk->lock.locked) {
		return;
	}
	bool menu = menu_open(desk);
	menu_close(desk);
	if (!step) {
		switcher_cancel(desk);
	}
	switch (binding->action) {
	case ACTION_LOCK:
		lock_set(desk);
		lock_start_locker(desk);
		break;
	case ACTION_MENU:
		if (!menu && desk->focus.window != NULL) {
			menu_show_by_key(desk->focus.window);
		}
		break;
	case ACTION_QUIT:
		wl_signal_emit_mutable(&desk->events.quit, NULL);
		break;
	case ACTION_RELOAD:
		reload(desk);
		break;
	case ACTION_RUN:
		run_command(desk, binding->text);
		break;
	case ACTION_SWITCH_NEXT:
	case ACTION_SWITCH_PREVIOUS:
		switcher_step(desk, binding->action == ACTION_SWITCH_PREVIOUS);
		break;
	case ACTION_WORKSPACE:
		desk_show_workspace(desk, binding->number - 1);
		break;
	default:
		if (desk->focus.window != NULL) {
			run_on_window(desk->focus.window, binding);
		}
		break;
	}
}
