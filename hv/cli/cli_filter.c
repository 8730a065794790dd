// SPDX-License-Identifier: MIT
#include "hv/cli/cli_filter.h"

#include <stdbool.h>
#include <string.h>

#include "protocol/text.h"

#define ESC 0x1b
#define BEL 0x07
#define BAD '?' // in place of what is no character
#define PASSED_MAX 4096 // bytes of a sequence; one that has no end hides no more than that
#define CODE_MAX 4 // bytes of a character
// How sequences with numbers end that stay in their line: colours, erase, to a column, put
// in and take out
#define GOOD_ENDS "mKCDGPX@"

struct output {
	uint8_t *bytes;
	size_t len;
};

static void put(struct output *output, const void *bytes, size_t len) {
	memcpy(output->bytes + output->len, bytes, len);
	output->len += len;
}

static void put_bad(struct output *output) {
	put(output, &(char){BAD}, 1);
}

static void enter(struct cli_filter *filter, enum cli_filter_state state) {
	filter->state = state;
	filter->len = filter->passed = 0;
}

// --- characters ----------------------------------------------------------------

// How many bytes a character has that begins so; 0: none does
static size_t length_of(uint8_t byte) {
	if (byte >= 0xc2 && byte <= 0xdf) {
		return 2;
	}
	if (byte >= 0xe0 && byte <= 0xef) {
		return 3;
	}
	return byte >= 0xf0 && byte <= 0xf4 ? CODE_MAX : 0;
}

static void end_character(struct cli_filter *filter, struct output *output) {
	char clean[CODE_MAX + 1];
	if (text_valid(filter->held, filter->len)) {
		text_title(clean, sizeof(clean), filter->held, filter->len);
		put(output, clean, strlen(clean));
	} else {
		put_bad(output);
	}
	enter(filter, CLI_FILTER_TEXT);
}

static bool take_utf8(struct cli_filter *filter, uint8_t byte, struct output *output) {
	if ((byte & 0xc0) != 0x80) {
		put_bad(output);
		enter(filter, CLI_FILTER_TEXT);
		return false;
	}
	filter->held[filter->len++] = byte;
	if (filter->len == length_of(filter->held[0])) {
		end_character(filter, output);
	}
	return true;
}

static bool take_text(struct cli_filter *filter, uint8_t byte, struct output *output) {
	if ((byte >= ' ' && byte <= '~') || (byte != '\0' && strchr("\r\n\t\b", byte) != NULL)) {
		put(output, &byte, 1);
	} else if (byte == ESC) {
		enter(filter, CLI_FILTER_ESCAPE);
	} else if (length_of(byte) > 0) {
		enter(filter, CLI_FILTER_UTF8);
		filter->held[filter->len++] = byte;
	} else if (byte >= 0x80) {
		put_bad(output);
	}
	return true;
}

// --- sequences -----------------------------------------------------------------

static bool take_escape(struct cli_filter *filter, uint8_t byte) {
	filter->passed++;
	if (byte == '[') {
		enter(filter, CLI_FILTER_CSI);
	} else if (byte != '\0' && strchr("]PX^_", byte) != NULL) {
		enter(filter, CLI_FILTER_STRING);
	} else if (byte < ' ' || byte > '/' || filter->passed > CLI_FILTER_HELD_MAX) {
		enter(filter, CLI_FILTER_TEXT); // that was its last
		return byte >= ' ' && byte <= '~';
	}
	return true;
}

static bool is_good(const struct cli_filter *filter, uint8_t end) {
	bool good = strchr(GOOD_ENDS, end) != NULL && filter->passed == filter->len;
	for (size_t i = 0; i < filter->len; i++) {
		uint8_t byte = filter->held[i];
		good = good && ((byte >= '0' && byte <= '9') || byte == ';');
	}
	return good;
}

static void end_csi(struct cli_filter *filter, uint8_t end, struct output *output) {
	if (is_good(filter, end)) {
		put(output, "\x1b[", 2);
		put(output, filter->held, filter->len);
		put(output, &end, 1);
	}
	enter(filter, CLI_FILTER_TEXT);
}

// What is too long is not held, and so no good
static bool take_csi(struct cli_filter *filter, uint8_t byte, struct output *output) {
	if (byte < ' ' || byte > '~' || filter->passed > PASSED_MAX) {
		enter(filter, CLI_FILTER_TEXT);
		return false;
	}
	if (byte >= '@') {
		end_csi(filter, byte, output);
		return true;
	}
	filter->passed++;
	if (filter->len < CLI_FILTER_HELD_MAX - 3) {
		filter->held[filter->len++] = byte;
	}
	return true;
}

// Up to BEL, or to what begins another; a string has no end of a line in it
static bool take_string(struct cli_filter *filter, uint8_t byte) {
	filter->passed++;
	bool over = byte == BEL || byte == ESC || byte == '\n' || filter->passed > PASSED_MAX;
	if (over) {
		enter(filter, CLI_FILTER_TEXT);
	}
	return !over || byte == BEL;
}

// False: the state is another, and it is to be taken there
static bool take(struct cli_filter *filter, uint8_t byte, struct output *output) {
	switch (filter->state) {
	case CLI_FILTER_UTF8:
		return take_utf8(filter, byte, output);
	case CLI_FILTER_ESCAPE:
		return take_escape(filter, byte);
	case CLI_FILTER_CSI:
		return take_csi(filter, byte, output);
	case CLI_FILTER_STRING:
		return take_string(filter, byte);
	default:
		return take_text(filter, byte, output);
	}
}

size_t cli_filter_take(
	struct cli_filter *filter, const uint8_t *untrusted_bytes, size_t len, uint8_t *dst) {
	struct output output = {.bytes = dst};
	for (size_t i = 0; i < len; i++) {
		if (!take(filter, untrusted_bytes[i], &output)) {
			take(filter, untrusted_bytes[i], &output);
		}
	}
	return output.len;
}
