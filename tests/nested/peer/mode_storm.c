// SPDX-License-Identifier: MIT
#include <string.h>

#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"
#include "tests/nested/peer/puppet.h"

#define SIDE 200
#define COLOUR 0xd07020
#define STORM 20000 // ms, of each kind
#define BATCH 192 // events between two looks at the ring: whole records, of a byte each
#define TOLD 2000 // ms between two lines

enum kind {
	KIND_EMPTY, // nothing is in the ring
	KIND_BYTE, // one more byte of a good record
	KIND_FULL, // good records, as many as there is room for
};

struct storm {
	struct puppet *puppet;
	enum kind kind;
	size_t len, pos; // of bytes, and how much of it was said
	unsigned long events;
	_Alignas(8) uint8_t bytes[64];
};

// A ping that asks for no more than an answer
static bool say(struct storm *storm, size_t most) {
	if (storm->kind == KIND_EMPTY) {
		return true;
	}
	size_t len = storm->len - storm->pos;
	int done = ring_write(
		&storm->puppet->ring, storm->bytes + storm->pos, len < most ? len : most);
	storm->pos = done > 0 ? (storm->pos + (size_t)done) % storm->len : storm->pos;
	return done >= 0;
}

static bool batch(struct storm *storm) {
	bool linked = true;
	for (int i = 0; linked && i < BATCH; i++) {
		linked = say(storm, storm->kind == KIND_BYTE ? 1 : storm->len);
		ring_notify(&storm->puppet->ring);
		storm->events++;
	}
	storm->puppet->mute = storm->pos != 0; // or an answer would stand within a record
	return puppet_pump(storm->puppet, 0) && linked;
}

static bool blow(struct puppet *puppet, enum kind kind, const char *name) {
	struct storm storm = {.puppet = puppet, .kind = kind};
	struct puppet_pool pool = {0};
	const struct gui_record ping = {.code = GUI_CODE_ping};
	storm.len = gui_encode(&ping, storm.bytes, sizeof(storm.bytes));
	bool good = puppet_open(puppet) && puppet_show(puppet, &pool, SIDE, COLOUR);
	uint64_t start = outside_now(), told = start;
	bool linked = good;
	while (linked && outside_now() - start < STORM && !outside_is_over()) {
		linked = batch(&storm);
		if (outside_now() - told >= TOLD) {
			told = outside_now();
			outside_tell("events", "\"test\":\"%s\",\"count\":%lu", name, storm.events);
		}
	}
	outside_tell(linked ? "not cut" : "cut", "\"test\":\"%s\",\"events\":%lu,\"after\":%u",
		name, storm.events, (unsigned)(outside_now() - start));
	puppet_close(puppet);
	puppet_unshare(&pool);
	return good;
}

bool mode_storm(struct puppet *puppet, char *const *args) {
	bool good = true;
	if (modes_wants(args, "empty")) {
		good = blow(puppet, KIND_EMPTY, "storm empty");
	}
	if (good && modes_wants(args, "byte") && !outside_is_over()) {
		good = blow(puppet, KIND_BYTE, "storm byte");
	}
	if (good && modes_wants(args, "full") && !outside_is_over()) {
		good = blow(puppet, KIND_FULL, "storm full");
	}
	return good;
}
