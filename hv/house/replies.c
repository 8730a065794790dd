// SPDX-License-Identifier: MIT
#include "hv/house/replies.h"

#include <string.h>

#include "common/log.h"
#include "hv/house/effects.h"
#include "hv/house/house.h"
#include "hv/message/message_table.h"

static void step(struct house *house, const struct ask *ask, enum vm_event event,
	const char *reason, uint64_t now) {
	struct vm_input input = {.event = event, .now = now, .domid = ask->domid, .reason = reason};
	if (ask->tenant != NULL) {
		effects_step(house, ask->tenant, &input);
	}
}

static bool has_uuid(const struct tenant *tenant, const uint8_t uuid[VM_UUID_SIZE]) {
	return memcmp(tenant->vm.traits.uuid, uuid, VM_UUID_SIZE) == 0;
}

// Whose domain that is, or whose name or uuid it has while that keeps him from starting
static struct tenant *find_owner(
	const struct house *house, uint32_t domid, const uint8_t uuid[VM_UUID_SIZE]) {
	for (size_t i = 0; i < house->count; i++) {
		struct tenant *tenant = house->tenants[i];
		bool blocked = tenant->vm.state == VM_BLOCKED;
		if (tenant->vm.domid == domid && (blocked || has_uuid(tenant, uuid))) {
			return tenant;
		}
	}
	return NULL;
}

// --- answers -----------------------------------------------------------------

static void handle_done(struct house *house, const struct ask *ask, uint64_t now) {
	switch (ask->kind) {
	case ASKS_SCAN:
		scan_done(house, now);
		break;
	case ASKS_DOMAIN:
		if (ask->act == MESSAGE_DOMAIN_PAUSE) {
			step(house, ask, VM_PAUSE_DONE, NULL, now);
		} else if (ask->act == MESSAGE_DOMAIN_UNPAUSE) {
			step(house, ask, VM_UNPAUSE_DONE, NULL, now);
		}
		break;
	case ASKS_GUEST:
		break;
	case ASKS_ERASE:
	case ASKS_COPY:
	case ASKS_RUN:
	case ASKS_VIEW:
	case ASKS_MEASURE:
	case ASKS_ENTRIES:
		house->impl->finished(house->data, ask, CONTROL_OK, "");
		break;
	case ASKS_ABANDON:
	case ASKS_BUILD:
		log_error("a build that is done and not built");
		break;
	}
}

// An answer to an abandon may come when the next build is on its way already
static void fail_build(
	struct house *house, const struct ask *ask, const char *reason, uint64_t now) {
	struct tenant *tenant = ask->tenant;
	uint64_t build = ask->kind == ASKS_BUILD ? ask->serial : ask->build;
	if (tenant != NULL && build != 0 && tenant->build == build) {
		tenant->build = 0;
		step(house, ask, VM_BUILD_FAILED, reason, now);
	}
}

static void fail_domain(
	struct house *house, const struct ask *ask, const char *reason, uint64_t now) {
	static const enum vm_event events[MESSAGE_DOMAIN_ACTS] = {
		[MESSAGE_DOMAIN_PAUSE] = VM_PAUSE_FAILED,
		[MESSAGE_DOMAIN_UNPAUSE] = VM_UNPAUSE_FAILED,
		[MESSAGE_DOMAIN_MARK] = VM_EVENTS,
		[MESSAGE_DOMAIN_SHUTDOWN] = VM_SHUTDOWN_FAILED,
		[MESSAGE_DOMAIN_DESTROY] = VM_EVENTS, // it is asked for again when its time is over
	};
	if (events[ask->act] != VM_EVENTS) {
		step(house, ask, events[ask->act], reason, now);
	}
}

static void log_failure(const struct ask *ask, const char *reason) {
	static const char *const words[] = {
		[ASKS_SCAN] = "the list of domains",
		[ASKS_BUILD] = "its build",
		[ASKS_ABANDON] = "the end of its build",
		[ASKS_DOMAIN] = "what was asked of its domain",
		[ASKS_GUEST] = "what the compositor is told",
		[ASKS_ERASE] = "the end of its volumes",
		[ASKS_COPY] = "a copy of its volumes",
		[ASKS_RUN] = "its program",
		[ASKS_VIEW] = "a look at its console",
		[ASKS_MEASURE] = "a look at what domains use",
		[ASKS_ENTRIES] = "its entries",
	};
	bool asked = ask->kind == ASKS_RUN || ask->kind == ASKS_VIEW || ask->kind == ASKS_ENTRIES;
	if (ask->kind != ASKS_ABANDON && !asked) { // he is told himself
		log_error("%s: %s failed: %s", ask->tenant != NULL ? ask->tenant->vm.name : "hvd",
			words[ask->kind], reason);
	}
}

static void handle_failed(
	struct house *house, const struct ask *ask, const char *reason, uint64_t now) {
	log_failure(ask, reason);
	switch (ask->kind) {
	case ASKS_SCAN:
		scan_break_off(house);
		house->impl->kill(house->data, ROLE_XEN); // without that it is of no use
		break;
	case ASKS_BUILD:
	case ASKS_ABANDON:
		fail_build(house, ask, reason, now);
		break;
	case ASKS_DOMAIN:
		fail_domain(house, ask, reason, now);
		break;
	case ASKS_GUEST:
		break;
	case ASKS_ERASE:
	case ASKS_COPY:
	case ASKS_RUN:
	case ASKS_VIEW:
	case ASKS_MEASURE:
	case ASKS_ENTRIES:
		house->impl->finished(house->data, ask, CONTROL_FAILED, reason);
		break;
	}
}

