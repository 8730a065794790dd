// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "tests/hv/mock_child.h"
#include "tests/hv/mock_libxl.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

/*
 * Anything in any order: what the parent asks, how workers and libxl do, what domains do by
 * themselves, and domains of others that have a VM's name or uuid. What must always hold is
 * checked at each step, and at the end that each question has had its answer.
 */

#define STEPS 5000
#define SEEDS 12
#define VMS 4
#define SERIALS (2 * STEPS)
#define ABANDONS 4 // of a VM on their way, so that none is left without an answer
#define DOMAINS 12 // at once
#define STRANGER "stranger"

static struct {
	enum message_type type; // 0: not asked
	uint8_t vm;
	unsigned answers;
} asks[SERIALS];

static uint32_t last_serial, next_domid, seed;
static unsigned abandons[VMS + 1], builds, destroys;
static uint32_t domids[MOCK_CHILDREN]; // what each worker has built so far, or 0

static uint32_t draw(uint32_t below) {
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static uint8_t draw_vm(void) {
	return (uint8_t)(1 + draw(VMS));
}

static uint64_t ask(enum message_type type, uint8_t vm) {
	last_serial++;
	asks[last_serial].type = type;
	asks[last_serial].vm = vm;
	return last_serial;
}

// --- what must hold ----------------------------------------------------------------

static bool is_ours(const struct mock_domain *domain, uint8_t vm) {
	return domain->domid != 0 && domain->uuid == vm &&
		(domain->name == NULL || strcmp(domain->name, xen_rig_name(vm)) == 0);
}

static bool has_domain(uint8_t vm) {
	for (int i = 0; i < MOCK_DOMAINS; i++) {
		if (is_ours(&mock_libxl.domains[i], vm)) {
			return true;
		}
	}
	return false;
}

// Nothing is ever done to a domain that is not a VM's by both
static void handle_act(const char *what, uint32_t domid) {
	const struct mock_domain *domain = mock_libxl_find(domid);
	ck_assert_ptr_nonnull(domain);
	ck_assert(is_ours(domain, domain->uuid));
	ck_assert(domain->name != NULL || strcmp(what, "destroy") == 0);
	destroys += strcmp(what, "destroy") == 0 ? 1 : 0;
}

static void check_built(const struct message_built *built) {
	char path[64];
	const struct mock_domain *domain = mock_libxl_find(built->domid);
	ck_assert_ptr_nonnull(domain);
	ck_assert(is_ours(domain, built->uuid[0]));
	snprintf(path, sizeof(path), "/local/domain/%u/mamparo/domain", built->domid);
	ck_assert_ptr_nonnull(mock_store_value(path));
	builds++;
}

static bool is_refusal(const char *reason) {
	static const char *const reasons[] = {
		"something else", "there is a domain", "no such build"};
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (strstr(reason, reasons[i]) != NULL) {
			return true;
		}
	}
	return false;
}

// A build that has failed, or was abandoned, has left nothing
static void check_failed(uint64_t serial, const char *reason) {
	enum message_type type = asks[serial].type;
	if ((type == MESSAGE_TYPE_build || type == MESSAGE_TYPE_abandon) && !is_refusal(reason)) {
		ck_assert(!has_domain(asks[serial].vm));
	}
}

static void check_gone(const struct message_gone *gone) {
	const struct mock_domain *domain = mock_libxl_find(gone->domid);
	ck_assert(domain == NULL || domain->uuid != gone->uuid[0]);
}

static void check_answer(const struct message *message) {
	uint64_t serial = message->header.serial;
	ck_assert_uint_le(serial, last_serial);
	if (message->header.type == MESSAGE_TYPE_found) {
		ck_assert_int_eq(asks[serial].type, MESSAGE_TYPE_scan);
		return;
	}
	ck_assert_uint_eq(asks[serial].answers, 0);
	asks[serial].answers++;
	if (asks[serial].type == MESSAGE_TYPE_abandon) {
		abandons[asks[serial].vm]--;
	}
	if (message->header.type == MESSAGE_TYPE_built) {
		check_built(&message->body.built);
	} else if (message->header.type == MESSAGE_TYPE_failed) {
		check_failed(serial, message->body.failed.reason);
	}
}

