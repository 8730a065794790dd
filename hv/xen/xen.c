// SPDX-License-Identifier: MIT
#include "hv/xen/xen.h"

#include <libxl.h>
#include <libxl_event.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/message/message.h"
#include "hv/process/channel.h"
#include "hv/process/role.h"
#include "hv/xen/acts.h"
#include "hv/xen/domains.h"
#include "hv/xen/guests.h"
#include "hv/xen/jobs.h"
#include "hv/xen/measure.h"
#include "hv/xen/say.h"
#include "hv/xen/seen.h"
#include "hv/xen/survey.h"
#include "hv/xen/ttys.h"
#include "hv/xen/volume.h"
#include "hv/xen/xen_priv.h"
#include "hv/xen/xl_events.h"
#include "hv/xen/xl_log.h"

#define LOOK_FIRST 50 // ms
#define LOOK_MAX 2000

void xen_break(struct xen *xen, const char *reason) {
	log_error("it begins anew: %s", reason);
	xen->over = true;
	xen->broken = true;
}

bool xen_is_over(const struct xen *xen) {
	return xen->over;
}

bool xen_is_broken(const struct xen *xen) {
	return xen->broken;
}

// --- what libxl does not tell --------------------------------------------------

void xen_look_soon(struct xen *xen) {
	xen->look_interval = LOOK_FIRST;
	loop_timer_set(xen->look_timer, 1);
}

struct remains {
	const struct xen *xen;
	const struct seen_list *list;
};

static bool is_over(const void *data, const uint8_t uuid[static VM_UUID_SIZE]) {
	const struct remains *remains = data;
	return seen_by_uuid(remains->list, uuid) == NULL && !jobs_has(remains->xen, uuid);
}

// Domains before jobs, which may have been theirs; devices when both are gone
static void look(struct xen *xen, const struct seen_list *list) {
	bool domains = domains_look(xen, list), jobs = jobs_look(xen, list);
	struct remains remains = {.xen = xen, .list = list};
	if (xen->release) {
		xen->release = false;
		volume_release(is_over, &remains);
	}
	if (domains || jobs) {
		loop_timer_set(xen->look_timer, xen->look_interval);
		xen->look_interval *= 2;
		if (xen->look_interval > LOOK_MAX) {
			xen->look_interval = LOOK_MAX;
		}
	}
}

static void handle_look(void *data) {
	struct xen *xen = data;
	struct seen_list list;
	if (!seen_list_init(&list, xen->ctx)) {
		xen_break(xen, "it does not know which domains there are");
		return;
	}
	// What is asked for anew meanwhile sets the timer itself
	look(xen, &list);
	seen_list_finish(&list);
}

// --- what libxl tells ----------------------------------------------------------

static void handle_event(void *data, libxl_event *event) {
	struct xen *xen = data;
	switch (event->type) {
	case LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN:
		domains_shut(xen, event->domid, event->u.domain_shutdown.shutdown_reason);
		break;
	case LIBXL_EVENT_TYPE_DOMAIN_DEATH:
		domains_dying(xen, event->domid);
		break;
	default:
		break;
	}
	libxl_event_free(xen->ctx, event);
}

static void handle_disaster(void *data, libxl_event_type type, const char *what, int error) {
	xen_break(data, "libxl cannot tell what domains do");
}

static const libxl_event_hooks event_hooks = {
	.event_occurs_mask = LIBXL_EVENTMASK_ALL,
	.event_occurs = handle_event,
	.disaster = handle_disaster,
};

// Our own children are waited for by their pidfd, and need no signal
static const libxl_childproc_hooks child_hooks = {
	.chldowner = libxl_sigchld_owner_libxl_always_selective_reap,
};

// --- what the parent asks --------------------------------------------------------

static void answer_guest(struct xen *xen, const struct message *message) {
	const struct message_guest *ask = &message->body.guest;
	const char *reason = guests_do(xen, ask);
	if (reason == NULL) {
		say_done(xen->channel, message->header.serial);
	} else {
		say_failed(xen->channel, message->header.serial, reason);
	}
}

