// SPDX-License-Identifier: MIT
/*
 * An input method as large as a test needs: for the key A it writes "method", all other
 * keys it gives back, and while it is wanted it shows a popup of one colour.
 */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <unistd.h>
#include <wayland-client.h>

#include "input-method-unstable-v2-client-protocol.h"
#include "single-pixel-buffer-v1-client-protocol.h"
#include "tests/e2e/pest.h"
#include "viewporter-client-protocol.h"
#include "virtual-keyboard-unstable-v1-client-protocol.h"

struct method {
	struct pest pest;
	struct zwp_input_method_manager_v2 *methods;
	struct zwp_virtual_keyboard_manager_v1 *keyboards;
	struct zwp_input_method_v2 *method;
	struct zwp_virtual_keyboard_v1 *keyboard;
	struct zwp_input_method_keyboard_grab_v2 *grab; // NULL: not wanted
	struct wl_surface *popup;
	uint32_t serial;
};

static void handle_keymap(void *data, struct zwp_input_method_keyboard_grab_v2 *grab,
	uint32_t format, int32_t fd, uint32_t size) {
	struct method *method = data;
	zwp_virtual_keyboard_v1_keymap(method->keyboard, format, fd, size);
	close(fd);
}

static void handle_key(void *data, struct zwp_input_method_keyboard_grab_v2 *grab, uint32_t serial,
	uint32_t time, uint32_t key, uint32_t state) {
	struct method *method = data;
	if (key != KEY_A) {
		zwp_virtual_keyboard_v1_key(method->keyboard, time, key, state);
	} else if (state == WL_KEYBOARD_KEY_STATE_PRESSED) {
		zwp_input_method_v2_commit_string(method->method, "method");
		zwp_input_method_v2_commit(method->method, method->serial);
	}
}

static void handle_modifiers(void *data, struct zwp_input_method_keyboard_grab_v2 *grab,
	uint32_t serial, uint32_t depressed, uint32_t latched, uint32_t locked, uint32_t group) {
	struct method *method = data;
	zwp_virtual_keyboard_v1_modifiers(method->keyboard, depressed, latched, locked, group);
}

static void handle_repeat(
	void *data, struct zwp_input_method_keyboard_grab_v2 *grab, int32_t rate, int32_t delay) {
	// No key is held
}

static const struct zwp_input_method_keyboard_grab_v2_listener grab_listener = {
	.keymap = handle_keymap,
	.key = handle_key,
	.modifiers = handle_modifiers,
	.repeat_info = handle_repeat,
};

static void show_popup(struct method *method) {
	struct pest *pest = &method->pest;
	struct wl_buffer *buffer = wp_single_pixel_buffer_manager_v1_create_u32_rgba_buffer(
		pest->pixels, 0x20202020, 0xc0c0c0c0, 0x40404040, UINT32_MAX);
	wl_surface_attach(method->popup, buffer, 0, 0);
	wl_surface_damage(method->popup, 0, 0, INT32_MAX, INT32_MAX);
	wl_surface_commit(method->popup);
}

static void handle_activate(void *data, struct zwp_input_method_v2 *object) {
	struct method *method = data;
	if (method->grab == NULL) {
		method->grab = zwp_input_method_v2_grab_keyboard(method->method);
		zwp_input_method_keyboard_grab_v2_add_listener(
			method->grab, &grab_listener, method);
	}
}

static void handle_deactivate(void *data, struct zwp_input_method_v2 *object) {
	struct method *method = data;
	if (method->grab != NULL) {
		zwp_input_method_keyboard_grab_v2_release(method->grab);
		method->grab = NULL;
	}
}

static void handle_surrounding(void *data, struct zwp_input_method_v2 *object, const char *text,
	uint32_t cursor, uint32_t anchor) {
	// It writes the same wherever it is
}

static void handle_cause(void *data, struct zwp_input_method_v2 *object, uint32_t cause) {
	// As above
}

static void handle_content(
	void *data, struct zwp_input_method_v2 *object, uint32_t hint, uint32_t purpose) {
	// As above
}

static void handle_done(void *data, struct zwp_input_method_v2 *object) {
	struct method *method = data;
	++method->serial;
	if (method->grab != NULL) {
		show_popup(method);
	}
}

static void handle_unavailable(void *data, struct zwp_input_method_v2 *object) {
	fprintf(stderr, "method: there is another\n");
}

static const struct zwp_input_method_v2_listener method_listener = {
	.activate = handle_activate,
	.deactivate = handle_deactivate,
	.surrounding_text = handle_surrounding,
	.text_change_cause = handle_cause,
	.content_type = handle_content,
	.done = handle_done,
	.unavailable = handle_unavailable,
};

static void begin(struct method *method) {
	struct pest *pest = &method->pest;
	method->keyboard = zwp_virtual_keyboard_manager_v1_create_virtual_keyboard(
		method->keyboards, pest->app.seat);
	method->method = zwp_input_method_manager_v2_get_input_method(
		method->methods, pest->app.seat);
	zwp_input_method_v2_add_listener(method->method, &method_listener, method);
	method->popup = wl_compositor_create_surface(pest->app.compositor);
	struct wp_viewport *viewport = wp_viewporter_get_viewport(pest->viewporter, method->popup);
	wp_viewport_set_destination(viewport, 80, 50);
	zwp_input_method_v2_get_input_popup_surface(method->method, method->popup);
}

int main(void) {
	struct method method = {0};
	struct applet *app = &method.pest.app;
	if (!pest_init(&method.pest)) {
		fprintf(stderr, "method: cannot begin\n");
		return 1;
	}
	method.methods = applet_bind(app, &zwp_input_method_manager_v2_interface, 1);
	method.keyboards = applet_bind(app, &zwp_virtual_keyboard_manager_v1_interface, 1);
	if (method.methods == NULL || method.keyboards == NULL) {
		return 1;
	}
	begin(&method);
	while (wl_display_dispatch(app->display) >= 0) {
	}
	return 0;
}
