// SPDX-License-Identifier: MIT
#include "hv/xen/guests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/xen/xen_priv.h"
#include "protocol/limits.h"

struct guest {
	LIST_ENTRY(guest) link; // xen.guests
	struct store_guest entry;
};

static struct guest *find(const struct xen *xen, uint32_t domid) {
	struct guest *guest;
	LIST_FOREACH(guest, &xen->guests, link) {
		if (guest->entry.domid == domid) {
			return guest;
		}
	}
	return NULL;
}

static size_t count(const struct xen *xen) {
	const struct guest *guest;
	size_t count = 0;
	LIST_FOREACH(guest, &xen->guests, link) {
		count++;
	}
	return count;
}

static bool write_entry(struct xen *xen, const struct guest *guest) {
	return xen->gui == VM_NO_DOMID || store_add_guest(xen->store, xen->gui, &guest->entry);
}

static bool remove_entry(struct xen *xen, const struct guest *guest) {
	return xen->gui == VM_NO_DOMID ||
		store_remove_guest(xen->store, xen->gui, guest->entry.name);
}

static void destroy(struct guest *guest) {
	LIST_REMOVE(guest, link);
	free(guest);
}

static const char *add(struct xen *xen, const struct message_guest *ask) {
	if (ask->label[0] == '\0') {
		return "it has no label";
	}
	struct guest *guest = find(xen, ask->domid);
	if (guest == NULL) {
		guest = count(xen) < GUI_GUESTS_MAX ? calloc(1, sizeof(*guest)) : NULL;
		if (guest == NULL) {
			return "there are too many guests";
		}
		LIST_INSERT_HEAD(&xen->guests, guest, link);
	}
	guest->entry.domid = ask->domid;
	snprintf(guest->entry.name, sizeof(guest->entry.name), "%s", ask->vm);
	snprintf(guest->entry.label, sizeof(guest->entry.label), "%s", ask->label);
	return write_entry(xen, guest) ? NULL : "xenstore does not take it";
}

static const char *drop(struct xen *xen, uint32_t domid) {
	struct guest *guest = find(xen, domid);
	if (guest == NULL) {
		return NULL; // as it is to be
	}
	if (!remove_entry(xen, guest)) {
		return "xenstore does not take it";
	}
	destroy(guest);
	return NULL;
}

const char *guests_do(struct xen *xen, const struct message_guest *ask) {
	return ask->act == MESSAGE_GUEST_ADD ? add(xen, ask) : drop(xen, ask->domid);
}

bool guests_set_gui(struct xen *xen, uint32_t domid) {
	const struct guest *guest;
	bool done = true;
	xen->gui = domid;
	LIST_FOREACH(guest, &xen->guests, link) {
		done = write_entry(xen, guest) && done;
	}
	return done;
}

void guests_gone(struct xen *xen, uint32_t domid) {
	struct guest *guest = find(xen, domid);
	if (xen->gui == domid) {
		xen->gui = VM_NO_DOMID; // its entries went with it
	}
	if (guest != NULL) {
		remove_entry(xen, guest);
		destroy(guest);
	}
}

void guests_finish(struct xen *xen) {
	while (!LIST_EMPTY(&xen->guests)) {
		destroy(LIST_FIRST(&xen->guests));
	}
}
