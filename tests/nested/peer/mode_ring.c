// SPDX-License-Identifier: MIT
#include <libxenvchan.h>
#include <string.h>

#include "tests/hostile/good.h"
#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"
#include "tests/nested/peer/puppet.h"

#define SIDE 200
#define COLOUR 0xc03030
#define FROZEN 20000 // ms, time enough to be greyed, or cut for what piles up
#define TALK 90000 // ms; an emulated machine reads some 700 records a second
#define LIE 3000 // ms
#define WAIT 10 // ms, for room
#define NOISES 8

// --- frozen ---------------------------------------------------------------------

// Ask for answers and take none: what waits for us has an end
static void talk(struct puppet *puppet) {
	const struct gui_record ping = {.code = GUI_CODE_ping};
	_Alignas(8) uint8_t bytes[64];
	size_t len = gui_encode(&ping, bytes, sizeof(bytes)), pos = 0;
	unsigned long pings = 0;
	uint64_t start = outside_now();
	while (outside_now() - start < TALK && !outside_is_over()) {
		int done = ring_write(&puppet->ring, bytes + pos, len - pos);
		if (done < 0) {
			break;
		}
		pos = (pos + (size_t)done) % len;
		pings += done > 0 && pos == 0 ? 1 : 0;
		if (done == 0) {
			ring_wait(&puppet->ring, WAIT);
		}
	}
	outside_tell("talked", "\"pings\":%lu", pings);
}

bool mode_ring_frozen(struct puppet *puppet, char *const *args) {
	struct puppet_pool pool = {0};
	bool good = true;
	if (modes_wants(args, "mute")) {
		good = puppet_link(puppet);
		good = good && puppet_is_cut(puppet, "frozen mute", FROZEN, true);
	}
	if (good && modes_wants(args, "quiet")) {
		good = puppet_open(puppet) && puppet_show(puppet, &pool, SIDE, COLOUR);
		outside_say(good ? "mapped" : "not mapped");
		puppet_is_cut(puppet, "frozen quiet", FROZEN, true); // it is to be greyed
		puppet_close(puppet);
		puppet_unshare(&pool);
	}
	if (good && modes_wants(args, "talk")) {
		good = puppet_open(puppet);
		talk(puppet);
		good = good && puppet_is_cut(puppet, "frozen talk", FROZEN, true);
	}
	return good;
}

// --- half -----------------------------------------------------------------------

// The first len bytes of a good title
static bool say_half(struct puppet *puppet, size_t len) {
	struct gui_record title = {.code = GUI_CODE_title};
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	title.u.title = (struct gui_title){
		.window = 1, .count = 20, .tail = (const uint8_t *)"a title that is long"};
	gui_encode(&title, bytes, sizeof(bytes));
	puppet->mute = true; // or an answer would be the other half
	return puppet_write(puppet, bytes, len);
}

bool mode_ring_half(struct puppet *puppet, char *const *args) {
	static const size_t lens[] = {1, GUI_HEADER_SIZE, GUI_HEADER_SIZE + 7};
	bool good = puppet_link(puppet) && puppet_write(puppet, "\x10", 1) &&
		puppet_is_cut(puppet, "half a hello", FROZEN, false);
	for (size_t i = 0; good && i < sizeof(lens) / sizeof(lens[0]); i++) {
		struct puppet_pool pool = {0};
		good = puppet_open(puppet) && puppet_show(puppet, &pool, SIDE, COLOUR) &&
			say_half(puppet, lens[i]) &&
			puppet_is_cut(puppet, "half a title", FROZEN, false);
		puppet_close(puppet);
		puppet_unshare(&pool);
	}
	return good;
}

// --- indices --------------------------------------------------------------------

// Added to an index: beyond the ring by one, by much, by a sign, and back
static const uint32_t offs[] = {1, GUI_RING_SIZE + 1, 2 * GUI_RING_SIZE, 0x7fffffff, 0x80000000,
	UINT32_MAX, -GUI_RING_SIZE};
#define OFFS ((uint32_t)(sizeof(offs) / sizeof(offs[0])))
#define INDICES 4
#define LIES (OFFS * INDICES)

static void lie(struct puppet *puppet, uint32_t number) {
	struct vchan_interface *page = puppet->ring.vchan->ring;
	uint32_t *indices[INDICES] = {
		&page->right.prod, &page->right.cons, &page->left.prod, &page->left.cons};
	uint32_t *index = indices[number / OFFS];
	__atomic_store_n(index, *index + offs[number % OFFS], __ATOMIC_RELEASE);
}

// All of the page but who is alive, which tells us when we are cut
static void scribble(struct puppet *puppet, uint32_t seed) {
	struct vchan_interface *page = puppet->ring.vchan->ring;
	uint8_t *bytes = (uint8_t *)page;
	uint8_t client = page->cli_live, server = page->srv_live;
	for (size_t i = 0; i < GUI_PAGE_SIZE; i++) {
		seed = seed * 1664525 + 1013904223;
		if (&bytes[i] != &page->cli_live && &bytes[i] != &page->srv_live) {
			bytes[i] = (uint8_t)(seed >> 24);
		}
	}
	page->cli_live = client;
	page->srv_live = server;
}

bool mode_ring_indices(struct puppet *puppet, char *const *args) {
	uint32_t first = modes_number(&args, 0);
	uint32_t count = modes_number(&args, LIES + NOISES);
	uint32_t tried = 0, cut = 0;
	for (uint32_t i = first; i < LIES + NOISES && tried < count; i++) {
		struct puppet_pool pool = {0};
		if (!puppet_open(puppet) || !puppet_show(puppet, &pool, SIDE, COLOUR)) {
			puppet_unshare(&pool);
			break;
		}
		if (i < LIES) {
			lie(puppet, i);
		} else {
			scribble(puppet, i);
		}
		ring_notify(&puppet->ring);
		tried++;
		cut += puppet_is_cut(puppet, "indices", LIE, true) ? 1 : 0;
		puppet_close(puppet);
		puppet_unshare(&pool);
	}
	outside_tell("indices", "\"tried\":%u,\"cut\":%u", tried, cut);
	return tried > 0;
}
