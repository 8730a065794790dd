// SPDX-License-Identifier: MIT
#include "tests/bench/decoy.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <libxenvchan.h>
#include <pixman.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <xengnttab.h>

#define PAGE 4096
#define DECOYS_MAX 256
#define FAULT_WRITE 2 // in the processor's error code

struct decoy {
	uint8_t *fake, *real; // NULL: this one is free
	size_t size;
	uint8_t *open; // for each page
	bool any_open;
};

static struct decoy decoys[DECOYS_MAX];
static struct decoy_counts *counts; // NULL: no guest's page yet
static pixman_image_t *clipped; // borrowed: what has the clip
static pixman_region32_t clip;
static bool is_ring; // what is mapped now

static void *next(const char *name) {
	void *fn = dlsym(RTLD_NEXT, name);
	if (fn == NULL) {
		fprintf(stderr, "decoy: no %s\n", name);
		abort();
	}
	return fn;
}

// --- the decoys -----------------------------------------------------------------

static struct decoy *decoy_of(const void *addr, bool real) {
	for (struct decoy *decoy = decoys; decoy < decoys + DECOYS_MAX; decoy++) {
		const uint8_t *begin = real ? decoy->real : decoy->fake;
		if (begin != NULL && (size_t)((const uint8_t *)addr - begin) < decoy->size) {
			return decoy;
		}
	}
	return NULL;
}

static void handle_fault(int number, siginfo_t *info, void *data) {
	const ucontext_t *context = data;
	struct decoy *decoy = decoy_of(info->si_addr, false);
	if (decoy == NULL || (context->uc_mcontext.gregs[REG_ERR] & FAULT_WRITE) != 0) {
		signal(number, SIG_DFL); // and it happens again
		return;
	}
	size_t page = (size_t)((uint8_t *)info->si_addr - decoy->fake) / PAGE;
	if (decoy->open[page]) {
		return;
	}
	mprotect(decoy->fake + page * PAGE, PAGE, PROT_READ | PROT_WRITE);
	memcpy(decoy->fake + page * PAGE, decoy->real + page * PAGE, PAGE);
	decoy->open[page] = 1;
	decoy->any_open = true;
	counts->read += PAGE;
}

static void close_pages(void) {
	for (struct decoy *decoy = decoys; decoy < decoys + DECOYS_MAX; decoy++) {
		if (decoy->any_open) {
			mprotect(decoy->fake, decoy->size, PROT_NONE);
			memset(decoy->open, 0, decoy->size / PAGE);
			decoy->any_open = false;
		}
	}
}

// For each process that maps pages of guests: programs of the desktop are preloaded too
static void begin(void) {
	const char *dir = getenv("XDG_RUNTIME_DIR");
	char path[256];
	snprintf(path, sizeof(path), "%s/" DECOY_FILE, dir != NULL ? dir : "/tmp");
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*counts)) != 0) {
		perror("decoy");
		abort();
	}
	counts = (struct decoy_counts *)syscall(
		SYS_mmap, NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	const struct sigaction action = {.sa_sigaction = handle_fault, .sa_flags = SA_SIGINFO};
	sigaction(SIGSEGV, &action, NULL);
}

