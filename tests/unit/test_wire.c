// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "protocol/wire.h"
#include "tests/lib/unit.h"

START_TEST(reads_little_endian) {
	const uint8_t bytes[] = {1, 2, 3, 4, 0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 0x81};
	struct wire_reader reader;
	wire_reader_init(&reader, bytes, sizeof(bytes));
	ck_assert_uint_eq(wire_get_u32(&reader), 0x04030201);
	wire_get_padding(&reader);
	ck_assert_uint_eq(wire_get_u64(&reader), 0x8102030405060708);
	ck_assert(wire_reader_done(&reader));
}
END_TEST

START_TEST(writes_little_endian) {
	uint8_t bytes[16];
	memset(bytes, 0xff, sizeof(bytes));
	struct wire_writer writer;
	wire_writer_init(&writer, bytes, sizeof(bytes));
	wire_put_u32(&writer, 0x04030201);
	wire_put_padding(&writer);
	wire_put_u64(&writer, 0x8102030405060708);
	const uint8_t expected[] = {1, 2, 3, 4, 0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 0x81};
	ck_assert(!writer.failed);
	ck_assert_uint_eq(writer.pos, sizeof(bytes));
	ck_assert_mem_eq(bytes, expected, sizeof(bytes));
}
END_TEST

START_TEST(reader_never_passes_the_end) {
	uint8_t *bytes = calloc(1, 7); // a heap block, so that sanitizers see its end
	ck_assert_ptr_nonnull(bytes);
	for (size_t len = 0; len < 4; len++) {
		struct wire_reader reader;
		wire_reader_init(&reader, bytes, len);
		ck_assert_uint_eq(wire_get_u32(&reader), 0);
		ck_assert(reader.failed);
		ck_assert_uint_eq(reader.pos, 0);
	}
	for (size_t len = 0; len < 8; len++) {
		struct wire_reader reader;
		wire_reader_init(&reader, bytes, len < 7 ? len : 7);
		ck_assert_uint_eq(wire_get_u64(&reader), 0);
		ck_assert(reader.failed);
	}
	free(bytes);
}
END_TEST

START_TEST(reader_failure_sticks) {
	const uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
	struct wire_reader reader;
	wire_reader_init(&reader, bytes, sizeof(bytes));
	ck_assert_ptr_null(wire_get_bytes(&reader, 9));
	ck_assert_uint_eq(wire_get_u32(&reader), 0);
	ck_assert_uint_eq(wire_get_u64(&reader), 0);
	ck_assert_ptr_null(wire_get_bytes(&reader, 0));
	ck_assert(!wire_reader_done(&reader));
}
END_TEST

START_TEST(huge_length_is_refused) {
	const uint8_t bytes[8] = {0};
	struct wire_reader reader;
	wire_reader_init(&reader, bytes, sizeof(bytes));
	wire_get_u32(&reader);
	ck_assert_ptr_null(wire_get_bytes(&reader, SIZE_MAX));
	ck_assert(reader.failed);
}
END_TEST

START_TEST(leftover_is_not_done) {
	const uint8_t bytes[8] = {0};
	struct wire_reader reader;
	wire_reader_init(&reader, bytes, sizeof(bytes));
	wire_get_u32(&reader);
	ck_assert(!wire_reader_done(&reader));
}
END_TEST

START_TEST(padding_must_be_zero) {
	for (size_t i = 4; i < 8; i++) {
		uint8_t bytes[8] = {0};
		bytes[i] = 1;
		struct wire_reader reader;
		wire_reader_init(&reader, bytes, sizeof(bytes));
		wire_get_u32(&reader);
		wire_get_padding(&reader);
		ck_assert(reader.failed);
	}
}
END_TEST

START_TEST(padding_of_nothing_is_nothing) {
	const uint8_t bytes[8] = {1, 1, 1, 1, 1, 1, 1, 1};
	struct wire_reader reader;
	wire_reader_init(&reader, bytes, sizeof(bytes));
	wire_get_padding(&reader);
	ck_assert_uint_eq(reader.pos, 0);
	wire_get_u64(&reader);
	wire_get_padding(&reader);
	ck_assert(wire_reader_done(&reader));
}
END_TEST

START_TEST(padding_past_the_end_fails) {
	const uint8_t bytes[5] = {0};
	struct wire_reader reader;
	wire_reader_init(&reader, bytes, sizeof(bytes));
	wire_get_u32(&reader);
	wire_get_padding(&reader);
	ck_assert(reader.failed);
}
END_TEST

START_TEST(writer_failure_sticks) {
	uint8_t bytes[8] = {0};
	struct wire_writer writer;
	wire_writer_init(&writer, bytes, 7);
	wire_put_u64(&writer, UINT64_MAX);
	ck_assert(writer.failed);
	wire_put_u32(&writer, UINT32_MAX);
	wire_put_bytes(&writer, "x", 1);
	const uint8_t expected[8] = {0};
	ck_assert_mem_eq(bytes, expected, sizeof(bytes));
	ck_assert_uint_eq(writer.pos, 0);
}
END_TEST

START_TEST(writer_pads) {
	uint8_t bytes[16];
	memset(bytes, 0xff, sizeof(bytes));
	struct wire_writer writer;
	wire_writer_init(&writer, bytes, sizeof(bytes));
	wire_put_bytes(&writer, "abc", 3);
	wire_put_padding(&writer);
	wire_put_padding(&writer);
	ck_assert_uint_eq(writer.pos, 8);
	ck_assert_mem_eq(bytes, "abc\0\0\0\0\0", 8);
	ck_assert_uint_eq(bytes[8], 0xff);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("wire");
	TCase *reader = tcase_create("reader");
	tcase_add_test(reader, reads_little_endian);
	tcase_add_test(reader, reader_never_passes_the_end);
	tcase_add_test(reader, reader_failure_sticks);
	tcase_add_test(reader, huge_length_is_refused);
	tcase_add_test(reader, leftover_is_not_done);
	tcase_add_test(reader, padding_must_be_zero);
	tcase_add_test(reader, padding_of_nothing_is_nothing);
	tcase_add_test(reader, padding_past_the_end_fails);
	suite_add_tcase(suite, reader);
	TCase *writer = tcase_create("writer");
	tcase_add_test(writer, writes_little_endian);
	tcase_add_test(writer, writer_failure_sticks);
	tcase_add_test(writer, writer_pads);
	suite_add_tcase(suite, writer);
	return unit_run(suite);
}
