// SPDX-License-Identifier: MIT
#include "common/transport.h"

#include <sys/mman.h>
#include <unistd.h>

bool transport_listener_open(struct transport_listener *listener) {
	return listener->impl->open(listener);
}

int transport_listener_fd(const struct transport_listener *listener) {
	return listener->impl->fd(listener);
}

struct transport *transport_listener_accept(struct transport_listener *listener) {
	return listener->impl->accept(listener);
}

void transport_listener_destroy(struct transport_listener *listener) {
	if (listener != NULL) {
		listener->impl->destroy(listener);
	}
}

void transport_destroy(struct transport *transport) {
	if (transport != NULL) {
		transport->impl->destroy(transport);
	}
}

void transport_pages_unmap(const void *addr, uint32_t pages) {
	if (addr != NULL) {
		munmap((void *)addr, (size_t)pages * GUI_PAGE_SIZE);
	}
}

void transport_pages_finish(struct transport_pages *pages) {
	// The descriptor 0 of a zeroed struct is not ours
	if (pages->impl != NULL && pages->fd >= 0) {
		close(pages->fd);
	}
	*pages = (struct transport_pages){.fd = -1};
}
