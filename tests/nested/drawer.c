// SPDX-License-Identifier: MIT
/*
 * drawer [TITLE]: a guest whose one window is drawn again at every frame. For a domain
 * that has nothing else, and is destroyed while it draws.
 */
#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "common/loop.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/pages.h"
#include "guest-proxy/host/recv.h"
#include "guest-proxy/host/send.h"

#define ADDRESS "xen:vm-data/gui:data/gui"
#define WIDTH 400 // unless the compositor wants another size
#define HEIGHT 300
#define GROUND 0xfff0c020 // of no label and no other program
#define BAR 0xff102030
#define BAR_WIDTH 16
#define TOLD 50 // frames between two lines on the console

struct drawer {
	struct link *link;
	const char *title;
	struct pages_set *set; // NULL: no size yet
	uint32_t window, width, height;
	uint32_t serial; // of a configure that no commit has acked
	uint32_t frames;
};

static void paint(const struct drawer *drawer, struct pages_buffer *buffer) {
	uint32_t left = drawer->frames * 4 % drawer->width;
	for (uint32_t y = 0; y < buffer->height; y++) {
		uint32_t *row = buffer->pixels + (size_t)y * (buffer->stride / 4);
		for (uint32_t x = 0; x < buffer->width; x++) {
			row[x] = x - left < BAR_WIDTH ? BAR : GROUND;
		}
	}
}

static void draw(struct drawer *drawer) {
	struct pages_buffer *buffer = pages_acquire(drawer->set);
	if (buffer == NULL) {
		return; // when there is room again, it goes on
	}
	paint(drawer, buffer);
	const struct gui_rect whole = {0, 0, drawer->width, drawer->height};
	const struct gui_commit commit = {
		.window = drawer->window,
		.commit = ++drawer->frames,
		.flags = GUI_COMMIT_BUFFER | GUI_COMMIT_INPUT_ALL | GUI_COMMIT_FRAME,
		.buffer = buffer->id,
		.serial = drawer->serial,
		.scale = GUI_SCALE_ONE,
		.width = drawer->width,
		.height = drawer->height,
		.damage = 1,
		.count = 1,
		.tail = &whole,
	};
	pages_commit(buffer);
	send_commit(drawer->link, &commit);
	drawer->serial = 0;
	if (drawer->frames % TOLD == 0) {
		log_info("%u frames", drawer->frames);
	}
}

static void handle_connected(void *data, const struct gui_welcome *record) {
	struct drawer *drawer = data;
	drawer->window = link_new_window(drawer->link);
	send_toplevel_create(drawer->link, &(struct gui_toplevel_create){drawer->window});
	const struct gui_title title = {
		.window = drawer->window,
		.count = (uint32_t)strlen(drawer->title),
		.tail = (const uint8_t *)drawer->title,
	};
	send_title(drawer->link, &title);
}

static void handle_lost(void *data) {
	struct drawer *drawer = data;
	pages_set_destroy(drawer->set);
	drawer->set = NULL;
	drawer->frames = 0;
}

static void handle_configure(void *data, const struct gui_configure *record) {
	struct drawer *drawer = data;
	uint32_t width = record->width > 0 ? record->width : WIDTH;
	uint32_t height = record->height > 0 ? record->height : HEIGHT;
	drawer->serial = record->serial;
	if (drawer->set != NULL && width == drawer->width && height == drawer->height) {
		return; // the next frame acks it
	}
	pages_set_destroy(drawer->set);
	drawer->width = width;
	drawer->height = height;
	drawer->set = pages_set_create(drawer->link, width, height, GUI_FORMAT_XRGB8888);
	if (drawer->set == NULL) {
		log_error("no pages");
		return;
	}
	draw(drawer);
}

static void handle_frame_done(void *data, const struct gui_frame_done *record) {
	struct drawer *drawer = data;
	if (drawer->set != NULL) {
		draw(drawer);
	}
}

static void handle_keymap(void *data, const char *keymap, size_t len) {
}

static void handle_room(void *data) {
}

#define IGNORE(name) \
	static void handle_##name(void *data, const struct gui_##name *record) { \
	}
// clang-format off
#define IGNORED(X) \
	X(capabilities) X(output) X(output_gone) X(popup_configure) X(popup_dismissed) \
	X(drag_dropped) X(close) X(presented) X(visible) X(window_output) X(preferred_scale) \
	X(repeat) X(keyboard_enter) X(keyboard_leave) X(key) X(modifiers) X(input_reset) \
	X(pointer_enter) X(pointer_leave) X(pointer_motion) X(pointer_button) X(pointer_axis) \
	X(pointer_frame) X(pointer_relative) X(constrained) X(touch_down) X(touch_up) \
	X(touch_motion) X(touch_frame) X(touch_cancel)
// clang-format on
IGNORED(IGNORE)

#define FIELD(name) .name = handle_##name,
static const struct recv recv_table = {.connected = handle_connected,
	.lost = handle_lost,
	.room = handle_room,
	.keymap = handle_keymap,
	.configure = handle_configure,
	.frame_done = handle_frame_done,
	IGNORED(FIELD)};

int main(int argc, char *argv[]) {
	log_init("mamparo-drawer", LOG_INFO);
	struct drawer drawer = {.title = argc > 1 ? argv[1] : "drawing"};
	struct loop *loop = loop_create();
	drawer.link = loop != NULL ? link_create(loop, ADDRESS, &recv_table, &drawer) : NULL;
	if (drawer.link == NULL) {
		return 1;
	}
	while (loop_dispatch(loop, -1)) {
	}
	link_destroy(drawer.link);
	loop_destroy(loop);
	return 1;
}
