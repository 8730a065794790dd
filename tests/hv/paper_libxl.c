// SPDX-License-Identifier: MIT
#include <libxl.h>
#include <libxl_event.h>
#include <libxl_utils.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "tests/hv/paper_machine.h"

// libxl, as far as it would touch Xen

#define TICK 10000 // us
#define CRASH_TICKS 20

struct paper_act {
	void (*what)(struct paper_domain *domain);
	uint32_t domid;
	libxl_asyncop_how how;
};

struct libxl__evgen_domain_death {
	uint32_t domid; // 0: free
	bool shut, dead; // told
	unsigned ticks; // that it has run
};

struct libxl__ctx {
	const libxl_osevent_hooks *os_hooks;
	void *os_data;
	const libxl_event_hooks *event_hooks;
	void *event_data;
	struct paper_act acts[PAPER_DOMAINS];
	struct libxl__evgen_domain_death watches[PAPER_DOMAINS];
};

static struct paper_domain *find(uint32_t domid) {
	for (int i = 0; i < PAPER_DOMAINS; i++) {
		if (paper_machine->domains[i].domid == domid) {
			return &paper_machine->domains[i];
		}
	}
	return NULL;
}

static void remove_nodes(uint32_t domid) {
	char path[64];
	int len = snprintf(path, sizeof(path), "/local/domain/%u/", domid);
	for (int i = 0; i < PAPER_NODES; i++) {
		if (strncmp(paper_machine->nodes[i][0], path, (size_t)len) == 0) {
			paper_machine->nodes[i][0][0] = '\0';
		}
	}
}

// --- what libxl does to domains ----------------------------------------------------------

static void shut_domain(struct paper_domain *domain) {
	domain->shut = strncmp(domain->name, "deaf", 4) != 0;
}

static void destroy_domain(struct paper_domain *domain) {
	remove_nodes(domain->domid);
	memset(domain, 0, sizeof(*domain));
}

static int begin(libxl_ctx *ctx, void (*what)(struct paper_domain *), uint32_t domid,
	const libxl_asyncop_how *how) {
	for (int i = 0; i < PAPER_DOMAINS; i++) {
		if (ctx->acts[i].what == NULL) {
			ctx->acts[i] = (struct paper_act){what, domid, *how};
			return 0;
		}
	}
	return ERROR_NOMEM;
}

static void do_nothing(struct paper_domain *domain) {
}

// As libxl does: it is so before the call returns, and told afterwards
static int set_paused(libxl_ctx *ctx, uint32_t domid, bool paused, const libxl_asyncop_how *how) {
	struct paper_domain *domain = find(domid);
	if (domain == NULL) {
		return ERROR_DOMAIN_NOTFOUND;
	}
	domain->paused = paused;
	return begin(ctx, do_nothing, domid, how);
}

int libxl_domain_pause(libxl_ctx *ctx, uint32_t domid, const libxl_asyncop_how *how) {
	return set_paused(ctx, domid, true, how);
}

int libxl_domain_unpause(libxl_ctx *ctx, uint32_t domid, const libxl_asyncop_how *how) {
	return set_paused(ctx, domid, false, how);
}

int libxl_domain_shutdown(libxl_ctx *ctx, uint32_t domid, const libxl_asyncop_how *how) {
	return begin(ctx, shut_domain, domid, how);
}

int libxl_domain_destroy(libxl_ctx *ctx, uint32_t domid, const libxl_asyncop_how *how) {
	return begin(ctx, destroy_domain, domid, how);
}

static void end_acts(libxl_ctx *ctx) {
	for (int i = 0; i < PAPER_DOMAINS; i++) {
		struct paper_act act = ctx->acts[i];
		struct paper_domain *domain = act.what != NULL ? find(act.domid) : NULL;
		ctx->acts[i].what = NULL;
		if (domain != NULL) {
			act.what(domain);
		}
		if (act.what != NULL) {
			act.how.callback(ctx, domain != NULL ? 0 : ERROR_DOMAIN_NOTFOUND,
				act.how.u.for_callback);
		}
	}
}

// --- events --------------------------------------------------------------------------

static void tell(libxl_ctx *ctx, uint32_t domid, libxl_event_type type, uint8_t reason) {
	libxl_event *event = calloc(1, sizeof(*event));
	libxl_event_init_type(event, type);
	event->domid = domid;
	if (type == LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN) {
		event->u.domain_shutdown.shutdown_reason = reason;
	}
	ctx->event_hooks->event_occurs(ctx->event_data, event);
}

static void look_at(libxl_ctx *ctx, struct libxl__evgen_domain_death *watch) {
	struct paper_domain *domain = find(watch->domid);
	if (domain != NULL && !domain->paused && strncmp(domain->name, "crash", 5) == 0 &&
		++watch->ticks > CRASH_TICKS) {
		domain->shut = 1;
		domain->reason = LIBXL_SHUTDOWN_REASON_CRASH;
	}
	if (domain != NULL && domain->shut && !watch->shut) {
		watch->shut = true;
		tell(ctx, domain->domid, LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN, domain->reason);
	} else if (domain == NULL && !watch->dead) {
		watch->dead = true;
		tell(ctx, watch->domid, LIBXL_EVENT_TYPE_DOMAIN_DEATH, 0);
	}
}

