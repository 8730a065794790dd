// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_SKIN_H
#define COMPOSITOR_DESK_SKIN_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "compositor/desk/label.h"
#include "compositor/desk/mark.h"

/*
 * What the frames of one label at one scale share: made once, shown by all of them.
 * Each canvas may be NULL where there was no memory.
 */

struct canvas;

#define SKIN_BUTTON_WIDTH 28 // logical; MARK_SIZE high
#define SKIN_SWATCH_PERIOD 8 // logical, of the pattern
#define SKIN_ATTENTION_TEXT 0x000000 // of a title that is to be seen, not activated
#define SKIN_FONT_MAX 256 // bytes, with the terminator

// Colours of a title bar behind the name cell, and what is drawn in them
struct skin_bar {
	uint32_t ground, text; // 0xRRGGBB
	struct canvas *buttons[MARK_CLOSE + 1]; // by enum mark, transparent
	struct canvas *attention, *silent; // MARK_SIZE square
};

struct skin {
	struct wl_list link; // skins
	uint32_t users;
	struct label label;
	float scale;
	char font[SKIN_FONT_MAX];
	struct canvas *swatch; // the pattern, or our own mark; FRAME_TITLE square
	struct canvas *name; // bold; transparent, TITLE_HEIGHT high
	uint32_t name_width; // logical, a multiple of 4
	struct canvas *silent; // the same as silent of a bar, in words; TITLE_HEIGHT high
	uint32_t silent_width; // logical
	struct canvas *strips[2]; // the pattern, FRAME_BORDER thick: horizontal, vertical
	struct skin_bar bars[2]; // not activated, activated
};

// The one of these, made if it is not there. NULL if there is no memory.
struct skin *skin_ref(const struct label *label, const char *font, float scale);
void skin_unref(struct skin *skin); // NULL is fine

// A strip of at least length, logical; borrowed. NULL if there is no memory.
struct canvas *skin_strip(struct skin *skin, bool vertical, uint32_t length);

// What a name cell says; for our own windows what no VM can be called
const char *skin_name(const struct label *label);

#endif
