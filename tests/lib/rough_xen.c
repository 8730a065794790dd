// SPDX-License-Identifier: MIT
#include "tests/lib/rough_xen.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

uint32_t rough_xen_draw(struct rough_xen *xen, uint32_t below) {
	xen->state ^= xen->state << 13;
	xen->state ^= xen->state >> 17;
	xen->state ^= xen->state << 5;
	return xen->state % below;
}

static struct rough_xen_domain *find(struct rough_xen *xen, uint32_t domid) {
	for (size_t i = 0; i < ROUGH_XEN_DOMAINS_MAX; i++) {
		if (xen->domains[i].domid == domid) {
			return &xen->domains[i];
		}
	}
	return NULL;
}

struct rough_xen_domain *rough_xen_find(struct rough_xen *xen, const char *name) {
	for (size_t i = 0; i < ROUGH_XEN_DOMAINS_MAX; i++) {
		if (xen->domains[i].domid != 0 && strcmp(xen->domains[i].name, name) == 0) {
			return &xen->domains[i];
		}
	}
	return NULL;
}

static struct message *say(struct rough_xen *xen, uint32_t type, uint64_t serial) {
	ck_assert_uint_lt(xen->outbox_len, ROUGH_XEN_OUTBOX_MAX);
	struct message *message = &xen->outbox[xen->outbox_len++];
	message_init(message, type, serial);
	return message;
}

static void say_failed(struct rough_xen *xen, uint64_t serial) {
	snprintf(say(xen, MESSAGE_TYPE_failed, serial)->body.failed.reason, 8, "failed");
}

static void say_found(struct rough_xen *xen, uint64_t serial) {
	for (size_t i = 0; i < ROUGH_XEN_DOMAINS_MAX; i++) {
		const struct rough_xen_domain *domain = &xen->domains[i];
		if (domain->domid != 0) {
			struct message *message = say(xen, MESSAGE_TYPE_found, serial);
			*message = house_rig_domain(domain->name, domain->domid, domain->mark);
			message->header.serial = serial;
			message->body.found.paused = domain->paused;
			message->body.found.dying = domain->dying;
			message->body.found.shut = domain->shut;
			message->body.found.shut_reason = domain->shut_reason;
		}
	}
	say(xen, MESSAGE_TYPE_done, serial);
}

static void say_gone(struct rough_xen *xen, const struct rough_xen_domain *domain) {
	struct message_gone *gone = &say(xen, MESSAGE_TYPE_gone, 0)->body.gone;
	gone->domid = domain->domid;
	house_rig_uuid(domain->name, gone->uuid);
	snprintf(gone->vm, NAME_SIZE, "%s", domain->name);
}

static void say_shut(struct rough_xen *xen, const struct rough_xen_domain *domain) {
	struct message_shut *shut = &say(xen, MESSAGE_TYPE_shut, 0)->body.shut;
	shut->domid = domain->domid;
	shut->reason = domain->shut_reason;
	house_rig_uuid(domain->name, shut->uuid);
	snprintf(shut->vm, NAME_SIZE, "%s", domain->name);
}

static void build(struct rough_xen *xen, uint64_t serial, const struct message_build *asked_for) {
	xen->builds++;
	ck_assert_ptr_null(rough_xen_find(xen, asked_for->vm)); // what the whole house is for
	if (rough_xen_draw(xen, 8) == 0) {
		say_failed(xen, serial);
		return;
	}
	struct rough_xen_domain *made = find(xen, 0);
	*made = (struct rough_xen_domain){
		.domid = ++xen->last_domid,
		.paused = true,
		.build = serial,
	};
	snprintf(made->name, NAME_SIZE, "%s", asked_for->vm);
}

static void abandon(
	struct rough_xen *xen, uint64_t serial, const struct message_abandon *asked_for) {
	struct rough_xen_domain *domain = rough_xen_find(xen, asked_for->vm);
	if (domain != NULL && domain->build != 0) {
		say_failed(xen, domain->build);
		*domain = (struct rough_xen_domain){0};
	}
	say_failed(xen, serial);
}

