// SPDX-License-Identifier: MIT
/*
 * What is wrong with a command is said in one line, and the exit status is not zero.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define COMPOSITOR "compositor/mamparo-compositor"
#define PROXY "guest-proxy/mamparo-guest-proxy"
#define MSG "compositor/control/mamparo-msg"
#define DEV "../../dev" // from the build directory

static struct desktop desktop;

static void setup(void) {
	ck_assert(desktop_init(&desktop, "640x480"));
	ck_assert(desktop_start(&desktop));
}

static void teardown(void) {
	ck_assert(desktop_finish(&desktop));
}

// Runs a program of ours by a shell; its directory is dir of the desktop
static struct process *run(const char *program, const char *arguments) {
	char path[PROCESS_PATH_MAX], command[1024];
	desktop_executable(path, program);
	// One line at a time: the table's programs share the list of the desktop's
	desktop.program_count = 0;
	snprintf(command, sizeof(command), "cd \"$XDG_RUNTIME_DIR\"; : >../program1.log; %s %s",
		path, arguments);
	struct process *process = desktop_run_local(&desktop, command);
	ck_assert_ptr_nonnull(process);
	ck_assert_msg(process_wait(process, DESKTOP_TIMEOUT), "%s %s goes on", program, arguments);
	return process;
}

static const struct {
	const char *program, *arguments;
} bad[] = {
	{COMPOSITOR, "--nonsense"},
	{COMPOSITOR, "extra"},
	{COMPOSITOR, "--guest"},
	{COMPOSITOR, "--guest work"},
	{COMPOSITOR, "--guest work:blue"},
	{COMPOSITOR, "--guest work:mauve:/run/link"},
	{COMPOSITOR, "--guest Work:blue:/run/link"},
	{COMPOSITOR, "--guest work:blue:relative"},
	{COMPOSITOR, "--guest work:blue:/a --guest work:red:/b"},
	{COMPOSITOR, "--headless 0x100"},
	{COMPOSITOR, "--headless 100"},
	{COMPOSITOR, "--headless 99999x99999"},
	{COMPOSITOR, "--socket ../elsewhere"},
	{COMPOSITOR, "--headless 640x480 --state here"}, // a second instance
	{COMPOSITOR, "--headless 640x480 --socket other --state /nowhere/at/all"},
	{COMPOSITOR, "--headless 640x480 --socket other --state here --config /nowhere"},
	{COMPOSITOR, "--headless 640x480 --socket other --state here --config ."},
	{PROXY, ""},
	{PROXY, "--nonsense"},
	{PROXY, "--listen"},
	{PROXY, "--listen ''"},
	{PROXY, "--listen /nowhere/at/all"},
	{PROXY, "--no-xwayland --listen link -- /nowhere/at/all"},
	{MSG, "--nonsense"},
	{MSG, "nonsense"},
	{MSG, "focus"},
	{MSG, "focus 77777"},
	{MSG, "focus x"},
	{MSG, "workspace 99"},
	{MSG, "--socket none tree"},
	{DEV, "nonsense"},
	{DEV, "build everything"},
	{DEV, "fuzz"},
	{DEV, "fuzz 0"},
	{DEV, "fuzz 10 20"},
	{DEV, "soak long"},
	{DEV, "bench"},
	{DEV, "guest work"},
	{DEV, "run now"},
	{DEV, "run --nonsense 1"},
	{DEV, "run --for"},
	{DEV, "run --for abc"},
	{DEV, "run --for 0"},
	{DEV, "run --shots /proc/nowhere"},
	{DEV, "run --config /nowhere"},
	{DEV, "run --config ."},
	{DEV, "run --headless 5"},
	{DEV, "run --headless 99999x100"},
	{DEV, "run --guest work"},
	{DEV, "run --guest Work:blue:true"},
	{DEV, "run --guest work:mauve:true"},
	{DEV, "run --guest gui:blue:true"},
	{DEV, "run --guest work:blue:true --guest work:red:true"},
};

START_TEST(one_line_and_no_zero) {
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); ++i) {
		struct process *process = run(bad[i].program, bad[i].arguments);
		bool status = process->status != 0 && process_exited(process, 1);
		status = status || process_exited(process, 2);
		bool one = process_lines(process) == 1;
		if (!status || !one) {
			process_show(process);
		}
		ck_assert_msg(status, "%s %s: exits with 0x%x", bad[i].program, bad[i].arguments,
			process->status);
		ck_assert_msg(one, "%s %s: %u lines", bad[i].program, bad[i].arguments,
			process_lines(process));
	}
	unit_count("bad command lines", sizeof(bad) / sizeof(bad[0]));
}
END_TEST

// Bad surroundings
static const struct {
	const char *environment, *program, *arguments;
} places[] = {
	{"unset XDG_RUNTIME_DIR", COMPOSITOR, "--headless 640x480 --state here"},
	{"export XDG_RUNTIME_DIR=/nowhere", COMPOSITOR, "--headless 640x480 --state here"},
	{"export WLR_BACKENDS=nonsense", COMPOSITOR, "--socket other --state here"},
	{"export WLR_RENDERER=gles2 WLR_RENDER_DRM_DEVICE=/nowhere", COMPOSITOR,
		"--socket other --headless 9x9 --state here"},
	{"export WAYLAND_DISPLAY=none WLR_BACKENDS=wayland", COMPOSITOR,
		"--socket other --state here"},
	{"unset XDG_RUNTIME_DIR", PROXY, "--listen link"},
	{"export XDG_RUNTIME_DIR=/nowhere", PROXY, "--listen link"},
	{"unset XDG_RUNTIME_DIR", MSG, "tree"},
};

START_TEST(bad_surroundings) {
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); ++i) {
		char path[PROCESS_PATH_MAX], command[1024];
		desktop_executable(path, places[i].program);
		desktop.program_count = 0;
		snprintf(command, sizeof(command),
			"cd \"$XDG_RUNTIME_DIR\"; : >../program1.log; %s; exec %s %s",
			places[i].environment, path, places[i].arguments);
		struct process *process = desktop_run_local(&desktop, command);
		ck_assert_ptr_nonnull(process);
		bool ended = process_wait(process, DESKTOP_TIMEOUT);
		bool status = process_exited(process, 1) || process_exited(process, 2);
		if (!ended || !status || process_lines(process) != 1) {
			process_show(process);
		}
		ck_assert_msg(ended && status, "%s: %s: wait status 0x%x", places[i].environment,
			places[i].program, process->status);
		ck_assert_msg(process_lines(process) == 1, "%s: %s: %u lines",
			places[i].environment, places[i].program, process_lines(process));
	}
}
END_TEST

START_TEST(a_wrong_line_of_the_configuration) {
	ck_assert(desktop_set_config(&desktop, "[appearance]\nfont = sans\nbackground = mauve\n"));
	struct process *reload = run(MSG, "reload");
	ck_assert(process_exited(reload, 1));
	ck_assert(process_said(reload, "conf:3: "));
	ck_assert_uint_eq(process_lines(reload), 1);
	struct process *start = run(
		COMPOSITOR, "--headless 640x480 --socket other --state here --config ../conf");
	ck_assert(process_exited(start, 1));
	ck_assert(process_said(start, "conf:3: "));
	ck_assert_uint_eq(process_lines(start), 1);
}
END_TEST

START_TEST(help_and_version) {
	static const char *const programs[] = {COMPOSITOR, PROXY, MSG};
	for (size_t i = 0; i < 3; ++i) {
		ck_assert(process_exited(run(programs[i], "--help"), 0));
		struct process *version = run(programs[i], "--version");
		ck_assert(process_exited(version, 0));
		ck_assert_uint_eq(process_lines(version), 1);
	}
	ck_assert(process_exited(run(MSG, "tree"), 0));
	ck_assert(process_exited(run(MSG, "workspace 2"), 0));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli");
	TCase *tests = tcase_create("cli");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, one_line_and_no_zero);
	tcase_add_test(tests, bad_surroundings);
	tcase_add_test(tests, a_wrong_line_of_the_configuration);
	tcase_add_test(tests, help_and_version);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
