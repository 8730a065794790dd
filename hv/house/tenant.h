// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_TENANT_H
#define HV_HOUSE_TENANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/definition/definition_set.h"
#include "hv/message/message.h"
#include "hv/vm/vm.h"

/*
 * A VM as the house has it: its life, what its file says, and what is still to be said of
 * it to the Xen process. Pure.
 */

#define TENANT_HELD_MAX VM_TIMER_SET // kinds of what is said, each waits once at most
#define TENANT_FEATURE_AGENT "agent" // of itself or its template: it says when it is ready

// Who is told of each change
enum tenant_reader {
	TENANT_CONTROL,
	TENANT_PEER,
	TENANT_READERS, // how many there are
};

// What is to be said of a domain
struct tenant_held {
	uint32_t domid; // VM_NO_DOMID: there is none yet
	enum vm_effect effect;
};

struct tenant {
	struct vm vm;
	struct definition definition; // as its file says it now, or last
	struct vm_traits traits; // by that; they hold from the next domain on
	char fault[VM_REASON_MAX]; // of its definition; "": it may be started
	char label[COLOUR_NAME_MAX]; // of its windows, as long as it has a domain
	size_t index; // in the house
	bool defined; // else it is here for its domain only
	bool known; // it has been looked for among the domains
	bool busy; // its volumes are at work; it may not start
	bool autostarting; // with the machine, and it is not up yet
	bool linked[MESSAGE_LINK_KINDS]; // the peer process has been told of that
	bool due[TENANT_READERS]; // what it is now has not been told
	uint64_t build; // serial of its build, 0: there is none
	struct tenant_held held[TENANT_HELD_MAX]; // in the order in which it is to be said
	size_t held_count;
};

// NULL without memory. Not known, and not defined.
struct tenant *tenant_create(const char *name, const uint8_t uuid[VM_UUID_SIZE]);
void tenant_destroy(struct tenant *tenant); // NULL is fine

// What its file says now. template has the root that it starts from; NULL: there is none.
void tenant_define(struct tenant *tenant, const struct definition_entry *entry,
	const struct definition_entry *template);
// It has no domain and is not being built: what its file says holds from now on
bool tenant_is_free(const struct tenant *tenant);
void tenant_refresh(struct tenant *tenant);

// To be said after all that is held, instead of an earlier one of the kind
void tenant_hold(struct tenant *tenant, enum vm_effect effect, uint32_t domid);
void tenant_unhold(struct tenant *tenant); // the first

// Messages about it; serials are the caller's
void tenant_state(const struct tenant *tenant, uint64_t serial, struct message *message);
// template: see tenant_define()
void tenant_build(
	const struct tenant *tenant, const struct tenant *template, struct message *message);
void tenant_abandon(const struct tenant *tenant, struct message *message);
// Whether there is to be one: as long as the compositor would have the guest
bool tenant_wants_link(const struct tenant *tenant, enum message_link_kind kind);
void tenant_link(const struct tenant *tenant, enum message_link_kind kind, uint32_t domid,
	struct message *message);
void tenant_run(const struct tenant *tenant, const struct message_request *request,
	struct message *message);
void tenant_view(const struct tenant *tenant, enum message_view_how how, struct message *message);
void tenant_usage(const struct tenant *tenant, const struct message_measured *measured,
	uint64_t serial, struct message *message);
void tenant_domain(
	const struct tenant *tenant, const struct tenant_held *held, struct message *message);
void tenant_guest(
	const struct tenant *tenant, const struct tenant_held *held, struct message *message);

#endif
