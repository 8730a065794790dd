// SPDX-License-Identifier: MIT
#include <check.h>

#include "tests/lib/conn_pair.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

// As long as a peer is not listened to that sends a byte at a time
const int conn_pair_patience = 1000 / GUI_EMPTY_EVENTS_PER_SECOND + 10;

__attribute__((constructor)) static void begin(void) {
	mock_xen_init(); // before anybody counts descriptors
}

// In place of tests/lib/conn_ends.c: the tests of the connection, over vchan
void conn_pair_ends(struct transport *ends[2]) {
	mock_xen_init();
	struct transport_listener *listener = transport_listen(PAIR_GUEST);
	ck_assert_ptr_nonnull(listener);
	ends[0] = transport_vchan.connect(PAIR_GUI);
	ck_assert_ptr_nonnull(ends[0]);
	ends[1] = transport_listener_accept(listener);
	ck_assert_ptr_nonnull(ends[1]);
	transport_listener_destroy(listener);
}
