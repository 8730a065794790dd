// SPDX-License-Identifier: MIT
#include "hv/xenstore/xenstore_rules.h"

#include <stdio.h>
#include <string.h>
#include <xen/io/xs_wire.h>

#define DOMAINS "/local/domain/"
#define DOMID_DIGITS 5

enum place {
	PLACE_NONE,
	PLACE_LIST, // the directory itself
	PLACE_ENTRY, // one of it
	PLACE_RING, // of a guest's vchan server; the node goes with the domain
	PLACE_CHANNEL,
};

// All that may be asked, and what is asked it of. Sorted by type.
static const struct {
	uint32_t type;
	enum place place;
} allowed[] = {
	{XS_DIRECTORY, PLACE_LIST},
	{XS_READ, PLACE_ENTRY},
	{XS_READ, PLACE_RING},
	{XS_READ, PLACE_CHANNEL},
	{XS_GET_PERMS, PLACE_LIST}, // whether dom0 alone may write to it
	{XS_WATCH, PLACE_LIST},
	{XS_WATCH, PLACE_RING},
};

static bool is_word(const char *text, size_t len) {
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-";
	return len > 0 && strspn(text, letters) >= len;
}

// Words with a slash between each two
static bool is_relative(const char *text) {
	for (const char *slash; (slash = strchr(text, '/')) != NULL; text = slash + 1) {
		if (!is_word(text, (size_t)(slash - text))) {
			return false;
		}
	}
	return is_word(text, strlen(text));
}

bool xenstore_rules_init(struct xenstore_rules *rules, const char *list) {
	*rules = (struct xenstore_rules){0};
	if (list[0] != '/' || !is_relative(list + 1) || strlen(list) >= XENSTORE_PATH_MAX) {
		return false;
	}
	memcpy(rules->list, list, strlen(list));
	return true;
}

bool xenstore_rules_add(struct xenstore_rules *rules, const char *node) {
	if (rules->count == XENSTORE_NODES_MAX || !is_relative(node) ||
		strlen(node) >= XENSTORE_PATH_MAX) {
		return false;
	}
	memcpy(rules->nodes[rules->count++], node, strlen(node));
	return true;
}

// What comes after a prefix, or NULL
static const char *after(const char *text, const char *prefix) {
	size_t len = strlen(prefix);
	return text != NULL && strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

static const char *after_domid(const char *text) {
	size_t digits = text != NULL ? strspn(text, "0123456789") : 0;
	return digits > 0 && digits <= DOMID_DIGITS && text[digits] == '/' ? text + digits + 1
									   : NULL;
}

// rest is behind the server's node; NULL: it is not in it
static enum place find_in_server(const char *rest) {
	if (rest != NULL && strcmp(rest, "/ring-ref") == 0) {
		return PLACE_RING;
	}
	return rest != NULL && strcmp(rest, "/event-channel") == 0 ? PLACE_CHANNEL : PLACE_NONE;
}

static enum place find_place(const struct xenstore_rules *rules, const char *path) {
	const char *rest = after(path, rules->list);
	if (rest != NULL && rest[0] == '\0') {
		return PLACE_LIST;
	}
	if (rest != NULL && rest[0] == '/' && is_word(rest + 1, strlen(rest + 1))) {
		return PLACE_ENTRY;
	}
	const char *below = after_domid(after(path, DOMAINS));
	enum place place = PLACE_NONE;
	for (size_t i = 0; i < rules->count && place == PLACE_NONE; i++) {
		place = find_in_server(after(below, rules->nodes[i]));
	}
	return place;
}

static bool is_allowed(uint32_t type, enum place place) {
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		if (allowed[i].type == type && allowed[i].place == place) {
			return true;
		}
	}
	return false;
}

// A string that ends within len bytes, and its length with the zero in *size; or NULL
static const char *take_string(const char *bytes, size_t len, size_t max, size_t *size) {
	size_t text_len = strnlen(bytes, len);
	*size = text_len + 1;
	return text_len < len && text_len < max ? bytes : NULL;
}

const char *xenstore_rules_check(const struct xenstore_rules *rules, uint32_t type,
	const char *untrusted_payload, size_t len, struct xenstore_request *request) {
	*request = (struct xenstore_request){0};
	size_t size, token_size = 0;
	const char *path = take_string(untrusted_payload, len, XENSTORE_PATH_MAX, &size);
	if (path == NULL) {
		return "a path without end, or too long";
	}
	const char *token = NULL;
	if (type == XS_WATCH) {
		token = take_string(path + size, len - size, XENSTORE_TOKEN_MAX, &token_size);
		if (token == NULL || !is_word(token, strlen(token))) {
			return "a watch without a good token";
		}
	}
	if (size + token_size != len) {
		return "more than the request needs";
	}
	if (!is_allowed(type, find_place(rules, path))) {
		return "not a thing that may be asked";
	}
	*request = (struct xenstore_request){.path = path, .token = token};
	return NULL;
}
