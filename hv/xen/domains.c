// SPDX-License-Identifier: MIT
#include "hv/xen/domains.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/xen/guests.h"
#include "hv/xen/say.h"
#include "hv/xen/seen.h"
#include "hv/xen/ttys.h"
#include "hv/xen/xen_priv.h"

struct domain {
	LIST_ENTRY(domain) link; // xen.domains
	struct vm_domain id; // its name is below
	char name[NAME_SIZE]; // "": none of a VM
	libxl_evgen_domain_death *death;
	bool dying;
};

static struct domain *find(const struct xen *xen, uint32_t domid) {
	struct domain *domain;
	LIST_FOREACH(domain, &xen->domains, link) {
		if (domain->id.domid == domid) {
			return domain;
		}
	}
	return NULL;
}

static void destroy(struct xen *xen, struct domain *domain) {
	if (domain->death != NULL) {
		libxl_evdisable_domain_death(xen->ctx, domain->death);
	}
	LIST_REMOVE(domain, link);
	free(domain);
}

static bool create(struct xen *xen, const struct seen *seen, const char *name) {
	struct domain *domain = calloc(1, sizeof(*domain));
	if (domain == NULL) {
		return false;
	}
	snprintf(domain->name, sizeof(domain->name), "%s", name);
	domain->id = (struct vm_domain){.domid = seen->domid, .name = domain->name};
	memcpy(domain->id.uuid, seen->uuid, VM_UUID_SIZE);
	LIST_INSERT_HEAD(&xen->domains, domain, link);
	if (libxl_evenable_domain_death(xen->ctx, seen->domid, 0, &domain->death) != 0) {
		domain->death = NULL;
		destroy(xen, domain);
		return false;
	}
	ttys_add(xen, &domain->id);
	return true;
}

bool domains_has(const struct xen *xen, uint32_t domid, const uint8_t uuid[static VM_UUID_SIZE]) {
	const struct domain *domain = find(xen, domid);
	return domain != NULL && memcmp(domain->id.uuid, uuid, VM_UUID_SIZE) == 0;
}

// What goes with a domain, and then word of it; its devices go with the next look
void domains_gone(struct xen *xen, const struct vm_domain *id) {
	struct vm_domain gone = *id; // what it is of may be freed
	char name[NAME_SIZE];
	snprintf(name, sizeof(name), "%s", id->name != NULL ? id->name : "");
	gone.name = name;
	if (domains_has(xen, gone.domid, gone.uuid)) {
		destroy(xen, find(xen, gone.domid));
		guests_gone(xen, gone.domid);
	}
	xen->release = true;
	xen_look_soon(xen);
	say_gone(xen->channel, &gone);
}

bool domains_bind(struct xen *xen, const struct seen *seen, const char *name) {
	struct domain *domain = find(xen, seen->domid);
	if (domain != NULL && !seen_has_uuid(seen, domain->id.uuid)) {
		domains_gone(xen, &domain->id); // and its number has another by now
		domain = NULL;
	}
	return domain != NULL || create(xen, seen, name);
}

void domains_tell_ttys(struct xen *xen) {
	const struct domain *domain;
	LIST_FOREACH(domain, &xen->domains, link) {
		ttys_add(xen, &domain->id);
	}
}

void domains_shut(struct xen *xen, uint32_t domid, unsigned reason) {
	const struct domain *domain = find(xen, domid);
	if (domain != NULL && !domain->dying) {
		say_shut(xen->channel, &domain->id, reason);
	}
}

// Xen still has it for a while, for as long as others map its pages
void domains_dying(struct xen *xen, uint32_t domid) {
	struct domain *domain = find(xen, domid);
	if (domain != NULL) {
		domain->dying = true;
		xen_look_soon(xen);
	}
}

// One that is not there, or NULL
static struct domain *find_gone(struct xen *xen, const struct seen_list *list) {
	struct domain *domain;
	LIST_FOREACH(domain, &xen->domains, link) {
		const struct seen *seen = seen_by_domid(list, domain->id.domid);
		if (seen == NULL || !seen_has_uuid(seen, domain->id.uuid)) {
			return domain;
		}
	}
	return NULL;
}

bool domains_look(struct xen *xen, const struct seen_list *list) {
	struct domain *domain;
	while ((domain = find_gone(xen, list)) != NULL) {
		domains_gone(xen, &domain->id);
	}
	LIST_FOREACH(domain, &xen->domains, link) {
		if (domain->dying) {
			return true;
		}
	}
	return false;
}

void domains_finish(struct xen *xen) {
	while (!LIST_EMPTY(&xen->domains)) {
		destroy(xen, LIST_FIRST(&xen->domains));
	}
}
