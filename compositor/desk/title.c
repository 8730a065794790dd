// SPDX-License-Identifier: MIT
#include "compositor/desk/title.h"

#include <fcft/fcft.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-util.h>
#include <wlr/util/box.h>

#include "common/log.h"
#include "compositor/desk/canvas.h"
#include "protocol/text.h"

#define FONT_SIZE 13 // logical
#define FONT_NAME_MAX 256 // bytes, with the terminator
#define FONTS_MAX 8
// fcft keeps each glyph that it has ever drawn; a guest chooses which
#define GLYPHS_MAX 4096
#define CODES (0x10ffff + 1)
#define ELLIPSIS 0x2026

struct font {
	struct wl_list link; // fonts, the last used first
	char name[FONT_NAME_MAX];
	float scale;
	bool bold;
	struct fcft_font *fcft; // NULL: it cannot be had
	uint32_t glyphs; // that it holds
	uint8_t held[CODES / 8]; // which; a bit each
};

static struct wl_list fonts; // font.link
static bool ready; // fonts and fcft are set up

static void font_destroy(struct font *font) {
	wl_list_remove(&font->link);
	fcft_destroy(font->fcft);
	free(font);
}

static struct fcft_font *load(const char *name, float scale, bool bold) {
	char attributes[64];
	// fontconfig reads numbers in the C locale, which is ours
	snprintf(attributes, sizeof(attributes), "pixelsize=%.2f%s", FONT_SIZE * (double)scale,
		bold ? ":weight=bold" : "");
	return fcft_from_name(1, &name, attributes);
}

static void font_load(struct font *font) {
	font->fcft = load(font->name, font->scale, font->bold);
	if (font->fcft == NULL) {
		log_error("font %s cannot be loaded", font->name);
		font->fcft = load("sans-serif", font->scale, font->bold);
	}
	font->glyphs = 0;
	memset(font->held, 0, sizeof(font->held));
}

static struct font *font_create(const struct title_style *style) {
	struct font *font = calloc(1, sizeof(*font));
	if (font == NULL) {
		return NULL;
	}
	snprintf(font->name, sizeof(font->name), "%s", style->font);
	font->scale = style->scale;
	font->bold = style->bold;
	font_load(font);
	wl_list_insert(&fonts, &font->link);
	if (wl_list_length(&fonts) > FONTS_MAX) {
		struct font *oldest = wl_container_of(fonts.prev, oldest, link);
		font_destroy(oldest);
	}
	return font;
}

static bool set_up(void) {
	if (!ready) {
		wl_list_init(&fonts);
		ready = fcft_init(FCFT_LOG_COLORIZE_NEVER, false, FCFT_LOG_CLASS_NONE);
	}
	return ready;
}

// NULL if it cannot be had
static struct fcft_font *find_font(const struct title_style *style, struct font **owner) {
	if (!set_up()) {
		return NULL;
	}
	struct font *font, *found = NULL;
	wl_list_for_each(font, &fonts, link) {
		if (font->scale == style->scale && font->bold == style->bold &&
			strcmp(font->name, style->font) == 0) {
			found = font;
			break;
		}
	}
	if (found == NULL) {
		found = font_create(style);
	} else {
		wl_list_remove(&found->link);
		wl_list_insert(&fonts, &found->link);
	}
	if (found != NULL && found->glyphs > GLYPHS_MAX) {
		fcft_destroy(found->fcft);
		font_load(found);
	}
	*owner = found;
	return found != NULL ? found->fcft : NULL;
}

// NULL if the fonts lack it
static const struct fcft_glyph *find_glyph(struct font *font, uint32_t code) {
	uint8_t bit = (uint8_t)(1 << code % 8);
	if ((font->held[code / 8] & bit) == 0) {
		font->held[code / 8] |= bit;
		font->glyphs++;
	}
	return fcft_rasterize_char_utf32(font->fcft, code, FCFT_SUBPIXEL_NONE);
}

static int advance(const struct fcft_glyph *glyph) {
	return glyph != NULL && glyph->advance.x > 0 ? glyph->advance.x : 0;
}

