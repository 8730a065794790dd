// SPDX-License-Identifier: MIT
#include "tests/lib/desktop.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/watch.h"

#define ENV_MAX 16
#define ARGS_MAX (16 + 2 * DESKTOP_GUESTS_MAX + 2 * DESKTOP_OUTPUTS_MAX)
#define TEXT_MAX 512
#define HOLD_OFF 350 // ms, more than a new window waits for its first input

// Environment of one program, with room for what it is made of
struct env {
	const char *list[ENV_MAX];
	char text[ENV_MAX][TEXT_MAX];
	size_t count;
};

__attribute__((format(printf, 2, 3))) static void env_add(
	struct env *env, const char *format, ...) {
	va_list args;
	va_start(args, format);
	vsnprintf(env->text[env->count], TEXT_MAX, format, args);
	va_end(args);
	env->list[env->count] = env->text[env->count];
	env->list[++env->count] = NULL;
}

// What all have: nothing of the session around, and a place for sanitizers' reports
static void env_init(struct env *env, const struct desktop *desktop, const char *dir) {
	*env = (struct env){0};
	env_add(env, "XDG_RUNTIME_DIR=%s", dir);
	env_add(env, "HOME=%s", dir);
	env_add(env, "LANG=C.UTF-8");
	// A test may preload something of its own
	env_add(env, "ASAN_OPTIONS=log_path=%s/sanitizer:exitcode=99:verify_asan_link_order=0",
		desktop->dir);
	env_add(env, "UBSAN_OPTIONS=log_path=%s/sanitizer:print_stacktrace=1", desktop->dir);
	env_add(env, "WAYLAND_DISPLAY");
	env_add(env, "DISPLAY");
}

void desktop_executable(char path[PROCESS_PATH_MAX], const char *name) {
	snprintf(path, PROCESS_PATH_MAX, "%s/%s", MAMPARO_BUILD, name);
}

bool desktop_init(struct desktop *desktop, const char *size) {
	*desktop = (struct desktop){0};
	// Programs of programs come to us when their parents go, and are ended in the end
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	desktop_add_output(desktop, size);
	snprintf(desktop->dir, sizeof(desktop->dir), "/tmp/mamparo-test.XXXXXX");
	if (mkdtemp(desktop->dir) == NULL) {
		fprintf(stderr, "desktop: %s: %s\n", desktop->dir, strerror(errno));
		return false;
	}
	snprintf(desktop->gui, sizeof(desktop->gui), "%s/gui", desktop->dir);
	snprintf(desktop->control, sizeof(desktop->control), "%s/mamparo-0.control", desktop->gui);
	snprintf(desktop->config, sizeof(desktop->config), "%s/conf", desktop->dir);
	snprintf(desktop->state, sizeof(desktop->state), "%s/state", desktop->dir);
	return mkdir(desktop->gui, 0700) == 0 && desktop_set_config(desktop, "");
}

void desktop_add_output(struct desktop *desktop, const char *size) {
	snprintf(desktop->sizes[desktop->output_count++], sizeof(desktop->sizes[0]), "%s", size);
}

void desktop_use_dom0(struct desktop *desktop) {
	snprintf(desktop->admin, sizeof(desktop->admin), "%s/admin", desktop->dir);
}

struct desktop_guest *desktop_add_guest(
	struct desktop *desktop, const char *name, const char *colour) {
	struct desktop_guest guest = {0};
	snprintf(guest.name, sizeof(guest.name), "%s", name);
	snprintf(guest.colour, sizeof(guest.colour), "%s", colour);
	snprintf(guest.dir, sizeof(guest.dir), "%s/%s", desktop->dir, name);
	snprintf(guest.address, sizeof(guest.address), "%s/%s/link", desktop->dir, name);
	if (mkdir(guest.dir, 0700) != 0) {
		fprintf(stderr, "desktop: %s: %s\n", guest.dir, strerror(errno));
	}
	struct desktop_guest *added = &desktop->guests[desktop->guest_count++];
	*added = guest;
	return added;
}

bool desktop_set_config(struct desktop *desktop, const char *text) {
	FILE *file = fopen(desktop->config, "we");
	if (file == NULL) {
		fprintf(stderr, "desktop: %s: %s\n", desktop->config, strerror(errno));
		return false;
	}
	fputs(text, file);
	return fclose(file) == 0;
}

