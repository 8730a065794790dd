// SPDX-License-Identifier: MIT
#include "guest-proxy/app/names.h"

#include <string.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/send.h"
#include "protocol/text.h"

// Bytes of the valid character at the front, 0 if there is none
static size_t character(const char *text, size_t left) {
	for (size_t len = 1; len <= 4 && len <= left; len++) {
		if (text_valid((const uint8_t *)text, len)) {
			return len;
		}
	}
	return 0;
}

size_t names_clean(char *dst, size_t max, const char *text) {
	size_t left = strlen(text);
	size_t made = 0;
	while (left > 0) {
		size_t len = character(text, left);
		size_t take = len > 0 ? len : 1;
		if (take > max - made) {
			break;
		}
		memcpy(dst + made, len > 0 ? text : "?", take);
		made += take;
		text += take;
		left -= take;
	}
	return made;
}

void names_send_title(struct window *window, const char *title) {
	char clean[GUI_TITLE_MAX];
	size_t len = names_clean(clean, sizeof(clean), title != NULL ? title : "");
	struct gui_title record = {
		.window = window->id,
		.count = (uint32_t)len,
		.tail = (const uint8_t *)clean,
	};
	if (window->id != 0 && !send_title(window->app->link, &record)) {
		window->stale = true;
	}
}

void names_send_app_id(struct window *window, const char *app_id) {
	char clean[GUI_APP_ID_MAX];
	size_t len = names_clean(clean, sizeof(clean), app_id != NULL ? app_id : "");
	struct gui_app_id record = {
		.window = window->id,
		.count = (uint32_t)len,
		.tail = (const uint8_t *)clean,
	};
	if (window->id != 0 && !send_app_id(window->app->link, &record)) {
		window->stale = true;
	}
}
