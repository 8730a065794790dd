// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_HOUSE_RIG_H
#define TESTS_LIB_HOUSE_RIG_H

#include "hv/house/house.h"

/*
 * A house of VMs, with time and all processes around it in the hands of a test: what the
 * house says is written down, and what they say the test says. Ends the test's case if
 * anything is not as it has to be.
 */

#define HOUSE_RIG_SAID_MAX 4096

struct house_rig_said {
	enum role to;
	bool taken;
	struct message message;
};

struct house_rig {
	struct house *house;
	struct definition_set set;
	uint64_t now; // ms
	struct house_rig_said *said; // owned
	size_t said_count;
	size_t room[ROLES]; // messages that it may be sent yet, when it is asked whether it reads
	bool deaf[ROLES]; // nothing arrives there
	unsigned kills[ROLES], starteds;
	// What was asked for a request
	unsigned finishes;
	struct ask finished;
	enum control_code code;
	char reason[VM_REASON_MAX];
	// An entry, which ends what was asked as well
	unsigned entries;
	struct ask asked_for_entry;
	struct message_entry entry;
};

// Nobody is there, and nothing is defined
void house_rig_init(struct house_rig *rig);
void house_rig_finish(struct house_rig *rig);
// The house runs, and time goes on
void house_rig_run(struct house_rig *rig);
void house_rig_wait(struct house_rig *rig, uint64_t ms); // the house is told of each time

// A text of a definition, or NULL: it is gone. Known to the house after update.
void house_rig_define(struct house_rig *rig, const char *name, const char *text);
void house_rig_update(struct house_rig *rig);
void house_rig_up(struct house_rig *rig, enum role role);
void house_rig_down(struct house_rig *rig, enum role role);
// All are there, and the Xen process finds no domain
void house_rig_settle(struct house_rig *rig);

struct tenant *house_rig_tenant(struct house_rig *rig, const char *name);
void house_rig_check(struct house_rig *rig, const char *name, enum vm_state state);

// The first of the type that was said to it and not yet taken; borrowed. NULL: none.
const struct message *house_rig_find(struct house_rig *rig, enum role to, uint32_t type);
// The same, and there must be one
const struct message *house_rig_take(struct house_rig *rig, enum role to, uint32_t type);
// There must be none
void house_rig_expect_nothing(struct house_rig *rig, enum role to, uint32_t type);
const struct message_domain *house_rig_take_domain(
	struct house_rig *rig, enum message_domain_act act, uint64_t *serial);
// All that was said is of no interest
void house_rig_clear(struct house_rig *rig);

// They say
void house_rig_say(struct house_rig *rig, enum role from, const struct message *message);
void house_rig_done(struct house_rig *rig, enum role from, uint64_t serial);
void house_rig_failed(struct house_rig *rig, enum role from, uint64_t serial, const char *reason);
// A domain that is found, of a VM of that name as the house names it; the scan's serial
struct message house_rig_domain(const char *name, uint32_t domid, enum adopt_mark mark);
void house_rig_found(struct house_rig *rig, const struct message *found);
// What is to be built next; then one without an agent is unpaused
void house_rig_built(struct house_rig *rig, uint32_t domid);
void house_rig_built_paused(struct house_rig *rig, uint32_t domid); // and it is not
void house_rig_gone(struct house_rig *rig, const char *name, uint32_t domid);
void house_rig_shut(struct house_rig *rig, const char *name, uint32_t domid, unsigned reason);
// What was asked of domains and about guests, and not yet taken, is done
void house_rig_obey(struct house_rig *rig);
void house_rig_ready(struct house_rig *rig, const char *name, uint32_t domid);

// Somebody wishes. The answer, which must be there, has that code.
void house_rig_wish(struct house_rig *rig, const char *name, enum vm_event wish, uint64_t serial);
void house_rig_answered(
	struct house_rig *rig, enum role to, uint64_t serial, enum control_code code);
// It is started, built with that domid, and runs
void house_rig_start(struct house_rig *rig, const char *name, uint32_t domid);
void house_rig_uuid(const char *name, uint8_t uuid[VM_UUID_SIZE]); // as the house has it

#endif
