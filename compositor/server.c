// SPDX-License-Identifier: MIT
#include "compositor/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_xcursor_manager.h>
#include <wlr/util/log.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"
#include "compositor/control/control.h"
#include "compositor/control/guests.h"
#include "compositor/control/vms.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/spawn.h"
#include "compositor/edge/guest.h"
#include "compositor/options.h"
#include "compositor/screen/screen.h"
#include "compositor/seat/seat.h"
#include "compositor/server_priv.h"

#define CURSOR_SIZE 24 // logical
#define WLR_LOG_LINES 20 // of wlroots, in each
#define WLR_LOG_PERIOD 10000 // ms

/*
 * The parts of the server, in the order in which they begin; they end the other way
 * round. A begin that fails has logged why and left nothing of its own.
 */
struct part {
	bool (*begin)(struct server *server);
	void (*end)(struct server *server);
};

const char *server_config(const struct server *server, char path[PATHS_MAX]) {
	if (server->options->config != NULL) {
		return server->options->config;
	}
	return paths_config(path) && access(path, F_OK) == 0 ? path : NULL;
}

static bool conf_begin(struct server *server) {
	char path[PATHS_MAX], error[CONF_ERROR_MAX] = "";
	server->desk.conf = conf_load(server_config(server, path), error);
	if (server->desk.conf == NULL) {
		log_error("%s", error);
	}
	return server->desk.conf != NULL;
}

static void conf_end(struct server *server) {
	conf_destroy(server->desk.conf);
}

static void display_end(struct server *server) {
	server_events_finish(server);
	if (server->display != NULL) {
		wl_display_destroy(server->display);
	}
	loop_destroy(server->desk.loop);
}

static bool display_begin(struct server *server) {
	server->display = server->desk.display = wl_display_create();
	server->desk.loop = loop_create();
	if (server->display == NULL || server->desk.loop == NULL || !server_events_init(server)) {
		log_errno("the event loop");
		display_end(server);
		return false;
	}
	return true;
}

// Before the lock's state is touched: a second compositor must not
static bool socket_begin(struct server *server) {
	return socket_init(&server->socket, server->display, server->options->socket);
}

static void handle_lost(void *data) {
	server_fail(data);
}

static void backend_end(struct server *server) {
	backend_finish(&server->backend);
}

static bool backend_begin(struct server *server) {
	server->backend.lost = handle_lost;
	server->backend.data = server;
	if (!backend_init(&server->backend, wl_display_get_event_loop(server->display),
		    server->options->headless_count > 0)) {
		backend_end(server);
		return false;
	}
	server->desk.renderer = server->backend.renderer;
	server->desk.allocator = server->backend.allocator;
	return true;
}

// Layout and seat end with the display
static void scene_end(struct server *server) {
	if (server->desk.xcursors != NULL) {
		wlr_xcursor_manager_destroy(server->desk.xcursors);
	}
	if (server->desk.cursor != NULL) {
		wlr_cursor_destroy(server->desk.cursor);
	}
	if (server->desk.scene != NULL) {
		wlr_scene_node_destroy(&server->desk.scene->tree.node);
	}
}

static bool scene_begin(struct server *server) {
	struct desk *desk = &server->desk;
	desk->scene = wlr_scene_create();
	desk->layout = wlr_output_layout_create(server->display);
	desk->seat = wlr_seat_create(server->display, "seat0");
	desk->cursor = wlr_cursor_create();
	desk->xcursors = wlr_xcursor_manager_create(NULL, CURSOR_SIZE);
	if (desk->scene == NULL || desk->layout == NULL || desk->seat == NULL ||
		desk->cursor == NULL || desk->xcursors == NULL) {
		log_errno("the scene");
		scene_end(server);
		return false;
	}
	wlr_cursor_attach_output_layout(desk->cursor, desk->layout);
	return true;
}

static bool desk_begin(struct server *server) {
	return desk_init(&server->desk);
}

static void desk_end(struct server *server) {
	desk_finish(&server->desk);
}

// Before anything can be shown
static bool lock_begin(struct server *server) {
	char path[PATHS_MAX];
	const char *state = server->options->state;
	if (state == NULL && paths_state(path)) {
		state = path;
	}
	return state != NULL && lock_init(&server->desk, state);
}

static void lock_end(struct server *server) {
	lock_finish(&server->desk);
}

static bool seat_begin(struct server *server) {
	server->seat = seat_create(&server->desk, server->backend.wlr);
	if (server->seat == NULL) {
		log_error("the seat cannot be set up");
	}
	return server->seat != NULL;
}

static void seat_end(struct server *server) {
	seat_destroy(server->seat);
}

static bool screen_begin(struct server *server) {
	server->screen = screen_create(&server->desk, server->backend.wlr, server->backend.session);
	return server->screen != NULL;
}

static void screen_end(struct server *server) {
	screen_destroy(server->screen);
}

static void handle_new_input(void *data, struct wlr_input_device *device) {
	struct server *server = data;
	seat_add_device(server->seat, device);
}

static void local_end(struct server *server) {
	wl_display_destroy_clients(server->display);
	local_finish(&server->local);
}

