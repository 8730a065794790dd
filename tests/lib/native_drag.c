// SPDX-License-Identifier: MIT
#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/native_priv.h"

#define MIME_TYPE "text/plain"
#define ICON_SIZE 20

static void handle_target(void *data, struct wl_data_source *source, const char *mime_type) {
}

static void handle_send(
	void *data, struct wl_data_source *source, const char *mime_type, int32_t fd) {
	const struct native *native = data;
	size_t len = strlen(native->dragged.text);
	ck_assert_int_eq(write(fd, native->dragged.text, len), (ssize_t)len);
	close(fd);
}

static void handle_cancelled(void *data, struct wl_data_source *source) {
	struct native *native = data;
	native->dragged.cancelled = true;
}

static void handle_drop_performed(void *data, struct wl_data_source *source) {
}

static void handle_finished(void *data, struct wl_data_source *source) {
	struct native *native = data;
	native->dragged.finished = true;
}

static void handle_source_action(void *data, struct wl_data_source *source, uint32_t action) {
}

static const struct wl_data_source_listener source_listener = {
	.target = handle_target,
	.send = handle_send,
	.cancelled = handle_cancelled,
	.dnd_drop_performed = handle_drop_performed,
	.dnd_finished = handle_finished,
	.action = handle_source_action,
};

static void drop_source(struct native *native) {
	if (native->dragged.source != NULL) {
		wl_data_source_destroy(native->dragged.source);
		wl_surface_destroy(native->dragged.icon);
		native->dragged.source = NULL;
	}
}

void native_drag(struct native *native, uint32_t serial, const char *text) {
	drop_source(native);
	native->dragged.source = wl_data_device_manager_create_data_source(native->data_manager);
	native->dragged.text = text;
	native->dragged.cancelled = native->dragged.finished = false;
	wl_data_source_add_listener(native->dragged.source, &source_listener, native);
	wl_data_source_offer(native->dragged.source, MIME_TYPE);
	wl_data_source_set_actions(native->dragged.source, WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY);
	native->dragged.icon = wl_compositor_create_surface(native->app.compositor);
	wl_data_device_start_drag(native->data_device, native->dragged.source, native->app.surface,
		native->dragged.icon, serial);
	native_show(native, native->dragged.icon, ICON_SIZE, ICON_SIZE);
	natives_run(native->all, 20);
}

static void handle_offer(void *data, struct wl_data_offer *offer, const char *mime_type) {
}

static void handle_source_actions(void *data, struct wl_data_offer *offer, uint32_t actions) {
}

static void handle_action(void *data, struct wl_data_offer *offer, uint32_t action) {
}

static const struct wl_data_offer_listener offer_listener = {
	.offer = handle_offer,
	.source_actions = handle_source_actions,
	.action = handle_action,
};

static void drop_offer(struct native *native) {
	if (native->over.offer != NULL) {
		wl_data_offer_destroy(native->over.offer);
		native->over.offer = NULL;
	}
}

static void handle_data_offer(
	void *data, struct wl_data_device *device, struct wl_data_offer *offer) {
	struct native *native = data;
	drop_offer(native);
	native->over.offer = offer;
	wl_data_offer_add_listener(offer, &offer_listener, native);
}

static void handle_enter(void *data, struct wl_data_device *device, uint32_t serial,
	struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y, struct wl_data_offer *offer) {
	struct native *native = data;
	++native->over.enters;
	native->over.x = wl_fixed_to_double(x);
	native->over.y = wl_fixed_to_double(y);
	wl_data_offer_accept(offer, serial, MIME_TYPE);
	wl_data_offer_set_actions(offer, WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY,
		WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY);
}

static void handle_leave(void *data, struct wl_data_device *device) {
	struct native *native = data;
	++native->over.leaves;
}

static void handle_motion(
	void *data, struct wl_data_device *device, uint32_t time, wl_fixed_t x, wl_fixed_t y) {
	struct native *native = data;
	++native->over.motions;
	native->over.x = wl_fixed_to_double(x);
	native->over.y = wl_fixed_to_double(y);
}

static void handle_drop(void *data, struct wl_data_device *device) {
	struct native *native = data;
	++native->over.drops;
}

static void handle_selection(
	void *data, struct wl_data_device *device, struct wl_data_offer *offer) {
}

static const struct wl_data_device_listener device_listener = {
	.data_offer = handle_data_offer,
	.enter = handle_enter,
	.leave = handle_leave,
	.motion = handle_motion,
	.drop = handle_drop,
	.selection = handle_selection,
};

void native_take(struct native *native, char text[NATIVE_TEXT_MAX]) {
	int fds[2];
	ck_assert_int_eq(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
	wl_data_offer_receive(native->over.offer, MIME_TYPE, fds[1]);
	close(fds[1]);
	natives_run(native->all, 20);
	ssize_t len = read(fds[0], text, NATIVE_TEXT_MAX - 1);
	ck_assert_int_ge(len, 0);
	text[len] = '\0';
	close(fds[0]);
	wl_data_offer_finish(native->over.offer);
	natives_run(native->all, 20);
}

void native_drag_init(struct native *native) {
	native->data_device = wl_data_device_manager_get_data_device(
		native->data_manager, native->app.seat);
	wl_data_device_add_listener(native->data_device, &device_listener, native);
}

void native_drag_finish(struct native *native) {
	drop_source(native);
	drop_offer(native);
	wl_data_device_destroy(native->data_device);
}
