// SPDX-License-Identifier: MIT
#include "compositor/local/local.h"

#include <wlr/backend.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_cursor_shape_v1.h>
#include <wlr/types/wlr_data_control_v1.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_fractional_scale_v1.h>
#include <wlr/types/wlr_gamma_control_v1.h>
#include <wlr/types/wlr_presentation_time.h>
#include <wlr/types/wlr_primary_selection.h>
#include <wlr/types/wlr_primary_selection_v1.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_screencopy_v1.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_server_decoration.h>
#include <wlr/types/wlr_single_pixel_buffer_v1.h>
#include <wlr/types/wlr_subcompositor.h>
#include <wlr/types/wlr_viewporter.h>
#include <wlr/types/wlr_virtual_keyboard_v1.h>
#include <wlr/types/wlr_virtual_pointer_v1.h>
#include <wlr/types/wlr_xdg_decoration_v1.h>
#include <wlr/types/wlr_xdg_output_v1.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "common/refused_drag.h"
#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/local/activation.h"
#include "compositor/local/idle.h"
#include "compositor/local/layer_shell.h"
#include "compositor/local/output_manager.h"
#include "compositor/local/session_lock.h"
#include "compositor/local/taskbar.h"
#include "compositor/local/toplevel.h"

static void handle_new_toplevel(struct wl_listener *listener, void *data) {
	struct local *local = wl_container_of(listener, local, new_toplevel);
	toplevel_create(local->desk, data);
}

// The frame is ours, always
static void handle_new_decoration(struct wl_listener *listener, void *data) {
	struct wlr_xdg_toplevel_decoration_v1 *decoration = data;
	if (decoration->toplevel->base->initialized) {
		wlr_xdg_toplevel_decoration_v1_set_mode(
			decoration, WLR_XDG_TOPLEVEL_DECORATION_V1_MODE_SERVER_SIDE);
	} else {
		decoration->scheduled_mode = WLR_XDG_TOPLEVEL_DECORATION_V1_MODE_SERVER_SIDE;
	}
}

static void handle_new_virtual_keyboard(struct wl_listener *listener, void *data) {
	struct local *local = wl_container_of(listener, local, new_virtual_keyboard);
	struct wlr_virtual_keyboard_v1 *keyboard = data;
	local->server->new_input(local->server->data, &keyboard->keyboard.base);
}

static void handle_new_virtual_pointer(struct wl_listener *listener, void *data) {
	struct local *local = wl_container_of(listener, local, new_virtual_pointer);
	struct wlr_virtual_pointer_v1_new_pointer_event *event = data;
	struct wlr_input_device *device = &event->new_pointer->pointer.base;
	local->server->new_input(local->server->data, device);
	if (event->suggested_output != NULL) {
		wlr_cursor_map_input_to_output(
			local->desk->cursor, device, event->suggested_output);
	}
}

static void handle_request_cursor(struct wl_listener *listener, void *data) {
	struct local *local = wl_container_of(listener, local, request_cursor);
	const struct wlr_seat_pointer_request_set_cursor_event *event = data;
	struct wlr_seat *seat = local->desk->seat;
	if (event->seat_client == seat->pointer_state.focused_client) {
		cursor_local_surface(
			local->desk, event->surface, event->hotspot_x, event->hotspot_y);
	}
}

static void handle_request_shape(struct wl_listener *listener, void *data) {
	struct local *local = wl_container_of(listener, local, request_shape);
	const struct wlr_cursor_shape_manager_v1_request_set_shape_event *event = data;
	struct wlr_seat *seat = local->desk->seat;
	if (event->device_type == WLR_CURSOR_SHAPE_MANAGER_V1_DEVICE_TYPE_POINTER &&
		event->seat_client == seat->pointer_state.focused_client) {
		cursor_local_shape(local->desk, wlr_cursor_shape_v1_name(event->shape));
	}
}

static void handle_request_selection(struct wl_listener *listener, void *data) {
	struct local *local = wl_container_of(listener, local, request_selection);
	struct wlr_seat_request_set_selection_event *event = data;
	wlr_seat_set_selection(local->desk->seat, event->source, event->serial);
}

