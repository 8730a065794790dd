// SPDX-License-Identifier: MIT
#include "tests/lib/client.h"

#include <errno.h>
#include <linux/input-event-codes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <wayland-client.h>
#include <xkbcommon/xkbcommon.h>

#include "virtual-keyboard-unstable-v1-client-protocol.h"
#include "wlr-screencopy-unstable-v1-client-protocol.h"
#include "wlr-virtual-pointer-unstable-v1-client-protocol.h"

#define CODE_MAX 255 // X11 knows no keys above it

#define OUTPUTS_MAX 8

struct output {
	struct wl_output *wl; // NULL: none
	uint32_t global;
	char name[32];
	int32_t width, height; // of its mode
};

struct client {
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_seat *seat;
	struct wl_shm *shm;
	struct output outputs[OUTPUTS_MAX];
	struct output *output; // in use
	struct zwlr_screencopy_manager_v1 *screencopy;
	struct zwp_virtual_keyboard_manager_v1 *keyboards;
	struct zwlr_virtual_pointer_manager_v1 *pointers;
	struct zwp_virtual_keyboard_v1 *keyboard;
	struct zwlr_virtual_pointer_v1 *pointer;
	struct zwlr_virtual_pointer_v1 *placer; // for places on the output in use
	struct xkb_context *xkb;
	struct xkb_keymap *keymap;
	struct xkb_state *state;
};

static uint32_t now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

static void handle_geometry(void *data, struct wl_output *output, int32_t x, int32_t y,
	int32_t width, int32_t height, int32_t subpixel, const char *make, const char *model,
	int32_t transform) {
}

static void handle_mode(void *data, struct wl_output *output, uint32_t flags, int32_t width,
	int32_t height, int32_t refresh) {
	struct output *own = data;
	own->width = width;
	own->height = height;
}

static void handle_done(void *data, struct wl_output *output) {
}

static void handle_scale(void *data, struct wl_output *output, int32_t factor) {
}

static void handle_name(void *data, struct wl_output *output, const char *name) {
	struct output *own = data;
	snprintf(own->name, sizeof(own->name), "%s", name);
}

static void handle_description(void *data, struct wl_output *output, const char *description) {
}

static const struct wl_output_listener output_listener = {
	.geometry = handle_geometry,
	.mode = handle_mode,
	.done = handle_done,
	.scale = handle_scale,
	.name = handle_name,
	.description = handle_description,
};

