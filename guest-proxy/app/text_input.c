// SPDX-License-Identifier: MIT
#include "guest-proxy/app/text_input.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_input_method_v2.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_text_input_v3.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/input_popup.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/window.h"

struct text_input {
	struct app *app;
	struct wl_list link; // text_inputs.list
	struct wlr_text_input_v3 *wlr; // goes first
	struct wl_listener enable;
	struct wl_listener commit;
	struct wl_listener disable;
	struct wl_listener destroy;
};

// The one that is on, or NULL
static struct text_input *active_input(struct app *app) {
	struct text_input *input;
	wl_list_for_each(input, &app->text_inputs.list, link) {
		if (input->wlr->focused_surface != NULL && input->wlr->current_enabled) {
			return input;
		}
	}
	return NULL;
}

static void send_state(struct app *app, struct wlr_text_input_v3 *input) {
	struct wlr_input_method_v2 *method = app->text_inputs.method;
	if (input->active_features & WLR_TEXT_INPUT_V3_FEATURE_SURROUNDING_TEXT) {
		const char *text = input->current.surrounding.text;
		wlr_input_method_v2_send_surrounding_text(method, text != NULL ? text : "",
			input->current.surrounding.cursor, input->current.surrounding.anchor);
	}
	wlr_input_method_v2_send_text_change_cause(method, input->current.text_change_cause);
	if (input->active_features & WLR_TEXT_INPUT_V3_FEATURE_CONTENT_TYPE) {
		wlr_input_method_v2_send_content_type(method, input->current.content_type.hint,
			input->current.content_type.purpose);
	}
	wlr_input_method_v2_send_done(method);
}

static void activate(struct text_input *input) {
	struct wlr_input_method_v2 *method = input->app->text_inputs.method;
	if (method != NULL) {
		wlr_input_method_v2_send_activate(method);
		send_state(input->app, input->wlr);
	}
}

static void deactivate(struct app *app) {
	struct wlr_input_method_v2 *method = app->text_inputs.method;
	if (method != NULL && method->active) {
		wlr_input_method_v2_send_deactivate(method);
		wlr_input_method_v2_send_done(method);
	}
}

static void handle_enable(struct wl_listener *listener, void *data) {
	struct text_input *input = wl_container_of(listener, input, enable);
	activate(input);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct text_input *input = wl_container_of(listener, input, commit);
	if (input->app->text_inputs.method != NULL && input->wlr->current_enabled) {
		send_state(input->app, input->wlr);
		input_popup_move_all(input->app);
	}
}

static void handle_disable(struct wl_listener *listener, void *data) {
	struct text_input *input = wl_container_of(listener, input, disable);
	deactivate(input->app);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct text_input *input = wl_container_of(listener, input, destroy);
	if (input->wlr->current_enabled) {
		deactivate(input->app);
	}
	wl_list_remove(&input->link);
	listen_end(&input->enable);
	listen_end(&input->commit);
	listen_end(&input->disable);
	listen_end(&input->destroy);
	free(input);
}

static void enter(struct text_input *input) {
	struct wlr_surface *focus = input->app->text_inputs.focus;
	if (focus != NULL &&
		wl_resource_get_client(input->wlr->resource) ==
			wl_resource_get_client(focus->resource)) {
		wlr_text_input_v3_send_enter(input->wlr, focus);
	}
}

static void handle_new_input(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, text_inputs.new_input);
	struct wlr_text_input_v3 *wlr = data;
	struct text_input *input = calloc(1, sizeof(*input));
	if (input == NULL) {
		return;
	}
	input->app = app;
	input->wlr = wlr;
	wl_list_insert(&app->text_inputs.list, &input->link);
	listen_begin(&input->enable, &wlr->events.enable, handle_enable);
	listen_begin(&input->commit, &wlr->events.commit, handle_commit);
	listen_begin(&input->disable, &wlr->events.disable, handle_disable);
	listen_begin(&input->destroy, &wlr->events.destroy, handle_destroy);
	enter(input);
}

static void handle_focus_destroy(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, text_inputs.focus_destroy);
	text_input_focus(app, NULL);
}

void text_input_focus(struct app *app, struct wlr_surface *surface) {
	if (surface == app->text_inputs.focus) {
		return;
	}
	struct text_input *input;
	wl_list_for_each(input, &app->text_inputs.list, link) {
		if (input->wlr->focused_surface != NULL) {
			deactivate(app);
			wlr_text_input_v3_send_leave(input->wlr);
		}
	}
	listen_end(&app->text_inputs.focus_destroy);
	app->text_inputs.focus = surface;
	if (surface == NULL) {
		return;
	}
	listen_begin(
		&app->text_inputs.focus_destroy, &surface->events.destroy, handle_focus_destroy);
	wl_list_for_each(input, &app->text_inputs.list, link) {
		enter(input);
	}
}

