// SPDX-License-Identifier: MIT
#include "hv/cli/cli_icons.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_LEN_MAX 64
#define DEPTH 3 // below icons/: a theme, and two folders for kinds and sizes
#define SYSTEM_DIRS "/usr/local/share:/usr/share"

static void add(struct cli_icons *icons, const char *path) {
	char *copy = icons->count < CLI_ICONS_FOLDERS_MAX ? strdup(path) : NULL;
	if (copy != NULL) {
		icons->folders[icons->count++] = copy;
	}
}

static bool is_folder(const char *path) {
	struct stat info;
	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static void add_below(struct cli_icons *icons, const char *path, int depth) {
	DIR *folder = opendir(path);
	const struct dirent *entry;
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		char inner[PATH_MAX];
		int len = snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
		if (entry->d_name[0] == '.' || len < 0 || (size_t)len >= sizeof(inner) ||
			!is_folder(inner)) {
			continue;
		}
		add(icons, inner);
		if (depth > 1) {
			add_below(icons, inner, depth - 1);
		}
	}
	if (folder != NULL) {
		closedir(folder);
	}
}

static void add_data(struct cli_icons *icons, const char *data, size_t len) {
	char path[PATH_MAX];
	int icons_len = snprintf(path, sizeof(path), "%.*s/icons", (int)len, data);
	if (len > 0 && icons_len > 0 && (size_t)icons_len < sizeof(path)) {
		add_below(icons, path, DEPTH);
		snprintf(path, sizeof(path), "%.*s/pixmaps", (int)len, data);
		add(icons, path);
	}
}

void cli_icons_init(struct cli_icons *icons) {
	const char *dirs = getenv("XDG_DATA_DIRS");
	*icons = (struct cli_icons){.folders = calloc(CLI_ICONS_FOLDERS_MAX, sizeof(char *))};
	if (icons->folders == NULL) {
		return; // none is known, and all get the plain one
	}
	const char *at = dirs != NULL && dirs[0] != '\0' ? dirs : SYSTEM_DIRS;
	while (*at != '\0') {
		size_t len = strcspn(at, ":");
		add_data(icons, at, len);
		at += len + (at[len] == ':' ? 1 : 0);
	}
}

void cli_icons_finish(struct cli_icons *icons) {
	for (size_t i = 0; i < icons->count; i++) {
		free(icons->folders[i]);
	}
	free(icons->folders);
	*icons = (struct cli_icons){0};
}

static bool is_name(const char *name) {
	size_t len = strlen(name);
	return len > 0 && len <= NAME_LEN_MAX && name[0] != '.' && name[0] != '-' &&
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len;
}

static bool is_in(const char *folder, const char *name) {
	static const char *const suffixes[] = {"png", "svg", "xpm"};
	char path[PATH_MAX];
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		int len = snprintf(path, sizeof(path), "%s/%s.%s", folder, name, suffixes[i]);
		if (len > 0 && (size_t)len < sizeof(path) && access(path, R_OK) == 0) {
			return true;
		}
	}
	return false;
}

bool cli_icons_has(const struct cli_icons *icons, const char *name) {
	for (size_t i = 0; i < icons->count && is_name(name); i++) {
		if (is_in(icons->folders[i], name)) {
			return true;
		}
	}
	return false;
}
