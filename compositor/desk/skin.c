// SPDX-License-Identifier: MIT
#include "compositor/desk/skin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/util/box.h>

#include "compositor/desk/canvas.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/pattern.h"
#include "compositor/desk/title.h"

#define STRIP_LENGTH 1024 // logical, of the first one
#define STRIP_PERIOD (2 * FRAME_BORDER)
#define TINT 0.25 // how far the title's ground is from the name cell's
#define PILL_PADDING 10 // logical, a side
#define OUR_NAME "Mamparo" // no VM's name has a capital letter
#define SILENT_TEXT "not responding"
#define SILENT_GROUND 0x5c5f66
#define SILENT_INK 0xffffff
#define IDLE_GROUND 0xdfe1e5
#define IDLE_TEXT 0x5a5e66
#define IDLE_ATTENTION 0xc2410c // the one sign that is to catch the eye

static struct wl_list skins = {&skins, &skins}; // skin.link

static struct wlr_box whole(const struct canvas *canvas) {
	return (struct wlr_box){.width = canvas->base.width, .height = canvas->base.height};
}

static struct canvas *create(
	const struct skin *skin, uint32_t width, uint32_t height, bool opaque) {
	return canvas_create(
		canvas_pixels(width, skin->scale), canvas_pixels(height, skin->scale), opaque);
}

static bool is_local(const struct label *label) {
	return label->name[0] == '\0';
}

const char *skin_name(const struct label *label) {
	return is_local(label) ? OUR_NAME : label->name;
}

static void make_swatch(struct skin *skin) {
	skin->swatch = create(skin, FRAME_TITLE, FRAME_TITLE, true);
	if (skin->swatch == NULL) {
		return;
	}
	const struct wlr_box box = whole(skin->swatch);
	pattern_draw(
		skin->swatch, &box, &skin->label, canvas_pixels(SKIN_SWATCH_PERIOD, skin->scale));
	if (is_local(&skin->label)) {
		mark_draw(skin->swatch, &box, MARK_OURS, skin->label.text, skin->scale);
	}
}

static void make_name(struct skin *skin) {
	const struct title_style style = {skin->font, skin->scale, true, skin->label.text};
	const char *name = skin_name(&skin->label);
	skin->name_width = title_width(&style, name);
	skin->name = create(skin, skin->name_width, TITLE_HEIGHT, false);
	if (skin->name != NULL) {
		const struct wlr_box box = whole(skin->name);
		title_draw(skin->name, &box, &style, name);
	}
}

static void make_silent(struct skin *skin) {
	const struct title_style style = {skin->font, skin->scale, true, SILENT_INK};
	skin->silent_width = title_width(&style, SILENT_TEXT) + 2 * PILL_PADDING;
	skin->silent = create(skin, skin->silent_width, TITLE_HEIGHT, false);
	if (skin->silent == NULL) {
		return;
	}
	struct wlr_box box = whole(skin->silent);
	int inset = (int)canvas_pixels(1, skin->scale),
	    pad = (int)canvas_pixels(PILL_PADDING, skin->scale);
	const struct wlr_box pill = {0, inset, box.width, box.height - 2 * inset};
	mark_draw_pill(skin->silent, &pill, SILENT_GROUND);
	box.x += pad;
	box.width -= 2 * pad;
	title_draw(skin->silent, &box, &style, SILENT_TEXT);
}

static struct canvas *make_mark(
	const struct skin *skin, uint32_t width, enum mark mark, uint32_t rgb) {
	struct canvas *canvas = create(skin, width, MARK_SIZE, false);
	if (canvas != NULL) {
		const struct wlr_box box = whole(canvas);
		mark_draw(canvas, &box, mark, rgb, skin->scale);
	}
	return canvas;
}

static void make_bar(const struct skin *skin, struct skin_bar *bar, uint32_t attention) {
	for (int mark = 0; mark <= MARK_CLOSE; mark++) {
		bar->buttons[mark] = make_mark(skin, SKIN_BUTTON_WIDTH, mark, bar->text);
	}
	bar->attention = make_mark(skin, MARK_SIZE, MARK_ATTENTION, attention);
	bar->silent = make_mark(skin, MARK_SIZE, MARK_SILENT, bar->text);
}

