// SPDX-License-Identifier: MIT
#include "protocol/wire.h"

#include <string.h>

#define ALIGN 8

// Bytes from pos to the next multiple of ALIGN
static size_t padding(size_t pos) {
	return (ALIGN - pos % ALIGN) % ALIGN;
}

void wire_reader_init(struct wire_reader *reader, const void *bytes, size_t len) {
	*reader = (struct wire_reader){.bytes = bytes, .len = len};
}

const uint8_t *wire_get_bytes(struct wire_reader *reader, size_t len) {
	if (reader->failed || len > reader->len - reader->pos) {
		reader->failed = true;
		return NULL;
	}
	const uint8_t *bytes = reader->bytes + reader->pos;
	reader->pos += len;
	return bytes;
}

static uint64_t get_uint(struct wire_reader *reader, size_t len) {
	const uint8_t *bytes = wire_get_bytes(reader, len);
	uint64_t value = 0;
	for (size_t i = 0; bytes != NULL && i < len; i++) {
		value |= (uint64_t)bytes[i] << (8 * i);
	}
	return value;
}

uint32_t wire_get_u32(struct wire_reader *reader) {
	return (uint32_t)get_uint(reader, 4);
}

uint64_t wire_get_u64(struct wire_reader *reader) {
	return get_uint(reader, 8);
}

void wire_get_padding(struct wire_reader *reader) {
	size_t len = padding(reader->pos);
	const uint8_t *bytes = wire_get_bytes(reader, len);
	for (size_t i = 0; bytes != NULL && i < len; i++) {
		if (bytes[i] != 0) {
			reader->failed = true;
		}
	}
}

bool wire_reader_done(const struct wire_reader *reader) {
	return !reader->failed && reader->pos == reader->len;
}

void wire_writer_init(struct wire_writer *writer, void *bytes, size_t size) {
	*writer = (struct wire_writer){.bytes = bytes, .size = size};
}

// Room for len more bytes, or NULL
static uint8_t *put_room(struct wire_writer *writer, size_t len) {
	if (writer->failed || len > writer->size - writer->pos) {
		writer->failed = true;
		return NULL;
	}
	uint8_t *bytes = writer->bytes + writer->pos;
	writer->pos += len;
	return bytes;
}

static void put_uint(struct wire_writer *writer, uint64_t value, size_t len) {
	uint8_t *bytes = put_room(writer, len);
	for (size_t i = 0; bytes != NULL && i < len; i++) {
		bytes[i] = (uint8_t)(value >> (8 * i));
	}
}

void wire_put_u32(struct wire_writer *writer, uint32_t value) {
	put_uint(writer, value, 4);
}

void wire_put_u64(struct wire_writer *writer, uint64_t value) {
	put_uint(writer, value, 8);
}

void wire_put_bytes(struct wire_writer *writer, const void *bytes, size_t len) {
	uint8_t *room = put_room(writer, len);
	if (room != NULL && len > 0) {
		memcpy(room, bytes, len);
	}
}

void wire_put_padding(struct wire_writer *writer) {
	put_uint(writer, 0, padding(writer->pos));
}
