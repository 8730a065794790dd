// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/launch.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "guest-proxy/agent/entries.h"

static bool is_there(const char *dir) {
	return dir != NULL && access(dir, X_OK) == 0;
}

// Its id is the only word
static bool find_entry(struct launch *launch) {
	char **arguments = launch->words.arguments;
	if (arguments[1] != NULL) {
		errno = EINVAL;
		return false;
	}
	if (!entries_find(arguments[0], &launch->file)) {
		return false;
	}
	launch->arguments = launch->file.words;
	if (is_there(launch->file.dir)) {
		launch->dir = launch->file.dir;
	}
	return true;
}

bool launch_init(struct launch *launch, const struct agent_run *run) {
	*launch = (struct launch){0};
	if (!words_init(&launch->words, run->tail, run->count, run->variables)) {
		return false;
	}
	const char *home = getenv("HOME");
	launch->dir = is_there(home) ? home : NULL;
	launch->arguments = launch->words.arguments;
	if ((run->flags & AGENT_RUN_ENTRY) != 0 && !find_entry(launch)) {
		int error = errno;
		launch_finish(launch);
		errno = error;
		return false;
	}
	return true;
}

void launch_finish(struct launch *launch) {
	desktop_file_finish(&launch->file);
	words_finish(&launch->words);
	*launch = (struct launch){0};
}
