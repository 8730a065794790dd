// SPDX-License-Identifier: MIT
#include "hv/cli/cli_launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/text.h"

#define PREFIX "mamparo-"
#define SUFFIX ".desktop"
#define NEW ".mamparo-new" // what is being written
#define ID_LEN 32
#define VM_MAX 31 // letters
#define NAME_SIZE 196 // bytes: 64 characters, and the terminator
#define PLAIN_ICON "application-x-executable"
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

// --- the folder --------------------------------------------------------------

// False if the environment names none
static bool find_folder(char path[PATH_MAX]) {
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	int len = -1;
	if (data != NULL && data[0] == '/') {
		len = snprintf(path, PATH_MAX, "%s/applications", data);
	} else if (home != NULL && home[0] == '/') {
		len = snprintf(path, PATH_MAX, "%s/.local/share/applications", home);
	}
	return len > 0 && len < PATH_MAX;
}

// It, and what is above it
static void make_folder(char *path) {
	for (char *at = path + 1; *at != '\0'; at++) {
		if (*at == '/') {
			*at = '\0';
			mkdir(path, 0700);
			*at = '/';
		}
	}
	mkdir(path, 0700);
}

// One command at a time changes what is there
bool cli_launcher_open(struct cli_launcher *launcher, bool make) {
	char path[PATH_MAX];
	*launcher = (struct cli_launcher){.dir = -1};
	if (!find_folder(path)) {
		errno = ENOENT;
		return false;
	}
	if (make) {
		make_folder(path);
	}
	launcher->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return launcher->dir >= 0 && flock(launcher->dir, LOCK_EX) == 0;
}

void cli_launcher_close(struct cli_launcher *launcher) {
	cli_icons_finish(&launcher->icons);
	close(launcher->dir);
	*launcher = (struct cli_launcher){.dir = -1};
}

// --- files -------------------------------------------------------------------

static bool is_vm(const char *vm) {
	size_t len = strlen(vm);
	return len > 0 && len <= VM_MAX && strchr(LETTERS, vm[0]) != NULL &&
		strspn(vm, LETTERS "0123456789-") == len;
}

static bool is_id(const char *id) {
	return strlen(id) == ID_LEN && strspn(id, "0123456789abcdef") == ID_LEN;
}

// A backslash begins what stands for something else
static void print_string(FILE *file, const char *text) {
	for (; *text != '\0'; text++) {
		fputs(*text == '\\' ? "\\\\" : (char[]){*text, '\0'}, file);
	}
}

static bool print(FILE *file, const struct cli_launcher_entry *entry, const char *icon) {
	char name[NAME_SIZE];
	text_plain(name, sizeof(name), (const uint8_t *)entry->name, strlen(entry->name));
	fprintf(file, "[Desktop Entry]\nType=Application\nName=%s: ", entry->vm);
	print_string(file, name);
	fprintf(file, "\nIcon=%s\nExec=mamparo run %s --entry %s\n", icon, entry->vm, entry->id);
	return fflush(file) == 0 && ferror(file) == 0;
}

static bool write_file(int dir, const struct cli_launcher_entry *entry, const char *icon) {
	int fd = openat(dir, NEW, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (file == NULL) {
		if (fd >= 0) {
			close(fd);
		}
		return false;
	}
	bool written = print(file, entry, icon);
	return fclose(file) == 0 && written;
}

bool cli_launcher_write(struct cli_launcher *launcher, const struct cli_launcher_entry *entry) {
	char name[NAME_MAX];
	if (!is_vm(entry->vm) || !is_id(entry->id)) {
		fprintf(stderr, "mamparo: hvd names an entry that cannot be\n");
		return false;
	}
	if (launcher->icons.folders == NULL) {
		cli_icons_init(&launcher->icons);
	}
	bool here = cli_icons_has(&launcher->icons, entry->icon);
	snprintf(name, sizeof(name), PREFIX "%s-%s" SUFFIX, entry->vm, entry->id);
	bool written = write_file(launcher->dir, entry, here ? entry->icon : PLAIN_ICON) &&
		renameat(launcher->dir, NEW, launcher->dir, name) == 0;
	if (!written) {
		fprintf(stderr, "mamparo: %s: %s\n", name, strerror(errno));
		unlinkat(launcher->dir, NEW, 0);
	}
	return written;
}

// --- what is there -----------------------------------------------------------

// Whose it is. False if it is none of ours.
static bool split(const char *name, char vm[VM_MAX + 1], char id[ID_LEN + 1]) {
	size_t len = strlen(name), before = strlen(PREFIX), behind = ID_LEN + strlen(SUFFIX) + 1;
	if (len <= before + behind || len - before - behind > VM_MAX ||
		strncmp(name, PREFIX, before) != 0 || name[len - behind] != '-' ||
		strcmp(name + len - strlen(SUFFIX), SUFFIX) != 0) {
		return false;
	}
	snprintf(vm, VM_MAX + 1, "%.*s", (int)(len - before - behind), name + before);
	snprintf(id, ID_LEN + 1, "%s", name + len - behind + 1);
	return is_vm(vm) && is_id(id);
}

void cli_launcher_sweep(struct cli_launcher *launcher,
	bool (*keep)(void *data, const char *vm, const char *id), void *data) {
	char vm[VM_MAX + 1], id[ID_LEN + 1];
	int fd = openat(launcher->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *file;
	while (folder != NULL && (file = readdir(folder)) != NULL) {
		if (split(file->d_name, vm, id) && !keep(data, vm, id)) {
			unlinkat(launcher->dir, file->d_name, 0);
		}
	}
	if (folder != NULL) {
		closedir(folder);
	} else if (fd >= 0) {
		close(fd);
	}
}

static bool is_another(void *data, const char *vm, const char *id) {
	return strcmp(vm, data) != 0;
}

void cli_launcher_forget(const char *vm) {
	struct cli_launcher launcher;
	if (cli_launcher_open(&launcher, false)) {
		cli_launcher_sweep(&launcher, is_another, (void *)vm);
		cli_launcher_close(&launcher);
	}
}
