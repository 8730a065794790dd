// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_HOUSE_H
#define HV_HOUSE_HOUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/house/asks.h"
#include "hv/house/news.h"
#include "hv/house/plan.h"
#include "hv/house/scan.h"
#include "hv/house/tenant.h"
#include "hv/house/waits.h"
#include "hv/message/control_code.h"

/*
 * All VMs, and what is on its way for them. What happens goes in, with the time in ms of a
 * clock that does not go back; what there is to be said to other processes comes out by
 * house_impl. It knows no process, no file and no clock, and waits for nothing. Its parts are
 * effects, wishes, scan, replies and news; whoever calls one of them calls house_run() after
 * that.
 */

#define HOUSE_MAX DEFINITION_SET_MAX // VMs
#define HOUSE_BUILDS_MAX 8 // domains that are built at once; others wait for their turn
#define HOUSE_NO_DEADLINE UINT64_MAX

// None may call the house, but for finished and entry
struct house_impl {
	// False if it will not get there: that process is gone, or goes
	bool (*send)(void *data, enum role to, const struct message *message);
	// Whether it reads what it is sent. Once it does again, house_run() is due.
	bool (*has_room)(void *data, enum role to);
	// It does not answer and is to be ended
	void (*kill)(void *data, enum role role);
	// Who has this name. False with errno if that cannot be had.
	bool (*identify)(void *data, const char *name, uint8_t uuid[VM_UUID_SIZE]);
	// All that starts with the machine is up, or has failed
	void (*started)(void *data);
	// What was asked for a request has come to that, see asks_is_request()
	void (*finished)(
		void *data, const struct ask *ask, enum control_code code, const char *reason);
	// One of the entries of a VM, which ends what was asked as well
	void (*entry)(void *data, const struct ask *ask, const struct message_entry *entry);
};

struct house {
	const struct house_impl *impl;
	void *data; // of impl
	struct tenant *tenants[HOUSE_MAX]; // owned, sorted by name
	size_t count;
	struct plan plan; // a node for each tenant, in the same order
	struct asks asks;
	struct waits waits;
	struct news news;
	struct scan scan;
	bool up[ROLES]; // that process is there
	bool silent[ROLES]; // it is to be ended
	bool autostart; // is to begin, once it is known which domains there are
	size_t autostarting; // tenants
	bool moved; // a state is another, since it was last asked who may go on
	uint32_t boot; // ms, see struct vm_traits; set before there are any
};

struct house *house_create(const struct house_impl *impl, void *data); // NULL without memory
void house_destroy(struct house *house); // NULL is fine

struct tenant *house_find(const struct house *house, const char *name); // NULL: none
// The index of the first whose name is not below that
size_t house_lower_bound(const struct house *house, const char *name);
// What is defined now, see definition_set_check(). Who is not any more, and has a domain,
// stays until that is gone.
void house_update(struct house *house, const struct definition_set *set);

// A process is there from now on, and has been told nothing
void house_up(struct house *house, enum role role);
// It is not any more; what it was asked has no answer, what it asked is forgotten
void house_down(struct house *house, enum role role);
// It is known which domains there are
bool house_is_settled(const struct house *house);
// What starts with the machine is to start now, or once it is known what runs
void house_autostart(struct house *house);

// All that follows from what has happened
void house_run(struct house *house, uint64_t now);
// Some time is over; house_run() is called as well
void house_tick(struct house *house, uint64_t now);
uint64_t house_deadline(const struct house *house); // when that is due, or HOUSE_NO_DEADLINE

void house_answer(struct house *house, enum role who, uint64_t serial, enum control_code code,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
