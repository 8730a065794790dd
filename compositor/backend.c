// SPDX-License-Identifier: MIT
#include "compositor/backend.h"

#include <stdlib.h>
#include <string.h>
#include <wlr/backend.h>
#include <wlr/backend/headless.h>
#include <wlr/render/allocator.h>
#include <wlr/render/pixman.h>
#include <wlr/render/wlr_renderer.h>
#include <xf86drm.h>

#include "common/log.h"
#include "compositor/options.h"

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct backend *backend = wl_container_of(listener, backend, destroy);
	wl_list_remove(&backend->destroy.link);
	wl_list_init(&backend->destroy.link);
	backend->wlr = NULL;
	backend->session = NULL;
	log_error("the display is gone");
	backend->lost(backend->data);
}

static void handle_renderer_lost(struct wl_listener *listener, void *data) {
	struct backend *backend = wl_container_of(listener, backend, renderer_lost);
	log_error("the graphics device was reset");
	backend->lost(backend->data);
}

// A screen's device that only shows has no render node. Mesa would be asked in vain, after
// it has loaded a compiler to draw with the processor, which is what pixman is better at.
static bool can_draw(struct wlr_backend *wlr) {
	int fd = wlr_backend_get_drm_fd(wlr);
	char *node = fd >= 0 ? drmGetRenderDeviceNameFromFd(fd) : NULL;
	bool has_node = node != NULL;
	free(node);
	return fd < 0 || has_node;
}

// GLES2 where there is a device for it. Memory is drawn with the processor, so that
// its pictures are the same on every machine.
static struct wlr_renderer *create_renderer(struct wlr_backend *wlr, bool headless) {
	bool chosen = getenv("WLR_RENDERER") != NULL;
	bool software = getenv("WLR_RENDERER_ALLOW_SOFTWARE") != NULL;
	struct wlr_renderer *renderer = NULL;
	if (chosen || (!headless && (software || can_draw(wlr)))) {
		renderer = wlr_renderer_autocreate(wlr);
	}
	if (renderer == NULL && !chosen) {
		renderer = wlr_pixman_renderer_create();
	}
	if (renderer == NULL) {
		log_error("there is nothing to draw with%s; --debug says more",
			chosen ? ": WLR_RENDERER is set" : "");
	}
	return renderer;
}

static bool create_wlr(struct backend *backend, struct wl_event_loop *events, bool headless) {
	backend->wlr = headless ? wlr_headless_backend_create(events)
				: wlr_backend_autocreate(events, &backend->session);
	if (backend->wlr == NULL) {
		log_error("no display: neither a desktop to open a window on, nor a seat with a "
			  "screen; see --headless, and --debug for more");
		return false;
	}
	backend->destroy.notify = handle_destroy;
	wl_signal_add(&backend->wlr->events.destroy, &backend->destroy);
	return true;
}

bool backend_init(struct backend *backend, struct wl_event_loop *events, bool headless) {
	wl_list_init(&backend->destroy.link);
	wl_list_init(&backend->renderer_lost.link);
	if (!create_wlr(backend, events, headless)) {
		return false;
	}
	backend->renderer = create_renderer(backend->wlr, headless);
	if (backend->renderer == NULL) {
		return false;
	}
	backend->renderer_lost.notify = handle_renderer_lost;
	wl_signal_add(&backend->renderer->events.lost, &backend->renderer_lost);
	backend->allocator = wlr_allocator_autocreate(backend->wlr, backend->renderer);
	if (backend->allocator == NULL) {
		log_error("no memory that the display can show");
		return false;
	}
	return true;
}

void backend_finish(struct backend *backend) {
	wl_list_remove(&backend->destroy.link);
	wl_list_remove(&backend->renderer_lost.link);
	if (backend->wlr != NULL) {
		wlr_backend_destroy(backend->wlr);
	}
	wlr_allocator_destroy(backend->allocator);
	wlr_renderer_destroy(backend->renderer);
}

static const char *renderer_name(const struct backend *backend) {
	const char *chosen = getenv("WLR_RENDERER");
	if (wlr_renderer_is_pixman(backend->renderer)) {
		return "pixman";
	}
	return chosen != NULL && strcmp(chosen, "vulkan") == 0 ? "Vulkan" : "GLES2";
}

// And why, if it is not what a machine with a GPU would draw with
static void say_renderer(const struct backend *backend, bool headless) {
	bool pixman = wlr_renderer_is_pixman(backend->renderer);
	const char *why = "";
	const char *how = "";
	if (pixman && getenv("WLR_RENDERER") == NULL) {
		why = headless ? "headless: " : "no GPU: ";
	} else if (!pixman && !can_draw(backend->wlr)) {
		why = "no GPU: ";
		how = " on the processor";
	}
	log_info("%sdrawing with %s%s", why, renderer_name(backend), how);
}

bool backend_start(
	struct backend *backend, const struct options_size *headless, size_t headless_count) {
	if (!wlr_backend_start(backend->wlr)) {
		log_error("the display does not start; --debug says more");
		return false;
	}
	say_renderer(backend, headless_count > 0);
	for (size_t i = 0; i < headless_count; i++) {
		if (wlr_headless_add_output(backend->wlr, headless[i].width, headless[i].height) ==
			NULL) {
			log_error("a headless output of %ux%u: out of memory", headless[i].width,
				headless[i].height);
			return false;
		}
	}
	return true;
}
