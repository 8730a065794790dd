// SPDX-License-Identifier: MIT
#include "tests/vchan/mock_xen.h"

#include <check.h>

struct mock_xen mock_xen;

void mock_xen_init(void) {
	mock_xen = (struct mock_xen){
		.opens = -1, .shares = -1, .binds = -1, .writes = -1, .domid = MOCK_GUEST};
	mock_store_reset();
	mock_grants_reset();
	mock_events_reset();
}

void mock_xen_finish(void) {
	ck_assert_int_eq(mock_xen.handles, 0);
	ck_assert_uint_eq(mock_grants_pages(), 0);
	mock_store_reset();
	mock_grants_reset();
	mock_events_reset();
}

bool mock_xen_may(int *calls) {
	if (*calls == 0) {
		return false;
	}
	*calls -= *calls > 0 ? 1 : 0;
	return true;
}
