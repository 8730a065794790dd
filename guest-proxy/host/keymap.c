// SPDX-License-Identifier: MIT
#include "guest-proxy/host/keymap.h"

#include <stdlib.h>
#include <string.h>

void keymap_finish(struct keymap *keymap) {
	free(keymap->text);
	*keymap = (struct keymap){0};
}

const char *keymap_begin(struct keymap *keymap, const struct gui_keymap_begin *untrusted) {
	keymap_finish(keymap);
	if (untrusted->size == 0 || untrusted->size > GUI_KEYMAP_MAX) {
		return "keymap of a bad size";
	}
	keymap->text = calloc(1, (size_t)untrusted->size + 1);
	if (keymap->text == NULL) {
		return "out of memory for a keymap";
	}
	keymap->size = untrusted->size;
	return NULL;
}

const char *keymap_piece(struct keymap *keymap, const struct gui_keymap_piece *untrusted) {
	if (untrusted->offset != keymap->len) {
		return "keymap piece is not where the last one ended";
	}
	if (untrusted->count > keymap->size - keymap->len) {
		return "keymap is longer than announced";
	}
	if (memchr(untrusted->tail, '\0', untrusted->count) != NULL) {
		return "keymap is no text";
	}
	memcpy(keymap->text + keymap->len, untrusted->tail, untrusted->count);
	keymap->len += untrusted->count;
	return NULL;
}

const char *keymap_end(const struct keymap *keymap) {
	return keymap->len == keymap->size ? NULL : "keymap is shorter than announced";
}