static void set_tick(libxl_ctx *ctx) {
	struct timeval now, tick = {.tv_usec = TICK}, when;
	void *registration = NULL;
	gettimeofday(&now, NULL);
	timeradd(&now, &tick, &when);
	ctx->os_hooks->timeout_register(ctx->os_data, &registration, when, ctx);
}

void libxl_osevent_occurred_timeout(libxl_ctx *ctx, void *for_libxl) {
	end_acts(ctx);
	for (int i = 0; i < PAPER_DOMAINS; i++) {
		if (ctx->watches[i].domid != 0) {
			look_at(ctx, &ctx->watches[i]);
		}
	}
	set_tick(ctx);
}

void libxl_osevent_register_hooks(libxl_ctx *ctx, const libxl_osevent_hooks *hooks, void *data) {
	ctx->os_hooks = hooks;
	ctx->os_data = data;
	set_tick(ctx);
}

void libxl_event_register_callbacks(libxl_ctx *ctx, const libxl_event_hooks *hooks, void *data) {
	ctx->event_hooks = hooks;
	ctx->event_data = data;
}

void libxl_childproc_setmode(libxl_ctx *ctx, const libxl_childproc_hooks *hooks, void *data) {
}

int libxl_evenable_domain_death(
	libxl_ctx *ctx, uint32_t domid, libxl_ev_user user, libxl_evgen_domain_death **watch) {
	for (int i = 0; i < PAPER_DOMAINS; i++) {
		if (ctx->watches[i].domid == 0) {
			ctx->watches[i] = (struct libxl__evgen_domain_death){.domid = domid};
			*watch = &ctx->watches[i];
			return 0;
		}
	}
	return ERROR_NOMEM;
}

void libxl_evdisable_domain_death(libxl_ctx *ctx, libxl_evgen_domain_death *watch) {
	watch->domid = 0;
}

// --- what it says ----------------------------------------------------------------------

int libxl_ctx_alloc(libxl_ctx **ctx, int version, unsigned flags, xentoollog_logger *logger) {
	paper_machine_open();
	*ctx = calloc(1, sizeof(**ctx));
	return 0;
}

int libxl_ctx_free(libxl_ctx *ctx) {
	free(ctx);
	return 0;
}

static uint64_t paper_time(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

libxl_dominfo *libxl_list_domain(libxl_ctx *ctx, int *count) {
	libxl_dominfo *infos = calloc(PAPER_DOMAINS + 1, sizeof(infos[0]));
	*count = 1; // dom0
	for (int i = 0; i < PAPER_DOMAINS; i++) {
		const struct paper_domain *domain = &paper_machine->domains[i];
		libxl_dominfo *info = &infos[*count];
		if (domain->domid != 0) {
			info->domid = domain->domid;
			memcpy(info->uuid.uuid, domain->uuid, sizeof(domain->uuid));
			info->cpu_time = paper_time() / 4; // of one processor
			info->current_memkb = 512 * 1024;
			info->vcpu_online = 2;
			info->paused = domain->paused;
			info->dying = domain->dying;
			info->shutdown = domain->shut;
			info->shutdown_reason = domain->shut ? domain->reason : -1;
			(*count)++;
		}
	}
	return infos;
}

char *libxl_domid_to_name(libxl_ctx *ctx, uint32_t domid) {
	const struct paper_domain *domain = find(domid);
	return domain != NULL && domain->name[0] != '\0' ? strdup(domain->name) : NULL;
}

int libxl_primary_console_get_tty(libxl_ctx *ctx, uint32_t domid, char **path) {
	char node[64];
	snprintf(node, sizeof(node), "/local/domain/%u/console/tty", domid);
	for (int i = 0; i < PAPER_NODES; i++) {
		if (strcmp(paper_machine->nodes[i][0], node) == 0) {
			*path = strdup(paper_machine->nodes[i][1]);
			return 0;
		}
	}
	return ERROR_INVAL;
}

int libxl_domain_need_memory(
	libxl_ctx *ctx, libxl_domain_config *config, uint32_t domid, uint64_t *needed) {
	*needed = config->b_info.max_memkb;
	return 0;
}

int libxl_get_free_memory(libxl_ctx *ctx, uint64_t *free) {
	*free = UINT64_C(4) << 20;
	return 0;
}

// A domain is there before it has a name, and has one before it is whole
int libxl_domain_create_new(libxl_ctx *ctx, libxl_domain_config *config, uint32_t *domid,
	const libxl_asyncop_how *how, const libxl_asyncprogress_how *console) {
	struct paper_domain *domain = find(0);
	const char *name = config->c_info.name;
	domain->paused = 1;
	memcpy(domain->uuid, config->c_info.uuid.uuid, sizeof(domain->uuid));
	domain->domid = ++paper_machine->last_domid;
	usleep(20000);
	if (strncmp(name, "dies", 4) == 0) {
		_exit(3);
	}
	snprintf(domain->name, sizeof(domain->name), "%s", name);
	if (strncmp(name, "hangs", 5) == 0) {
		pause();
	}
	if (strncmp(name, "broken", 6) == 0) {
		destroy_domain(domain);
		return ERROR_FAIL;
	}
	*domid = domain->domid;
	return 0;
}
