// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/desktop_file.h"

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP G_KEY_FILE_DESKTOP_GROUP
#define FILE_MAX (256 * 1024) // bytes
#define NO_FILES "fFuUdDnNvm" // codes that stand for files, or for nothing any more

// --- what its file says ------------------------------------------------------

// All of a regular file, or NULL
static GKeyFile *load(const char *path) {
	struct stat stat;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = NULL;
	ssize_t len = -1;
	if (fd >= 0 && fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_size <= FILE_MAX) {
		text = g_malloc((gsize)stat.st_size);
		len = read(fd, text, (size_t)stat.st_size);
	}
	if (fd >= 0) {
		close(fd);
	}
	GKeyFile *keys = g_key_file_new();
	bool good = len > 0 &&
		g_key_file_load_from_data(keys, text, (gsize)len, G_KEY_FILE_NONE, NULL);
	g_free(text);
	if (!good) {
		g_key_file_free(keys);
	}
	return good ? keys : NULL;
}

static char *get(GKeyFile *keys, const char *key) {
	char *value = g_key_file_get_string(keys, GROUP, key, NULL);
	if (value != NULL && value[0] == '\0') {
		g_free(value);
		value = NULL;
	}
	return value;
}

static bool is_true(GKeyFile *keys, const char *key) {
	return g_key_file_get_boolean(keys, GROUP, key, NULL) != FALSE;
}

static bool is_application(GKeyFile *keys) {
	char *first = g_key_file_get_start_group(keys), *type = get(keys, "Type");
	bool good = g_strcmp0(first, GROUP) == 0 &&
		g_strcmp0(type, G_KEY_FILE_DESKTOP_TYPE_APPLICATION) == 0;
	g_free(first);
	g_free(type);
	return good;
}

// Whether one of the desktops that the session says it is stands in that list
static bool names_desktop(GKeyFile *keys, const char *key) {
	const char *session = g_getenv("XDG_CURRENT_DESKTOP");
	char **list = g_key_file_get_string_list(keys, GROUP, key, NULL, NULL);
	char **desktops = g_strsplit(session != NULL ? session : "", ":", -1);
	bool found = false;
	for (char **desktop = desktops; *desktop != NULL && list != NULL && !found; desktop++) {
		found = g_strv_contains((const char *const *)list, *desktop);
	}
	g_strfreev(desktops);
	g_strfreev(list);
	return found;
}

static bool is_shown(GKeyFile *keys) {
	bool only = g_key_file_has_key(keys, GROUP, "OnlyShowIn", NULL);
	return !is_true(keys, "Hidden") && !is_true(keys, "NoDisplay") &&
		(!only || names_desktop(keys, "OnlyShowIn")) && !names_desktop(keys, "NotShowIn");
}

static bool is_program(const char *name) {
	char *path = g_find_program_in_path(name);
	bool there = path != NULL;
	g_free(path);
	return there;
}

static bool is_installed(GKeyFile *keys) {
	char *program = get(keys, "TryExec");
	bool there = program == NULL || is_program(program);
	g_free(program);
	return there;
}

// --- its command -------------------------------------------------------------

// What a code within a word stands for; NULL: there is no such code
static const char *meaning(const struct desktop_file *file, const char *path, char code) {
	switch (code) {
	case '%':
		return "%";
	case 'c':
		return file->name;
	case 'k':
		return path;
	default:
		return code != '\0' && strchr(NO_FILES, code) != NULL ? "" : NULL;
	}
}

// NULL: it has a code that there is not. For the caller to free.
static char *expand(const struct desktop_file *file, const char *path, const char *word) {
	GString *text = g_string_new(NULL);
	for (; *word != '\0'; word++) {
		if (*word != '%') {
			g_string_append_c(text, *word);
			continue;
		}
		const char *part = meaning(file, path, *++word);
		if (part == NULL) {
			g_string_free(text, TRUE);
			return NULL;
		}
		g_string_append(text, part);
	}
	return g_string_free(text, FALSE);
}

static bool stands_for_files(const char *word) {
	return word[0] == '%' && word[1] != '\0' && word[2] == '\0' &&
		strchr(NO_FILES, word[1]) != NULL;
}

static bool add_word(
	const struct desktop_file *file, const char *path, const char *word, GPtrArray *words) {
	if (stands_for_files(word)) {
		return true; // no word at all, not an empty one
	}
	if (strcmp(word, "%i") == 0) {
		if (file->icon != NULL) {
			g_ptr_array_add(words, g_strdup("--icon"));
			g_ptr_array_add(words, g_strdup(file->icon));
		}
		return true;
	}
	char *expanded = expand(file, path, word);
	if (expanded != NULL) {
		g_ptr_array_add(words, expanded);
	}
	return expanded != NULL;
}

// What runs a program that needs a terminal. False if there is none.
static bool add_terminal(GPtrArray *words) {
	static const struct {
		const char *name, *option;
	} terminals[] = {
		{"xdg-terminal-exec", NULL},
		{"x-terminal-emulator", "-e"},
		{"foot", "-e"},
		{"xterm", "-e"},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(terminals); i++) {
		if (is_program(terminals[i].name)) {
			g_ptr_array_add(words, g_strdup(terminals[i].name));
			if (terminals[i].option != NULL) {
				g_ptr_array_add(words, g_strdup(terminals[i].option));
			}
			return true;
		}
	}
	return false;
}

static bool add_words(
	const struct desktop_file *file, const char *path, const char *exec, GPtrArray *words) {
	char **parts;
	if (!g_shell_parse_argv(exec, NULL, &parts, NULL)) {
		return false;
	}
	bool good = is_program(parts[0]);
	for (char **part = parts; *part != NULL && good; part++) {
		good = add_word(file, path, *part, words);
	}
	g_strfreev(parts);
	return good;
}

static bool read_command(struct desktop_file *file, GKeyFile *keys, const char *path) {
	char *exec = get(keys, G_KEY_FILE_DESKTOP_KEY_EXEC);
	GPtrArray *words = g_ptr_array_new();
	bool good = exec != NULL && (!is_true(keys, "Terminal") || add_terminal(words)) &&
		add_words(file, path, exec, words);
	g_ptr_array_add(words, NULL);
	file->words = (char **)g_ptr_array_free(words, FALSE);
	g_free(exec);
	return good;
}

// -----------------------------------------------------------------------------

bool desktop_file_init(struct desktop_file *file, const char *path) {
	*file = (struct desktop_file){0};
	GKeyFile *keys = load(path);
	if (keys == NULL) {
		return false;
	}
	bool good = is_application(keys) && is_shown(keys) && is_installed(keys);
	if (good) {
		file->name = g_key_file_get_locale_string(keys, GROUP, "Name", NULL, NULL);
		file->icon = g_key_file_get_locale_string(keys, GROUP, "Icon", NULL, NULL);
		file->dir = get(keys, G_KEY_FILE_DESKTOP_KEY_PATH);
		good = file->name != NULL && file->name[0] != '\0' &&
			read_command(file, keys, path);
	}
	g_key_file_free(keys);
	if (!good) {
		desktop_file_finish(file);
	}
	return good;
}

void desktop_file_finish(struct desktop_file *file) {
	g_free(file->name);
	g_free(file->icon);
	g_free(file->dir);
	g_strfreev(file->words);
	*file = (struct desktop_file){0};
}
