// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_TEXT_INPUT_H
#define GUEST_PROXY_APP_TEXT_INPUT_H

#include <stdbool.h>
#include <wayland-server-core.h>

/*
 * Between text inputs and the input method, both programs of this VM. The
 * compositor sees keys and pixels only.
 */

struct app;
struct window;
struct wlr_box;
struct wlr_keyboard_key_event;
struct wlr_surface;

struct text_inputs {
	struct wl_list list; // text_input.link
	struct wlr_input_method_v2 *method; // NULL: none runs
	struct wlr_surface *focus; // has the keyboard, or NULL; goes first
	struct wl_listener new_input;
	struct wl_listener new_method;
	struct wl_listener method_commit;
	struct wl_listener method_grab;
	struct wl_listener method_popup;
	struct wl_listener method_destroy;
	struct wl_listener grab_destroy;
	struct wl_listener focus_destroy;
};

bool text_input_init(struct app *app);
void text_input_finish(struct app *app);

// The surface that has the keyboard, or NULL
void text_input_focus(struct app *app, struct wlr_surface *surface);

// Where the text is that is being written, in the window; its corner if that is not known
void text_input_cursor(struct app *app, struct window *window, struct wlr_box *box);

// Whether the input method takes the key, or the modifiers, instead of the focus
bool text_input_grabs_key(struct app *app, const struct wlr_keyboard_key_event *event);
bool text_input_grabs_modifiers(struct app *app);

#endif
