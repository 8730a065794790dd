// SPDX-License-Identifier: MIT
#include "hv/vm/uuid.h"

#include <string.h>

#include "tests/lib/unit.h"

#define TEXT "00112233445566778899aabbccddeeff"

static const uint8_t uuid[VM_UUID_SIZE] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
	0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};

START_TEST(there_and_back) {
	char text[UUID_TEXT_SIZE];
	uint8_t back[VM_UUID_SIZE] = {0};
	uuid_text(uuid, text);
	ck_assert_str_eq(text, TEXT);
	ck_assert(uuid_parse(text, back));
	ck_assert_mem_eq(back, uuid, VM_UUID_SIZE);
}
END_TEST

static const char *const bad[] = {
	"",
	"0",
	"00112233445566778899aabbccddeef",
	TEXT "0",
	TEXT " ",
	"00112233445566778899AABBCCDDEEFF",
	"00112233-4455-6677-8899-aabbccddeeff",
	"g0112233445566778899aabbccddeeff",
};

START_TEST(nothing_else) {
	uint8_t back[VM_UUID_SIZE];
	ck_assert(!uuid_parse(bad[_i], back));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("uuid");
	TCase *all = tcase_create("all");
	tcase_add_test(all, there_and_back);
	tcase_add_loop_test(all, nothing_else, 0, sizeof(bad) / sizeof(bad[0]));
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
