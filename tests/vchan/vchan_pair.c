// SPDX-License-Identifier: MIT
#include "tests/vchan/vchan_pair.h"

#include <check.h>
#include <poll.h>

#include "tests/lib/fds.h"
#include "tests/vchan/mock_xen.h"

struct vchan_pair pair;

void vchan_pair_init(void) {
	mock_xen_init();
	pair = (struct vchan_pair){.fds_before = fds_open()};
}

void vchan_pair_finish(void) {
	transport_destroy(pair.gui);
	transport_destroy(pair.guest);
	transport_listener_destroy(pair.listener);
	libxenvchan_close(pair.hostile);
	mock_xen_finish();
	ck_assert_int_eq(fds_open(), pair.fds_before);
}

void vchan_pair_connect(void) {
	pair.listener = transport_listen(PAIR_GUEST);
	ck_assert_ptr_nonnull(pair.listener);
	ck_assert_ptr_null(transport_listener_accept(pair.listener));
	pair.gui = transport_kind(PAIR_GUI)->connect(PAIR_GUI);
	ck_assert_ptr_nonnull(pair.gui);
	struct pollfd fd = {.fd = transport_listener_fd(pair.listener), .events = POLLIN};
	ck_assert_int_eq(poll(&fd, 1, 1000), 1);
	pair.guest = transport_listener_accept(pair.listener);
	ck_assert_ptr_nonnull(pair.guest);
}

void vchan_pair_connect_hostile(void) {
	pair.hostile = libxenvchan_server_init(
		NULL, MOCK_GUI, PAIR_NODE, GUI_RING_SIZE, GUI_RING_SIZE);
	ck_assert_ptr_nonnull(pair.hostile);
	pair.hostile->blocking = 0;
	pair.gui = transport_vchan.connect(PAIR_GUI);
	ck_assert_ptr_nonnull(pair.gui);
}

bool vchan_pair_wait(const struct transport *transport, int ms) {
	struct pollfd fd = {.fd = transport->impl->fd(transport), .events = POLLIN};
	return poll(&fd, 1, ms) == 1;
}

ssize_t vchan_pair_read(struct transport *transport) {
	static char bytes[GUI_RING_SIZE];
	return transport->impl->read(transport, bytes, sizeof(bytes));
}