// The title's ground goes away from the text's colour, so that contrast only grows
static void set_colours(struct skin *skin) {
	const struct label *label = &skin->label;
	uint32_t away = label->text == 0 ? 0xffffff : 0;
	skin->bars[false].ground = IDLE_GROUND;
	skin->bars[false].text = IDLE_TEXT;
	skin->bars[true].ground = pattern_mix(label->base, away, TINT);
	skin->bars[true].text = label->text;
}

static struct skin *skin_create(const struct label *label, const char *font, float scale) {
	struct skin *skin = calloc(1, sizeof(*skin));
	if (skin == NULL) {
		return NULL;
	}
	skin->label = *label;
	skin->scale = scale;
	snprintf(skin->font, sizeof(skin->font), "%s", font);
	set_colours(skin);
	make_swatch(skin);
	make_name(skin);
	make_silent(skin);
	make_bar(skin, &skin->bars[false], IDLE_ATTENTION);
	make_bar(skin, &skin->bars[true], skin->bars[true].text);
	wl_list_insert(&skins, &skin->link);
	return skin;
}

static bool same_label(const struct label *a, const struct label *b) {
	return strcmp(a->name, b->name) == 0 && a->base == b->base && a->second == b->second &&
		a->text == b->text && a->pattern == b->pattern;
}

struct skin *skin_ref(const struct label *label, const char *font, float scale) {
	struct skin *skin;
	wl_list_for_each(skin, &skins, link) {
		if (skin->scale == scale && same_label(&skin->label, label) &&
			strcmp(skin->font, font) == 0) {
			skin->users++;
			return skin;
		}
	}
	skin = skin_create(label, font, scale);
	if (skin != NULL) {
		skin->users = 1;
	}
	return skin;
}

static void drop_bar(struct skin_bar *bar) {
	for (int mark = 0; mark <= MARK_CLOSE; mark++) {
		canvas_drop(bar->buttons[mark]);
	}
	canvas_drop(bar->attention);
	canvas_drop(bar->silent);
}

void skin_unref(struct skin *skin) {
	if (skin == NULL || --skin->users > 0) {
		return;
	}
	wl_list_remove(&skin->link);
	canvas_drop(skin->swatch);
	canvas_drop(skin->name);
	canvas_drop(skin->silent);
	canvas_drop(skin->strips[false]);
	canvas_drop(skin->strips[true]);
	drop_bar(&skin->bars[false]);
	drop_bar(&skin->bars[true]);
	free(skin);
}

static uint32_t strip_length(const struct canvas *strip, bool vertical) {
	if (strip == NULL) {
		return 0;
	}
	return (uint32_t)(vertical ? strip->base.height : strip->base.width);
}

// Twice as long each time, so that a window that is drawn larger seldom needs another
struct canvas *skin_strip(struct skin *skin, bool vertical, uint32_t length) {
	struct canvas **strip = &skin->strips[vertical];
	uint32_t needed = canvas_pixels(length, skin->scale);
	if (strip_length(*strip, vertical) >= needed) {
		return *strip;
	}
	uint32_t pixels = canvas_pixels(STRIP_LENGTH, skin->scale);
	while (pixels < needed) {
		pixels *= 2;
	}
	pixels = pixels > CANVAS_SIZE_MAX ? CANVAS_SIZE_MAX : pixels;
	uint32_t thick = canvas_pixels(FRAME_BORDER, skin->scale);
	struct canvas *longer = canvas_create(
		vertical ? thick : pixels, vertical ? pixels : thick, true);
	if (longer == NULL) {
		return NULL;
	}
	const struct wlr_box box = whole(longer);
	pattern_draw(longer, &box, &skin->label, canvas_pixels(STRIP_PERIOD, skin->scale));
	canvas_drop(*strip);
	*strip = longer;
	return longer;
}
