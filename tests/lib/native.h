// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_NATIVE_H
#define TESTS_LIB_NATIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-client.h>

#include "compositor/desk/window.h"
#include "compositor/local/local.h"
#include "tests/lib/applet.h"
#include "tests/lib/stage.h"

/*
 * Local programs on a stage that has compositor/local: real Wayland clients, in the
 * test's process, each with one window. They take whatever is dragged over them. What
 * goes wrong ends the test's case.
 */

#define NATIVE_WIDTH 200 // of its window
#define NATIVE_HEIGHT 100
#define NATIVE_TEXT_MAX 64 // bytes, with the terminator

struct natives { // all of a test
	struct stage *stage;
	struct local local;
	struct local_server server; // without input devices
	struct wl_list list; // native.link
};

struct native {
	struct natives *all; // borrowed
	struct wl_list link; // natives.list
	const char *title; // static
	struct applet app;
	struct wl_pointer *pointer;
	struct wl_keyboard *keyboard;
	struct wl_touch *touch;
	struct xdg_activation_v1 *activation;
	struct wl_data_device_manager *data_manager;
	struct wl_data_device *data_device;

	// As it was told
	uint32_t serial; // of the last key, button or finger that went down
	bool has_keyboard, has_pointer;
	uint32_t keys_down, buttons_down;

	struct {
		struct wl_surface *icon;
		struct wl_data_source *source; // NULL: none
		const char *text; // borrowed
		bool cancelled, finished;
	} dragged; // the last one
	struct {
		struct wl_data_offer *offer; // NULL: none
		unsigned enters, leaves, motions, drops;
		double x, y; // in the window
	} over; // what others drag
};

void natives_init(struct natives *natives);
void natives_finish(struct natives *natives); // after each of them
// Let all of them and the desk work
void natives_run(struct natives *natives, int ms);

void native_init(struct native *native, struct natives *natives, const char *title);
// As when it crashes
void native_finish(struct native *native);

// Its window, mapped long ago. If token is not NULL, activation comes first.
struct window *native_map(struct native *native, const char *token);
void native_unmap(struct native *native);

// For activation. Without a serial (0) it says nothing of what led to it.
void native_token(struct native *native, uint32_t serial, char token[NATIVE_TEXT_MAX]);
void native_activate(struct native *native, const char *token);

// Ask for a drag of this text, with an icon
void native_drag(struct native *native, uint32_t serial, const char *text);
// Get what was dropped on it, and say thanks
void native_take(struct native *native, char text[NATIVE_TEXT_MAX]);

#endif
