// SPDX-License-Identifier: MIT
#include "tests/hv/mock_libxl.h"

#include <check.h>
#include <libxl_utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct libxl__ctx {
	int unused;
};

// A watch of libxl is on one domain, for one of ours
struct libxl__evgen_domain_death {
	uint32_t domid;
	struct libxl__evgen_domain_death *next;
};

struct mock_libxl mock_libxl;

static struct libxl__evgen_domain_death *watches;
static libxl_ctx *context;

void mock_libxl_init(void) {
	mock_libxl = (struct mock_libxl){
		.contexts = -1,
		.lists = -1,
		.watches = -1,
		.acts = -1,
		.memories = -1,
		.free_memory = UINT64_C(4) << 20,
		.needed_memory = UINT64_C(1) << 20,
		.next_domid = 7,
	};
}

void mock_libxl_finish(void) {
	ck_assert_uint_eq(mock_libxl.open, 0);
	ck_assert_ptr_null(watches);
}

static bool may(int *calls) {
	if (*calls == 0) {
		return false;
	}
	*calls -= *calls > 0 ? 1 : 0;
	return true;
}

// --- domains -----------------------------------------------------------------

struct mock_domain *mock_libxl_find(uint32_t domid) {
	for (int i = 0; i < MOCK_DOMAINS; i++) {
		if (mock_libxl.domains[i].domid == domid) {
			return &mock_libxl.domains[i];
		}
	}
	return NULL;
}

struct mock_domain *mock_libxl_add(uint32_t domid, uint8_t uuid, const char *name) {
	struct mock_domain *domain = mock_libxl_find(0);
	ck_assert_ptr_nonnull(domain);
	*domain = (struct mock_domain){.domid = domid, .uuid = uuid, .name = name};
	return domain;
}

static void tell(uint32_t domid, libxl_event_type type, int reason) {
	for (struct libxl__evgen_domain_death *watch = watches, *next; watch != NULL;
		watch = next) {
		next = watch->next;
		if (watch->domid != domid) {
			continue;
		}
		libxl_event *event = calloc(1, sizeof(*event));
		libxl_event_init_type(event, type);
		event->domid = domid;
		if (type == LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN) {
			event->u.domain_shutdown.shutdown_reason = (uint8_t)reason;
		}
		mock_libxl.event_hooks->event_occurs(mock_libxl.event_data, event);
	}
}

void mock_libxl_shut(uint32_t domid, int reason) {
	mock_libxl_find(domid)->shut = true;
	mock_libxl_find(domid)->shut_reason = reason;
	tell(domid, LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN, reason);
}

void mock_libxl_dying(uint32_t domid) {
	mock_libxl_find(domid)->dying = true;
	tell(domid, LIBXL_EVENT_TYPE_DOMAIN_DEATH, 0);
}

void mock_libxl_gone(uint32_t domid) {
	if (!mock_libxl_find(domid)->dying) {
		mock_libxl_dying(domid);
	}
	mock_libxl_find(domid)->domid = 0;
}

libxl_dominfo *libxl_list_domain(libxl_ctx *ctx, int *count) {
	if (!may(&mock_libxl.lists)) {
		return NULL;
	}
	libxl_dominfo *infos = calloc(MOCK_DOMAINS + 1, sizeof(infos[0]));
	*count = 1; // dom0, as Xen has it
	for (int i = 0; i < MOCK_DOMAINS; i++) {
		const struct mock_domain *domain = &mock_libxl.domains[i];
		if (domain->domid != 0) {
			libxl_dominfo *info = &infos[(*count)++];
			info->domid = domain->domid;
			memset(info->uuid.uuid, domain->uuid, sizeof(info->uuid.uuid));
			info->cpu_time = domain->cpu;
			info->current_memkb = domain->memory;
			info->vcpu_online = domain->vcpus;
			info->paused = domain->paused;
			info->dying = domain->dying;
			info->shutdown = domain->shut;
			info->shutdown_reason = domain->shut ? domain->shut_reason : -1;
		}
	}
	return infos;
}

char *libxl_domid_to_name(libxl_ctx *ctx, uint32_t domid) {
	const struct mock_domain *domain = mock_libxl_find(domid);
	return domain != NULL && domain->name != NULL ? strdup(domain->name) : NULL;
}

int libxl_primary_console_get_tty(libxl_ctx *ctx, uint32_t domid, char **path) {
	const struct mock_domain *domain = mock_libxl_find(domid);
	if (domain == NULL || domain->tty == NULL) {
		return ERROR_INVAL;
	}
	*path = strdup(domain->tty);
	return 0;
}

// --- a context ---------------------------------------------------------------

int libxl_ctx_alloc(libxl_ctx **ctx, int version, unsigned flags, xentoollog_logger *logger) {
	ck_assert_ptr_nonnull(logger);
	if (!may(&mock_libxl.contexts)) {
		return ERROR_FAIL;
	}
	context = *ctx = calloc(1, sizeof(**ctx));
	mock_libxl.open++;
	return 0;
}

void mock_libxl_drop_context(void) {
	libxl_ctx_free(context);
}

int libxl_ctx_free(libxl_ctx *ctx) {
	if (ctx != NULL) {
		ck_assert_ptr_null(mock_libxl.act.what);
		mock_libxl.open--;
		free(ctx);
	}
	return 0;
}

