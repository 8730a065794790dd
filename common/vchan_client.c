// SPDX-License-Identifier: MIT
#include <errno.h>
#include <libxenvchan.h>
#include <stdio.h>

#include "common/vchan.h"

bool vchan_client_is_address(const char *text) {
	struct vchan_address address;
	return vchan_address_parse(&address, text) && address.domid_path[0] == '\0';
}

// Rings of the size that the protocol wants, in which no earlier client has been
static bool is_fresh(const struct libxenvchan *vchan) {
	return vchan->read.order >= VCHAN_RING_ORDER && vchan->write.order >= VCHAN_RING_ORDER &&
		vchan->read.shr->cons == 0 && vchan->write.shr->prod == 0 &&
		vchan->write.shr->cons == 0;
}

// The server's node goes with its domain, and whoever writes to it is not the server
// that we know; without a node there is nothing to watch
static struct vchan_watch *watch_server(const char *path) {
	char node[sizeof("/local/domain/65535/") + VCHAN_NODE_MAX + sizeof("/ring-ref")];
	snprintf(node, sizeof(node), "%s/ring-ref", path);
	return vchan_watch_create_number(node);
}

struct transport *vchan_client_connect(const char *text) {
	struct vchan_address address;
	if (!vchan_client_is_address(text) || !vchan_address_parse(&address, text)) {
		errno = EINVAL;
		return NULL;
	}
	char path[sizeof("/local/domain/65535/") + VCHAN_NODE_MAX];
	snprintf(path, sizeof(path), "/local/domain/%u/%s", address.domid, address.node);
	struct vchan_watch *watch = watch_server(path);
	if (watch == NULL) {
		return NULL;
	}
	struct libxenvchan *vchan = libxenvchan_client_init(
		&vchan_no_log, (int)address.domid, path);
	if (vchan == NULL || !is_fresh(vchan)) {
		libxenvchan_close(vchan);
		vchan_watch_destroy(watch);
		return NULL;
	}
	return transport_vchan_create(vchan, address.domid, watch);
}