static void *make_decoy(void *real, size_t size) {
	if (counts == NULL) {
		begin();
	}
	struct decoy *decoy = decoys;
	while (decoy < decoys + DECOYS_MAX && decoy->real != NULL) {
		decoy++;
	}
	size = (size + PAGE - 1) / PAGE * PAGE;
	void *fake = (void *)syscall(
		SYS_mmap, NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint8_t *open = calloc(size / PAGE, 1);
	if (decoy == decoys + DECOYS_MAX || fake == MAP_FAILED || open == NULL) {
		fprintf(stderr, "decoy: too many pages\n");
		abort();
	}
	*decoy = (struct decoy){.fake = fake, .real = real, .size = size, .open = open};
	counts->mapped += size;
	return fake;
}

// The real pages of a decoy that goes; anything else is its own
static void *drop_decoy(void *addr) {
	struct decoy *decoy = decoy_of(addr, false);
	if (decoy == NULL) {
		return addr;
	}
	void *real = decoy->real;
	syscall(SYS_munmap, decoy->fake, decoy->size);
	free(decoy->open);
	*decoy = (struct decoy){0};
	return real;
}

// --- pages are mapped ------------------------------------------------------------

void *xengnttab_map_domain_grant_refs(
	xengnttab_handle *handle, uint32_t count, uint32_t domid, uint32_t *refs, int prot) {
	void *(*map)(xengnttab_handle *, uint32_t, uint32_t, uint32_t *, int) = next(__func__);
	void *addr = map(handle, count, domid, refs, prot);
	return addr == NULL || is_ring ? addr : make_decoy(addr, (size_t)count * PAGE);
}

struct libxenvchan *libxenvchan_client_init(
	struct xentoollog_logger *logger, int domain, const char *path) {
	struct libxenvchan *(*init)(struct xentoollog_logger *, int, const char *) = next(__func__);
	is_ring = true;
	struct libxenvchan *vchan = init(logger, domain, path);
	is_ring = false;
	return vchan;
}

int xengnttab_unmap(xengnttab_handle *handle, void *addr, uint32_t count) {
	int (*unmap)(xengnttab_handle *, void *, uint32_t) = next(__func__);
	return unmap(handle, drop_decoy(addr), count);
}

// On a socket they are a descriptor that cannot change its size any more
void *mmap(void *addr, size_t size, int prot, int flags, int fd, off_t offset) {
	addr = (void *)syscall(SYS_mmap, addr, size, prot, flags, fd, offset);
	if (addr == MAP_FAILED || prot != PROT_READ || flags != MAP_SHARED) {
		return addr;
	}
	int seals = fcntl(fd, F_GET_SEALS);
	return seals < 0 || (seals & F_SEAL_GROW) == 0 ? addr : make_decoy(addr, size);
}

int munmap(void *addr, size_t size) {
	return (int)syscall(SYS_munmap, drop_decoy(addr), size);
}

// --- pixels are composed -----------------------------------------------------------

static uint32_t *real_bits(uint32_t *bits) {
	struct decoy *decoy = decoy_of(bits, false);
	return decoy == NULL ? bits : (uint32_t *)(decoy->real + ((uint8_t *)bits - decoy->fake));
}

pixman_image_t *pixman_image_create_bits_no_clear(
	pixman_format_code_t format, int width, int height, uint32_t *bits, int stride) {
	pixman_image_t *(*create)(pixman_format_code_t, int, int, uint32_t *, int) = next(__func__);
	return create(format, width, height, real_bits(bits), stride);
}

uint32_t *pixman_image_get_data(pixman_image_t *image) {
	uint32_t *(*get_data)(pixman_image_t *) = next(__func__);
	uint32_t *bits = get_data(image);
	struct decoy *decoy = decoy_of(bits, true);
	return decoy == NULL ? bits : (uint32_t *)(decoy->fake + ((uint8_t *)bits - decoy->real));
}

pixman_bool_t pixman_image_set_clip_region32(
	pixman_image_t *image, const pixman_region32_t *region) {
	pixman_bool_t (*set)(pixman_image_t *, const pixman_region32_t *) = next(__func__);
	pixman_region32_fini(&clip);
	pixman_region32_init(&clip);
	clipped = region != NULL ? image : NULL;
	if (region != NULL) {
		pixman_region32_copy(&clip, region);
	}
	return set(image, region);
}

static uint64_t area(pixman_image_t *image, const pixman_box32_t *box) {
	pixman_region32_t drawn;
	pixman_region32_init_with_extents(&drawn, box);
	if (clipped == image) {
		pixman_region32_intersect(&drawn, &drawn, &clip);
	}
	int count;
	uint64_t sum = 0;
	const pixman_box32_t *rects = pixman_region32_rectangles(&drawn, &count);
	for (int i = 0; i < count; i++) {
		sum += (uint64_t)(rects[i].x2 - rects[i].x1) *
			(uint64_t)(rects[i].y2 - rects[i].y1);
	}
	pixman_region32_fini(&drawn);
	return sum;
}

static bool is_screen(pixman_image_t *image) {
	const char *screen = getenv("DECOY_SCREEN");
	char size[32];
	snprintf(size, sizeof(size), "%dx%d", pixman_image_get_width(image),
		pixman_image_get_height(image));
	return screen != NULL && strcmp(screen, size) == 0;
}

void pixman_image_composite32(pixman_op_t op, pixman_image_t *src, pixman_image_t *mask,
	pixman_image_t *dst, int32_t src_x, int32_t src_y, int32_t mask_x, int32_t mask_y,
	int32_t x, int32_t y, int32_t width, int32_t height) {
	void (*composite)(pixman_op_t, pixman_image_t *, pixman_image_t *, pixman_image_t *,
		int32_t, int32_t, int32_t, int32_t, int32_t, int32_t, int32_t,
		int32_t) = next(__func__);
	close_pages();
	if (decoy_of(pixman_image_get_data(src), false) != NULL) {
		const pixman_box32_t box = {x, y, x + width, y + height};
		uint64_t bytes = area(dst, &box) * sizeof(uint32_t);
		bool on_screen = is_screen(dst);
		*(on_screen ? &counts->composed : &counts->composed_elsewhere) += bytes;
		counts->composings += on_screen && bytes > 0;
	}
	composite(op, src, mask, dst, src_x, src_y, mask_x, mask_y, x, y, width, height);
}

// --- bytes through rings -----------------------------------------------------------

int libxenvchan_read(struct libxenvchan *vchan, void *dst, size_t size) {
	int (*move)(struct libxenvchan *, void *, size_t) = next(__func__);
	int len = move(vchan, dst, size);
	if (counts != NULL && len > 0) {
		counts->ring_read += (uint64_t)len;
		close_pages();
	}
	return len;
}

int libxenvchan_write(struct libxenvchan *vchan, const void *src, size_t size) {
	int (*move)(struct libxenvchan *, const void *, size_t) = next(__func__);
	int len = move(vchan, src, size);
	if (counts != NULL && len > 0) {
		counts->ring_written += (uint64_t)len;
	}
	return len;
}