static bool start_compositor(struct desktop *desktop) {
	char path[PROCESS_PATH_MAX], log[PROCESS_PATH_MAX];
	static char guests[DESKTOP_GUESTS_MAX][256];
	const char *args[ARGS_MAX] = {path, "--state", desktop->state, "--config", desktop->config};
	size_t count = 5;
	for (size_t i = 0; i < desktop->output_count; ++i) {
		args[count++] = "--headless";
		args[count++] = desktop->sizes[i];
	}
	for (size_t i = 0; i < desktop->guest_count && desktop->admin[0] == '\0'; ++i) {
		const struct desktop_guest *guest = &desktop->guests[i];
		snprintf(guests[i], sizeof(guests[i]), "%s:%s:%s", guest->name, guest->colour,
			guest->address);
		args[count++] = "--guest";
		args[count++] = guests[i];
	}
	if (desktop->admin[0] != '\0') {
		snprintf(guests[0], sizeof(guests[0]), "admin:%s", desktop->admin);
		args[count++] = "--guests";
		args[count++] = guests[0];
	}
	struct env env;
	env_init(&env, desktop, desktop->gui);
	env_add(&env, "WLR_LIBINPUT_NO_DEVICES=1");
	env_add(&env, "WLR_RENDERER=pixman");
	desktop_executable(path, "compositor/mamparo-compositor");
	snprintf(log, sizeof(log), "%s/compositor.log", desktop->dir);
	return process_start(&desktop->compositor, log, args, env.list);
}

// The socket is there when the backend is up
static bool connect_client(struct desktop *desktop) {
	char path[112];
	snprintf(path, sizeof(path), "%s/mamparo-0", desktop->gui);
	uint64_t start = process_now();
	while (!desktop_look(desktop)) {
		if (!process_running(&desktop->compositor) ||
			process_now() - start > DESKTOP_TIMEOUT) {
			fprintf(stderr, "desktop: the compositor does not start\n");
			process_show(&desktop->compositor);
			return false;
		}
		process_sleep(20);
	}
	desktop->client = client_create(path);
	return desktop->client != NULL;
}

bool desktop_start(struct desktop *desktop) {
	return start_compositor(desktop) && connect_client(desktop);
}

void desktop_kill(struct desktop *desktop) {
	process_end(&desktop->compositor, SIGKILL);
	client_destroy(desktop->client);
	desktop->client = NULL;
}

bool desktop_run(struct desktop *desktop, struct desktop_guest *guest, const char *command) {
	char path[PROCESS_PATH_MAX], log[PROCESS_PATH_MAX + 16];
	desktop_executable(path, "guest-proxy/mamparo-guest-proxy");
	snprintf(log, sizeof(log), "%s/proxy.log", guest->dir);
	const char *args[] = {path, "--listen", guest->address, "--", "sh", "-c", command, NULL};
	struct env env;
	env_init(&env, desktop, guest->dir);
	return process_start(&guest->proxy, log, args, env.list);
}

static struct process *run_program(
	struct desktop *desktop, const struct env *env, const char *command) {
	char log[PROCESS_PATH_MAX];
	struct process *process = &desktop->programs[desktop->program_count++];
	snprintf(log, sizeof(log), "%s/program%zu.log", desktop->dir, desktop->program_count);
	const char *args[] = {"sh", "-c", command, NULL};
	return process_start(process, log, args, env->list) ? process : NULL;
}

// The proxy says where it serves when it does
static bool read_display(const struct desktop_guest *guest, char wayland[32], char x11[32]) {
	char line[TEXT_MAX];
	FILE *file = fopen(guest->proxy.log, "re");
	bool found = false;
	while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL) {
		const char *at = strstr(line, "WAYLAND_DISPLAY=");
		x11[0] = '\0';
		found = at != NULL &&
			sscanf(at, "WAYLAND_DISPLAY=%31s DISPLAY=%31s", wayland, x11) >= 1;
	}
	if (file != NULL) {
		fclose(file);
	}
	return found;
}

