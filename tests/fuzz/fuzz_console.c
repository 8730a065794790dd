// SPDX-License-Identifier: MIT
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "hv/cli/cli_filter.h"
#include "protocol/text.h"
#include "tests/fuzz/fuzz.h"

/*
 * What a VM says on its console, in pieces as long as the first byte says. What a terminal
 * gets of it is looked at by a reader of the test's own.
 */

// How long a sequence is that may be, at bytes; 0: that is none
static size_t sequence(const uint8_t *bytes, size_t len) {
	size_t at = 2;
	if (len < 3 || bytes[0] != 0x1b || bytes[1] != '[') {
		return 0;
	}
	while (at < len && (bytes[at] == ';' || (bytes[at] >= '0' && bytes[at] <= '9'))) {
		at++;
	}
	bool good = at < len && bytes[at] != '\0' && strchr("mKCDGPX@", bytes[at]) != NULL;
	return good && at < CLI_FILTER_HELD_MAX ? at + 1 : 0;
}

static size_t character(const uint8_t *bytes, size_t len) {
	uint32_t code;
	size_t size = text_next(bytes, len, &code);
	char clean[8];
	if (bytes[0] < 0x80) {
		bool good = bytes[0] >= ' ' ? bytes[0] != 0x7f
					    : strchr("\r\n\t\b", bytes[0]) != NULL;
		return good && bytes[0] != '\0' ? 1 : 0;
	}
	if (size == 0) {
		return 0;
	}
	text_title(clean, sizeof(clean), bytes, size);
	return clean[0] != '\0' ? size : 0;
}

static void check(const uint8_t *bytes, size_t len) {
	for (size_t at = 0; at < len;) {
		size_t size = bytes[at] == 0x1b ? sequence(bytes + at, len - at)
						: character(bytes + at, len - at);
		fuzz_must(size > 0);
		at += size;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct cli_filter filter = {0};
	if (size == 0) {
		return 0;
	}
	size_t piece = data[0] == 0 ? size : data[0], len = 0;
	uint8_t *all = malloc(CLI_FILTER_SIZE(size) + CLI_FILTER_HELD_MAX);
	fuzz_must(all != NULL);
	for (size_t at = 1; at < size; at += piece) {
		size_t part = size - at < piece ? size - at : piece;
		uint8_t *out = malloc(CLI_FILTER_SIZE(part));
		fuzz_must(out != NULL);
		size_t got = cli_filter_take(&filter, data + at, part, out);
		fuzz_must(got <= CLI_FILTER_SIZE(part) && len + got <= CLI_FILTER_SIZE(size));
		memcpy(all + len, out, got);
		len += got;
		free(out);
	}
	check(all, len);
	free(all);
	return 0;
}
