// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/entries.h"

#include <errno.h>
#include <string.h>

#include "guest-proxy/agent/desktop_dirs.h"
#include "guest-proxy/agent/desktop_file.h"

#define NAME_MAX_BYTES (AGENT_ENTRY_MAX - AGENT_ENTRY_ID_MAX - AGENT_ENTRY_ICON_MAX - 3)

// Of UTF-8, no more than so many bytes, and no half a character
static size_t cut(const char *text, size_t most) {
	size_t len = strlen(text);
	if (len <= most) {
		return len;
	}
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80) {
		most--;
	}
	return most;
}

static size_t put(uint8_t *tail, size_t pos, const char *word, size_t len) {
	memcpy(tail + pos, word, len);
	tail[pos + len] = '\0';
	return pos + len + 1;
}

// One that is a path means nothing in dom0
static const char *icon_of(const struct desktop_file *file) {
	bool name = file->icon != NULL && strchr(file->icon, '/') == NULL &&
		strlen(file->icon) <= AGENT_ENTRY_ICON_MAX;
	return name ? file->icon : "";
}

void entries_tell(
	uint32_t list, void (*tell)(void *data, const struct agent_record *record), void *data) {
	struct desktop_dirs dirs;
	struct desktop_file file;
	uint8_t tail[AGENT_ENTRY_MAX];
	if (!desktop_dirs_init(&dirs)) {
		return;
	}
	size_t told = 0;
	for (size_t i = 0; i < dirs.count && told < AGENT_ENTRIES_MAX; i++) {
		if (!desktop_file_init(&file, dirs.files[i].path)) {
			continue;
		}
		size_t len = put(tail, 0, dirs.files[i].id, strlen(dirs.files[i].id));
		len = put(tail, len, file.name, cut(file.name, NAME_MAX_BYTES));
		len = put(tail, len, icon_of(&file), strlen(icon_of(&file)));
		struct agent_record record = {.code = AGENT_CODE_entry};
		record.u.entry = (struct agent_entry){list, (uint32_t)len, tail};
		tell(data, &record);
		desktop_file_finish(&file);
		told++;
	}
	desktop_dirs_finish(&dirs);
}

bool entries_find(const char *id, struct desktop_file *file) {
	struct desktop_dirs dirs;
	if (!desktop_dirs_init(&dirs)) {
		return false;
	}
	const char *path = desktop_dirs_find(&dirs, id);
	bool found = path != NULL && desktop_file_init(file, path);
	desktop_dirs_finish(&dirs);
	errno = ENOENT;
	return found;
}
