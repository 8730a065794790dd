// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_NEWS_H
#define HV_HOUSE_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/house/tenant.h"
#include "hv/process/role.h"
#include "hv/vm/name.h"

/*
 * What those who have users are told of VMs: each change, and lists. They are sent no more
 * than they read: who is slow sees the last of several changes of a VM, and no list is held
 * anywhere while it waits.
 */

#define NEWS_GONE_MAX DEFINITION_SET_MAX // names of VMs whose end is to be told
#define NEWS_LISTS_MAX 64 // of each reader, that are not yet at their end

struct house;

struct news_list {
	enum tenant_reader reader;
	uint64_t serial; // of the request
	char next[NAME_SIZE]; // what has a name below it has been told
	bool only; // that one, and no other
};

struct news_gone {
	char name[NAME_SIZE];
	bool due[TENANT_READERS];
};

struct news {
	struct news_list lists[TENANT_READERS * NEWS_LISTS_MAX];
	size_t list_count;
	struct news_gone gone[NEWS_GONE_MAX];
	size_t gone_count;
	size_t due[TENANT_READERS]; // tenants, and names of gone
};

// What it is has changed
void news_tell(struct house *house, struct tenant *tenant);
// It is no more, and will be freed
void news_remove(struct house *house, struct tenant *tenant);
// All VMs, or that of this name, for that request, and then the answer; not before it is
// known, or cannot be known, what runs. False if there are too many lists of who asks.
bool news_list(struct house *house, enum role who, uint64_t serial, const char *name);
void news_forget(struct house *house, enum role who, uint64_t serial);
void news_forget_all(struct house *house, enum role who);
// As much as is read
void news_run(struct house *house);

#endif
