// SPDX-License-Identifier: MIT
#include "tests/hostile/session.h"
#include "tests/lib/examples.h"
#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"
#include "tests/nested/peer/puppet.h"

/*
 * The good session of tests/hostile with one fault in it, anywhere: a bit that is
 * turned, or a field that is set to what its row of gui.def forbids, or nearly so.
 */

#define COUNT 100
#define POOLS 4
#define TIME 20000 // ms, more than half a record may wait, and debts of work are paid in
#define TOLD 10 // sessions between two lines
#define STEP 50 // ms
#define FIRST_SERIAL 1 // stale by then, which is no fault

struct mutation {
	uint32_t state; // of random numbers
	struct session good; // as it is before each
	struct puppet_pool pools[POOLS + 1]; // by their pages
	unsigned tried, cut, passed, stuck;
};

static uint32_t below(struct mutation *mutation, uint32_t end) {
	mutation->state ^= mutation->state << 13;
	mutation->state ^= mutation->state >> 17;
	mutation->state ^= mutation->state << 5;
	return mutation->state % end;
}

// --- a good session -------------------------------------------------------------

static bool share_pools(struct mutation *mutation, struct puppet *puppet) {
	for (uint32_t pages = 1; pages <= POOLS; pages++) {
		struct puppet_pool *pool = &mutation->pools[pages];
		if (!puppet_share(puppet, pool, pages, puppet->ring.domid)) {
			return false;
		}
	}
	return true;
}

static void unshare_pools(struct mutation *mutation) {
	for (uint32_t pages = 1; pages <= POOLS; pages++) {
		puppet_unshare(&mutation->pools[pages]);
	}
}

// On vchan the pages are in the record
static void add_refs(struct mutation *mutation, struct session_step *step) {
	uint32_t id = step->bytes[GUI_HEADER_SIZE]; // the pool, whose number is small
	struct gui_record record = puppet_pool_record(id, &mutation->pools[step->pages]);
	step->len = gui_encode(&record, step->bytes, sizeof(step->bytes));
}

static bool is_serial(const struct row_field *field) {
	return field->check == GUI_CHECK_SERIAL_SENT || field->check == GUI_CHECK_ACKED;
}

// What the desk really gave out, in place of the null desk's
static void set_serials(struct session_step *step, uint32_t configured) {
	const struct row *row = gui_row(step->code);
	const struct row_field *field = row->fields;
	for (; field != example_tail(row); field++) {
		if (is_serial(field)) {
			bool acks = field->check == GUI_CHECK_ACKED;
			example_poke(step->bytes, row, field, acks ? configured : FIRST_SERIAL);
		}
	}
}

// --- a fault --------------------------------------------------------------------

static void turn_bit(struct mutation *mutation, struct session_step *step) {
	uint32_t bit = below(mutation, (uint32_t)step->len * 8);
	step->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

// Of a record without fields, a word of its header
static void spoil_field(struct mutation *mutation, struct session_step *step) {
	const struct row *row = gui_row(step->code);
	uint32_t count = (uint32_t)(example_tail(row) - row->fields);
	if (count == 0) {
		example_poke_header(step->bytes, below(mutation, 4), below(mutation, UINT32_MAX));
		return;
	}
	const struct row_field *field = &row->fields[below(mutation, count)];
	const uint64_t values[] = {(uint64_t)field->min - 1, (uint64_t)field->max + 1,
		(uint64_t)field->max, 0, UINT64_MAX, 1u << 31, INT32_MAX, SESSION_FREE,
		SESSION_POPUP, SESSION_WINDOW_GONE, SESSION_POOL_GONE};
	uint32_t which = below(mutation, sizeof(values) / sizeof(values[0]));
	example_poke(step->bytes, row, field, values[which]);
}

static void spoil(struct mutation *mutation, struct session_step *step) {
	if (below(mutation, 2) == 0) {
		turn_bit(mutation, step);
	} else {
		spoil_field(mutation, step);
	}
}

// --- one after the other --------------------------------------------------------

static uint32_t wait_configured(struct puppet *puppet) {
	uint64_t start = outside_now();
	while (puppet->serials[SESSION_TOPLEVEL] == 0 && outside_now() - start < TIME) {
		if (!puppet_pump(puppet, STEP)) {
			break;
		}
	}
	return puppet->serials[SESSION_TOPLEVEL];
}

// Up to and with the step that is wrong, and on, if nobody minds. False: it was cut.
static bool play(struct mutation *mutation, struct puppet *puppet, uint32_t wrong) {
	uint32_t configured = 0;
	bool linked = true;
	for (uint32_t i = 0; linked && i < mutation->good.len; i++) {
		struct session_step step = mutation->good.steps[i];
		if (step.pages > 0) {
			add_refs(mutation, &step);
		}
		if (step.code == GUI_CODE_commit && configured == 0) {
			configured = wait_configured(puppet);
		}
		set_serials(&step, configured);
		if (i == wrong) {
			spoil(mutation, &step);
		}
		linked = puppet_write(puppet, step.bytes, step.len);
	}
	return linked;
}

// The number of the wrong step, or none of them to see that the rest is good
static bool try_one(struct mutation *mutation, struct puppet *puppet, uint32_t wrong) {
	if (!puppet_link(puppet) || !share_pools(mutation, puppet)) {
		return false;
	}
	puppet->mute = true; // the session answers the only ping
	bool linked = play(mutation, puppet, wrong) && puppet_settle(puppet, TIME);
	bool stuck = !linked && !ring_is_gone(&puppet->ring);
	mutation->tried++;
	mutation->passed += linked ? 1 : 0;
	mutation->stuck += stuck ? 1 : 0;
	mutation->cut += !linked && !stuck ? 1 : 0;
	return !outside_is_over();
}

static void tell(const struct mutation *mutation) {
	outside_tell("mutated", "\"tried\":%u,\"cut\":%u,\"passed\":%u,\"stuck\":%u",
		mutation->tried, mutation->cut, mutation->passed, mutation->stuck);
}

bool mode_mutate(struct puppet *puppet, char *const *args) {
	static struct mutation mutation;
	mutation = (struct mutation){.state = modes_number(&args, 1) * 2654435761u + 1};
	uint32_t count = modes_number(&args, COUNT);
	session_fill(&mutation.good);
	bool going = try_one(&mutation, puppet, UINT32_MAX);
	bool good = mutation.passed == 1;
	outside_say(good ? "the session is good" : "the session is not good");
	while (going && mutation.tried <= count) {
		puppet_close(puppet);
		unshare_pools(&mutation);
		going = try_one(&mutation, puppet, below(&mutation, (uint32_t)mutation.good.len));
		if (mutation.tried % TOLD == 0) {
			tell(&mutation);
		}
	}
	tell(&mutation);
	puppet_close(puppet);
	unshare_pools(&mutation);
	return good;
}
