// SPDX-License-Identifier: MIT
#include "protocol/text.h"

#include <string.h>

#define PLAIN_MAX 64 // characters
#define CODE_NONE UINT32_MAX

struct range {
	uint32_t first, last;
};

// clang-format off

// Sorted. White space, which becomes one space each.
static const struct range spaces[] = {
	{ 0x09, 0x0d }, { 0x20, 0x20 }, { 0x85, 0x85 }, { 0xa0, 0xa0 }, { 0x1680, 0x1680 },
	{ 0x2000, 0x200a }, { 0x2028, 0x2029 }, { 0x202f, 0x202f }, { 0x205f, 0x205f },
	{ 0x2800, 0x2800 }, { 0x3000, 0x3000 },
};

// Sorted. What a title may not hold: controls, everything of category Cf, what
// Unicode calls default ignorable, private use, non-characters.
static const struct range hidden[] = {
	{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x34f, 0x34f }, { 0x600, 0x605 },
	{ 0x61c, 0x61c }, { 0x6dd, 0x6dd }, { 0x70f, 0x70f }, { 0x890, 0x891 },
	{ 0x8e2, 0x8e2 }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },
	{ 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
	{ 0xe000, 0xf8ff }, { 0xfdd0, 0xfdef }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0xfffe, 0xffff }, { 0x110bd, 0x110bd },
	{ 0x110cd, 0x110cd }, { 0x13430, 0x1343f }, { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0x1fffe, 0x1ffff }, { 0x2fffe, 0x2ffff },
	{ 0x3fffe, 0x3ffff }, { 0x4fffe, 0xdffff }, { 0xe0000, 0x10ffff },
};

// Sorted. What local programs may be given: letters that need no shaping, and
// the punctuation of titles.
static const struct range plain[] = {
	{ 0x20, 0x7e }, { 0xa1, 0xac }, { 0xae, 0x17f }, { 0x218, 0x21b }, { 0x386, 0x386 },
	{ 0x388, 0x38a }, { 0x38c, 0x38c }, { 0x38e, 0x3a1 }, { 0x3a3, 0x3ce },
	{ 0x400, 0x45f }, { 0x490, 0x491 }, { 0x1e80, 0x1e85 }, { 0x1e9e, 0x1e9e },
	{ 0x1ea0, 0x1ef9 }, { 0x2013, 0x2014 }, { 0x2018, 0x201a }, { 0x201c, 0x201e },
	{ 0x2022, 0x2022 }, { 0x2026, 0x2026 }, { 0x20ac, 0x20ac },
};

// clang-format on

#define IN(table, code) in_ranges(table, sizeof(table) / sizeof(table[0]), code)

static bool in_ranges(const struct range *ranges, size_t len, uint32_t code) {
	for (size_t i = 0; i < len && ranges[i].first <= code; i++) {
		if (code <= ranges[i].last) {
			return true;
		}
	}
	return false;
}

struct form { // of a UTF-8 sequence, told by its first byte
	uint8_t mask, lead;
	uint32_t least; // smaller codes have a shorter form
};

static const struct form forms[] = {
	{0x80, 0x00, 0x1}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};

size_t text_next(const uint8_t *bytes, size_t len, uint32_t *code) {
	size_t more = 0;
	*code = 0;
	while (len > 0 && more < 4 && (bytes[0] & forms[more].mask) != forms[more].lead) {
		more++;
	}
	if (more >= len || more == 4) {
		return 0;
	}
	uint32_t value = bytes[0] & (uint8_t)~forms[more].mask;
	for (size_t i = 1; i <= more; i++) {
		if ((bytes[i] & 0xc0) != 0x80) {
			return 0;
		}
		value = value << 6 | (bytes[i] & 0x3f);
	}
	bool surrogate = value >= 0xd800 && value <= 0xdfff;
	if (value < forms[more].least || surrogate || value > 0x10ffff) {
		return 0;
	}
	*code = value;
	return more + 1;
}

bool text_valid(const uint8_t *bytes, size_t len) {
	while (len > 0) {
		uint32_t code;
		size_t used = text_next(bytes, len, &code);
		if (used == 0) {
			return false;
		}
		bytes += used;
		len -= used;
	}
	return true;
}

// Bytes written to dst, at most 4
static size_t encode(uint8_t dst[static 4], uint32_t code) {
	if (code < 0x80) {
		dst[0] = (uint8_t)code;
		return 1;
	}
	size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	dst[0] = (uint8_t)(forms[more].lead | code >> (6 * more));
	for (size_t i = 1; i <= more; i++) {
		dst[i] = (uint8_t)(0x80 | (code >> (6 * (more - i)) & 0x3f));
	}
	return more + 1;
}

static uint32_t title_code(uint32_t code) {
	if (IN(spaces, code)) {
		return ' ';
	}
	return IN(hidden, code) ? CODE_NONE : code;
}

static uint32_t plain_code(uint32_t code) {
	code = title_code(code);
	return code == CODE_NONE || IN(plain, code) ? code : '?';
}

static uint32_t app_id_code(uint32_t code) {
	bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
	bool digit = code >= '0' && code <= '9';
	return letter || digit || code == '.' || code == '_' || code == '-' ? code : '_';
}

struct copy {
	char *dst;
	size_t size; // with the terminator
	size_t characters_max;
	uint32_t (*map)(uint32_t code); // CODE_NONE: left out
};

static void copy_text(const struct copy *copy, const uint8_t *bytes, size_t len) {
	size_t pos = 0, characters = 0, used;
	uint32_t code;
	while (copy->size > 0 && (used = text_next(bytes, len, &code)) > 0) {
		bytes += used;
		len -= used;
		code = copy->map(code);
		if (code == CODE_NONE) {
			continue;
		}
		uint8_t character[4];
		size_t wide = encode(character, code);
		if (wide > copy->size - 1 - pos || characters == copy->characters_max) {
			break;
		}
		memcpy(copy->dst + pos, character, wide);
		pos += wide;
		characters++;
	}
	if (copy->size > 0) {
		copy->dst[pos] = '\0';
	}
}

void text_title(char *dst, size_t size, const uint8_t *bytes, size_t len) {
	copy_text(&(struct copy){dst, size, SIZE_MAX, title_code}, bytes, len);
}

void text_plain(char *dst, size_t size, const uint8_t *bytes, size_t len) {
	copy_text(&(struct copy){dst, size, PLAIN_MAX, plain_code}, bytes, len);
}

void text_app_id(char *dst, size_t size, const uint8_t *bytes, size_t len) {
	copy_text(&(struct copy){dst, size, SIZE_MAX, app_id_code}, bytes, len);
}
