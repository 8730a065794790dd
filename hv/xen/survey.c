// SPDX-License-Identifier: MIT
#include "hv/xen/survey.h"

#include <stdio.h>
#include <string.h>

#include "hv/message/message.h"
#include "hv/process/channel.h"
#include "hv/xen/domains.h"
#include "hv/xen/guests.h"
#include "hv/xen/jobs.h"
#include "hv/xen/say.h"
#include "hv/xen/seen.h"
#include "hv/xen/xen_priv.h"

static void say_found(
	struct xen *xen, uint64_t serial, const struct seen *seen, struct store_mark mark) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_found, serial);
	struct message_found *found = &message.body.found;
	found->domid = seen->domid;
	found->paused = seen->paused;
	found->dying = seen->dying;
	found->shut = seen->shut;
	found->shut_reason = seen->shut_reason;
	found->mark = mark.mark;
	memcpy(found->uuid, seen->uuid, VM_UUID_SIZE);
	snprintf(found->vm, sizeof(found->vm), "%s", seen->name);
	channel_send(xen->channel, &message);
}

// One that is being built is not there yet
static bool is_in_progress(const struct xen *xen, const struct seen *seen) {
	return jobs_has(xen, seen->uuid) && !domains_has(xen, seen->domid, seen->uuid);
}

static bool find(
	struct xen *xen, uint64_t serial, const struct seen_list *list, struct seen *seen) {
	const char *name = seen_name(list, seen);
	struct store_mark mark = store_read_mark(xen->store, seen->domid, seen->uuid);
	if (!domains_bind(xen, seen, name)) {
		return false;
	}
	if (mark.gui && !seen->dying) {
		guests_set_gui(xen, seen->domid);
	}
	say_found(xen, serial, seen, mark);
	return true;
}

void survey_do(struct xen *xen, uint64_t serial) {
	struct seen_list list;
	if (!seen_list_init(&list, xen->ctx)) {
		xen_break(xen, "it does not know which domains there are");
		return;
	}
	bool found = true;
	for (size_t i = 0; i < list.count && found; i++) {
		struct seen *seen = &list.domains[i];
		found = is_in_progress(xen, seen) || find(xen, serial, &list, seen);
	}
	seen_list_finish(&list);
	if (!found) {
		xen_break(xen, "it cannot hear of the end of domains");
		return;
	}
	xen->release = true;
	xen_look_soon(xen);
	say_done(xen->channel, serial);
}