static void handle_request_primary_selection(struct wl_listener *listener, void *data) {
	struct local *local = wl_container_of(listener, local, request_primary_selection);
	struct wlr_seat_request_set_primary_selection_event *event = data;
	wlr_seat_set_primary_selection(local->desk->seat, event->source, event->serial);
}

// Only while the one button or finger is down that its program was told of
static void handle_request_drag(struct wl_listener *listener, void *data) {
	struct local *local = wl_container_of(listener, local, request_drag);
	struct desk *desk = local->desk;
	const struct wlr_seat_request_start_drag_event *event = data;
	struct wlr_touch_point *point;
	if (wlr_seat_validate_pointer_grab_serial(desk->seat, event->origin, event->serial)) {
		wlr_seat_start_pointer_drag(desk->seat, event->drag, event->serial);
	} else if (wlr_seat_validate_touch_grab_serial(
			   desk->seat, event->origin, event->serial, &point)) {
		wlr_seat_start_touch_drag(desk->seat, event->drag, event->serial, point);
	} else {
		refused_drag_end(event->drag);
		return;
	}
	drag_begin(desk, event->drag, event->origin);
}

// Without a control the colours are the output's own again: its program has ended
static void handle_set_gamma(struct wl_listener *listener, void *data) {
	const struct wlr_gamma_control_manager_v1_set_gamma_event *event = data;
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	bool good = wlr_gamma_control_v1_apply(event->control, &state) &&
		wlr_output_commit_state(event->output, &state);
	if (!good && event->control != NULL) {
		wlr_gamma_control_v1_send_failed_and_destroy(event->control);
	}
	wlr_output_state_finish(&state);
}

static bool create_surfaces(struct local *local) {
	struct wl_display *display = local->desk->display;
	return wlr_compositor_create(display, 6, local->desk->renderer) != NULL &&
		wlr_subcompositor_create(display) != NULL &&
		wlr_renderer_init_wl_display(local->desk->renderer, display) &&
		wlr_viewporter_create(display) != NULL &&
		wlr_single_pixel_buffer_manager_v1_create(display) != NULL &&
		wlr_fractional_scale_manager_v1_create(display, 1) != NULL &&
		wlr_presentation_create(display, local->server->backend) != NULL &&
		wlr_xdg_output_manager_v1_create(display, local->desk->layout) != NULL;
}

static bool create_shell(struct local *local) {
	struct wl_display *display = local->desk->display;
	struct wlr_xdg_shell *shell = wlr_xdg_shell_create(display, 6);
	struct wlr_xdg_decoration_manager_v1 *decoration = wlr_xdg_decoration_manager_v1_create(
		display);
	struct wlr_server_decoration_manager *server_decoration =
		wlr_server_decoration_manager_create(display);
	if (shell == NULL || decoration == NULL || server_decoration == NULL) {
		return false;
	}
	local->new_toplevel.notify = handle_new_toplevel;
	wl_signal_add(&shell->events.new_toplevel, &local->new_toplevel);
	local->new_decoration.notify = handle_new_decoration;
	wl_signal_add(&decoration->events.new_toplevel_decoration, &local->new_decoration);
	wlr_server_decoration_manager_set_default_mode(
		server_decoration, WLR_SERVER_DECORATION_MANAGER_MODE_SERVER);
	return true;
}

static bool create_selections(struct local *local) {
	struct wl_display *display = local->desk->display;
	local->request_selection.notify = handle_request_selection;
	wl_signal_add(&local->desk->seat->events.request_set_selection, &local->request_selection);
	local->request_primary_selection.notify = handle_request_primary_selection;
	wl_signal_add(&local->desk->seat->events.request_set_primary_selection,
		&local->request_primary_selection);
	local->request_drag.notify = handle_request_drag;
	wl_signal_add(&local->desk->seat->events.request_start_drag, &local->request_drag);
	return wlr_data_device_manager_create(display) != NULL &&
		wlr_primary_selection_v1_device_manager_create(display) != NULL &&
		wlr_data_control_manager_v1_create(display) != NULL;
}

