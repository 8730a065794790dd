// SPDX-License-Identifier: MIT
#include "hv/xen/seen.h"

#include <string.h>

#include "tests/hv/mock_libxl.h"
#include "tests/lib/unit.h"

#define VM 0xab

static struct seen_list list;
static uint8_t uuid[VM_UUID_SIZE], other[VM_UUID_SIZE];

static void setup(void) {
	mock_libxl_init();
	memset(uuid, VM, sizeof(uuid));
	memset(other, 0xcd, sizeof(other));
	mock_libxl_add(7, VM, "work");
	mock_libxl_add(8, 0xcd, NULL);
	mock_libxl_add(9, 0xef, "Not One Of Ours");
	mock_libxl_add(10, 0, "without");
	ck_assert(seen_list_init(&list, NULL));
}

static void teardown(void) {
	seen_list_finish(&list);
	seen_list_finish(&list); // nothing is left to be freed
}

START_TEST(found) {
	ck_assert_uint_eq(list.count, 3);
	struct seen *work = seen_by_domid(&list, 7);
	ck_assert_ptr_nonnull(work);
	ck_assert_ptr_eq(seen_by_uuid(&list, uuid), work);
	ck_assert_ptr_eq(seen_by_name(&list, "work"), work);
	ck_assert_str_eq(seen_name(&list, work), "work");
	ck_assert(seen_has_uuid(work, uuid));
	ck_assert(!seen_has_uuid(work, other));
}
END_TEST

START_TEST(not_found) {
	uint8_t none[VM_UUID_SIZE] = {1};
	ck_assert_ptr_null(seen_by_domid(&list, 0)); // dom0
	ck_assert_ptr_null(seen_by_domid(&list, 10));
	ck_assert_ptr_null(seen_by_uuid(&list, none));
	ck_assert_ptr_null(seen_by_name(&list, "without"));
	ck_assert_ptr_null(seen_by_name(&list, "Not One Of Ours"));
}
END_TEST

// One without a name may yet be it; one of a name that is none of ours is not
START_TEST(is) {
	ck_assert(seen_is(&list, seen_by_domid(&list, 7), uuid, "work"));
	ck_assert(!seen_is(&list, seen_by_domid(&list, 7), uuid, "home"));
	ck_assert(!seen_is(&list, seen_by_domid(&list, 7), other, "work"));
	ck_assert(seen_is(&list, seen_by_domid(&list, 8), other, "home"));
	memset(other, 0xef, sizeof(other));
	ck_assert(!seen_is(&list, seen_by_domid(&list, 9), other, "home"));
}
END_TEST

START_TEST(own_of_several) {
	seen_list_finish(&list);
	mock_libxl_find(9)->uuid = 0xcd;
	mock_libxl_add(3, 0xcd, "stranger");
	ck_assert(seen_list_init(&list, NULL));
	ck_assert_uint_eq(seen_own(&list, other, "home")->domid, 8);
	ck_assert_uint_eq(seen_own(&list, uuid, "work")->domid, 7);
	ck_assert_ptr_null(seen_own(&list, uuid, "home"));
}
END_TEST

START_TEST(cannot_be_had) {
	seen_list_finish(&list);
	mock_libxl.lists = 0;
	ck_assert(!seen_list_init(&list, NULL));
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("seen");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, found);
	tcase_add_test(all, not_found);
	tcase_add_test(all, is);
	tcase_add_test(all, own_of_several);
	tcase_add_test(all, cannot_be_had);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
