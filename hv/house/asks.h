// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_ASKS_H
#define HV_HOUSE_ASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/process/role.h"

/*
 * Questions to other processes that have no answer yet, by their serials: so many on
 * their way to a process at most, of which no user and no VM can have all, and each with a
 * time until when it is waited for.
 */

#define ASKS_EACH_MAX 64 // on their way to one process; less than its channel holds
#define ASKS_MAX (3 * ASKS_EACH_MAX) // three processes are asked
#define ASKS_NO_DEADLINE UINT64_MAX

enum asks_kind {
	ASKS_SCAN,
	ASKS_BUILD,
	ASKS_ABANDON,
	ASKS_DOMAIN,
	ASKS_GUEST,
	ASKS_ERASE, // and those below it are parts of requests
	ASKS_COPY,
	ASKS_RUN,
	ASKS_VIEW,
	ASKS_MEASURE,
	ASKS_ENTRIES,
};

struct tenant;

struct ask {
	uint64_t serial; // 0: none
	enum role to;
	enum asks_kind kind;
	unsigned act; // of ASKS_DOMAIN, as in its message
	uint32_t domid; // of whom that is asked
	struct tenant *tenant; // borrowed; NULL: of nobody, or he is gone
	uint64_t build; // of ASKS_ABANDON: serial of the build
	uint64_t deadline; // ms
	// Of ASKS_ERASE and those below it: for whom, and his request's serial; 0: he is gone
	enum role who;
	uint32_t user; // of dom0, as in his request
	uint64_t request;
};

// All zero: none was ever asked
struct asks {
	struct ask list[ASKS_MAX];
	size_t counts[ROLES]; // on their way
	uint64_t last; // serial
};

// A part of what somebody has asked for, and not of a VM's life
bool asks_is_request(const struct ask *ask);
bool asks_has_room(const struct asks *asks, enum role to);
// Of what is a part of somebody's request: whether he has his share of that room, and the VM
// whose domain it is about has it, see share_may(). It counts until there is an answer, also
// once he has gone.
bool asks_has_share(const struct asks *asks, const struct ask *ask);
// A copy of that with a serial of its own; borrowed, until it is ended. NULL without room,
// or if that was its share.
struct ask *asks_add(struct asks *asks, const struct ask *ask);
// NULL if that was not asked of this process, or is not waited for any more
struct ask *asks_find(struct asks *asks, enum role to, uint64_t serial);
void asks_end(struct asks *asks, struct ask *ask);

// Any that is on its way to this process, or NULL
struct ask *asks_first(struct asks *asks, enum role to);
// One whose time is over, or NULL
struct ask *asks_late(struct asks *asks, uint64_t now);
// When the next time is over, or ASKS_NO_DEADLINE
uint64_t asks_deadline(const struct asks *asks);
// He is gone: what comes of his is nobody's
void asks_forget_tenant(struct asks *asks, const struct tenant *tenant);
// That process is gone: nobody waits for what was asked for it
void asks_forget_all(struct asks *asks, enum role who);

#endif