static void handle_built(struct house *house, const struct ask *ask,
	const struct message_built *built, uint64_t now) {
	struct tenant *tenant = ask->tenant;
	if (tenant == NULL || ask->kind != ASKS_BUILD || tenant->build != ask->serial) {
		log_error("domain %u was built for nobody", built->domid);
		return;
	}
	struct vm_domain domain = {.domid = built->domid, .name = built->vm};
	memcpy(domain.uuid, built->uuid, VM_UUID_SIZE);
	struct vm_input input = {.event = VM_BUILT, .now = now, .built = &domain};
	if (effects_step(house, tenant, &input) == VM_TAKEN) {
		tenant->build = 0;
	}
}

static void handle_measured(
	struct house *house, const struct ask *ask, const struct message_measured *measured) {
	const struct tenant *tenant = find_owner(house, measured->domid, measured->uuid);
	bool wanted = tenant != NULL && has_uuid(tenant, measured->uuid) &&
		(ask->tenant == NULL || ask->tenant == tenant);
	struct message message;
	if (wanted && ask->kind == ASKS_MEASURE && ask->request != 0 && house->up[ask->who]) {
		tenant_usage(tenant, measured, ask->request, &message);
		house->impl->send(house->data, ask->who, &message);
	}
}

// One of several. False: it ends what was asked.
static bool is_part(struct house *house, const struct ask *ask, const struct message *message) {
	if (message->header.type == MESSAGE_TYPE_found && ask->kind == ASKS_SCAN) {
		scan_found(house, &message->body.found);
	} else if (message->header.type == MESSAGE_TYPE_measured) {
		handle_measured(house, ask, &message->body.measured);
	}
	return message->header.type == MESSAGE_TYPE_found ||
		message->header.type == MESSAGE_TYPE_measured;
}

static void handle_entry(
	struct house *house, const struct ask *ask, const struct message_entry *entry) {
	if (ask->kind == ASKS_ENTRIES) {
		house->impl->entry(house->data, ask, entry);
		return;
	}
	log_error("an entry of whom nobody asked for one");
	if (asks_is_request(ask)) {
		house->impl->finished(house->data, ask, CONTROL_FAILED, "there was no answer");
	}
}

static void handle_answer(
	struct house *house, enum role from, const struct message *message, uint64_t now) {
	struct ask *found = asks_find(&house->asks, from, message->header.serial);
	if (found == NULL) {
		log_error("%s: %s answers what was not asked", role_row(from)->name,
			message_table_row(message->header.type)->name);
		return;
	}
	struct ask ask = *found;
	if (is_part(house, &ask, message)) {
		return;
	}
	asks_end(&house->asks, found);
	if (message->header.type == MESSAGE_TYPE_done) {
		handle_done(house, &ask, now);
	} else if (message->header.type == MESSAGE_TYPE_failed) {
		handle_failed(house, &ask, message->body.failed.reason, now);
	} else if (message->header.type == MESSAGE_TYPE_entry) {
		handle_entry(house, &ask, &message->body.entry);
	} else {
		handle_built(house, &ask, &message->body.built, now);
	}
}

// --- facts -------------------------------------------------------------------

// Most often of a domain whose end was told before, or of none of ours
static void handle_fact(struct house *house, uint32_t domid, const uint8_t uuid[VM_UUID_SIZE],
	enum vm_event event, uint64_t now) {
	struct tenant *tenant = find_owner(house, domid, uuid);
	struct vm_input input = {.event = event, .now = now, .domid = domid};
	if (tenant != NULL) {
		effects_step(house, tenant, &input);
	}
}

static void handle_ready(struct house *house, const struct message_ready *ready, uint64_t now) {
	struct tenant *tenant = house_find(house, ready->vm);
	struct vm_input input = {.event = VM_AGENT_READY, .now = now, .domid = ready->domid};
	if (tenant != NULL && tenant->vm.domid == ready->domid) {
		effects_step(house, tenant, &input);
	}
}

// Of a domain that has ended meanwhile it is of no use
static void handle_tty(struct house *house, const struct message *message) {
	const struct message_tty *tty = &message->body.tty;
	if (find_owner(house, tty->domid, tty->uuid) != NULL && house->up[ROLE_CONSOLE]) {
		house->impl->send(house->data, ROLE_CONSOLE, message);
	}
}

void replies_take(
	struct house *house, enum role from, const struct message *message, uint64_t now) {
	const struct message_shut *shut = &message->body.shut;
	const struct message_gone *gone = &message->body.gone;
	switch (message->header.type) {
	case MESSAGE_TYPE_shut:
		handle_fact(house, shut->domid, shut->uuid, vm_shut_event(shut->reason), now);
		break;
	case MESSAGE_TYPE_gone:
		handle_fact(house, gone->domid, gone->uuid, VM_GONE, now);
		break;
	case MESSAGE_TYPE_tty:
		handle_tty(house, message);
		break;
	case MESSAGE_TYPE_ready:
		handle_ready(house, &message->body.ready, now);
		break;
	default:
		handle_answer(house, from, message, now);
	}
}