// Pixels up to the end of text or beyond most
static int measure(struct font *font, const char *text, int most) {
	size_t len = strlen(text);
	uint32_t code;
	int width = 0;
	for (size_t at = 0, step; width <= most; at += step) {
		step = text_next((const uint8_t *)text + at, len - at, &code);
		if (step == 0) {
			break;
		}
		width += advance(find_glyph(font, code));
	}
	return width;
}

uint32_t title_width(const struct title_style *style, const char *text) {
	struct font *font = NULL;
	if (find_font(style, &font) == NULL) {
		return 0;
	}
	int most = (int)canvas_pixels(TITLE_WIDTH_MAX, style->scale);
	double logical = measure(font, text, most) / (double)style->scale;
	uint32_t width = ((uint32_t)logical + (logical > (uint32_t)logical) + 3) / 4 * 4;
	return width < TITLE_WIDTH_MAX ? width : TITLE_WIDTH_MAX;
}

// A line as it is drawn: pixman cuts what leaves box
struct line {
	struct font *font;
	pixman_image_t *dst, *ink;
	int x, end, baseline;
};

static void draw_glyph(struct line *line, const struct fcft_glyph *glyph) {
	if (glyph == NULL) {
		return;
	}
	int x = line->x + glyph->x, y = line->baseline - glyph->y;
	// A colour glyph brings its own ink
	pixman_image_t *src = glyph->is_color_glyph ? glyph->pix : line->ink;
	pixman_image_t *mask = glyph->is_color_glyph ? NULL : glyph->pix;
	pixman_image_composite32(PIXMAN_OP_OVER, src, mask, line->dst, 0, 0, 0, 0, x, y,
		glyph->width, glyph->height);
	line->x += advance(glyph);
}

static void draw_line(struct line *line, const char *text) {
	size_t len = strlen(text);
	uint32_t code;
	bool cut = measure(line->font, text, line->end - line->x) > line->end - line->x;
	const struct fcft_glyph *ellipsis = cut ? find_glyph(line->font, ELLIPSIS) : NULL;
	int end = line->end - advance(ellipsis);
	for (size_t at = 0, step; line->x < line->end; at += step) {
		step = text_next((const uint8_t *)text + at, len - at, &code);
		if (step == 0) {
			return;
		}
		const struct fcft_glyph *glyph = find_glyph(line->font, code);
		if (cut && line->x + advance(glyph) > end) {
			draw_glyph(line, ellipsis);
			return;
		}
		draw_glyph(line, glyph);
	}
}

void title_draw(struct canvas *canvas, const struct wlr_box *box, const struct title_style *style,
	const char *text) {
	struct font *font = NULL;
	struct fcft_font *fcft = find_font(style, &font);
	const pixman_color_t ink = {
		.red = (uint16_t)((style->rgb >> 16 & 0xff) * 0x101),
		.green = (uint16_t)((style->rgb >> 8 & 0xff) * 0x101),
		.blue = (uint16_t)((style->rgb & 0xff) * 0x101),
		.alpha = 0xffff,
	};
	pixman_image_t *src = fcft != NULL ? pixman_image_create_solid_fill(&ink) : NULL;
	if (src == NULL) {
		return;
	}
	pixman_region32_t clip;
	pixman_region32_init_rect(
		&clip, box->x, box->y, (unsigned)box->width, (unsigned)box->height);
	pixman_image_set_clip_region32(canvas->image, &clip);
	struct line line = {
		.font = font,
		.dst = canvas->image,
		.ink = src,
		.x = box->x,
		.end = box->x + box->width,
		.baseline = box->y + (box->height - fcft->ascent - fcft->descent) / 2 +
			fcft->ascent,
	};
	draw_line(&line, text);
	pixman_image_set_clip_region32(canvas->image, NULL);
	pixman_region32_fini(&clip);
	pixman_image_unref(src);
}

void title_finish(void) {
	if (!ready) {
		return;
	}
	struct font *font, *next;
	wl_list_for_each_safe(font, next, &fonts, link) {
		font_destroy(font);
	}
	fcft_fini();
	ready = false;
}