static bool create_cursors(struct local *local) {
	struct wlr_cursor_shape_manager_v1 *shapes = wlr_cursor_shape_manager_v1_create(
		local->desk->display, 1);
	if (shapes == NULL) {
		return false;
	}
	local->request_cursor.notify = handle_request_cursor;
	wl_signal_add(&local->desk->seat->events.request_set_cursor, &local->request_cursor);
	local->request_shape.notify = handle_request_shape;
	wl_signal_add(&shapes->events.request_set_shape, &local->request_shape);
	return true;
}

static bool create_virtual_input(struct local *local) {
	struct wlr_virtual_keyboard_manager_v1 *keyboards = wlr_virtual_keyboard_manager_v1_create(
		local->desk->display);
	struct wlr_virtual_pointer_manager_v1 *pointers = wlr_virtual_pointer_manager_v1_create(
		local->desk->display);
	if (keyboards == NULL || pointers == NULL) {
		return false;
	}
	local->new_virtual_keyboard.notify = handle_new_virtual_keyboard;
	wl_signal_add(&keyboards->events.new_virtual_keyboard, &local->new_virtual_keyboard);
	local->new_virtual_pointer.notify = handle_new_virtual_pointer;
	wl_signal_add(&pointers->events.new_virtual_pointer, &local->new_virtual_pointer);
	return true;
}

static bool create_gamma(struct local *local) {
	struct wlr_gamma_control_manager_v1 *gamma = wlr_gamma_control_manager_v1_create(
		local->desk->display);
	if (gamma == NULL) {
		return false;
	}
	local->set_gamma.notify = handle_set_gamma;
	wl_signal_add(&gamma->events.set_gamma, &local->set_gamma);
	return true;
}

static bool create_desktop(struct local *local) {
	struct desk *desk = local->desk;
	local->layer_shell = layer_shell_create(desk);
	local->session_lock = session_lock_create(desk);
	local->output_manager = output_manager_create(desk, local->server->backend);
	local->taskbar = taskbar_create(desk);
	local->idle = idle_create(desk);
	local->activation = activation_create(desk);
	return local->layer_shell != NULL && local->session_lock != NULL &&
		local->output_manager != NULL && local->taskbar != NULL && local->idle != NULL &&
		local->activation != NULL &&
		wlr_screencopy_manager_v1_create(desk->display) != NULL;
}

bool local_init(struct local *local, struct desk *desk, const struct local_server *server) {
	*local = (struct local){.desk = desk, .server = server};
	struct wl_listener *listeners[] = {&local->new_toplevel, &local->new_decoration,
		&local->new_virtual_keyboard, &local->new_virtual_pointer, &local->request_cursor,
		&local->request_shape, &local->request_selection, &local->request_primary_selection,
		&local->request_drag, &local->set_gamma};
	for (size_t i = 0; i < sizeof(listeners) / sizeof(listeners[0]); i++) {
		wl_list_init(&listeners[i]->link);
	}
	return create_surfaces(local) && create_shell(local) && create_selections(local) &&
		create_cursors(local) && create_virtual_input(local) && create_gamma(local) &&
		create_desktop(local);
}

void local_finish(struct local *local) {
	wl_list_remove(&local->new_toplevel.link);
	wl_list_remove(&local->new_decoration.link);
	wl_list_remove(&local->new_virtual_keyboard.link);
	wl_list_remove(&local->new_virtual_pointer.link);
	wl_list_remove(&local->request_cursor.link);
	wl_list_remove(&local->request_shape.link);
	wl_list_remove(&local->request_selection.link);
	wl_list_remove(&local->request_primary_selection.link);
	wl_list_remove(&local->request_drag.link);
	wl_list_remove(&local->set_gamma.link);
	layer_shell_destroy(local->layer_shell);
	session_lock_destroy(local->session_lock);
	output_manager_destroy(local->output_manager);
	taskbar_destroy(local->taskbar);
	idle_destroy(local->idle);
	activation_destroy(local->activation);
}

void local_activity(struct local *local) {
	idle_activity(local->idle);
	activation_activity(local->activation);
}
