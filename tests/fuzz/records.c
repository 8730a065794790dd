// SPDX-License-Identifier: MIT
#include "tests/fuzz/records.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "tests/fuzz/fuzz.h"

#define VERSION 2 // the latest of any protocol
#define STATES 4

// What is decoded must encode to the same bytes: there is one way to write a record. On the
// heap, of the exact size, so that a read past the end is seen.
static void try_record(const struct row_context *context, const uint8_t *bytes, size_t size) {
	_Alignas(8) uint8_t again[GUI_RECORD_MAX];
	uint8_t *copy = malloc(size);
	void *record = malloc(records_protocol->size);
	fuzz_must(copy != NULL && record != NULL);
	memcpy(copy, bytes, size);
	if (row_decode(records_protocol, context, copy, size, record) == ROW_OK) {
		fuzz_must(row_encode(records_protocol, record, again, sizeof(again)) == size);
		fuzz_must(memcmp(again, bytes, size) == 0);
		for (size_t room = 0; room < size; room += 8) {
			fuzz_must(row_encode(records_protocol, record, again, room) == 0);
		}
	}
	free(copy);
	free(record);
}

static struct row_context context_of(uint8_t byte) {
	return (struct row_context){
		.from = (byte & 1) != 0 ? ROW_FROM_HOST : ROW_FROM_GUEST,
		.state = 1u << (byte >> 1) % STATES,
		.version = VERSION,
	};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	if (size == 0) {
		return 0;
	}
	struct row_context context = context_of(data[0]);
	data++;
	size--;
	size_t record_size = 0;
	while (row_frame(records_protocol, &context, data, size, &record_size) == ROW_OK) {
		fuzz_must(record_size >= GUI_HEADER_SIZE && record_size <= size);
		try_record(&context, data, record_size);
		data += record_size;
		size -= record_size;
	}
	return 0;
}
