// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_FILTER_H
#define HV_CLI_CLI_FILTER_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a VM says to a terminal, without all that could do more than write and colour the
 * line that the cursor is in, and go to the next: text by the rule for titles stays, the
 * ends of lines, tabs and steps back do, and a closed list of sequences; no others. Pure.
 */

#define CLI_FILTER_HELD_MAX 32 // bytes
// How many bytes may come of so many
#define CLI_FILTER_SIZE(len) ((len) + CLI_FILTER_HELD_MAX)

enum cli_filter_state {
	CLI_FILTER_TEXT,
	CLI_FILTER_UTF8, // within a character
	CLI_FILTER_ESCAPE, // within a sequence, of which its kind is not known
	CLI_FILTER_CSI, // one with numbers
	CLI_FILTER_STRING, // one with text, which is passed over
};

// All zero: at the beginning
struct cli_filter {
	enum cli_filter_state state;
	uint8_t held[CLI_FILTER_HELD_MAX]; // of what is not whole yet
	size_t len;
	size_t passed; // bytes of what is passed over
};

// dst has CLI_FILTER_SIZE(len) bytes. How many there are then.
size_t cli_filter_take(
	struct cli_filter *filter, const uint8_t *untrusted_bytes, size_t len, uint8_t *dst);

#endif
