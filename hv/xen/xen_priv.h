// SPDX-License-Identifier: MIT
#ifndef HV_XEN_XEN_PRIV_H
#define HV_XEN_XEN_PRIV_H

#include <libxl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "hv/vm/vm.h"
#include "hv/xen/store.h"

/*
 * What the parts of the Xen process share.
 */

struct act;
struct channel;
struct domain;
struct guest;
struct job;
struct loop;
struct loop_source;
struct seen_list;
struct tty;
struct xl_events;

LIST_HEAD(act_list, act);
LIST_HEAD(domain_list, domain);
LIST_HEAD(guest_list, guest);
LIST_HEAD(tty_list, tty);
TAILQ_HEAD(job_list, job);

struct xen {
	struct loop *loop; // borrowed
	const struct xen_options *options; // borrowed
	struct channel *channel;
	libxl_ctx *ctx;
	struct xl_events *events;
	struct store *store;
	struct act_list acts; // act.link
	struct domain_list domains; // domain.link
	struct guest_list guests; // guest.link
	uint32_t gui; // the domain that shows them, or VM_NO_DOMID
	struct job_list jobs; // job.link, in the order in which they were asked for
	struct tty_list ttys; // tty.link, of those that are to be told
	struct loop_source *tty_timer;
	struct loop_source *look_timer;
	uint32_t look_interval; // ms, to the look after the next
	bool release; // something has gone, and its devices with it
	bool over, broken;
};

// Look soon, and again in growing intervals, at what libxl does not tell: whether a domain
// is gone at last
void xen_look_soon(struct xen *xen);
// It cannot go on: the parent starts another, which begins with what there is
void xen_break(struct xen *xen, const char *reason);

#endif
