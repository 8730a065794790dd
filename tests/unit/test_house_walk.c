// SPDX-License-Identifier: MIT
#include "hv/house.h"

#include <stdio.h>
#include <string.h>

#include "hv/wishes.h"
#include "tests/lib/house_rig.h"
#include "tests/lib/unit.h"

/*
 * A house and a Xen that goes on without it: wishes, crashes, and the end of any process at
 * any moment, in an order that only the seed knows. No VM ever has two domains, every wish
 * is answered once, and in the end both sides agree.
 */

#define LEN(table) (sizeof(table) / sizeof(table[0]))
#define DOMAINS_MAX 32
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

// What Xen has, whoever looks
struct domain {
	uint32_t domid; // 0: none
	const char *name;
	enum adopt_mark mark;
	bool paused, dying, shut;
	unsigned shut_reason;
	uint64_t build; // whose worker is at it, or 0
};

static struct house_rig rig;
static struct domain domains[DOMAINS_MAX];
static struct message outbox[HOUSE_RIG_SAID_MAX]; // of the Xen process
static size_t outbox_len, outbox_next, said_next;
static uint32_t last_domid, state;
static uint64_t last_serial;
static uint8_t asked[WISHES_MAX]; // by serial: 1: not answered yet
static unsigned long builds, deaths, answers;

