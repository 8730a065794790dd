// SPDX-License-Identifier: MIT
/*
 * Who chooses by an address has both kinds, and Xen's libraries; who knows which it is does
 * not.
 */
#include <string.h>

#include "common/transport.h"
#include "common/vchan.h"

static bool is_xen(const char *address) {
	return strncmp(address, VCHAN_PREFIX, strlen(VCHAN_PREFIX)) == 0;
}

const struct transport_impl *transport_kind(const char *address) {
	return is_xen(address) ? &transport_vchan : &transport_unix;
}

struct transport_listener *transport_listen(const char *address) {
	return is_xen(address) ? vchan_listener_create(address) : transport_unix_listen(address);
}
