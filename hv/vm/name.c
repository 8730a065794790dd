// SPDX-License-Identifier: MIT
#include "hv/vm/name.h"

#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyz"

bool name_valid(const char *name) {
	size_t len = strnlen(name, NAME_SIZE);
	return len > 0 && len < NAME_SIZE && strspn(name, LETTERS) > 0 &&
		strspn(name, LETTERS "0123456789-") == len;
}

bool name_of_vm(const char *name) {
	return name_valid(name) && strcmp(name, "dom0") != 0;
}
