// SPDX-License-Identifier: MIT
#include "hv/house/house.h"

#include <stdio.h>
#include <string.h>

#include "hv/house/wishes.h"
#include "tests/lib/house_rig.h"
#include "tests/lib/rough_xen.h"
#include "tests/lib/unit.h"

/*
 * A house and a Xen that goes on without it: wishes, crashes, and the end of any process at
 * any moment, in an order that only the seed knows. No VM ever has two domains, every wish
 * is answered once, and in the end both sides agree.
 */

#define LEN(table) (sizeof(table) / sizeof(table[0]))
#define SEEDS 100
#define STEPS 1500
#define TAIL_STEPS 4000 // after which nothing may be on its way
#define WISHES_MAX 4096

static const struct {
	const char *name, *text;
} vms[] = {
	{"debian", "class = template\nfeatures = agent\n"},
	{"fw", "class = service\nnetvm = net\n"},
	{"mail", "class = app\nlabel = blue\ntemplate = debian\nnetvm = fw\n"},
	{"net", "class = service\nautostart = yes\n"},
	{"own", "class = standalone\nlabel = red\nvolumes = root:5\n"},
	{"usb", "class = service\nfeatures = agent\n"},
};

static struct house_rig rig;
static struct rough_xen xen;
static size_t said_next;
static uint64_t last_serial;
static uint8_t asked[WISHES_MAX]; // by serial: 1: not answered yet
static unsigned long builds, deaths, answers;

static uint32_t draw(uint32_t below) {
	return rough_xen_draw(&xen, below);
}

static void take_answer(const struct message *message) {
	uint64_t serial = message->header.serial;
	if (message->header.type == MESSAGE_TYPE_answer) {
		ck_assert_uint_eq(asked[serial], 1);
		asked[serial] = 0;
		answers++;
	}
}

// Whoever is told the next thing does it
static void obey(void) {
	const struct house_rig_said *said = &rig.said[said_next++];
	if (said->to != ROLE_XEN) {
		take_answer(&said->message);
	} else if (xen.up) {
		rough_xen_obey(&xen, &said->message);
	}
	if (said_next == rig.said_count) {
		house_rig_clear(&rig);
		said_next = 0;
	}
}

static bool deliver(void) {
	const struct message *message = rough_xen_next(&xen);
	if (message != NULL) {
		house_rig_say(&rig, ROLE_XEN, message);
	}
	return message != NULL;
}

// A domain goes on by itself, or its agent speaks
static void live(uint32_t chance) {
	size_t index = draw(ROUGH_XEN_DOMAINS_MAX);
	const struct rough_xen_domain *domain = &xen.domains[index];
	bool boots = domain->domid != 0 && !domain->paused && domain->mark == ADOPT_BUILT &&
		!domain->dying && !domain->shut;
	rough_xen_live(&xen, index, chance);
	if (boots && !domain->shut) {
		house_rig_ready(&rig, domain->name, domain->domid);
	}
}

// --- what else may happen ----------------------------------------------------

static void begin_xen(void) {
	xen.up = true;
	house_rig_up(&rig, ROLE_XEN);
}

static void lose_xen(void) {
	deaths++;
	rough_xen_lose(&xen);
	while (rig.said_count > 0) { // answers to users have been sent
		obey();
	}
	house_rig_down(&rig, ROLE_XEN);
}

static void wish(void) {
	static const enum vm_event wishes[] = {VM_WANT_START, VM_WANT_START, VM_WANT_START,
		VM_WANT_STOP, VM_WANT_KILL, VM_WANT_PAUSE, VM_WANT_RESUME};
	uint64_t serial = ++last_serial;
	const struct wishes_wish wish = {
		.who = ROLE_CONTROL,
		.serial = serial,
		.wish = wishes[draw(LEN(wishes))],
		.force = draw(2) == 0,
	};
	ck_assert_uint_lt(serial, WISHES_MAX);
	asked[serial] = 1;
	wishes_add(rig.house, house_rig_tenant(&rig, vms[draw(LEN(vms))].name), &wish, rig.now);
	house_rig_run(&rig);
}