struct process *desktop_run_inside(
	struct desktop *desktop, struct desktop_guest *guest, const char *command) {
	char wayland[32], x11[32];
	uint64_t start = process_now();
	while (!read_display(guest, wayland, x11)) {
		if (process_now() - start > DESKTOP_TIMEOUT) {
			fprintf(stderr, "desktop: %s: the proxy does not serve\n", guest->name);
			return NULL;
		}
		process_sleep(20);
	}
	struct env env;
	env_init(&env, desktop, guest->dir);
	env_add(&env, "WAYLAND_DISPLAY=%s", wayland);
	env_add(&env, "DISPLAY=%s", x11);
	return run_program(desktop, &env, command);
}

struct process *desktop_run_local(struct desktop *desktop, const char *command) {
	struct env env;
	env_init(&env, desktop, desktop->gui);
	env_add(&env, "WAYLAND_DISPLAY=mamparo-0");
	return run_program(desktop, &env, command);
}

bool desktop_look(struct desktop *desktop) {
	return tree_read(&desktop->tree, desktop->control);
}

bool desktop_ask(struct desktop *desktop, const char *line) {
	return tree_ask(desktop->control, line);
}

bool desktop_click_window(struct desktop *desktop, const struct tree_window *window) {
	int32_t x, y;
	process_sleep(HOLD_OFF);
	if (window == NULL || !tree_point(&desktop->tree, window, &x, &y)) {
		fprintf(stderr, "desktop: no window to click into\n");
		watch_show(desktop);
		return false;
	}
	client_click(desktop->client, x, y);
	return true;
}

bool desktop_click(struct desktop *desktop, const char *guest) {
	return desktop_look(desktop) &&
		desktop_click_window(desktop, tree_window(&desktop->tree, guest, NULL));
}

// Ends as asked, or killed by the test: all else is a crash
static bool ended_well(const struct process *process) {
	bool good = process->log[0] == '\0' || process_exited(process, 0) ||
		(WIFSIGNALED(process->status) && WTERMSIG(process->status) == SIGKILL);
	if (!good) {
		fprintf(stderr, "desktop: ended with wait status 0x%x\n", process->status);
		process_show(process);
	}
	return good;
}

// What sanitizers have found, to stderr. True if that is nothing. They also grumble
// about processes that end while they look for leaks.
static bool show_reports(const struct desktop *desktop) {
	char pattern[96];
	bool none = true;
	glob_t found = {0};
	snprintf(pattern, sizeof(pattern), "%s/sanitizer.*", desktop->dir);
	glob(pattern, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; ++i) {
		struct process report = {0};
		snprintf(report.log, sizeof(report.log), "%s", found.gl_pathv[i]);
		if (process_said(&report, "ERROR: ") || process_said(&report, "runtime error: ")) {
			process_show(&report);
			none = false;
		}
	}
	globfree(&found);
	return none;
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *ftw) {
	return remove(path);
}

// Programs whose parents are gone have become our children
static void end_orphans(void) {
	char path[64], line[TEXT_MAX] = "";
	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return;
	}
	char *rest = fgets(line, sizeof(line), file);
	fclose(file);
	while (rest != NULL && *rest != '\0') {
		char *end;
		long pid = strtol(rest, &end, 10);
		if (end == rest) {
			break;
		}
		kill((pid_t)pid, SIGKILL);
		waitpid((pid_t)pid, NULL, 0);
		rest = end;
	}
}

static bool end_all(struct desktop *desktop) {
	bool good = true;
	for (size_t i = 0; i < desktop->program_count; ++i) {
		process_end(&desktop->programs[i], SIGKILL);
	}
	client_destroy(desktop->client);
	desktop->client = NULL;
	good = process_end(&desktop->compositor, SIGTERM) && good;
	for (size_t i = 0; i < desktop->guest_count; ++i) {
		good = process_end(&desktop->guests[i].proxy, SIGTERM) && good;
	}
	end_orphans();
	return good;
}

bool desktop_finish(struct desktop *desktop) {
	bool good = end_all(desktop);
	good = ended_well(&desktop->compositor) && good;
	for (size_t i = 0; i < desktop->guest_count; ++i) {
		good = ended_well(&desktop->guests[i].proxy) && good;
	}
	good = show_reports(desktop) && good;
	if (desktop->gui[0] != '\0') {
		nftw(desktop->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
	return good;
}