static void read_all(void) {
	struct message message;
	struct message_fault fault;
	while (message_receive(rig.sock, &message, MESSAGE_FROM_XEN, &fault) == MESSAGE_GOOD) {
		if (message.header.type == MESSAGE_TYPE_gone) {
			check_gone(&message.body.gone);
		} else if (message.header.serial != 0) {
			check_answer(&message);
		}
		xen_rig_settle();
	}
}

// --- what happens --------------------------------------------------------------------

static size_t count_domains(void) {
	size_t count = 0;
	for (int i = 0; i < MOCK_DOMAINS; i++) {
		count += mock_libxl.domains[i].domid != 0 ? 1 : 0;
	}
	return count;
}

static struct mock_domain *draw_domain(void) {
	uint32_t start = draw(MOCK_DOMAINS);
	for (uint32_t i = 0; i < MOCK_DOMAINS; i++) {
		struct mock_domain *domain = &mock_libxl.domains[(start + i) % MOCK_DOMAINS];
		if (domain->domid != 0) {
			return domain;
		}
	}
	return NULL;
}

static void ask_abandon(uint8_t vm) {
	if (abandons[vm] < ABANDONS) {
		abandons[vm]++;
		xen_rig_abandon(ask(MESSAGE_TYPE_abandon, vm), vm);
	}
}

static void ask_act(void) {
	const struct mock_domain *domain = draw_domain();
	uint32_t domid = domain != NULL ? domain->domid : 1 + draw(next_domid);
	uint8_t vm = domain != NULL && draw(8) != 0 ? domain->uuid : draw_vm();
	enum message_domain_act act = draw(2) == 0
		? MESSAGE_DOMAIN_DESTROY
		: (enum message_domain_act)draw(MESSAGE_DOMAIN_ACTS);
	xen_rig_act(ask(MESSAGE_TYPE_domain, vm), act, domid, vm);
}

static void ask_something(void) {
	uint8_t vm = draw_vm(), other = draw_vm();
	switch (draw(10)) {
	case 0:
		xen_rig_scan(ask(MESSAGE_TYPE_scan, 0));
		break;
	case 1:
		ask_abandon(vm);
		break;
	case 2:
		xen_rig_guest(ask(MESSAGE_TYPE_guest, vm),
			(enum message_guest_act)draw(MESSAGE_GUEST_ACTS), 1 + draw(next_domid), vm);
		break;
	case 3:
		xen_rig_erase(ask(MESSAGE_TYPE_erase, vm), vm);
		break;
	case 4:
		xen_rig_copy(ask(MESSAGE_TYPE_copy, vm), other, vm);
		break;
	case 5:
	case 6:
		ask_act();
		break;
	default:
		xen_rig_build(ask(MESSAGE_TYPE_build, vm), vm,
			draw(4) == 0 ? DEFINITION_GUI : DEFINITION_APP);
	}
}

// A step of a build: its domain appears, without a name at first
static void build_more(size_t worker) {
	uint8_t vm = mock_children.list[worker].got.body.build.uuid[0];
	struct mock_domain *domain = domids[worker] != 0 ? mock_libxl_find(domids[worker]) : NULL;
	if (domain != NULL) {
		domain->name = xen_rig_name(vm);
	} else if (domids[worker] == 0 && count_domains() < DOMAINS) {
		domids[worker] = next_domid++;
		mock_libxl_add(domids[worker], vm, NULL)->paused = true;
	}
}

// Or goes on, if its domain is not whole yet
static void say_built(size_t worker) {
	struct mock_domain *domain = domids[worker] != 0 ? mock_libxl_find(domids[worker]) : NULL;
	if (domain != NULL && domain->name != NULL) {
		xen_rig_worker_built(worker, domids[worker]);
	} else {
		build_more(worker);
	}
}

