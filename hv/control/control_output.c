// SPDX-License-Identifier: MIT
#include "hv/control/control_output.h"

#include <stdlib.h>
#include <string.h>

#define SIZE_MIN 1024 // bytes, twice as many each time they do not suffice

void control_output_finish(struct control_output *output) {
	free(output->bytes);
	*output = (struct control_output){0};
}

static bool grow(struct control_output *output, size_t needed) {
	size_t size = output->size > 0 ? output->size : SIZE_MIN;
	while (size < needed) {
		size *= 2;
	}
	char *bytes = realloc(output->bytes, size);
	if (bytes == NULL) {
		return false;
	}
	output->bytes = bytes;
	output->size = size;
	return true;
}

bool control_output_put(struct control_output *output, const char *bytes, size_t len) {
	if (len > CONTROL_OUTPUT_MAX - output->len) {
		return false;
	}
	if (output->start > 0 && output->start + output->len + len > output->size) {
		memmove(output->bytes, output->bytes + output->start, output->len);
		output->start = 0;
	}
	if (output->len + len > output->size && !grow(output, output->len + len)) {
		return false;
	}
	memcpy(output->bytes + output->start + output->len, bytes, len);
	output->len += len;
	return true;
}

const char *control_output_get(const struct control_output *output, size_t *len) {
	*len = output->len;
	return output->len > 0 ? output->bytes + output->start : NULL;
}

void control_output_sent(struct control_output *output, size_t len) {
	output->start += len;
	output->len -= len;
	if (output->len == 0) {
		control_output_finish(output); // many are idle most of the time
	}
}
