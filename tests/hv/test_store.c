// SPDX-License-Identifier: MIT
#include "hv/xen/store.h"

#include <string.h>

#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

#define MARK "/local/domain/7/mamparo/domain"
#define UUID "abababababababababababababababab"

static const struct store_guest guest = {.name = "work", .label = "blue", .domid = 7};

static struct store *store;
static uint8_t uuid[VM_UUID_SIZE];

static void setup(void) {
	mock_xen_init();
	memset(uuid, 0xab, sizeof(uuid));
	store = store_create();
	ck_assert_ptr_nonnull(store);
}

static void teardown(void) {
	store_destroy(store);
	mock_xen_finish();
}

START_TEST(not_there) {
	mock_xen.opens = 0;
	ck_assert_ptr_null(store_create());
	store_destroy(NULL);
}
END_TEST

static const struct {
	struct store_mark mark;
	const char *value;
} marks[] = {
	{{ADOPT_BUILT, false}, UUID " built"},
	{{ADOPT_READY, false}, UUID " ready"},
	{{ADOPT_BUILT, true}, UUID " built gui"},
	{{ADOPT_READY, true}, UUID " ready gui"},
};

START_TEST(mark) {
	ck_assert(store_write_mark(store, 7, uuid, marks[_i].mark));
	ck_assert_str_eq(mock_store_value(MARK), marks[_i].value);
	struct store_mark found = store_read_mark(store, 7, uuid);
	ck_assert_int_eq(found.mark, marks[_i].mark.mark);
	ck_assert_int_eq(found.gui, marks[_i].mark.gui);
	uint8_t other[VM_UUID_SIZE] = {1};
	ck_assert_int_eq(store_read_mark(store, 7, other).mark, ADOPT_UNMARKED);
	ck_assert_int_eq(store_read_mark(store, 8, uuid).mark, ADOPT_UNMARKED);
}
END_TEST

START_TEST(no_writes) {
	mock_xen.writes = 0;
	ck_assert(!store_write_mark(store, 7, uuid, marks[0].mark));
	ck_assert(!store_add_guest(store, 3, &guest));
	mock_xen.writes = 1;
	ck_assert(!store_add_guest(store, 3, &guest));
	ck_assert_ptr_null(mock_store_value("/local/domain/3/mamparo/guest/work"));
}
END_TEST

START_TEST(written_once) {
	ck_assert(store_add_guest(store, 3, &guest));
	mock_xen.writes = 0;
	ck_assert(store_add_guest(store, 3, &guest));
	struct store_guest other = guest;
	other.label[0] = 'B';
	ck_assert(!store_add_guest(store, 3, &other));
}
END_TEST

START_TEST(guests) {
	ck_assert(store_add_guest(store, 3, &guest));
	ck_assert_str_eq(mock_store_value("/local/domain/7/vm-data/gui"), "3");
	ck_assert_str_eq(mock_store_value("/local/domain/3/mamparo/guest/work"), "blue 7 data/gui");
	ck_assert(store_remove_guest(store, 3, "work"));
	ck_assert_ptr_null(mock_store_value("/local/domain/3/mamparo/guest/work"));
	ck_assert(store_remove_guest(store, 3, "work"));
}
END_TEST

// What cannot be read is no mark
START_TEST(xenstored_is_gone) {
	ck_assert(store_write_mark(store, 7, uuid, marks[1].mark));
	mock_xen.lost = true;
	ck_assert_int_eq(store_read_mark(store, 7, uuid).mark, ADOPT_UNMARKED);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("store");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, not_there);
	tcase_add_loop_test(all, mark, 0, sizeof(marks) / sizeof(marks[0]));
	tcase_add_test(all, no_writes);
	tcase_add_test(all, written_once);
	tcase_add_test(all, guests);
	tcase_add_test(all, xenstored_is_gone);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
