// SPDX-License-Identifier: MIT
#include "guest-proxy/proxy.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <wayland-server-core.h>
#include <wlr/util/log.h>

#include "common/log.h"
#include "common/loop.h"
#include "guest-proxy/app/app.h"
#include "guest-proxy/command.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/trace.h"
#include "guest-proxy/options.h"

#define CLIENT_BUFFER_MAX (1024 * 1024) // bytes of events that wait for one program

struct proxy {
	struct wl_display *display;
	struct loop *loop; // of the link; inside the display's
	struct app *app;
	struct link *link;
	struct trace *trace; // NULL: none is wanted
	struct command command;

	struct wl_event_source *loop_source;
	struct wl_event_source *sigchld;
	struct wl_event_source *sigint;
	struct wl_event_source *sigterm;
};

static int handle_loop(int fd, uint32_t mask, void *data) {
	struct proxy *proxy = data;
	if (!loop_dispatch(proxy->loop, 0)) {
		log_errno("the event loop is broken");
		wl_display_terminate(proxy->display);
	}
	return 0;
}

static int handle_child(int number, void *data) {
	struct proxy *proxy = data;
	command_check(&proxy->command);
	return 0;
}

static int handle_end(int number, void *data) {
	struct proxy *proxy = data;
	wl_display_terminate(proxy->display);
	return 0;
}

static bool add_sources(struct proxy *proxy) {
	struct wl_event_loop *events = wl_display_get_event_loop(proxy->display);
	proxy->loop_source = wl_event_loop_add_fd(
		events, loop_fd(proxy->loop), WL_EVENT_READABLE, handle_loop, proxy);
	proxy->sigchld = wl_event_loop_add_signal(events, SIGCHLD, handle_child, proxy);
	proxy->sigint = wl_event_loop_add_signal(events, SIGINT, handle_end, proxy);
	proxy->sigterm = wl_event_loop_add_signal(events, SIGTERM, handle_end, proxy);
	// A program that closes a pipe must not end the others
	signal(SIGPIPE, SIG_IGN);
	return proxy->loop_source != NULL && proxy->sigchld != NULL && proxy->sigint != NULL &&
		proxy->sigterm != NULL;
}

static void remove_source(struct wl_event_source *source) {
	if (source != NULL) {
		wl_event_source_remove(source);
	}
}

static void proxy_finish(struct proxy *proxy) {
	command_finish(&proxy->command);
	app_destroy(proxy->app);
	link_destroy(proxy->link);
	trace_destroy(proxy->trace);
	remove_source(proxy->loop_source);
	remove_source(proxy->sigchld);
	remove_source(proxy->sigint);
	remove_source(proxy->sigterm);
	loop_destroy(proxy->loop);
	if (proxy->display != NULL) {
		wl_display_destroy(proxy->display);
	}
}

static bool start_trace(struct proxy *proxy, const char *path) {
	if (path == NULL) {
		return true;
	}
	proxy->trace = trace_create(proxy->loop, path);
	if (proxy->trace == NULL) {
		log_errno("--trace-input %s", path);
		return false;
	}
	log_info("all input is written to %s", path);
	link_set_trace(proxy->link, proxy->trace);
	return true;
}

// Those who come later log their own cause
static bool proxy_init(struct proxy *proxy, const struct options *options) {
	proxy->display = wl_display_create();
	proxy->loop = loop_create();
	if (proxy->display == NULL || proxy->loop == NULL || !add_sources(proxy)) {
		log_errno("cannot begin");
		return false;
	}
	// A program that is busy is not to be ended for the motion that it has not read
	wl_display_set_default_max_buffer_size(proxy->display, CLIENT_BUFFER_MAX);
	proxy->app = app_create(proxy->display, options->want_xwayland);
	if (proxy->app == NULL) {
		return false;
	}
	proxy->link = link_create(proxy->loop, options->listen, &app_recv, proxy->app);
	if (proxy->link == NULL) {
		return false;
	}
	app_set_link(proxy->app, proxy->link);
	return start_trace(proxy, options->trace_input);
}

// Where sockets of programs go
static bool check_runtime_dir(void) {
	const char *dir = getenv("XDG_RUNTIME_DIR");
	struct stat stat_buf;
	if (dir == NULL || dir[0] != '/') {
		log_error("XDG_RUNTIME_DIR is not set to an absolute path");
		return false;
	}
	if (stat(dir, &stat_buf) != 0) {
		log_errno("XDG_RUNTIME_DIR %s", dir);
		return false;
	}
	if (!S_ISDIR(stat_buf.st_mode)) {
		log_error("XDG_RUNTIME_DIR %s is no directory", dir);
		return false;
	}
	return true;
}

// What the programs find, and nothing of the session that the proxy itself is in
static bool set_environment(const struct app *app) {
	const char *x11 = app_x11_display(app);
	bool done = setenv("WAYLAND_DISPLAY", app_socket(app), 1) == 0 &&
		unsetenv("WAYLAND_SOCKET") == 0 && unsetenv("DISPLAY") == 0;
	return done && (x11 == NULL || setenv("DISPLAY", x11, 1) == 0);
}

static bool start_command(struct proxy *proxy, const struct options *options) {
	if (!set_environment(proxy->app)) {
		log_errno("cannot set the environment");
		return false;
	}
	if (options->command != NULL && !command_start(&proxy->command, options->command)) {
		log_errno("cannot run %s", options->command[0]);
		return false;
	}
	const char *x11 = app_x11_display(proxy->app);
	log_info("programs are served at WAYLAND_DISPLAY=%s DISPLAY=%s", app_socket(proxy->app),
		x11 != NULL ? x11 : "");
	return true;
}

static bool running; // for handle_wlr_log(), which has no data

// wlroots' own lines, in our form. At the start it calls each X display that is taken
// an error; what really fails then is told by us.
static void handle_wlr_log(enum wlr_log_importance importance, const char *format, va_list args) {
	char line[512];
	vsnprintf(line, sizeof(line), format, args);
	if (importance == WLR_ERROR && running) {
		log_error("wlroots: %s", line);
	} else {
		log_debug("wlroots: %s", line);
	}
}

// Each pool of each program is a descriptor of ours
static void raise_limits(void) {
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

bool proxy_run(const struct options *options) {
	log_init("mamparo-guest-proxy", options->debug ? LOG_DEBUG : LOG_INFO);
	wlr_log_init(options->debug ? WLR_DEBUG : WLR_ERROR, handle_wlr_log);
	if (!check_runtime_dir()) {
		return false;
	}
	raise_limits();
	struct proxy proxy = {0};
	bool started = proxy_init(&proxy, options) && start_command(&proxy, options);
	if (started) {
		running = true;
		wl_display_run(proxy.display);
	}
	proxy_finish(&proxy);
	return started;
}
