// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_WIRE_H
#define PROTOCOL_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bounded little-endian reader and writer. The first failure sticks: what
 * follows reads as zero, or is not written, and wire_ok() says false.
 */

struct wire_reader {
	const uint8_t *bytes; // borrowed
	size_t len, pos;
	bool failed;
};

struct wire_writer {
	uint8_t *bytes; // borrowed
	size_t size, pos;
	bool failed;
};

void wire_reader_init(struct wire_reader *reader, const void *bytes, size_t len);
uint32_t wire_get_u32(struct wire_reader *reader);
uint64_t wire_get_u64(struct wire_reader *reader);
// The next len bytes, borrowed; NULL on failure
const uint8_t *wire_get_bytes(struct wire_reader *reader, size_t len);
// Skip to the next multiple of 8; fails on a byte that is not zero
void wire_get_padding(struct wire_reader *reader);
// Nothing failed and nothing is left over
bool wire_reader_done(const struct wire_reader *reader);

void wire_writer_init(struct wire_writer *writer, void *bytes, size_t size);
void wire_put_u32(struct wire_writer *writer, uint32_t value);
void wire_put_u64(struct wire_writer *writer, uint64_t value);
void wire_put_bytes(struct wire_writer *writer, const void *bytes, size_t len);
void wire_put_padding(struct wire_writer *writer);

#endif
