// SPDX-License-Identifier: MIT
#include "tests/hostile/good.h"
#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"
#include "tests/nested/peer/puppet.h"

#define SIDE 200
#define COLOUR 0x8030c0
#define PAGES 16
#define TIME 3000 // ms, to be cut in
#define SHOWN 4000 // ms that a window stays whose pages are shared no more
#define DOM0 0

// A pool of PAGES of our own. False: the program's time is over, or there are no pages.
static bool open_pool(struct puppet *puppet, struct puppet_pool *pool) {
	*pool = (struct puppet_pool){0};
	return puppet_open(puppet) && puppet_share(puppet, pool, PAGES, puppet->ring.domid);
}

static bool offer(struct puppet *puppet, uint32_t id, const struct puppet_pool *pool) {
	struct gui_record create = puppet_pool_record(id, pool);
	return puppet_send(puppet, &create);
}

// What came of it, and the end of it
static void finish(struct puppet *puppet, struct puppet_pool *pool, const char *test) {
	if (puppet_settle(puppet, TIME)) {
		outside_tell("not cut", "\"test\":\"%s\"", test);
	} else {
		puppet_is_cut(puppet, test, TIME, false);
	}
	puppet_close(puppet);
	puppet_unshare(pool);
}

// --- double ---------------------------------------------------------------------

static bool twice_in_a_pool(struct puppet *puppet, uint32_t from, uint32_t to) {
	struct puppet_pool pool;
	bool good = open_pool(puppet, &pool);
	if (good) {
		puppet_directory(&pool)[to] = puppet_directory(&pool)[from];
		offer(puppet, 1, &pool);
		finish(puppet, &pool, "double in a pool");
	}
	return good;
}

static bool twice_in_the_record(struct puppet *puppet) {
	struct puppet_pool pool;
	bool good = open_pool(puppet, &pool);
	if (good) {
		struct gui_record create = puppet_pool_record(1, &pool);
		const uint32_t refs[] = {pool.pages.refs[0], pool.pages.refs[0]};
		create.u.pool_create.pages = 2 * GUI_PAGE_SIZE / 4;
		create.u.pool_create.count = 2;
		create.u.pool_create.tail = refs;
		puppet_send(puppet, &create);
		finish(puppet, &pool, "double in the record");
	}
	return good;
}

// No fault: each pool counts, and its pages are the guest's
static bool once_in_two_pools(struct puppet *puppet) {
	struct puppet_pool pool;
	bool good = open_pool(puppet, &pool);
	if (good) {
		offer(puppet, 1, &pool);
		offer(puppet, 2, &pool);
		finish(puppet, &pool, "double in two pools");
	}
	return good;
}

bool mode_pages_double(struct puppet *puppet, char *const *args) {
	return twice_in_a_pool(puppet, 0, 1) && twice_in_a_pool(puppet, 0, PAGES - 1) &&
		twice_in_the_record(puppet) && once_in_two_pools(puppet);
}

// --- foreign --------------------------------------------------------------------

// Xen's own, never granted, and no references
static const uint32_t strange[] = {0, 1, 7, 30000, GUI_REF_MAX, GUI_REF_MAX + 1, UINT32_MAX};
#define STRANGE (sizeof(strange) / sizeof(strange[0]))

static bool strange_page(struct puppet *puppet, uint32_t ref) {
	struct puppet_pool pool;
	bool good = open_pool(puppet, &pool);
	if (good) {
		puppet_directory(&pool)[PAGES / 2] = ref;
		offer(puppet, 1, &pool);
		finish(puppet, &pool, "foreign page");
	}
	return good;
}

static bool strange_directory(struct puppet *puppet, uint32_t ref) {
	struct puppet_pool pool;
	bool good = open_pool(puppet, &pool);
	if (good) {
		struct gui_record create = puppet_pool_record(1, &pool);
		create.u.pool_create.tail = &ref;
		puppet_send(puppet, &create);
		finish(puppet, &pool, "foreign directory");
	}
	return good;
}

// Granted, to another domain than the one that is to map it
static bool granted_to_dom0(struct puppet *puppet) {
	struct puppet_pool pool;
	bool good = puppet_open(puppet) && puppet_share(puppet, &pool, PAGES, DOM0);
	if (good) {
		offer(puppet, 1, &pool);
		finish(puppet, &pool, "granted to dom0");
	}
	return good;
}

// The directory is for the GUI domain, and what it names is not
static bool pages_granted_to_dom0(struct puppet *puppet) {
	struct puppet_pool pool, other;
	bool good = open_pool(puppet, &pool) && puppet_share(puppet, &other, PAGES, DOM0);
	if (good) {
		for (uint32_t i = 0; i < PAGES; i++) {
			puppet_directory(&pool)[i] = puppet_directory(&other)[i];
		}
		offer(puppet, 1, &pool);
		finish(puppet, &pool, "pages granted to dom0");
		puppet_unshare(&other);
	}
	return good;
}

bool mode_pages_foreign(struct puppet *puppet, char *const *args) {
	bool good = granted_to_dom0(puppet) && pages_granted_to_dom0(puppet);
	for (size_t i = 0; good && i < STRANGE; i++) {
		good = strange_page(puppet, strange[i]) && strange_directory(puppet, strange[i]);
	}
	return good;
}

// --- revoked --------------------------------------------------------------------

// Linux keeps pages that are still mapped until they are not, and Xen the grant
static bool shown_then_revoked(struct puppet *puppet) {
	struct puppet_pool pool = {0};
	bool good = puppet_open(puppet) && puppet_show(puppet, &pool, SIDE, COLOUR);
	if (good) {
		outside_say("mapped");
		puppet_unshare(&pool);
		outside_say("revoked");
		puppet_rest(puppet, SHOWN);
		struct gui_record again = good_buffer(2, 1, SIDE / 2, SIDE / 2);
		puppet_send(puppet, &again);
		puppet_commit(puppet, 1, &again.u.buffer_create);
		finish(puppet, &pool, "revoked while shown");
	}
	return good;
}

static bool revoked_before(struct puppet *puppet) {
	struct puppet_pool pool;
	bool good = open_pool(puppet, &pool);
	if (good) {
		struct gui_record create = puppet_pool_record(1, &pool);
		puppet_unshare(&pool);
		puppet_send(puppet, &create);
		finish(puppet, &pool, "revoked before");
	}
	return good;
}

// While the compositor may be mapping them
static bool revoked_meanwhile(struct puppet *puppet) {
	struct puppet_pool pool;
	bool good = open_pool(puppet, &pool);
	if (good) {
		offer(puppet, 1, &pool);
		puppet_unshare(&pool);
		finish(puppet, &pool, "revoked meanwhile");
	}
	return good;
}

bool mode_pages_revoked(struct puppet *puppet, char *const *args) {
	return shown_then_revoked(puppet) && revoked_before(puppet) && revoked_meanwhile(puppet);
}
