// SPDX-License-Identifier: MIT
#include "guest-proxy/host/keymap.h"

#include "tests/lib/unit.h"

static const struct gui_keymap_begin five = {.size = 5};

static struct gui_keymap_piece piece(uint32_t offset, const char *text, uint32_t count) {
	return (struct gui_keymap_piece){
		.offset = offset, .count = count, .tail = (const uint8_t *)text};
}

START_TEST(pieces_make_a_text) {
	struct keymap keymap = {0};
	struct gui_keymap_piece first = piece(0, "abc", 3), second = piece(3, "de", 2);
	ck_assert_ptr_null(keymap_begin(&keymap, &five));
	ck_assert_ptr_null(keymap_piece(&keymap, &first));
	ck_assert_ptr_null(keymap_piece(&keymap, &second));
	ck_assert_ptr_null(keymap_end(&keymap));
	ck_assert_uint_eq(keymap.size, 5);
	ck_assert_str_eq(keymap.text, "abcde");
	keymap_finish(&keymap);
	ck_assert_ptr_null(keymap.text);
}
END_TEST

START_TEST(a_gap_or_an_overlap) {
	struct keymap keymap = {0};
	struct gui_keymap_piece first = piece(0, "abc", 3);
	struct gui_keymap_piece gap = piece(4, "e", 1), overlap = piece(2, "cd", 2);
	ck_assert_ptr_null(keymap_begin(&keymap, &five));
	ck_assert_ptr_null(keymap_piece(&keymap, &first));
	ck_assert_ptr_nonnull(keymap_piece(&keymap, &gap));
	ck_assert_ptr_nonnull(keymap_piece(&keymap, &overlap));
	keymap_finish(&keymap);
}
END_TEST

START_TEST(more_than_was_announced) {
	struct keymap keymap = {0};
	struct gui_keymap_piece all = piece(0, "abcdef", 6);
	ck_assert_ptr_null(keymap_begin(&keymap, &five));
	ck_assert_ptr_nonnull(keymap_piece(&keymap, &all));
	keymap_finish(&keymap);
}
END_TEST

START_TEST(ends_too_early) {
	struct keymap keymap = {0};
	struct gui_keymap_piece most = piece(0, "abcd", 4);
	ck_assert_ptr_null(keymap_begin(&keymap, &five));
	ck_assert_ptr_null(keymap_piece(&keymap, &most));
	ck_assert_ptr_nonnull(keymap_end(&keymap));
	keymap_finish(&keymap);
	keymap_finish(&keymap); // nothing is left to free
}
END_TEST

int main(void) {
	Suite *suite = suite_create("keymap");
	TCase *tests = tcase_create("keymap");
	tcase_add_test(tests, pieces_make_a_text);
	tcase_add_test(tests, a_gap_or_an_overlap);
	tcase_add_test(tests, more_than_was_announced);
	tcase_add_test(tests, ends_too_early);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
