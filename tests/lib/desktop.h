// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_DESKTOP_H
#define TESTS_LIB_DESKTOP_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/lib/process.h"
#include "tests/lib/tree.h"

/*
 * A whole desktop for a test: the compositor, headless, with guests that are local
 * processes or the test itself, and the user's hands and eyes on the private socket.
 * Everything is in one directory below /tmp that goes with it.
 */

#define DESKTOP_GUESTS_MAX 128
#define DESKTOP_OUTPUTS_MAX 4
#define DESKTOP_PROGRAMS_MAX 32
#define DESKTOP_TIMEOUT 20000 // ms: a program starts slowly where sanitizers are on

struct client;

struct desktop_guest {
	char name[32], colour[16];
	char dir[PROCESS_PATH_MAX]; // runtime and home directory of its programs
	char address[PROCESS_PATH_MAX]; // where the compositor connects to
	struct process proxy; // none if the test is the guest
};

struct desktop {
	char dir[64];
	char gui[80]; // runtime directory of the compositor and local programs
	char control[112]; // path of the control socket
	char config[80], state[80]; // files of the compositor
	char admin
		[80]; // where the test is dom0, and tells of the guests; "": the command line does
	char sizes[DESKTOP_OUTPUTS_MAX][16]; // of the outputs, "WxH"
	size_t output_count;
	struct desktop_guest guests[DESKTOP_GUESTS_MAX];
	size_t guest_count;
	struct process compositor;
	struct process programs[DESKTOP_PROGRAMS_MAX]; // of desktop_run_*()
	size_t program_count;
	struct client *client; // owned
	struct tree tree; // as it was read last
};

// False, and a line on stderr, on failure; desktop_finish() all the same
bool desktop_init(struct desktop *desktop, const char *size);
// Ends everything. False, and logs on stderr, if the compositor or a proxy ended in
// another way than asked or killed, or if a sanitizer has found something.
bool desktop_finish(struct desktop *desktop);

// Before desktop_start(). One more output, to the right of the others.
void desktop_add_output(struct desktop *desktop, const char *size);
// Before desktop_start(). The test is dom0, for all guests.
void desktop_use_dom0(struct desktop *desktop);
// Before desktop_start(). The guest is borrowed from desktop.
struct desktop_guest *desktop_add_guest(
	struct desktop *desktop, const char *name, const char *colour);
// The text of the compositor's configuration; may be called again before a reload
bool desktop_set_config(struct desktop *desktop, const char *text);
// The compositor, and a client. Also once more after desktop_kill().
bool desktop_start(struct desktop *desktop);
// kill -9: no goodbye
void desktop_kill(struct desktop *desktop);

// The proxy of a guest, with a shell command in it
bool desktop_run(struct desktop *desktop, struct desktop_guest *guest, const char *command);
// One more program of a guest whose proxy runs; by a shell. Its process is borrowed.
struct process *desktop_run_inside(
	struct desktop *desktop, struct desktop_guest *guest, const char *command);
// A program of the GUI domain, on the private socket; by a shell
struct process *desktop_run_local(struct desktop *desktop, const char *command);

// Path of an executable of this build
void desktop_executable(char path[PROCESS_PATH_MAX], const char *name);
// Read the tree anew. False if the compositor does not answer.
bool desktop_look(struct desktop *desktop);
// One line to the control socket
bool desktop_ask(struct desktop *desktop, const char *line);
// Click into a window where nothing covers it, late enough for a new one to get it. False
// if that is nowhere. The window is of desktop->tree as it was read last.
bool desktop_click_window(struct desktop *desktop, const struct tree_window *window);
bool desktop_click(struct desktop *desktop, const char *guest); // its top window

#endif
