// SPDX-License-Identifier: MIT
#include "tests/lib/saver.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-client.h>

#include "ext-idle-notify-v1-client-protocol.h"
#include "tests/lib/process.h"
#include "wlr-output-power-management-unstable-v1-client-protocol.h"

#define TIMEOUT 10000 // ms
#define OUTPUTS_MAX 8

struct saver {
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_seat *seat;
	struct wl_output *outputs[OUTPUTS_MAX];
	char name[32]; // of the output that is wanted
	struct wl_output *output; // that one
	struct ext_idle_notifier_v1 *notifier;
	struct ext_idle_notification_v1 *notification;
	struct zwlr_output_power_manager_v1 *manager;
	struct zwlr_output_power_v1 *power;
	bool idle, on, failed;
};

static void handle_geometry(void *data, struct wl_output *output, int32_t x, int32_t y,
	int32_t width, int32_t height, int32_t subpixel, const char *make, const char *model,
	int32_t transform) {
}

static void handle_output_mode(void *data, struct wl_output *output, uint32_t flags, int32_t width,
	int32_t height, int32_t refresh) {
}

static void handle_done(void *data, struct wl_output *output) {
}

static void handle_scale(void *data, struct wl_output *output, int32_t factor) {
}

static void handle_name(void *data, struct wl_output *output, const char *name) {
	struct saver *saver = data;
	if (strcmp(name, saver->name) == 0) {
		saver->output = output;
	}
}

static void handle_description(void *data, struct wl_output *output, const char *description) {
}

static const struct wl_output_listener output_listener = {
	.geometry = handle_geometry,
	.mode = handle_output_mode,
	.done = handle_done,
	.scale = handle_scale,
	.name = handle_name,
	.description = handle_description,
};

static void add_output(struct saver *saver, uint32_t name) {
	size_t i = 0;
	while (i < OUTPUTS_MAX && saver->outputs[i] != NULL) {
		++i;
	}
	if (i < OUTPUTS_MAX) {
		saver->outputs[i] = wl_registry_bind(
			saver->registry, name, &wl_output_interface, 4);
		wl_output_add_listener(saver->outputs[i], &output_listener, saver);
	}
}

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct saver *saver = data;
	const struct {
		const struct wl_interface *interface;
		void **object;
	} wanted[] = {
		{&ext_idle_notifier_v1_interface, (void **)&saver->notifier},
		{&wl_seat_interface, (void **)&saver->seat},
		{&zwlr_output_power_manager_v1_interface, (void **)&saver->manager},
	};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); ++i) {
		if (strcmp(interface, wanted[i].interface->name) == 0) {
			*wanted[i].object = wl_registry_bind(
				registry, name, wanted[i].interface, 1);
		}
	}
	if (strcmp(interface, wl_output_interface.name) == 0) {
		add_output(saver, name);
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

static void handle_idled(void *data, struct ext_idle_notification_v1 *notification) {
	struct saver *saver = data;
	saver->idle = true;
}

static void handle_resumed(void *data, struct ext_idle_notification_v1 *notification) {
	struct saver *saver = data;
	saver->idle = false;
}

static const struct ext_idle_notification_v1_listener notification_listener = {
	.idled = handle_idled,
	.resumed = handle_resumed,
};

static void handle_mode(void *data, struct zwlr_output_power_v1 *power, uint32_t mode) {
	struct saver *saver = data;
	saver->on = mode == ZWLR_OUTPUT_POWER_V1_MODE_ON;
}

static void handle_failed(void *data, struct zwlr_output_power_v1 *power) {
	struct saver *saver = data;
	saver->failed = true;
}

static const struct zwlr_output_power_v1_listener power_listener = {
	.mode = handle_mode,
	.failed = handle_failed,
};

static bool connect_globals(struct saver *saver, const char *socket) {
	saver->display = wl_display_connect(socket);
	if (saver->display == NULL) {
		return false;
	}
	saver->registry = wl_display_get_registry(saver->display);
	wl_registry_add_listener(saver->registry, &registry_listener, saver);
	return wl_display_roundtrip(saver->display) >= 0 &&
		wl_display_roundtrip(saver->display) >= 0 && saver->notifier != NULL &&
		saver->seat != NULL && saver->manager != NULL && saver->output != NULL;
}

struct saver *saver_create(const char *socket, const char *output, uint32_t ms) {
	struct saver *saver = calloc(1, sizeof(*saver));
	if (saver == NULL) {
		return NULL;
	}
	snprintf(saver->name, sizeof(saver->name), "%s", output);
	if (!connect_globals(saver, socket)) {
		fprintf(stderr, "saver: %s: no %s, or no way to save power\n", socket, output);
		saver_destroy(saver);
		return NULL;
	}
	saver->notification = ext_idle_notifier_v1_get_idle_notification(
		saver->notifier, ms, saver->seat);
	ext_idle_notification_v1_add_listener(saver->notification, &notification_listener, saver);
	saver->power = zwlr_output_power_manager_v1_get_output_power(saver->manager, saver->output);
	zwlr_output_power_v1_add_listener(saver->power, &power_listener, saver);
	wl_display_roundtrip(saver->display);
	return saver;
}

void saver_destroy(struct saver *saver) {
	if (saver == NULL) {
		return;
	}
	struct wl_proxy *proxies[] = {(struct wl_proxy *)saver->notification,
		(struct wl_proxy *)saver->power, (struct wl_proxy *)saver->notifier,
		(struct wl_proxy *)saver->manager, (struct wl_proxy *)saver->seat,
		(struct wl_proxy *)saver->registry};
	for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); ++i) {
		if (proxies[i] != NULL) {
			wl_proxy_destroy(proxies[i]);
		}
	}
	for (size_t i = 0; i < OUTPUTS_MAX; ++i) {
		if (saver->outputs[i] != NULL) {
			wl_output_destroy(saver->outputs[i]);
		}
	}
	if (saver->display != NULL) {
		wl_display_disconnect(saver->display);
	}
	free(saver);
}

// One read that waits for at most ms
static bool read_once(struct saver *saver, int ms) {
	while (wl_display_prepare_read(saver->display) != 0) {
		wl_display_dispatch_pending(saver->display);
	}
	wl_display_flush(saver->display);
	struct pollfd poll_fd = {.fd = wl_display_get_fd(saver->display), .events = POLLIN};
	if (poll(&poll_fd, 1, ms) <= 0) {
		wl_display_cancel_read(saver->display);
		return true;
	}
	return wl_display_read_events(saver->display) == 0 &&
		wl_display_dispatch_pending(saver->display) >= 0;
}

bool saver_idle(struct saver *saver, bool idle) {
	uint64_t start = process_now();
	while (saver->idle != idle && process_now() - start < TIMEOUT) {
		if (!read_once(saver, 100)) {
			return false;
		}
	}
	return saver->idle == idle;
}

bool saver_power(struct saver *saver, bool on) {
	zwlr_output_power_v1_set_mode(
		saver->power, on ? ZWLR_OUTPUT_POWER_V1_MODE_ON : ZWLR_OUTPUT_POWER_V1_MODE_OFF);
	return wl_display_roundtrip(saver->display) >= 0 && !saver->failed && saver->on == on;
}