static void define_all(void) {
	house_rig_init(&rig);
	for (size_t i = 0; i < LEN(vms); i++) {
		house_rig_define(&rig, vms[i].name, vms[i].text);
	}
	house_rig_update(&rig);
	house_rig_up(&rig, ROLE_CONTROL);
	house_rig_up(&rig, ROLE_PEER);
}

// hvd is killed, with all that it knew and was asked
static void lose_all(void) {
	uint64_t now = rig.now;
	lose_xen();
	house_rig_finish(&rig);
	said_next = 0;
	memset(asked, 0, sizeof(asked));
	define_all();
	rig.now = now;
}

static void step(void) {
	switch (draw(12)) {
	case 0:
		wish();
		break;
	case 1:
		live(draw(40));
		break;
	case 2:
		if (draw(20) == 0 && xen.up) {
			lose_xen();
		} else if (draw(60) == 0) {
			lose_all();
		}
		break;
	case 3:
		if (!xen.up) {
			begin_xen();
		}
		break;
	case 4:
		rig.now += draw(200);
		house_tick(rig.house, rig.now);
		break;
	case 5:
	case 6:
		live(2); // nothing bad
		break;
	default:
		if (draw(2) == 0 && said_next < rig.said_count) {
			obey();
		} else {
			deliver();
		}
	}
}

// --- the end -----------------------------------------------------------------

// All goes well from now on, until nothing is on its way
static void calm_down(void) {
	if (!xen.up) {
		begin_xen();
	}
	for (int i = 0; i < TAIL_STEPS; i++) {
		if (said_next < rig.said_count) {
			obey();
		} else if (!deliver()) {
			live(2);
			rig.now += 100;
			house_tick(rig.house, rig.now);
		}
	}
}

static void check_vm(const struct tenant *tenant) {
	const struct rough_xen_domain *domain = rough_xen_find(&xen, tenant->vm.name);
	bool has_domain = vm_table_state(tenant->vm.state)->has_domain;
	ck_assert_msg(has_domain == (domain != NULL), "%s is %s", tenant->vm.name,
		vm_table_state(tenant->vm.state)->name);
	if (domain != NULL) {
		ck_assert_uint_eq(domain->domid, tenant->vm.domid);
		ck_assert_msg(domain->paused == (tenant->vm.state == VM_PAUSED), "%s is %s",
			tenant->vm.name, vm_table_state(tenant->vm.state)->name);
	}
	ck_assert_int_ne(tenant->vm.state, VM_BUILDING);
	ck_assert_int_ne(tenant->vm.state, VM_ENDING);
}

static void check_all(void) {
	ck_assert(house_is_settled(rig.house));
	for (size_t i = 0; i < rig.house->count; i++) {
		check_vm(rig.house->tenants[i]);
	}
	for (size_t i = 0; i < WISHES_MAX; i++) {
		ck_assert_uint_eq(asked[i], 0);
	}
	ck_assert_uint_eq(rig.house->waits.count, 0);
	ck_assert_uint_eq(rig.house->asks.counts[ROLE_XEN], 0);
}

START_TEST(walk) {
	memset(&xen, 0, sizeof(xen));
	xen.state = 2463534242u + (uint32_t)_i * 7919u;
	memset(asked, 0, sizeof(asked));
	said_next = 0;
	last_serial = 0;
	define_all();
	begin_xen();
	for (int i = 0; i < STEPS; i++) {
		step();
	}
	calm_down();
	check_all();
	builds += xen.builds;
	house_rig_finish(&rig);
}
END_TEST

START_TEST(it_walked) {
	unit_count("builds", builds);
	unit_count("ends of processes", deaths);
	unit_count("answers", answers);
	ck_assert_uint_gt(builds, 1000);
	ck_assert_uint_gt(deaths, 100);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("house_walk");
	TCase *tcase = tcase_create("house_walk");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, walk, 0, SEEDS);
	tcase_add_test(tcase, it_walked);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
