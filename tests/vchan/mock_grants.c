// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xengnttab.h>

#include "tests/vchan/mock_xen.h"

#define PAGE 4096
#define REFS 200000
#define FIRST 8

// libxengnttab and libxengntshr. Reference n is page n of one memfd.

struct xengntdev_handle {
	int fd;
};

static struct {
	int fd; // the memfd; 0: not made yet
	uint32_t next;
	struct {
		bool live, writable;
		uint32_t domid;
	} refs[REFS];
} grants;

void mock_grants_reset(void) {
	if (grants.fd == 0) {
		grants.fd = memfd_create("mock-grants", MFD_CLOEXEC);
	}
	// All zero
	if (ftruncate(grants.fd, 0) != 0 || ftruncate(grants.fd, (off_t)REFS * PAGE) != 0) {
		abort();
	}
	grants.next = FIRST;
	for (uint32_t i = 0; i < REFS; i++) {
		grants.refs[i].live = false;
	}
}

unsigned long mock_grants_pages(void) {
	FILE *file = fopen("/proc/self/maps", "re");
	char line[512];
	unsigned long pages = 0, start, end;
	int path;
	while (fgets(line, sizeof(line), file) != NULL) {
		path = 0;
		if (sscanf(line, "%lx-%lx %*s %*s %*s %*s /memfd:mock-grants%n", &start, &end,
			    &path) == 2 &&
			path > 0) {
			pages += (end - start) / PAGE;
		}
	}
	fclose(file);
	return pages;
}

void mock_grants_revoke(uint32_t ref) {
	grants.refs[ref].live = false;
}

static struct xengntdev_handle *handle_open(int flags) {
	if (!mock_xen_may(&mock_xen.opens)) {
		errno = ENODEV;
		return NULL;
	}
	struct xengntdev_handle *handle = calloc(1, sizeof(*handle));
	handle->fd = open("/dev/null", O_RDWR | flags);
	mock_xen.handles++;
	return handle;
}

static int handle_close(struct xengntdev_handle *handle) {
	close(handle->fd);
	free(handle);
	mock_xen.handles--;
	return 0;
}

// As the real one does, without close-on-exec
xengntshr_handle *xengntshr_open(struct xentoollog_logger *logger, unsigned open_flags) {
	return handle_open(0);
}

int xengntshr_close(xengntshr_handle *handle) {
	return handle_close(handle);
}

int xengntshr_fd(xengntshr_handle *handle) {
	return handle->fd;
}

void *xengntshr_share_pages(
	xengntshr_handle *handle, uint32_t domid, int count, uint32_t *refs, int writable) {
	if (!mock_xen_may(&mock_xen.shares) || grants.next + (uint32_t)count > REFS) {
		errno = ENOSPC;
		return NULL;
	}
	off_t offset = (off_t)grants.next * PAGE;
	void *addr = mmap(
		NULL, (size_t)count * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, grants.fd, offset);
	for (int i = 0; i < count; i++) {
		uint32_t ref = grants.next++;
		grants.refs[ref].live = true;
		grants.refs[ref].writable = writable != 0;
		grants.refs[ref].domid = domid;
		refs[i] = ref;
	}
	return addr;
}

void *xengntshr_share_page_notify(xengntshr_handle *handle, uint32_t domid, uint32_t *ref,
	int writable, uint32_t notify_offset, evtchn_port_t notify_port) {
	return xengntshr_share_pages(handle, domid, 1, ref, writable);
}

int xengntshr_unshare(xengntshr_handle *handle, void *addr, uint32_t count) {
	return munmap(addr, (size_t)count * PAGE);
}

xengnttab_handle *xengnttab_open(struct xentoollog_logger *logger, unsigned open_flags) {
	return handle_open(O_CLOEXEC);
}

int xengnttab_close(xengnttab_handle *handle) {
	return handle_close(handle);
}

static bool may_map(uint32_t domid, const uint32_t *refs, uint32_t count, int prot) {
	for (uint32_t i = 0; i < count; i++) {
		bool good = refs[i] < REFS && grants.refs[refs[i]].live &&
			grants.refs[refs[i]].domid == MOCK_GUI && domid == MOCK_GUEST &&
			(grants.refs[refs[i]].writable || (prot & PROT_WRITE) == 0);
		if (!good) {
			return false;
		}
	}
	return true;
}

// Pages that follow one another are one mapping, or there would be too many
static void map_runs(uint8_t *addr, const uint32_t *refs, uint32_t count, int prot) {
	for (uint32_t i = 0, len; i < count; i += len) {
		len = 1;
		while (i + len < count && refs[i + len] == refs[i] + len) {
			len++;
		}
		void *done = mmap(addr + (size_t)i * PAGE, (size_t)len * PAGE, prot,
			MAP_SHARED | MAP_FIXED, grants.fd, (off_t)refs[i] * PAGE);
		if (done == MAP_FAILED) {
			abort();
		}
	}
}

void *xengnttab_map_domain_grant_refs(
	xengnttab_handle *handle, uint32_t count, uint32_t domid, uint32_t *refs, int prot) {
	if (!may_map(domid, refs, count, prot)) {
		errno = EINVAL;
		return NULL;
	}
	uint8_t *addr = mmap(NULL, (size_t)count * PAGE, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	map_runs(addr, refs, count, prot);
	mock_xen.mapped += count;
	return addr;
}

void *xengnttab_map_grant_ref_notify(xengnttab_handle *handle, uint32_t domid, uint32_t ref,
	int prot, uint32_t notify_offset, evtchn_port_t notify_port) {
	return xengnttab_map_domain_grant_refs(handle, 1, domid, &ref, prot);
}

int xengnttab_unmap(xengnttab_handle *handle, void *addr, uint32_t count) {
	return munmap(addr, (size_t)count * PAGE);
}