static void add_output(struct client *client, uint32_t name) {
	size_t i = 0;
	while (i < OUTPUTS_MAX && client->outputs[i].wl != NULL) {
		++i;
	}
	if (i == OUTPUTS_MAX) {
		return;
	}
	struct output *output = &client->outputs[i];
	output->global = name;
	output->wl = wl_registry_bind(client->registry, name, &wl_output_interface, 4);
	wl_output_add_listener(output->wl, &output_listener, output);
	client->output = client->output != NULL ? client->output : output;
}

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct client *client = data;
	const struct {
		const struct wl_interface *interface;
		void **object;
		uint32_t version;
	} wanted[] = {
		{&wl_seat_interface, (void **)&client->seat, 1},
		{&wl_shm_interface, (void **)&client->shm, 1},
		{&zwlr_screencopy_manager_v1_interface, (void **)&client->screencopy, 2},
		{&zwlr_virtual_pointer_manager_v1_interface, (void **)&client->pointers, 2},
		{&zwp_virtual_keyboard_manager_v1_interface, (void **)&client->keyboards, 1},
	};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); ++i) {
		if (strcmp(interface, wanted[i].interface->name) == 0 &&
			*wanted[i].object == NULL) {
			*wanted[i].object = wl_registry_bind(
				registry, name, wanted[i].interface, wanted[i].version);
		}
	}
	if (strcmp(interface, wl_output_interface.name) == 0) {
		add_output(client, name);
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	struct client *client = data;
	for (size_t i = 0; i < OUTPUTS_MAX; ++i) {
		struct output *output = &client->outputs[i];
		if (output->wl != NULL && output->global == name) {
			wl_output_destroy(output->wl);
			*output = (struct output){0};
		}
	}
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

bool client_sync(struct client *client) {
	if (wl_display_roundtrip(client->display) < 0) {
		fprintf(stderr, "client: the compositor is gone: %s\n", strerror(errno));
		return false;
	}
	return true;
}

// The keymap goes over as a file that the compositor maps
static bool send_keymap(struct client *client) {
	client->xkb = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	const struct xkb_rule_names names = {.layout = "us"};
	client->keymap = xkb_keymap_new_from_names(
		client->xkb, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
	client->state = xkb_state_new(client->keymap);
	char *text = xkb_keymap_get_as_string(client->keymap, XKB_KEYMAP_FORMAT_TEXT_V1);
	size_t size = strlen(text) + 1;
	int fd = memfd_create("keymap", MFD_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, size) == (ssize_t)size;
	if (ok) {
		zwp_virtual_keyboard_v1_keymap(
			client->keyboard, WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1, fd, size);
	}
	if (fd >= 0) {
		close(fd);
	}
	free(text);
	return ok;
}

static bool set_up(struct client *client) {
	client->registry = wl_display_get_registry(client->display);
	wl_registry_add_listener(client->registry, &registry_listener, client);
	if (!client_sync(client) || client->output == NULL || client->seat == NULL ||
		client->shm == NULL || client->screencopy == NULL || client->keyboards == NULL ||
		client->pointers == NULL) {
		fprintf(stderr, "client: the private socket lacks a global\n");
		return false;
	}
	client->keyboard = zwp_virtual_keyboard_manager_v1_create_virtual_keyboard(
		client->keyboards, client->seat);
	client->pointer = zwlr_virtual_pointer_manager_v1_create_virtual_pointer(
		client->pointers, client->seat);
	client->placer = zwlr_virtual_pointer_manager_v1_create_virtual_pointer_with_output(
		client->pointers, client->seat, client->output->wl);
	return send_keymap(client) && client_sync(client);
}

struct client *client_create(const char *socket) {
	struct client *client = calloc(1, sizeof(*client));
	if (client == NULL) {
		return NULL;
	}
	client->display = wl_display_connect(socket);
	if (client->display == NULL || !set_up(client)) {
		client_destroy(client);
		return NULL;
	}
	return client;
}

void client_destroy(struct client *client) {
	if (client == NULL) {
		return;
	}
	if (client->keyboard != NULL) {
		zwp_virtual_keyboard_v1_destroy(client->keyboard);
		zwlr_virtual_pointer_v1_destroy(client->pointer);
		zwlr_virtual_pointer_v1_destroy(client->placer);
	}
	for (size_t i = 0; i < OUTPUTS_MAX; ++i) {
		if (client->outputs[i].wl != NULL) {
			wl_output_destroy(client->outputs[i].wl);
		}
	}
	struct wl_proxy *proxies[] = {(struct wl_proxy *)client->screencopy,
		(struct wl_proxy *)client->keyboards, (struct wl_proxy *)client->pointers,
		(struct wl_proxy *)client->shm, (struct wl_proxy *)client->seat,
		(struct wl_proxy *)client->registry};
	for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); ++i) {
		if (proxies[i] != NULL) {
			wl_proxy_destroy(proxies[i]);
		}
	}
	if (client->display != NULL) {
		wl_display_disconnect(client->display);
	}
	xkb_state_unref(client->state);
	xkb_keymap_unref(client->keymap);
	xkb_context_unref(client->xkb);
	free(client);
}

bool client_use_output(struct client *client, const char *name) {
	client_sync(client); // it may be new,
	client_sync(client); // and says its name when it is bound
	for (size_t i = 0; i < OUTPUTS_MAX; ++i) {
		struct output *output = &client->outputs[i];
		if (output->wl != NULL && strcmp(output->name, name) == 0) {
			client->output = output;
			zwlr_virtual_pointer_v1_destroy(client->placer);
			client->placer =
				zwlr_virtual_pointer_manager_v1_create_virtual_pointer_with_output(
					client->pointers, client->seat, output->wl);
			return client_sync(client);
		}
	}
	fprintf(stderr, "client: no output %s\n", name);
	return false;
}

void client_key(struct client *client, uint32_t key, bool pressed) {
	zwp_virtual_keyboard_v1_key(client->keyboard, now_ms(), key,
		pressed ? WL_KEYBOARD_KEY_STATE_PRESSED : WL_KEYBOARD_KEY_STATE_RELEASED);
	if (xkb_state_update_key(client->state, key + 8, pressed ? XKB_KEY_DOWN : XKB_KEY_UP)) {
		zwp_virtual_keyboard_v1_modifiers(client->keyboard,
			xkb_state_serialize_mods(client->state, XKB_STATE_MODS_DEPRESSED),
			xkb_state_serialize_mods(client->state, XKB_STATE_MODS_LATCHED),
			xkb_state_serialize_mods(client->state, XKB_STATE_MODS_LOCKED),
			xkb_state_serialize_layout(client->state, XKB_STATE_LAYOUT_EFFECTIVE));
	}
	client_sync(client);
}

