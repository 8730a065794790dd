// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/vchan.h"

#define DOMID_MAX 0x7fef // above are those with a meaning of their own

static bool is_letter(char c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_path(const char *text, size_t len) {
	bool slash = true; // it may not begin with one, nor have two or end with one
	for (size_t i = 0; i < len; i++) {
		bool good = is_letter(text[i]) || (text[i] >= '0' && text[i] <= '9') ||
			text[i] == '_' || text[i] == '-';
		if (!good && (text[i] != '/' || slash)) {
			return false;
		}
		slash = text[i] == '/';
	}
	return !slash;
}

bool vchan_address_parse_number(const char *text, size_t len, uint32_t max, uint32_t *value) {
	*value = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		*value = *value * 10 + (uint32_t)(text[i] - '0');
		if (*value > max) {
			return false;
		}
	}
	return len > 0;
}

bool vchan_address_parse_path(const char *text, size_t len, char dst[static VCHAN_PATH_MAX + 1]) {
	size_t root = len > 0 && text[0] == '/' ? 1 : 0;
	if (len == 0 || len > VCHAN_PATH_MAX || (root == 0 && !is_letter(text[0])) ||
		!is_path(text + root, len - root)) {
		return false;
	}
	memcpy(dst, text, len);
	dst[len] = '\0';
	return true;
}

bool vchan_address_parse(struct vchan_address *address, const char *text) {
	*address = (struct vchan_address){0};
	if (strncmp(text, VCHAN_PREFIX, strlen(VCHAN_PREFIX)) != 0) {
		return false;
	}
	const char *peer = text + strlen(VCHAN_PREFIX);
	size_t len = strcspn(peer, ":");
	if (peer[len] != ':') {
		return false;
	}
	const char *node = peer + len + 1;
	if (!is_path(node, strlen(node)) || strlen(node) > VCHAN_NODE_MAX) {
		return false;
	}
	memcpy(address->node, node, strlen(node));
	return vchan_address_parse_number(peer, len, DOMID_MAX, &address->domid) ||
		vchan_address_parse_path(peer, len, address->domid_path);
}
