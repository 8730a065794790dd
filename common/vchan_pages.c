// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xengnttab.h>
#include <xentoollog.h>

#include "common/vchan.h"

#define REFS_PER_PAGE (GUI_PAGE_SIZE / (uint32_t)sizeof(uint32_t))

static void drop_message(struct xentoollog_logger *logger, xentoollog_level level, int errnoval,
	const char *context, const char *format, va_list args) {
}

static void keep_logger(struct xentoollog_logger *logger) {
}

struct xentoollog_logger vchan_no_log = {.vmessage = drop_message, .destroy = keep_logger};

static uint32_t directories(uint32_t pages) {
	return (pages + REFS_PER_PAGE - 1) / REFS_PER_PAGE;
}

static void describe(
	struct transport_pages *pages, uint32_t domid, const uint32_t *refs, uint32_t count) {
	*pages = (struct transport_pages){.impl = &transport_vchan,
		.pages = pages->pages,
		.fd = -1,
		.domid = domid,
		.count = count};
	memcpy(pages->refs, refs, count * sizeof(*refs));
}

/*
 * Directory and pool are one mapping, the directory first, so that they live and go
 * together. munmap() is all that the library does to unshare.
 */
void *vchan_pages_share(
	struct xengntdev_handle *handle, uint32_t domid, struct transport_pages *pages) {
	uint32_t count = directories(pages->pages);
	if (pages->pages == 0 || count > GUI_DIRECTORY_MAX) {
		errno = EINVAL;
		return NULL;
	}
	uint32_t *refs = calloc(count + pages->pages, sizeof(*refs));
	if (refs == NULL) {
		return NULL;
	}
	uint8_t *addr = xengntshr_share_pages(handle, domid, (int)(count + pages->pages), refs, 0);
	if (addr != NULL) {
		memcpy(addr, refs + count, pages->pages * sizeof(*refs));
		describe(pages, domid, refs, count);
		addr += (size_t)count * GUI_PAGE_SIZE;
	}
	free(refs);
	return addr;
}

void vchan_pages_unshare(void *addr, uint32_t pages) {
	if (addr != NULL) {
		size_t size = (size_t)directories(pages) * GUI_PAGE_SIZE;
		munmap((uint8_t *)addr - size, size + (size_t)pages * GUI_PAGE_SIZE);
	}
}

// As Xen gives references to user space, and none of them twice
static bool refs_are_good(const uint32_t *untrusted_refs, uint32_t count) {
	uint8_t *seen = calloc(GUI_REF_MAX / 8 + 1, 1);
	bool good = seen != NULL;
	for (uint32_t i = 0; good && i < count; i++) {
		uint32_t ref = untrusted_refs[i];
		good = ref >= GUI_REF_MIN && ref <= GUI_REF_MAX &&
			(seen[ref / 8] & (1u << ref % 8)) == 0;
		if (good) {
			seen[ref / 8] |= (uint8_t)(1u << ref % 8);
		}
	}
	free(seen);
	return good;
}

bool vchan_pages_take(uint32_t domid, struct transport_pages *pages, const uint32_t *untrusted_refs,
	uint32_t count) {
	uint32_t wanted = pages->pages;
	if (wanted == 0 || wanted > GUI_POOL_PAGES_MAX || count != directories(wanted) ||
		!refs_are_good(untrusted_refs, count)) {
		return false;
	}
	describe(pages, domid, untrusted_refs, count);
	return true;
}

// The pool's references, copied once; the guest may write to the directory meanwhile
static uint32_t *copy_directory(xengnttab_handle *handle, const struct transport_pages *pages) {
	uint32_t *refs = calloc(pages->pages, sizeof(*refs));
	if (refs == NULL) {
		return NULL;
	}
	void *directory = xengnttab_map_domain_grant_refs(
		handle, pages->count, pages->domid, (uint32_t *)pages->refs, PROT_READ);
	if (directory == NULL) {
		free(refs);
		return NULL;
	}
	memcpy(refs, directory, pages->pages * sizeof(*refs));
	xengnttab_unmap(handle, directory, pages->count);
	if (!refs_are_good(refs, pages->pages)) {
		free(refs);
		errno = EINVAL;
		return NULL;
	}
	return refs;
}

/*
 * A mapping keeps what it needs of its handle, so each has a handle of its own, which
 * is closed at once: then munmap() is all that it takes to undo it.
 */
const void *vchan_pages_map(const struct transport_pages *pages) {
	xengnttab_handle *handle = xengnttab_open(&vchan_no_log, 0);
	if (handle == NULL) {
		return NULL;
	}
	void *addr = NULL;
	uint32_t *refs = copy_directory(handle, pages);
	if (refs != NULL) {
		addr = xengnttab_map_domain_grant_refs(
			handle, pages->pages, pages->domid, refs, PROT_READ);
	}
	free(refs);
	xengnttab_close(handle);
	return addr;
}