void client_tap(struct client *client, uint32_t key) {
	client_key(client, key, true);
	client_key(client, key, false);
}

void client_chord(struct client *client, uint32_t modifier, uint32_t key) {
	client_key(client, modifier, true);
	client_tap(client, key);
	client_key(client, modifier, false);
}

// Type the key that gives symbol, with or without Shift. False if there is none.
static bool type_symbol(struct client *client, xkb_keysym_t symbol, bool shift) {
	const xkb_keysym_t *symbols;
	for (xkb_keycode_t code = xkb_keymap_min_keycode(client->keymap); code <= CODE_MAX;
		++code) {
		int count = xkb_keymap_key_get_syms_by_level(
			client->keymap, code, 0, shift ? 1 : 0, &symbols);
		if (count == 1 && symbols[0] == symbol) {
			if (shift) {
				client_chord(client, KEY_LEFTSHIFT, code - 8);
			} else {
				client_tap(client, code - 8);
			}
			return true;
		}
	}
	return false;
}

void client_type(struct client *client, const char *text) {
	for (; *text != '\0'; ++text) {
		xkb_keysym_t symbol = *text == '\n' ? XKB_KEY_Return
						    : xkb_utf32_to_keysym((uint8_t)*text);
		if (!type_symbol(client, symbol, false) && !type_symbol(client, symbol, true)) {
			fprintf(stderr, "client: no key for '%c'\n", *text);
		}
	}
}

void client_move(struct client *client, double x, double y) {
	zwlr_virtual_pointer_v1_motion_absolute(client->placer, now_ms(), (uint32_t)(x * 256),
		(uint32_t)(y * 256), (uint32_t)client->output->width * 256,
		(uint32_t)client->output->height * 256);
	zwlr_virtual_pointer_v1_frame(client->placer);
	client_sync(client);
}

void client_move_by(struct client *client, double dx, double dy) {
	zwlr_virtual_pointer_v1_motion(
		client->pointer, now_ms(), wl_fixed_from_double(dx), wl_fixed_from_double(dy));
	zwlr_virtual_pointer_v1_frame(client->pointer);
	client_sync(client);
}

void client_button(struct client *client, uint32_t button, bool pressed) {
	zwlr_virtual_pointer_v1_button(client->pointer, now_ms(), button,
		pressed ? WL_POINTER_BUTTON_STATE_PRESSED : WL_POINTER_BUTTON_STATE_RELEASED);
	zwlr_virtual_pointer_v1_frame(client->pointer);
	client_sync(client);
}

void client_click(struct client *client, double x, double y) {
	client_move(client, x, y);
	client_button(client, BTN_LEFT, true);
	client_button(client, BTN_LEFT, false);
}

void client_scroll(struct client *client, int32_t steps) {
	zwlr_virtual_pointer_v1_axis_source(client->pointer, WL_POINTER_AXIS_SOURCE_WHEEL);
	zwlr_virtual_pointer_v1_axis_discrete(client->pointer, now_ms(),
		WL_POINTER_AXIS_VERTICAL_SCROLL, wl_fixed_from_int(15 * steps), steps);
	zwlr_virtual_pointer_v1_frame(client->pointer);
	client_sync(client);
}

struct wl_output *client_output(struct client *client) {
	return client->output->wl;
}

struct wl_shm *client_shm(struct client *client) {
	return client->shm;
}

struct zwlr_screencopy_manager_v1 *client_screencopy(struct client *client) {
	return client->screencopy;
}

// One read, at most until the deadline. False if there is nothing more to come.
static bool read_once(struct client *client, int ms) {
	while (wl_display_prepare_read(client->display) != 0) {
		wl_display_dispatch_pending(client->display);
	}
	wl_display_flush(client->display);
	struct pollfd poll_fd = {.fd = wl_display_get_fd(client->display), .events = POLLIN};
	if (poll(&poll_fd, 1, ms) <= 0) {
		wl_display_cancel_read(client->display);
		return false;
	}
	return wl_display_read_events(client->display) == 0 &&
		wl_display_dispatch_pending(client->display) >= 0;
}

bool client_wait(struct client *client, const bool *done, int ms) {
	uint32_t start = now_ms();
	while (!*done && now_ms() - start < (uint32_t)ms) {
		if (!read_once(client, ms - (int)(now_ms() - start))) {
			break;
		}
	}
	return *done;
}