static void handle_message(void *data, const struct message *message) {
	struct xen *xen = data;
	switch (message->header.type) {
	case MESSAGE_TYPE_scan:
		survey_do(xen, message->header.serial);
		break;
	case MESSAGE_TYPE_build:
	case MESSAGE_TYPE_erase:
	case MESSAGE_TYPE_copy:
		jobs_ask(xen, message);
		break;
	case MESSAGE_TYPE_abandon:
		jobs_abandon(xen, message);
		break;
	case MESSAGE_TYPE_domain:
		acts_do(xen, message->header.serial, &message->body.domain);
		break;
	case MESSAGE_TYPE_measure:
		measure_do(xen, message->header.serial);
		break;
	case MESSAGE_TYPE_ttys:
		domains_tell_ttys(xen);
		break;
	case MESSAGE_TYPE_guest:
		answer_guest(xen, message);
		break;
	default: // none goes this way
		break;
	}
}

static void handle_channel_end(void *data, const struct message_fault *fault) {
	struct xen *xen = data;
	if (fault != NULL) {
		log_error("the parent's message: %s %s", fault->type, fault->reason);
		xen->broken = true;
	}
	xen->over = true;
}

static const struct channel_impl channel_impl = {
	.message = handle_message,
	.ended = handle_channel_end,
};

// --- its life ------------------------------------------------------------------

static bool open_channel(struct xen *xen, int sock) {
	const struct role_row *role = role_row(ROLE_XEN);
	struct channel_options options = {
		.sock = sock,
		.in = role->to,
		.out = role->from,
		.impl = &channel_impl,
		.data = xen,
	};
	xen->channel = channel_create(xen->loop, &options);
	return xen->channel != NULL;
}

static bool open_libxl(struct xen *xen) {
	if (libxl_ctx_alloc(&xen->ctx, LIBXL_VERSION, 0, &xl_log) != 0) {
		return false;
	}
	xen->events = xl_events_create(xen->ctx, xen->loop);
	if (xen->events != NULL) {
		libxl_event_register_callbacks(xen->ctx, &event_hooks, xen);
		libxl_childproc_setmode(xen->ctx, &child_hooks, xen);
	}
	return xen->events != NULL;
}

static bool init(struct xen *xen, int sock) {
	if (!open_channel(xen, sock)) {
		log_errno("no channel to the parent");
		return false;
	}
	if (!open_libxl(xen)) {
		log_error("Xen cannot be reached");
		return false;
	}
	xen->store = store_create();
	xen->look_timer = loop_add_timer(xen->loop, handle_look, xen);
	return xen->store != NULL && xen->look_timer != NULL && ttys_init(xen);
}

struct xen *xen_create(struct loop *loop, int sock, const struct xen_options *options) {
	struct xen *xen = calloc(1, sizeof(*xen));
	if (xen == NULL) {
		close(sock);
		return NULL;
	}
	xen->loop = loop;
	xen->options = options;
	xen->gui = VM_NO_DOMID;
	LIST_INIT(&xen->acts);
	LIST_INIT(&xen->domains);
	LIST_INIT(&xen->guests);
	LIST_INIT(&xen->ttys);
	TAILQ_INIT(&xen->jobs);
	if (!init(xen, sock)) {
		xen_destroy(xen);
		return NULL;
	}
	return xen;
}

// libxl takes no end while it works for us. Then it is left as it is: nobody turns the loop
// any more, and the process ends.
static void close_libxl(struct xen *xen) {
	if (xen->ctx != NULL) {
		domains_finish(xen);
	}
	if (!acts_are_pending(xen)) {
		libxl_ctx_free(xen->ctx);
	}
	xl_events_destroy(xen->events);
}

void xen_destroy(struct xen *xen) {
	if (xen == NULL) {
		return;
	}
	jobs_finish(xen);
	close_libxl(xen);
	acts_finish(xen);
	guests_finish(xen);
	store_destroy(xen->store);
	ttys_finish(xen);
	loop_source_remove(xen->look_timer);
	channel_destroy(xen->channel);
	free(xen);
}