void libxl_osevent_register_hooks(libxl_ctx *ctx, const libxl_osevent_hooks *hooks, void *data) {
	mock_libxl.os_hooks = hooks;
	mock_libxl.os_data = data;
}

void libxl_event_register_callbacks(libxl_ctx *ctx, const libxl_event_hooks *hooks, void *data) {
	mock_libxl.event_hooks = hooks;
	mock_libxl.event_data = data;
}

void libxl_childproc_setmode(libxl_ctx *ctx, const libxl_childproc_hooks *hooks, void *data) {
	mock_libxl.owner = hooks->chldowner;
}

int libxl_evenable_domain_death(
	libxl_ctx *ctx, uint32_t domid, libxl_ev_user user, libxl_evgen_domain_death **watch) {
	if (!may(&mock_libxl.watches)) {
		return ERROR_FAIL;
	}
	*watch = calloc(1, sizeof(**watch));
	**watch = (libxl_evgen_domain_death){.domid = domid, .next = watches};
	watches = *watch;
	mock_libxl.open++;
	return 0;
}

void libxl_evdisable_domain_death(libxl_ctx *ctx, libxl_evgen_domain_death *watch) {
	struct libxl__evgen_domain_death **link = &watches;
	while (*link != watch) {
		ck_assert_ptr_nonnull(*link);
		link = &(*link)->next;
	}
	*link = watch->next;
	mock_libxl.open--;
	free(watch);
}

// --- what is done to a domain ------------------------------------------------

static void carry_out(const struct mock_act *act) {
	struct mock_domain *domain = mock_libxl_find(act->domid);
	if (domain == NULL) {
		return;
	}
	if (strcmp(act->what, "pause") == 0) {
		domain->paused = true;
	} else if (strcmp(act->what, "unpause") == 0) {
		domain->paused = false;
	} else if (strcmp(act->what, "destroy") == 0) {
		mock_libxl_gone(act->domid);
	}
}

void mock_libxl_end(int rc) {
	struct mock_act act = mock_libxl.act, *next = mock_libxl.next_acts;
	ck_assert_ptr_nonnull(act.what);
	mock_libxl.act = next[0];
	memmove(&next[0], &next[1], sizeof(next[0]) * (MOCK_ACTS - 1));
	next[MOCK_ACTS - 1].what = NULL;
	if (rc == 0) {
		carry_out(&act);
	}
	act.how.callback(NULL, rc, act.how.u.for_callback);
}

static void put(const struct mock_act *act) {
	struct mock_act *free = &mock_libxl.act;
	for (int i = 0; i < MOCK_ACTS && free->what != NULL; i++) {
		free = &mock_libxl.next_acts[i];
	}
	ck_assert_ptr_null(free->what);
	*free = *act;
}

static int begin(const char *what, uint32_t domid, const libxl_asyncop_how *how) {
	mock_libxl.acts_asked++;
	if (mock_libxl.asked != NULL) {
		mock_libxl.asked(what, domid);
	}
	if (!may(&mock_libxl.acts)) {
		return ERROR_INVAL;
	}
	ck_assert_ptr_nonnull(how);
	ck_assert_ptr_nonnull(how->callback);
	put(&(struct mock_act){.what = what, .domid = domid, .how = *how});
	if (mock_libxl.at_once) {
		mock_libxl_end(0);
	}
	return 0;
}

int libxl_domain_pause(libxl_ctx *ctx, uint32_t domid, const libxl_asyncop_how *how) {
	return begin("pause", domid, how);
}

int libxl_domain_unpause(libxl_ctx *ctx, uint32_t domid, const libxl_asyncop_how *how) {
	return begin("unpause", domid, how);
}

int libxl_domain_shutdown(libxl_ctx *ctx, uint32_t domid, const libxl_asyncop_how *how) {
	return begin("shutdown", domid, how);
}

int libxl_domain_destroy(libxl_ctx *ctx, uint32_t domid, const libxl_asyncop_how *how) {
	return begin("destroy", domid, how);
}

// --- a build -----------------------------------------------------------------

int libxl_domain_need_memory(
	libxl_ctx *ctx, libxl_domain_config *config, uint32_t domid, uint64_t *needed) {
	*needed = mock_libxl.needed_memory;
	return may(&mock_libxl.memories) ? 0 : ERROR_FAIL;
}

int libxl_get_free_memory(libxl_ctx *ctx, uint64_t *free) {
	*free = mock_libxl.free_memory;
	return may(&mock_libxl.memories) ? 0 : ERROR_FAIL;
}

// It is only for the worker: fields are tested with the real structs elsewhere
int libxl_domain_create_new(libxl_ctx *ctx, libxl_domain_config *config, uint32_t *domid,
	const libxl_asyncop_how *how, const libxl_asyncprogress_how *console) {
	ck_assert_ptr_null(how);
	size_t len = (size_t)snprintf(mock_libxl.created, sizeof(mock_libxl.created), "%s %s %s",
		config->c_info.name, libxl_domain_type_to_string(config->c_info.type),
		config->b_info.kernel);
	for (int i = 0; i < config->num_disks; i++) {
		len += (size_t)snprintf(mock_libxl.created + len, sizeof(mock_libxl.created) - len,
			" %s=%s", config->disks[i].vdev, config->disks[i].pdev_path);
	}
	*domid = mock_libxl.create_rc == 0 ? mock_libxl.next_domid : (uint32_t)INVALID_DOMID;
	return mock_libxl.create_rc;
}
