// SPDX-License-Identifier: MIT
#include "hv/xen/acts.h"

#include <libxl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "hv/xen/domains.h"
#include "hv/xen/say.h"
#include "hv/xen/seen.h"
#include "hv/xen/xen_priv.h"

struct act {
	LIST_ENTRY(act) link; // xen.acts
	struct xen *xen;
	uint64_t serial; // 0: nobody asked
	enum message_domain_act kind;
	uint32_t domid;
};

typedef int (*act_func)(libxl_ctx *ctx, uint32_t domid, const libxl_asyncop_how *how);

struct act_row {
	act_func func; // NULL: it is no matter of libxl
	const char *word; // it could not be ...
};

static const struct act_row rows[MESSAGE_DOMAIN_ACTS] = {
	[MESSAGE_DOMAIN_PAUSE] = {libxl_domain_pause, "paused"},
	[MESSAGE_DOMAIN_UNPAUSE] = {libxl_domain_unpause, "unpaused"},
	[MESSAGE_DOMAIN_MARK] = {NULL, "marked"},
	[MESSAGE_DOMAIN_SHUTDOWN] = {libxl_domain_shutdown, "told to shut down"},
	[MESSAGE_DOMAIN_DESTROY] = {libxl_domain_destroy, "destroyed"},
};

static void destroy(struct act *act) {
	LIST_REMOVE(act, link);
	free(act);
}

static void answer(struct xen *xen, uint64_t serial, enum message_domain_act kind, int rc) {
	char reason[MESSAGE_TEXT_SIZE];
	const char *word = libxl_error_to_string((libxl_error)rc);
	snprintf(reason, sizeof(reason), "it could not be %s: %s", rows[kind].word,
		word != NULL ? word : "libxl failed");
	if (serial == 0 && rc != 0) {
		log_error("a domain that is of no use: %s", reason);
	} else if (serial != 0 && rc == 0) {
		say_done(xen->channel, serial);
	} else if (serial != 0) {
		say_failed(xen->channel, serial, reason);
	}
}

static void handle_end(libxl_ctx *ctx, int rc, void *data) {
	struct act *act = data;
	struct xen *xen = act->xen;
	if (act->kind == MESSAGE_DOMAIN_DESTROY && rc == 0) {
		domains_dying(xen, act->domid);
		xen_look_soon(xen);
	}
	answer(xen, act->serial, act->kind, rc);
	destroy(act);
}

// libxl may have called back before it returns
static void begin(struct xen *xen, uint64_t serial, enum message_domain_act kind, uint32_t domid) {
	struct act *act = calloc(1, sizeof(*act));
	if (act == NULL) {
		answer(xen, serial, kind, ERROR_NOMEM);
		return;
	}
	*act = (struct act){.xen = xen, .serial = serial, .kind = kind, .domid = domid};
	LIST_INSERT_HEAD(&xen->acts, act, link);
	libxl_asyncop_how how = {.callback = handle_end, .u.for_callback = act};
	int rc = rows[kind].func(xen->ctx, domid, &how);
	if (rc != 0) {
		destroy(act);
		answer(xen, serial, kind, rc);
	}
}

static bool is_destroying(const struct xen *xen, uint32_t domid) {
	const struct act *act;
	LIST_FOREACH(act, &xen->acts, link) {
		if (act->kind == MESSAGE_DOMAIN_DESTROY && act->domid == domid) {
			return true;
		}
	}
	return false;
}

void acts_destroy(struct xen *xen, uint32_t domid) {
	if (!is_destroying(xen, domid)) {
		begin(xen, 0, MESSAGE_DOMAIN_DESTROY, domid);
	}
}

static void mark(struct xen *xen, uint64_t serial, const struct message_domain *ask) {
	struct store_mark mark = store_read_mark(xen->store, ask->domid, ask->uuid);
	mark.mark = ADOPT_READY;
	bool done = store_write_mark(xen->store, ask->domid, ask->uuid, mark);
	answer(xen, serial, MESSAGE_DOMAIN_MARK, done ? 0 : ERROR_FAIL);
}

// A domain that is not whole has no name, and can only be destroyed
static const char *refuse(const struct xen *xen, const struct seen_list *list, struct seen *seen,
	const struct message_domain *ask) {
	if (seen == NULL || !seen_has_uuid(seen, ask->uuid)) {
		return "there is no such domain";
	}
	if (!seen_is(list, seen, ask->uuid, ask->vm)) {
		return "the domain has another name";
	}
	if (!domains_has(xen, ask->domid, ask->uuid)) {
		return "the domain is not known";
	}
	if (ask->act == MESSAGE_DOMAIN_DESTROY) {
		return is_destroying(xen, ask->domid) ? "it is being destroyed" : NULL;
	}
	return seen->named && !seen->dying ? NULL : "the domain is at its beginning or end";
}

// Xen counts pauses: one that is paused twice would stay so when it is to go on
static bool is_so(const struct seen *seen, uint32_t act) {
	return (act == MESSAGE_DOMAIN_PAUSE && seen->paused) ||
		(act == MESSAGE_DOMAIN_UNPAUSE && !seen->paused);
}

static void decide(struct xen *xen, const struct seen_list *list, uint64_t serial,
	const struct message_domain *ask) {
	struct seen *seen = seen_by_domid(list, ask->domid);
	const char *reason = refuse(xen, list, seen, ask);
	bool there = seen != NULL && seen_has_uuid(seen, ask->uuid);
	if (!there && ask->act == MESSAGE_DOMAIN_DESTROY) {
		struct vm_domain gone = {.domid = ask->domid, .name = ask->vm};
		memcpy(gone.uuid, ask->uuid, VM_UUID_SIZE);
		say_done(xen->channel, serial);
		domains_gone(xen, &gone);
	} else if (reason != NULL) {
		say_failed(xen->channel, serial, reason);
	} else if (is_so(seen, ask->act)) {
		say_done(xen->channel, serial);
	} else if (ask->act == MESSAGE_DOMAIN_MARK) {
		mark(xen, serial, ask);
	} else {
		begin(xen, serial, (enum message_domain_act)ask->act, ask->domid);
	}
}

void acts_do(struct xen *xen, uint64_t serial, const struct message_domain *ask) {
	struct seen_list list;
	if (!seen_list_init(&list, xen->ctx)) {
		say_failed(xen->channel, serial, "Xen does not say which domains there are");
		return;
	}
	decide(xen, &list, serial, ask);
	seen_list_finish(&list);
}

bool acts_are_pending(const struct xen *xen) {
	return !LIST_EMPTY(&xen->acts);
}

void acts_finish(struct xen *xen) {
	while (!LIST_EMPTY(&xen->acts)) {
		destroy(LIST_FIRST(&xen->acts));
	}
}
