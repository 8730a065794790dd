// SPDX-License-Identifier: MIT
#include "hv/xen/seen.h"

#include <libxl_utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "hv/message/message.h"

static bool has_uuid(const libxl_uuid *uuid) {
	static const uint8_t none[VM_UUID_SIZE];
	return memcmp(uuid->uuid, none, VM_UUID_SIZE) != 0;
}

// A reason that Xen has no number for is none that we know
static unsigned reason_of(const libxl_dominfo *info) {
	int reason = info->shutdown_reason;
	return info->shutdown && reason >= 0 && reason <= MESSAGE_REASON_MAX ? (unsigned)reason
									     : MESSAGE_REASON_MAX;
}

static struct seen seen_of(const libxl_dominfo *info) {
	struct seen seen = {
		.domid = info->domid,
		.paused = info->paused,
		.dying = info->dying,
		.shut = info->shutdown,
		.shut_reason = info->shutdown ? reason_of(info) : 0,
	};
	memcpy(seen.uuid, info->uuid.uuid, VM_UUID_SIZE);
	return seen;
}

bool seen_list_init(struct seen_list *list, libxl_ctx *ctx) {
	int count = 0;
	*list = (struct seen_list){.ctx = ctx};
	libxl_dominfo *infos = libxl_list_domain(ctx, &count);
	if (infos != NULL) {
		list->domains = calloc((size_t)count + 1, sizeof(list->domains[0]));
	}
	for (int i = 0; list->domains != NULL && i < count; i++) {
		bool is_guest = infos[i].domid >= 1 && infos[i].domid <= VM_DOMID_MAX;
		if (is_guest && has_uuid(&infos[i].uuid)) {
			list->domains[list->count++] = seen_of(&infos[i]);
		}
	}
	if (infos != NULL) {
		libxl_dominfo_list_free(infos, count);
	}
	if (list->domains == NULL) {
		log_error("the list of domains cannot be had");
		return false;
	}
	return true;
}

void seen_list_finish(struct seen_list *list) {
	free(list->domains);
	*list = (struct seen_list){0};
}

struct seen *seen_by_domid(const struct seen_list *list, uint32_t domid) {
	for (size_t i = 0; i < list->count; i++) {
		if (list->domains[i].domid == domid) {
			return &list->domains[i];
		}
	}
	return NULL;
}

struct seen *seen_by_uuid(const struct seen_list *list, const uint8_t uuid[static VM_UUID_SIZE]) {
	for (size_t i = 0; i < list->count; i++) {
		if (seen_has_uuid(&list->domains[i], uuid)) {
			return &list->domains[i];
		}
	}
	return NULL;
}

struct seen *seen_by_name(const struct seen_list *list, const char *name) {
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(seen_name(list, &list->domains[i]), name) == 0) {
			return &list->domains[i];
		}
	}
	return NULL;
}

const char *seen_name(const struct seen_list *list, struct seen *seen) {
	if (!seen->looked) {
		char *name = libxl_domid_to_name(list->ctx, seen->domid);
		seen->looked = true;
		seen->named = name != NULL;
		if (name != NULL && name_of_vm(name)) {
			snprintf(seen->name, sizeof(seen->name), "%s", name);
		}
		free(name);
	}
	return seen->name;
}

bool seen_has_uuid(const struct seen *seen, const uint8_t uuid[static VM_UUID_SIZE]) {
	return memcmp(seen->uuid, uuid, VM_UUID_SIZE) == 0;
}

bool seen_is(const struct seen_list *list, struct seen *seen,
	const uint8_t uuid[static VM_UUID_SIZE], const char *name) {
	return seen_has_uuid(seen, uuid) &&
		(strcmp(seen_name(list, seen), name) == 0 || !seen->named);
}

struct seen *seen_own(
	const struct seen_list *list, const uint8_t uuid[static VM_UUID_SIZE], const char *name) {
	for (size_t i = 0; i < list->count; i++) {
		if (seen_is(list, &list->domains[i], uuid, name)) {
			return &list->domains[i];
		}
	}
	return NULL;
}
