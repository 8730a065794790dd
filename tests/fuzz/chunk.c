// SPDX-License-Identifier: MIT
#include "tests/fuzz/chunk.h"

#include <string.h>

#include "protocol/gui.h"
#include "tests/lib/examples.h"

bool chunk_take(struct chunk *chunk, const uint8_t **data, size_t *size) {
	if (*size < CHUNK_HEADER) {
		return false;
	}
	const uint8_t *header = *data;
	size_t len = (size_t)header[2] | (size_t)header[3] << 8;
	*data += CHUNK_HEADER;
	*size -= CHUNK_HEADER;
	len = len > *size ? *size : len;
	*chunk = (struct chunk){header[0] % CHUNK_ACTS, header[1], *data, len};
	*data += len;
	*size -= len;
	return true;
}

// The next number of so many bytes; zeros once they are used up
static uint64_t take_number(struct chunk *chunk, size_t width) {
	uint64_t value = 0;
	for (size_t i = 0; i < width; i++) {
		uint8_t byte = 0;
		if (chunk->len > 0) {
			byte = *chunk->bytes++;
			chunk->len--;
		}
		value |= (uint64_t)byte << 8 * i;
	}
	return value;
}

static int64_t pull(const struct row_field *field, uint64_t value) {
	if (field->check == GUI_CHECK_FLAGS) {
		return (int64_t)value & field->max;
	}
	int64_t number = field->type == ROW_FIELD_I32 ? (int32_t)value : (int64_t)value;
	if (number >= field->min && number <= field->max) {
		return number;
	}
	uint64_t span = (uint64_t)field->max - (uint64_t)field->min + 1;
	return (int64_t)((uint64_t)field->min + value % span);
}

static void pull_rect(struct gui_rect *rect) {
	rect->x %= GUI_COORD_MAX + 1;
	rect->y %= GUI_COORD_MAX + 1;
	rect->width %= GUI_SIZE_MAX + 1;
	rect->height %= GUI_SIZE_MAX + 1;
}

static void put_tail(
	struct chunk *chunk, const struct row_field *field, struct gui_record *record) {
	static _Alignas(8) uint8_t tail[GUI_RECORD_MAX];
	size_t width = example_width(field->type);
	size_t count = chunk->len / width;
	count = count > (size_t)field->max ? (size_t)field->max : count;
	if ((int64_t)count < field->min) {
		count = (size_t)field->min;
	}
	for (size_t i = 0; i < count * width; i++) {
		uint8_t byte = (uint8_t)take_number(chunk, 1);
		bool text = field->type == ROW_FIELD_TEXT;
		tail[i] = text && (byte == 0 || byte > 0x7f) ? 't' : byte;
	}
	struct gui_rect *rects = (struct gui_rect *)tail;
	for (size_t i = 0; field->type == ROW_FIELD_RECTS && i < count; i++) {
		pull_rect(&rects[i]);
	}
	example_set_tail(record, tail, (uint32_t)count);
}

void chunk_record(
	const struct chunk *chunk, const uint32_t *codes, int len, struct gui_record *record) {
	struct chunk rest = *chunk;
	*record = (struct gui_record){.code = codes[chunk->argument % len]};
	const struct row_field *field = gui_row(record->code)->fields;
	for (; field->type != ROW_FIELD_END && field->type < ROW_FIELD_BYTES; field++) {
		uint64_t value = take_number(&rest, example_width(field->type));
		example_set(record, field, (uint64_t)pull(field, value));
	}
	if (field->type != ROW_FIELD_END) {
		put_tail(&rest, field, record);
	}
}
