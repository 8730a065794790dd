// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "protocol/text.h"
#include "tests/fuzz/fuzz.h"

/*
 * The first byte is the room for the result, the rest is text of a guest. What comes
 * out is looked at with a decoder of the test's own.
 */

#define PLAIN_MAX 64 // characters
#define BAD UINT32_MAX

// One code point at bytes, by the table of RFC 3629. Returns its length.
static size_t decode(const uint8_t *bytes, size_t len, uint32_t *code) {
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t first = bytes[0];
	size_t need = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : 4;
	*code = BAD;
	if ((need == 4 && first >> 3 != 30) || need > len) {
		return 1;
	}
	uint32_t value = need == 1 ? first : first & (0x7fu >> need);
	for (size_t i = 1; i < need; i++) {
		if (bytes[i] >> 6 != 2) {
			return 1;
		}
		value = value << 6 | (bytes[i] & 0x3f);
	}
	bool surrogate = value >= 0xd800 && value <= 0xdfff;
	if (value >= least[need] && value <= 0x10ffff && !surrogate) {
		*code = value;
	}
	return need;
}

static bool is_valid(const uint8_t *bytes, size_t len) {
	uint32_t code;
	for (size_t pos = 0; pos < len;) {
		pos += decode(bytes + pos, len - pos, &code);
		if (code == BAD || code == 0) {
			return false;
		}
	}
	return true;
}

// What may never stand in a title: controls, bidi, zero-width, tags, private use
static bool is_forbidden(uint32_t code) {
	static const uint32_t ranges[][2] = {{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xe000, 0xf8ff},
		{0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}, {0xf0000, UINT32_MAX}};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (code >= ranges[i][0] && code <= ranges[i][1]) {
			return true;
		}
	}
	return false;
}

static void check_title(const char *title, size_t size) {
	const uint8_t *bytes = (const uint8_t *)title;
	size_t len = strnlen(title, size);
	fuzz_must(len < size && is_valid(bytes, len));
	uint32_t code;
	for (size_t pos = 0; pos < len;) {
		pos += decode(bytes + pos, len - pos, &code);
		fuzz_must(!is_forbidden(code));
	}
}

// Blocks of letters without combining marks, and the punctuation that titles have
static bool is_plain(uint32_t code) {
	bool latin = code < 0x300 || (code >= 0x1e00 && code < 0x1f00);
	bool greek = code >= 0x370 && code < 0x400;
	bool cyrillic = code >= 0x400 && code < 0x530 && (code < 0x483 || code > 0x489);
	bool other = (code >= 0x2010 && code < 0x2028) || code == 0x20ac;
	return latin || greek || cyrillic || other;
}

static void check_plain(const char *plain, size_t size) {
	check_title(plain, size);
	size_t count = 0, len = strlen(plain);
	uint32_t code;
	for (size_t pos = 0; pos < len; count++) {
		pos += decode((const uint8_t *)plain + pos, len - pos, &code);
		fuzz_must(is_plain(code));
	}
	fuzz_must(count <= PLAIN_MAX);
}

static void check_app_id(const char *id, size_t size) {
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-";
	size_t len = strnlen(id, size);
	fuzz_must(len < size && strspn(id, allowed) == len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	if (size == 0) {
		return 0;
	}
	size_t room = data[0] == 0 ? 1 : data[0];
	data++;
	size--;
	bool valid = text_valid(data, size);
	fuzz_must(valid == is_valid(data, size));
	if (!valid) {
		return 0;
	}
	char *dst = malloc(room);
	fuzz_must(dst != NULL);
	text_title(dst, room, data, size);
	check_title(dst, room);
	text_plain(dst, room, data, size);
	check_plain(dst, room);
	text_app_id(dst, room, data, size);
	check_app_id(dst, room);
	free(dst);
	return 0;
}
