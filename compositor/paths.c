// SPDX-License-Identifier: MIT
#include "compositor/paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/log.h"

// variable's folder, or fallback below the home
static bool find(
	char path[PATHS_MAX], const char *variable, const char *fallback, const char *name) {
	const char *base = getenv(variable);
	const char *home = getenv("HOME");
	int len = -1;
	if (base != NULL && base[0] == '/') {
		len = snprintf(path, PATHS_MAX, "%s/mamparo/%s", base, name);
	} else if (home != NULL && home[0] == '/') {
		len = snprintf(path, PATHS_MAX, "%s/%s/mamparo/%s", home, fallback, name);
	}
	return len >= 0 && len < PATHS_MAX;
}

bool paths_config(char path[PATHS_MAX]) {
	return find(path, "XDG_CONFIG_HOME", ".config", "mamparo.conf");
}

// Every folder that leads to path, for the user only
static bool make_folders(char *path) {
	for (char *at = strchr(path + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
		*at = '\0';
		bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
		*at = '/';
		if (!made) {
			return false;
		}
	}
	return true;
}

bool paths_state(char path[PATHS_MAX]) {
	if (!find(path, "XDG_STATE_HOME", ".local/state", "lock")) {
		log_error("neither XDG_STATE_HOME nor HOME is set: give --state");
		return false;
	}
	if (!make_folders(path)) {
		log_errno("the folder of %s", path);
		return false;
	}
	return true;
}
