// SPDX-License-Identifier: MIT
#ifndef TESTS_FUZZ_CHUNK_H
#define TESTS_FUZZ_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How an input of fuzz_session is cut: a header of u8 act, u8 argument, u16 length,
 * then so many bytes. What is cut short by the input's end is shorter.
 */

enum chunk_act {
	CHUNK_WRITE, // the bytes, as they are
	CHUNK_WRITE_PAGES, // the same with argument % 8 good pages
	CHUNK_WRITE_BAD, // with pages whose seals are argument / 8
	CHUNK_RECORD, // of the argument's code; values pulled into their range
	CHUNK_PASS, // argument * 50 ms
	CHUNK_HOST, // the compositor does something
	CHUNK_READ, // the guest reads
	CHUNK_LINK, // the link ends and the next begins
	CHUNK_ACTS,
};

#define CHUNK_HEADER 4

struct chunk {
	enum chunk_act act;
	uint8_t argument;
	const uint8_t *bytes; // borrowed
	size_t len;
};

// False at the end. Moves data and size on.
bool chunk_take(struct chunk *chunk, const uint8_t **data, size_t *size);

struct gui_record;

// A record of the code-th of len codes that the table allows, from the chunk's bytes.
// Its tail borrows from this file.
void chunk_record(
	const struct chunk *chunk, const uint32_t *codes, int len, struct gui_record *record);

#endif
