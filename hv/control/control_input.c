// SPDX-License-Identifier: MIT
#include "hv/control/control_input.h"

#include <string.h>

// What is behind the line that was out comes to the front
static void drop_line(struct control_input *input) {
	input->len -= input->taken;
	memmove(input->bytes, input->bytes + input->taken, input->len);
	input->taken = 0;
}

char *control_input_room(struct control_input *input, size_t *size) {
	drop_line(input);
	*size = sizeof(input->bytes) - input->len;
	return input->bytes + input->len;
}

void control_input_added(struct control_input *input, size_t len) {
	input->len += len;
}

const char *control_input_line(struct control_input *input, size_t *len) {
	drop_line(input);
	const char *newline = memchr(input->bytes, '\n', input->len);
	if (newline == NULL) {
		return NULL;
	}
	*len = (size_t)(newline - input->bytes);
	input->taken = *len + 1;
	return input->bytes;
}