static void work(size_t worker) {
	const struct child *child = &mock_children.list[worker];
	bool build = child->got.header.type == MESSAGE_TYPE_build;
	uint32_t what = child->killed ? 0 : draw(build ? 12 : 3);
	if (what == 0) {
		mock_child_end(worker, child->killed ? CHILD_STOPPED : CHILD_ENDED);
		xen_rig_settle();
	} else if (what == 1) {
		xen_rig_worker_failed(worker, "it did not work");
	} else if (build) {
		say_built(worker);
	} else {
		xen_rig_worker_done(worker);
	}
}

static void work_somewhere(void) {
	for (size_t i = mock_children.count; i > 0; i--) {
		if (mock_children.list[i - 1].alive && draw(3) == 0) {
			work(i - 1);
			return;
		}
	}
}

static void let_happen(struct mock_domain *domain) {
	uint32_t domid = domain->domid;
	switch (draw(4)) {
	case 0:
		mock_libxl_shut(domid, (int)draw(6));
		break;
	case 1:
		mock_libxl_dying(domid);
		break;
	case 2:
		if (domain->dying) {
			mock_libxl_gone(domid);
		}
		break;
	default:
		break;
	}
}

// Somebody makes a domain of a VM's uuid, or of its name
static void add_stranger(void) {
	uint8_t vm = draw_vm();
	if (count_domains() < DOMAINS && draw(40) == 0) {
		bool uuid = draw(2) == 0;
		mock_libxl_add(next_domid++, uuid ? vm : 0xee, uuid ? STRANGER : xen_rig_name(vm));
	}
}

static void step(void) {
	struct mock_domain *domain = draw_domain();
	switch (draw(7)) {
	case 0:
	case 1:
		ask_something();
		break;
	case 2:
	case 3:
		work_somewhere();
		break;
	case 4:
		if (mock_libxl.act.what != NULL) {
			mock_libxl_end(draw(4) == 0 ? ERROR_FAIL : 0);
		}
		break;
	case 5:
		if (domain != NULL) {
			let_happen(domain);
		}
		break;
	default:
		add_stranger();
		xen_rig_pass(draw(3) == 0 ? draw(3000) : 1);
	}
	xen_rig_settle();
	read_all();
}

// Everything that is on its way comes to its end
static void finish(void) {
	for (int round = 0; round < 40; round++) {
		for (size_t i = 0; i < mock_children.count; i++) {
			if (mock_children.list[i].alive) {
				mock_child_end(i, CHILD_ENDED);
			}
		}
		while (mock_libxl.act.what != NULL) {
			mock_libxl_end(0);
		}
		for (int i = 0; i < MOCK_DOMAINS; i++) {
			if (mock_libxl.domains[i].domid != 0 && mock_libxl.domains[i].dying) {
				mock_libxl_gone(mock_libxl.domains[i].domid);
			}
		}
		xen_rig_pass(3000);
		read_all();
	}
}

START_TEST(walk) {
	memset(asks, 0, sizeof(asks));
	memset(abandons, 0, sizeof(abandons));
	memset(domids, 0, sizeof(domids));
	last_serial = builds = destroys = 0;
	next_domid = 1;
	seed = (uint32_t)_i + 1;
	mock_libxl.asked = handle_act;
	for (int i = 0; i < STEPS; i++) {
		step();
	}
	finish();
	for (uint32_t i = 1; i <= last_serial; i++) {
		ck_assert_msg(asks[i].answers == (asks[i].type != 0 ? 1 : 0),
			"question %u of type %u has %u answers", i, asks[i].type, asks[i].answers);
	}
	ck_assert(!xen_is_over(rig.xen));
	ck_assert_uint_eq(mock_children_alive(), 0);
	ck_assert_uint_gt(builds, 20);
	ck_assert_uint_gt(destroys, 20);
	unit_count("questions", last_serial);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xen_walk");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, xen_rig_init, xen_rig_finish);
	tcase_add_loop_test(all, walk, 0, SEEDS);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