static bool local_begin(struct server *server) {
	server->local_server = (struct local_server){
		.backend = server->backend.wlr, .new_input = handle_new_input, .data = server};
	if (!local_init(&server->local, &server->desk, &server->local_server)) {
		log_error("the private socket's protocols cannot be set up");
		local_end(server);
		return false;
	}
	return true;
}

static bool control_begin(struct server *server) {
	server->control = control_create(server->desk.loop, &server->desk, server->socket.control);
	return server->control != NULL;
}

static void control_end(struct server *server) {
	control_destroy(server->control);
}

static bool events_begin(struct server *server) {
	server_events_connect(server);
	return true;
}

static void events_end(struct server *server) {
	server_events_disconnect(server);
}

// The backend has found the desktop around us, if any: what we start finds us
static bool start_begin(struct server *server) {
	const struct options *options = server->options;
	if (!backend_start(&server->backend, options->headless, options->headless_count)) {
		return false;
	}
	if (setenv("WAYLAND_DISPLAY", server->socket.name, 1) != 0 ||
		unsetenv("WAYLAND_SOCKET") != 0 || unsetenv("DISPLAY") != 0) {
		log_errno("the environment");
		return false;
	}
	return true;
}

static void guests_end(struct server *server) {
	struct desk_guest *guest, *next;
	wl_list_for_each_safe(guest, next, &server->desk.guests, link) {
		desk_guest_destroy(guest);
	}
}

static bool guests_begin(struct server *server) {
	for (size_t i = 0; i < server->options->guest_count; i++) {
		const struct options_guest *guest = &server->options->guests[i];
		struct guest_conf conf = {.transport = transport_kind(guest->address)};
		snprintf(conf.name, sizeof(conf.name), "%s", guest->name);
		snprintf(conf.address, sizeof(conf.address), "%s", guest->address);
		if (desk_guest_create(&server->desk, &conf, guest->colour) == NULL) {
			guests_end(server);
			return false;
		}
	}
	return true;
}

// After those of the command line, which keep their names
static bool dom0_begin(struct server *server) {
	const char *dir = server->options->guests_dir;
	const char *admin = server->options->admin;
	server->guests = dir != NULL ? guests_create(&server->desk, dir) : NULL;
	server->vms = admin != NULL ? vms_create(&server->desk, admin) : NULL;
	control_set_vms(server->control, server->vms);
	return (dir == NULL || server->guests != NULL) && (admin == NULL || server->vms != NULL);
}

static void dom0_end(struct server *server) {
	control_set_vms(server->control, NULL);
	vms_destroy(server->vms);
	guests_destroy(server->guests);
}

static const struct part parts[] = {
	{conf_begin, conf_end},
	{display_begin, display_end},
	{socket_begin, NULL},
	{backend_begin, backend_end},
	{scene_begin, scene_end},
	{desk_begin, desk_end},
	{lock_begin, lock_end},
	{seat_begin, seat_end},
	{screen_begin, screen_end},
	{local_begin, local_end},
	{control_begin, control_end},
	{events_begin, events_end},
	{start_begin, NULL},
	{guests_begin, guests_end},
	{dom0_begin, dom0_end},
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

static bool running; // for handle_wlr_log(), which has no data

static void run(struct server *server) {
	const struct desk *desk = &server->desk;
	running = true;
	log_info("programs of this domain are served at WAYLAND_DISPLAY=%s", server->socket.name);
	lock_start_locker(&server->desk); // if the last run did not end as it should
	if (desk->conf->startup[0] != '\0') {
		spawn(desk->conf->startup);
	}
	wl_display_run(server->display);
}

// What the X server around a nested desktop thinks of one request, as when it knows no
// window manager's atoms. Its loss is told apart.
static bool is_x11_answer(const char *line) {
	return strstr(line, "] X11 error: ") != NULL;
}

// A guest may show what the renderer cannot draw at each frame: few lines are enough
static bool may_log(void) {
	static uint64_t since;
	static unsigned lines;
	uint64_t now = loop_now();
	if (since == 0 || now - since > WLR_LOG_PERIOD * LOOP_NS_PER_MS) {
		since = now;
		lines = 0;
	}
	return ++lines <= WLR_LOG_LINES;
}

// wlroots' own lines, in our form. What fails at the start is told by us, in one line.
static void handle_wlr_log(enum wlr_log_importance importance, const char *format, va_list args) {
	char line[512];
	vsnprintf(line, sizeof(line), format, args);
	if (importance == WLR_ERROR && running && !is_x11_answer(line) && may_log()) {
		log_error("wlroots: %s", line);
	} else {
		log_debug("wlroots: %s", line);
	}
}

bool server_run(const struct options *options) {
	log_init("mamparo-compositor", options->debug ? LOG_DEBUG : LOG_INFO);
	wlr_log_init(options->debug ? WLR_DEBUG : WLR_ERROR, handle_wlr_log);
	struct server *server = calloc(1, sizeof(*server));
	if (server == NULL) {
		log_errno("cannot begin");
		return false;
	}
	server->options = options;
	size_t begun = 0;
	while (begun < PARTS && parts[begun].begin(server)) {
		begun++;
	}
	bool started = begun == PARTS;
	if (started) {
		run(server);
	}
	while (begun > 0) {
		if (parts[--begun].end != NULL) {
			parts[begun].end(server);
		}
	}
	bool good = started && !server->failed;
	free(server);
	return good;
}
