// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <libxenvchan.h>
#include <stdlib.h>
#include <string.h>

#include "common/vchan.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

#define NODE "data/gui"

static int fds_before;

// What malloc() gives from now on looks like pointers and counts
static void dirty_heap(void) {
	void *blocks[64];
	for (size_t i = 0; i < 64; i++) {
		blocks[i] = malloc(sizeof(struct libxenvchan));
		memset(blocks[i], 0xa5, sizeof(struct libxenvchan));
	}
	for (size_t i = 0; i < 64; i++) {
		free(blocks[i]);
	}
}

static void setup(void) {
	mock_xen_init();
	fds_before = fds_open();
	dirty_heap();
}

static void teardown(void) {
	mock_xen_finish();
	ck_assert_int_eq(fds_open(), fds_before);
}

START_TEST(is_as_the_protocol_wants) {
	struct libxenvchan *vchan = vchan_server_create(MOCK_GUI, NODE);
	ck_assert_ptr_nonnull(vchan);
	ck_assert(vchan->is_server && !vchan->blocking && !vchan->server_persist);
	ck_assert_int_ge(1 << vchan->read.order, GUI_RING_SIZE);
	ck_assert_int_ge(1 << vchan->write.order, GUI_RING_SIZE);
	ck_assert_int_eq(libxenvchan_is_open(vchan), 2);
	ck_assert_int_eq(fcntl(xengntshr_fd(vchan->gntshr), F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(mock_store_reader(NODE "/ring-ref"), MOCK_GUI);
	ck_assert_int_eq(mock_store_reader(NODE "/event-channel"), MOCK_GUI);
	libxenvchan_close(vchan);
	ck_assert_ptr_null(mock_store_value(NODE "/ring-ref"));
	ck_assert_ptr_null(mock_store_value(NODE "/event-channel"));
}
END_TEST

// Each thing that it needs fails in turn; the library's own would free what it never had
static const struct {
	const char *what;
	int *calls;
	int most; // that it makes
} limits[] = {
	{"devices", &mock_xen.opens, 3},
	{"event channels", &mock_xen.binds, 1},
	{"pages", &mock_xen.shares, 3},
	{"nodes", &mock_xen.writes, 2},
};

START_TEST(half_made) {
	for (int i = 0; i < limits[_i].most; i++) {
		dirty_heap();
		*limits[_i].calls = i;
		ck_assert_msg(
			vchan_server_create(MOCK_GUI, NODE) == NULL, "%s, %d", limits[_i].what, i);
		ck_assert_int_ne(errno, 0);
		ck_assert_int_eq(mock_xen.handles, 0);
		ck_assert_uint_eq(mock_grants_pages(), 0);
		ck_assert_ptr_null(mock_store_value(NODE "/event-channel"));
	}
	*limits[_i].calls = limits[_i].most;
	struct libxenvchan *vchan = vchan_server_create(MOCK_GUI, NODE);
	ck_assert_msg(vchan != NULL, "%s are enough", limits[_i].what);
	libxenvchan_close(vchan);
}
END_TEST

START_TEST(transaction_that_is_disturbed) {
	mock_xen.conflicts = 3;
	struct libxenvchan *vchan = vchan_server_create(MOCK_GUI, NODE);
	ck_assert_ptr_nonnull(vchan);
	libxenvchan_close(vchan);
	mock_xen.conflicts = 1000;
	ck_assert_ptr_null(vchan_server_create(MOCK_GUI, NODE));
	ck_assert_int_gt(mock_xen.conflicts, 900);
}
END_TEST

// gntalloc does not survive it
START_TEST(not_to_itself) {
	ck_assert_ptr_null(vchan_server_create(MOCK_GUEST, NODE));
	ck_assert_int_eq(errno, ELOOP);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vchan_server");
	TCase *create = tcase_create("create");
	tcase_add_checked_fixture(create, setup, teardown);
	tcase_add_test(create, is_as_the_protocol_wants);
	tcase_add_loop_test(create, half_made, 0, sizeof(limits) / sizeof(limits[0]));
	tcase_add_test(create, transaction_that_is_disturbed);
	tcase_add_test(create, not_to_itself);
	suite_add_tcase(suite, create);
	return unit_run(suite);
}