static void pause(
	struct rough_xen *xen, struct rough_xen_domain *domain, uint64_t serial, bool paused) {
	if ((!domain->paused && !paused) || rough_xen_draw(xen, 20) == 0) {
		say_failed(xen, serial);
		return;
	}
	domain->paused = paused;
	say(xen, MESSAGE_TYPE_done, serial);
}

static void act(struct rough_xen *xen, uint64_t serial, const struct message_domain *asked_for) {
	struct rough_xen_domain *domain = find(xen, asked_for->domid);
	if (domain == NULL || strcmp(domain->name, asked_for->vm) != 0) {
		say_failed(xen, serial);
		return;
	}
	switch (asked_for->act) {
	case MESSAGE_DOMAIN_PAUSE:
	case MESSAGE_DOMAIN_UNPAUSE:
		pause(xen, domain, serial, asked_for->act == MESSAGE_DOMAIN_PAUSE);
		return;
	case MESSAGE_DOMAIN_MARK:
		domain->mark = ADOPT_READY;
		break;
	case MESSAGE_DOMAIN_SHUTDOWN:
		domain->shut = domain->shut || rough_xen_draw(xen, 3) > 0;
		break;
	case MESSAGE_DOMAIN_DESTROY:
		domain->dying = true;
		break;
	}
	say(xen, MESSAGE_TYPE_done, serial);
	if (asked_for->act == MESSAGE_DOMAIN_SHUTDOWN && domain->shut) {
		say_shut(xen, domain);
	}
}

void rough_xen_obey(struct rough_xen *xen, const struct message *message) {
	uint64_t serial = message->header.serial;
	switch (message->header.type) {
	case MESSAGE_TYPE_scan:
		say_found(xen, serial);
		break;
	case MESSAGE_TYPE_build:
		build(xen, serial, &message->body.build);
		break;
	case MESSAGE_TYPE_abandon:
		abandon(xen, serial, &message->body.abandon);
		break;
	case MESSAGE_TYPE_domain:
		act(xen, serial, &message->body.domain);
		break;
	default:
		say(xen, MESSAGE_TYPE_done, serial);
	}
}

const struct message *rough_xen_next(struct rough_xen *xen) {
	if (xen->outbox_next == xen->outbox_len) {
		xen->outbox_next = xen->outbox_len = 0;
		return NULL;
	}
	return &xen->outbox[xen->outbox_next++];
}

static void finish_build(struct rough_xen *xen, struct rough_xen_domain *domain) {
	domain->mark = ADOPT_BUILT;
	struct message_built *built = &say(xen, MESSAGE_TYPE_built, domain->build)->body.built;
	built->domid = domain->domid;
	house_rig_uuid(domain->name, built->uuid);
	snprintf(built->vm, NAME_SIZE, "%s", domain->name);
	domain->build = 0;
}

void rough_xen_live(struct rough_xen *xen, size_t index, uint32_t chance) {
	struct rough_xen_domain *domain = &xen->domains[index];
	if (domain->domid == 0) {
		return;
	}
	if (domain->build != 0) { // its worker goes on
		finish_build(xen, domain);
	} else if (domain->dying) {
		if (xen->up) {
			say_gone(xen, domain);
		}
		*domain = (struct rough_xen_domain){0};
	} else if (!domain->paused && !domain->shut && chance < 2) {
		domain->shut = true;
		domain->shut_reason = chance * 3; // it goes off, or crashes
		if (xen->up) {
			say_shut(xen, domain);
		}
	}
}

void rough_xen_lose(struct rough_xen *xen) {
	xen->up = false;
	xen->outbox_next = xen->outbox_len = 0;
	for (size_t i = 0; i < ROUGH_XEN_DOMAINS_MAX; i++) {
		xen->domains[i].build = 0; // its worker goes with it
	}
}
