// SPDX-License-Identifier: MIT
#include "hv/message/escape.h"

#include <stdint.h>
#include <string.h>

// How many bytes it became
static size_t escape(char dst[static ESCAPE_WIDTH_MAX], uint8_t byte) {
	static const char digits[] = "0123456789abcdef";
	dst[0] = (char)byte;
	if (byte >= ' ' && byte <= '~' && byte != '\\') {
		return 1;
	}
	dst[0] = '\\';
	if (byte == '\\') {
		dst[1] = '\\';
		return 2;
	}
	dst[1] = 'x';
	dst[2] = digits[byte >> 4];
	dst[3] = digits[byte & 0xf];
	return 4;
}

size_t escape_bytes(char *dst, size_t size, const void *untrusted_bytes, size_t len) {
	const uint8_t *bytes = untrusted_bytes;
	size_t done = 0, pos = 0;
	for (; done < len; done++) {
		char escaped[ESCAPE_WIDTH_MAX];
		size_t width = escape(escaped, bytes[done]);
		if (width > size - 1 - pos) {
			break;
		}
		memcpy(dst + pos, escaped, width);
		pos += width;
	}
	dst[pos] = '\0';
	return done;
}