static uint32_t draw(uint32_t below) {
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

// --- Xen ---------------------------------------------------------------------

static struct domain *find(uint32_t domid) {
	for (size_t i = 0; i < DOMAINS_MAX; i++) {
		if (domains[i].domid == domid) {
			return &domains[i];
		}
	}
	return NULL;
}

static struct domain *find_name(const char *name) {
	for (size_t i = 0; i < DOMAINS_MAX; i++) {
		if (domains[i].domid != 0 && strcmp(domains[i].name, name) == 0) {
			return &domains[i];
		}
	}
	return NULL;
}

static struct message *say(uint32_t type, uint64_t serial) {
	ck_assert_uint_lt(outbox_len, HOUSE_RIG_SAID_MAX);
	struct message *message = &outbox[outbox_len++];
	message_init(message, type, serial);
	return message;
}

static void say_failed(uint64_t serial) {
	snprintf(say(MESSAGE_TYPE_failed, serial)->body.failed.reason, 8, "failed");
}

static void say_found(uint64_t serial) {
	for (size_t i = 0; i < DOMAINS_MAX; i++) {
		const struct domain *domain = &domains[i];
		if (domain->domid != 0) {
			struct message *message = say(MESSAGE_TYPE_found, serial);
			*message = house_rig_domain(domain->name, domain->domid, domain->mark);
			message->header.serial = serial;
			message->body.found.paused = domain->paused;
			message->body.found.dying = domain->dying;
			message->body.found.shut = domain->shut;
			message->body.found.shut_reason = domain->shut_reason;
		}
	}
	say(MESSAGE_TYPE_done, serial);
}

static void say_gone(const struct domain *domain) {
	struct message_gone *gone = &say(MESSAGE_TYPE_gone, 0)->body.gone;
	gone->domid = domain->domid;
	house_rig_uuid(domain->name, gone->uuid);
	snprintf(gone->vm, NAME_SIZE, "%s", domain->name);
}

static void say_shut(const struct domain *domain) {
	struct message_shut *shut = &say(MESSAGE_TYPE_shut, 0)->body.shut;
	shut->domid = domain->domid;
	shut->reason = domain->shut_reason;
	house_rig_uuid(domain->name, shut->uuid);
	snprintf(shut->vm, NAME_SIZE, "%s", domain->name);
}

static const char *known_name(const char *name) {
	for (size_t i = 0; i < LEN(vms); i++) {
		if (strcmp(vms[i].name, name) == 0) {
			return vms[i].name;
		}
	}
	ck_abort_msg("no VM %s", name);
}

static void build(uint64_t serial, const struct message_build *asked_for) {
	builds++;
	ck_assert_ptr_null(find_name(asked_for->vm)); // what the whole house is for
	if (draw(8) == 0) {
		say_failed(serial);
		return;
	}
	*find(0) = (struct domain){
		.domid = ++last_domid,
		.name = known_name(asked_for->vm),
		.paused = true,
		.build = serial,
	};
}

static void abandon(uint64_t serial, const struct message_abandon *asked_for) {
	struct domain *domain = find_name(asked_for->vm);
	if (domain != NULL && domain->build != 0) {
		say_failed(domain->build);
		*domain = (struct domain){0};
	}
	say_failed(serial);
}

static void pause(struct domain *domain, uint64_t serial, bool paused) {
	if ((!domain->paused && !paused) || draw(20) == 0) {
		say_failed(serial);
		return;
	}
	domain->paused = paused;
	say(MESSAGE_TYPE_done, serial);
}

static void act(uint64_t serial, const struct message_domain *asked_for) {
	struct domain *domain = find(asked_for->domid);
	if (domain == NULL || strcmp(domain->name, asked_for->vm) != 0) {
		say_failed(serial);
		return;
	}
	switch (asked_for->act) {
	case MESSAGE_DOMAIN_PAUSE:
	case MESSAGE_DOMAIN_UNPAUSE:
		pause(domain, serial, asked_for->act == MESSAGE_DOMAIN_PAUSE);
		return;
	case MESSAGE_DOMAIN_MARK:
		domain->mark = ADOPT_READY;
		break;
	case MESSAGE_DOMAIN_SHUTDOWN:
		domain->shut = domain->shut || draw(3) > 0;
		break;
	case MESSAGE_DOMAIN_DESTROY:
		domain->dying = true;
		break;
	}
	say(MESSAGE_TYPE_done, serial);
	if (asked_for->act == MESSAGE_DOMAIN_SHUTDOWN && domain->shut) {
		say_shut(domain);
	}
}

// The Xen process does the next thing that it was told
static void obey(void) {
	const struct message *message = &rig.said[said_next].message;
	bool xen = rig.said[said_next].to == ROLE_XEN;
	said_next++;
	uint64_t serial = message->header.serial;
	switch (xen ? message->header.type : MESSAGE_NONE) {
	case MESSAGE_TYPE_scan:
		say_found(serial);
		break;
	case MESSAGE_TYPE_build:
		build(serial, &message->body.build);
		break;
	case MESSAGE_TYPE_abandon:
		abandon(serial, &message->body.abandon);
		break;
	case MESSAGE_TYPE_domain:
		act(serial, &message->body.domain);
		break;
	case MESSAGE_TYPE_guest:
		say(MESSAGE_TYPE_done, serial);
		break;
	case MESSAGE_NONE: // to another
		if (message->header.type == MESSAGE_TYPE_answer) {
			ck_assert_uint_eq(asked[serial], 1);
			asked[serial] = 0;
			answers++;
		}
		break;
	}
	if (said_next == rig.said_count) {
		house_rig_clear(&rig);
		said_next = 0;
	}
}

static void deliver(void) {
	house_rig_say(&rig, ROLE_XEN, &outbox[outbox_next++]);
	if (outbox_next == outbox_len) {
		outbox_next = outbox_len = 0;
	}
}

// What happens to a domain by itself
static void live(struct domain *domain, uint32_t chance) {
	if (domain->domid == 0) {
		return;
	}
	if (domain->build != 0) { // its worker goes on
		domain->mark = ADOPT_BUILT;
		struct message_built *built = &say(MESSAGE_TYPE_built, domain->build)->body.built;
		built->domid = domain->domid;
		house_rig_uuid(domain->name, built->uuid);
		snprintf(built->vm, NAME_SIZE, "%s", domain->name);
		domain->build = 0;
	} else if (domain->dying) {
		if (rig.house->up[ROLE_XEN]) {
			say_gone(domain);
		}
		*domain = (struct domain){0};
	} else if (!domain->paused && !domain->shut && chance < 2) {
		domain->shut = true;
		domain->shut_reason = chance * 3; // it goes off, or crashes
		if (rig.house->up[ROLE_XEN]) {
			say_shut(domain);
		}
	} else if (!domain->paused && domain->mark == ADOPT_BUILT) {
		house_rig_ready(&rig, domain->name, domain->domid);
	}
}

// --- what else may happen ----------------------------------------------------

static void lose_xen(void) {
	deaths++;
	outbox_next = outbox_len = 0;
	for (size_t i = 0; i < DOMAINS_MAX; i++) {
		domains[i].build = 0; // its worker goes with it
	}
	while (rig.said_count > 0) { // answers to users have been sent
		if (rig.said[said_next].to == ROLE_XEN) {
			rig.said[said_next].to = ROLE_PEER; // nobody has read that
		}
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
		live(&domains[draw(DOMAINS_MAX)], draw(40));
		break;
	case 2:
		if (draw(20) == 0 && rig.house->up[ROLE_XEN]) {
			lose_xen();
		} else if (draw(60) == 0) {
			lose_all();
		}
		break;
	case 3:
		if (!rig.house->up[ROLE_XEN]) {
			house_rig_up(&rig, ROLE_XEN);
		}
		break;
	case 4:
		rig.now += draw(200);
		house_tick(rig.house, rig.now);
		break;
	case 5:
	case 6:
		live(&domains[draw(DOMAINS_MAX)], 2); // nothing bad
		break;
	default:
		if (draw(2) == 0 && said_next < rig.said_count) {
			obey();
		} else if (outbox_next < outbox_len) {
			deliver();
		}
	}
}

// --- the end -----------------------------------------------------------------

// All goes well from now on, until nothing is on its way
static void calm_down(void) {
	if (!rig.house->up[ROLE_XEN]) {
		house_rig_up(&rig, ROLE_XEN);
	}
	for (int i = 0; i < TAIL_STEPS; i++) {
		if (said_next < rig.said_count) {
			obey();
		} else if (outbox_next < outbox_len) {
			deliver();
		} else {
			live(&domains[draw(DOMAINS_MAX)], 2);
			rig.now += 100;
			house_tick(rig.house, rig.now);
		}
	}
}

static void check_vm(const struct tenant *tenant) {
	const struct domain *domain = find_name(tenant->vm.name);
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
	state = 2463534242u + (uint32_t)_i * 7919u;
	memset(domains, 0, sizeof(domains));
	memset(asked, 0, sizeof(asked));
	outbox_len = outbox_next = said_next = 0;
	last_serial = last_domid = 0;
	define_all();
	house_rig_up(&rig, ROLE_XEN);
	for (int i = 0; i < STEPS; i++) {
		step();
	}
	calm_down();
	check_all();
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
