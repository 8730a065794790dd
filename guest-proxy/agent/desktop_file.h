// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_DESKTOP_FILE_H
#define GUEST_PROXY_AGENT_DESKTOP_FILE_H

#include <stdbool.h>

/*
 * A desktop entry as its file has it, by the Desktop Entry Specification, read by GLib. What
 * cannot be started here, or is not to be shown here, is no entry.
 */

struct desktop_file { // all owned
	char *name; // in the language of the session
	char *icon; // a name, or NULL
	char *dir; // where it is to be started, or NULL
	char **words; // the program and its arguments
};

// False if it is no entry
bool desktop_file_init(struct desktop_file *file, const char *path);
void desktop_file_finish(struct desktop_file *file);

#endif
