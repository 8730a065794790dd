// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_DESKTOP_DIRS_H
#define GUEST_PROXY_AGENT_DESKTOP_DIRS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Where desktop entries are: the files below applications/ of XDG_DATA_HOME and
 * XDG_DATA_DIRS, by the id that the specification gives each. One of a folder that comes
 * first hides those of its id in others. A bounded number of them is looked at.
 */

#define DESKTOP_DIRS_MAX 4096 // files

struct desktop_dirs_file {
	char *id, *path; // owned
	size_t place; // in the order of folders
};

struct desktop_dirs {
	struct desktop_dirs_file *files; // owned; sorted by id, each once
	size_t count;
};

// False without memory
bool desktop_dirs_init(struct desktop_dirs *dirs);
void desktop_dirs_finish(struct desktop_dirs *dirs);
// The file of that id, borrowed, or NULL
const char *desktop_dirs_find(const struct desktop_dirs *dirs, const char *id);

#endif
