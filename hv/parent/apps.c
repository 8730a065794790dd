// SPDX-License-Identifier: MIT
#include "hv/parent/apps.h"

#include <string.h>

#include "common/log.h"
#include "hv/house/effects.h"
#include "hv/house/house.h"
#include "hv/parent/requests.h"
#include "hv/process/share.h"

#define ENTRY_TIMEOUT 60000 // ms; the process with the links has a shorter one for agents

static void drop(struct apps *apps, struct apps_list *list) {
	size_t index = (size_t)(list - apps->lists);
	apps->count--;
	memmove(list, list + 1, (apps->count - index) * sizeof(*list));
}

static struct apps_list *find(struct apps *apps, enum role who, uint64_t serial) {
	for (size_t i = 0; i < apps->count; i++) {
		if (apps->lists[i].who == who && apps->lists[i].serial == serial) {
			return &apps->lists[i];
		}
	}
	return NULL; // he is gone
}

static void end(struct requests *requests, struct apps_list *list, enum control_code code,
	const char *reason) {
	house_answer(requests->house, list->who, list->serial, code, "%s", reason);
	drop(&requests->apps, list);
}

static bool has_share(const struct apps *apps, const struct requests_asked *asked) {
	size_t own = 0;
	for (size_t i = 0; i < apps->count; i++) {
		const struct apps_list *list = &apps->lists[i];
		own += list->who == asked->who && list->user == asked->request->user ? 1 : 0;
	}
	return share_may(APPS_LISTS_MAX, apps->count, own);
}

void apps_begin(struct requests *requests, const struct requests_asked *asked) {
	struct apps *apps = &requests->apps;
	if (!has_share(apps, asked)) {
		requests_answer(requests, asked, CONTROL_BUSY, "there are too many lists");
		return;
	}
	struct apps_list *list = &apps->lists[apps->count++];
	*list = (struct apps_list){
		.who = asked->who,
		.user = asked->request->user,
		.serial = asked->serial,
		.domid = asked->tenant->vm.domid,
	};
	memcpy(list->vm, asked->request->vm, NAME_SIZE);
}

// False if it has failed, and is no more
static bool ask_next(struct requests *requests, struct apps_list *list, uint64_t now) {
	struct message message;
	const struct ask ask = {
		.to = ROLE_PEER,
		.kind = ASKS_ENTRIES,
		.domid = list->domid,
		.deadline = now + ENTRY_TIMEOUT,
		.who = list->who,
		.user = list->user,
		.request = list->serial,
	};
	message_init(&message, MESSAGE_TYPE_entries, 0);
	message.body.entries.domid = list->domid;
	memcpy(message.body.entries.vm, list->vm, NAME_SIZE);
	memcpy(message.body.entries.after, list->last, MESSAGE_ENTRY_SIZE);
	list->asked = effects_ask(requests->house, &ask, &message) != 0;
	if (!list->asked) {
		end(requests, list, CONTROL_BUSY, "too much is asked for at once");
		return false;
	}
	return true;
}

void apps_run(struct requests *requests, uint64_t now) {
	struct house *house = requests->house;
	struct apps *apps = &requests->apps;
	for (size_t i = 0; i < apps->count;) {
		struct apps_list *list = &apps->lists[i];
		bool due = !list->asked && house->impl->has_room(house->data, list->who);
		if (!due || ask_next(requests, list, now)) {
			i++;
		}
	}
}

// Ids go up, so that no list is without an end whatever happens to it meanwhile
void apps_entry(
	struct requests *requests, const struct ask *ask, const struct message_entry *entry) {
	struct house *house = requests->house;
	struct apps_list *list = find(&requests->apps, ask->who, ask->request);
	struct message message;
	if (list == NULL) {
		return;
	}
	if (strcmp(entry->id, list->last) <= 0 || list->told == APPS_ENTRIES_MAX) {
		log_error("%s: a list of entries that cannot be", list->vm);
		end(requests, list, CONTROL_FAILED, "its list cannot be");
		return;
	}
	memcpy(list->last, entry->id, MESSAGE_ENTRY_SIZE);
	list->told++;
	list->asked = false;
	message_init(&message, MESSAGE_TYPE_entry, list->serial);
	message.body.entry = *entry;
	house->impl->send(house->data, list->who, &message);
}

void apps_finished(struct requests *requests, const struct ask *ask, enum control_code code,
	const char *reason) {
	struct apps_list *list = find(&requests->apps, ask->who, ask->request);
	if (list != NULL) {
		end(requests, list, code, reason);
	}
}

void apps_forget(struct requests *requests, enum role who, uint64_t serial) {
	struct apps_list *list = find(&requests->apps, who, serial);
	if (list != NULL) {
		drop(&requests->apps, list);
	}
}

void apps_forget_all(struct requests *requests, enum role who) {
	struct apps *apps = &requests->apps;
	for (size_t i = apps->count; i-- > 0;) {
		if (apps->lists[i].who == who) {
			drop(apps, &apps->lists[i]);
		}
	}
}
