// SPDX-License-Identifier: MIT
#include "hv/vm/uuid.h"

#include <stddef.h>
#include <string.h>

static const char digits[] = "0123456789abcdef";

void uuid_text(const uint8_t uuid[static VM_UUID_SIZE], char text[static UUID_TEXT_SIZE]) {
	for (size_t i = 0; i < VM_UUID_SIZE; i++) {
		text[2 * i] = digits[uuid[i] >> 4];
		text[2 * i + 1] = digits[uuid[i] & 15];
	}
	text[UUID_TEXT_SIZE - 1] = '\0';
}

bool uuid_parse(const char *text, uint8_t uuid[static VM_UUID_SIZE]) {
	if (strlen(text) != UUID_TEXT_SIZE - 1 || strspn(text, digits) != UUID_TEXT_SIZE - 1) {
		return false;
	}
	for (size_t i = 0; i < VM_UUID_SIZE; i++) {
		size_t high = (size_t)(strchr(digits, text[2 * i]) - digits);
		size_t low = (size_t)(strchr(digits, text[2 * i + 1]) - digits);
		uuid[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