static void handle_method_commit(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, text_inputs.method_commit);
	const struct wlr_input_method_v2_state *state = &app->text_inputs.method->current;
	struct text_input *input = active_input(app);
	if (input == NULL) {
		return;
	}
	if (state->preedit.text != NULL) {
		wlr_text_input_v3_send_preedit_string(input->wlr, state->preedit.text,
			state->preedit.cursor_begin, state->preedit.cursor_end);
	}
	if (state->commit_text != NULL) {
		wlr_text_input_v3_send_commit_string(input->wlr, state->commit_text);
	}
	if (state->delete.before_length > 0 || state->delete.after_length > 0) {
		wlr_text_input_v3_send_delete_surrounding_text(
			input->wlr, state->delete.before_length, state->delete.after_length);
	}
	wlr_text_input_v3_send_done(input->wlr);
}

static void handle_grab_destroy(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, text_inputs.grab_destroy);
	struct wlr_input_method_keyboard_grab_v2 *grab = data;
	listen_end(&app->text_inputs.grab_destroy);
	if (grab->keyboard != NULL) {
		// What the method has held back of modifiers
		wlr_seat_keyboard_notify_modifiers(app->seat.wlr, &grab->keyboard->modifiers);
	}
}

static void handle_method_grab(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, text_inputs.method_grab);
	struct wlr_input_method_keyboard_grab_v2 *grab = data;
	wlr_input_method_keyboard_grab_v2_set_keyboard(grab, &app->seat.keyboard);
	listen_begin(&app->text_inputs.grab_destroy, &grab->events.destroy, handle_grab_destroy);
}

static void handle_method_destroy(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, text_inputs.method_destroy);
	listen_end(&app->text_inputs.method_commit);
	listen_end(&app->text_inputs.method_grab);
	listen_end(&app->text_inputs.method_popup);
	listen_end(&app->text_inputs.method_destroy);
	app->text_inputs.method = NULL;
	struct text_input *input = active_input(app);
	if (input != NULL) {
		// Take what was not committed off the screen
		wlr_text_input_v3_send_done(input->wlr);
	}
}

static void handle_new_method(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, text_inputs.new_method);
	struct wlr_input_method_v2 *method = data;
	if (app->text_inputs.method != NULL) {
		wlr_input_method_v2_send_unavailable(method);
		return;
	}
	app->text_inputs.method = method;
	listen_begin(&app->text_inputs.method_commit, &method->events.commit, handle_method_commit);
	listen_begin(
		&app->text_inputs.method_grab, &method->events.grab_keyboard, handle_method_grab);
	listen_begin(&app->text_inputs.method_popup, &method->events.new_popup_surface,
		input_popup_handle_new);
	listen_begin(
		&app->text_inputs.method_destroy, &method->events.destroy, handle_method_destroy);
	struct text_input *input = active_input(app);
	if (input != NULL) {
		activate(input);
	}
}

void text_input_cursor(struct app *app, struct window *window, struct wlr_box *box) {
	struct text_input *input = active_input(app);
	int x, y;
	*box = (struct wlr_box){0};
	if (input == NULL || window == NULL ||
		!tree_position(&window->tree, input->wlr->focused_surface, &x, &y)) {
		return;
	}
	const struct wlr_box *cursor = &input->wlr->current.cursor_rectangle;
	box->x = tree_near(cursor->x) + x - window->canvas.box.x;
	box->y = tree_near(cursor->y) + y - window->canvas.box.y;
	box->width = cursor->width;
	box->height = cursor->height;
}

static struct wlr_input_method_keyboard_grab_v2 *keyboard_grab(struct app *app) {
	struct wlr_input_method_v2 *method = app->text_inputs.method;
	return method != NULL ? method->keyboard_grab : NULL;
}

bool text_input_grabs_key(struct app *app, const struct wlr_keyboard_key_event *event) {
	struct wlr_input_method_keyboard_grab_v2 *grab = keyboard_grab(app);
	if (grab == NULL) {
		return false;
	}
	wlr_input_method_keyboard_grab_v2_send_key(
		grab, event->time_msec, event->keycode, event->state);
	return true;
}

bool text_input_grabs_modifiers(struct app *app) {
	struct wlr_input_method_keyboard_grab_v2 *grab = keyboard_grab(app);
	if (grab == NULL) {
		return false;
	}
	wlr_input_method_keyboard_grab_v2_send_modifiers(grab, &app->seat.keyboard.modifiers);
	return true;
}

bool text_input_init(struct app *app) {
	wl_list_init(&app->text_inputs.list);
	struct wlr_text_input_manager_v3 *inputs = wlr_text_input_manager_v3_create(app->display);
	struct wlr_input_method_manager_v2 *methods = wlr_input_method_manager_v2_create(
		app->display);
	if (inputs == NULL || methods == NULL) {
		return false;
	}
	listen_begin(&app->text_inputs.new_input, &inputs->events.text_input, handle_new_input);
	listen_begin(
		&app->text_inputs.new_method, &methods->events.input_method, handle_new_method);
	return true;
}

void text_input_finish(struct app *app) {
	listen_end(&app->text_inputs.new_input);
	listen_end(&app->text_inputs.new_method);
	listen_end(&app->text_inputs.method_commit);
	listen_end(&app->text_inputs.method_grab);
	listen_end(&app->text_inputs.method_popup);
	listen_end(&app->text_inputs.method_destroy);
	listen_end(&app->text_inputs.grab_destroy);
	listen_end(&app->text_inputs.focus_destroy);
}
