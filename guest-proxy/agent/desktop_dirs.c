// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/desktop_dirs.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "protocol/limits.h"

#define SUFFIX ".desktop"
#define DEPTH_MAX 4 // folders below applications/
#define SYSTEM_DIRS "/usr/local/share:/usr/share"

// --- files -------------------------------------------------------------------

static bool is_entry(const char *id) {
	size_t len = strlen(id), end = strlen(SUFFIX);
	return len > end && len <= AGENT_ENTRY_ID_MAX && strcmp(id + len - end, SUFFIX) == 0;
}

static void drop_file(struct desktop_dirs_file *file) {
	free(file->id);
	free(file->path);
}

// Whose id is too long is passed over, as is what is one too many
static void add_file(struct desktop_dirs *dirs, const char *path, size_t below) {
	struct desktop_dirs_file *file = &dirs->files[dirs->count];
	if (dirs->count == DESKTOP_DIRS_MAX || !is_entry(path + below)) {
		return;
	}
	*file = (struct desktop_dirs_file){
		.id = strdup(path + below), .path = strdup(path), .place = dirs->count};
	if (file->id == NULL || file->path == NULL) {
		drop_file(file);
		return;
	}
	for (char *at = file->id; *at != '\0'; at++) {
		*at = *at == '/' ? '-' : *at;
	}
	dirs->count++;
}

// --- folders -----------------------------------------------------------------

static bool is_folder(const char *path) {
	struct stat info;
	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

// What is after path[below - 1] makes the id
static void add_folder(struct desktop_dirs *dirs, const char *path, size_t below, int depth) {
	DIR *folder = depth <= DEPTH_MAX ? opendir(path) : NULL;
	const struct dirent *entry;
	while (folder != NULL && dirs->count < DESKTOP_DIRS_MAX &&
		(entry = readdir(folder)) != NULL) {
		char inner[PATH_MAX];
		int len = snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
		if (entry->d_name[0] == '.' || len < 0 || (size_t)len >= sizeof(inner)) {
			continue;
		}
		if (is_folder(inner)) {
			add_folder(dirs, inner, below, depth + 1);
		} else {
			add_file(dirs, inner, below);
		}
	}
	if (folder != NULL) {
		closedir(folder);
	}
}

// One that is not absolute is to be passed over
static void add_data_dir(
	struct desktop_dirs *dirs, const char *data, size_t data_len, const char *more) {
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%.*s%s/applications", (int)data_len, data, more);
	if (data[0] == '/' && len > 0 && (size_t)len < sizeof(path)) {
		add_folder(dirs, path, (size_t)len + 1, 0);
	}
}

static void add_home(struct desktop_dirs *dirs) {
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	if (data != NULL && data[0] != '\0') {
		add_data_dir(dirs, data, strlen(data), "");
	} else if (home != NULL) {
		add_data_dir(dirs, home, strlen(home), "/.local/share");
	}
}

static void add_system(struct desktop_dirs *dirs) {
	const char *list = getenv("XDG_DATA_DIRS");
	list = list != NULL && list[0] != '\0' ? list : SYSTEM_DIRS;
	while (*list != '\0') {
		size_t len = strcspn(list, ":");
		add_data_dir(dirs, list, len, "");
		list += len + (list[len] == ':' ? 1 : 0);
	}
}

// --- the table ---------------------------------------------------------------

static int compare_ids(const void *a, const void *b) {
	const struct desktop_dirs_file *left = a, *right = b;
	return strcmp(left->id, right->id);
}

static int compare(const void *a, const void *b) {
	const struct desktop_dirs_file *left = a, *right = b;
	int order = compare_ids(a, b);
	return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

static void drop_hidden(struct desktop_dirs *dirs) {
	size_t kept = 0;
	for (size_t i = 0; i < dirs->count; i++) {
		if (kept > 0 && strcmp(dirs->files[kept - 1].id, dirs->files[i].id) == 0) {
			drop_file(&dirs->files[i]);
		} else {
			dirs->files[kept++] = dirs->files[i];
		}
	}
	dirs->count = kept;
}

bool desktop_dirs_init(struct desktop_dirs *dirs) {
	*dirs = (struct desktop_dirs){.files = calloc(DESKTOP_DIRS_MAX, sizeof(*dirs->files))};
	if (dirs->files == NULL) {
		return false;
	}
	add_home(dirs);
	add_system(dirs);
	qsort(dirs->files, dirs->count, sizeof(*dirs->files), compare);
	drop_hidden(dirs);
	return true;
}

void desktop_dirs_finish(struct desktop_dirs *dirs) {
	for (size_t i = 0; i < dirs->count; i++) {
		drop_file(&dirs->files[i]);
	}
	free(dirs->files);
	*dirs = (struct desktop_dirs){0};
}

const char *desktop_dirs_find(const struct desktop_dirs *dirs, const char *id) {
	const struct desktop_dirs_file key = {.id = (char *)id};
	const struct desktop_dirs_file *found = bsearch(
		&key, dirs->files, dirs->count, sizeof(key), compare_ids);
	return found != NULL ? found->path : NULL;
}
