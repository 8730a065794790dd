// SPDX-License-Identifier: MIT
#ifndef HV_PARENT_APPS_H
#define HV_PARENT_APPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/message/control_code.h"
#include "hv/message/message.h"
#include "hv/process/role.h"

/*
 * Lists of what VMs have to run. The process with the links has them; it is asked for one
 * entry after the other, as fast as who wants the list reads, so that nothing a VM says is
 * held here.
 */

#define APPS_LISTS_MAX 16 // that are not yet at their end; no user can have all
#define APPS_ENTRIES_MAX 1024 // of a list; a VM has fewer

struct ask;
struct requests;
struct requests_asked;

struct apps_list {
	enum role who;
	uint32_t user; // as in the request
	uint64_t serial; // of the request
	char vm[NAME_SIZE];
	uint32_t domid;
	char last[MESSAGE_ENTRY_SIZE]; // the id that was told last, or ""
	size_t told;
	bool asked; // for the next
};

// All zero: there are none
struct apps {
	struct apps_list lists[APPS_LISTS_MAX];
	size_t count;
};

// Of a VM that runs, with a link to its agent
void apps_begin(struct requests *requests, const struct requests_asked *asked);
// As much as is read
void apps_run(struct requests *requests, uint64_t now);
// As house_impl.entry and house_impl.finished, of that kind
void apps_entry(
	struct requests *requests, const struct ask *ask, const struct message_entry *entry);
void apps_finished(struct requests *requests, const struct ask *ask, enum control_code code,
	const char *reason);
// That request is forgotten, or all of that process are
void apps_forget(struct requests *requests, enum role who, uint64_t serial);
void apps_forget_all(struct requests *requests, enum role who);

#endif
