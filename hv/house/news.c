// SPDX-License-Identifier: MIT
#include "hv/house/news.h"

#include <stdio.h>
#include <string.h>

#include "hv/house/house.h"

static const enum role roles[TENANT_READERS] = {
	[TENANT_CONTROL] = ROLE_CONTROL,
	[TENANT_PEER] = ROLE_PEER,
};

static enum tenant_reader reader_of(enum role role) {
	return role == ROLE_PEER ? TENANT_PEER : TENANT_CONTROL;
}

static bool is_up(const struct house *house, enum tenant_reader reader) {
	return house->up[roles[reader]];
}

static bool has_room(const struct house *house, enum tenant_reader reader) {
	return is_up(house, reader) && house->impl->has_room(house->data, roles[reader]);
}

static void send(struct house *house, enum tenant_reader reader, const struct message *message) {
	house->impl->send(house->data, roles[reader], message);
}

// --- changes -----------------------------------------------------------------

static void set_due(struct house *house, enum tenant_reader reader, bool *due, bool value) {
	if (*due != value) {
		*due = value;
		house->news.due[reader] += value ? 1 : (size_t)-1;
	}
}

void news_tell(struct house *house, struct tenant *tenant) {
	for (int i = 0; i < TENANT_READERS; i++) {
		enum tenant_reader reader = (enum tenant_reader)i;
		set_due(house, reader, &tenant->due[reader], is_up(house, reader));
	}
}

static void drop_gone(struct house *house, size_t index) {
	struct news *news = &house->news;
	struct news_gone *gone = &news->gone[index];
	for (int i = 0; i < TENANT_READERS; i++) {
		set_due(house, (enum tenant_reader)i, &gone->due[i], false);
	}
	news->gone_count--;
	memmove(gone, gone + 1, (news->gone_count - index) * sizeof(*gone));
}

void news_remove(struct house *house, struct tenant *tenant) {
	struct news *news = &house->news;
	if (news->gone_count == NEWS_GONE_MAX) {
		drop_gone(house, 0); // it has not been read for long
	}
	struct news_gone *gone = &news->gone[news->gone_count++];
	*gone = (struct news_gone){0};
	snprintf(gone->name, NAME_SIZE, "%s", tenant->vm.name);
	for (int i = 0; i < TENANT_READERS; i++) {
		enum tenant_reader reader = (enum tenant_reader)i;
		set_due(house, reader, &tenant->due[reader], false);
		set_due(house, reader, &gone->due[reader], is_up(house, reader));
	}
}

static void send_gone(struct house *house, enum tenant_reader reader) {
	struct news *news = &house->news;
	struct message message;
	for (size_t i = 0; i < news->gone_count && has_room(house, reader); i++) {
		if (news->gone[i].due[reader]) {
			message_init(&message, MESSAGE_TYPE_removed, 0);
			memcpy(message.body.removed.vm, news->gone[i].name, NAME_SIZE);
			set_due(house, reader, &news->gone[i].due[reader], false);
			send(house, reader, &message);
		}
	}
	while (news->gone_count > 0 && !news->gone[0].due[TENANT_CONTROL] &&
		!news->gone[0].due[TENANT_PEER]) {
		drop_gone(house, 0);
	}
}

static void send_changes(struct house *house, enum tenant_reader reader) {
	struct message message;
	for (size_t i = 0; i < house->count && house->news.due[reader] > 0; i++) {
		struct tenant *tenant = house->tenants[i];
		if (tenant->due[reader] && has_room(house, reader)) {
			tenant_state(tenant, 0, &message);
			set_due(house, reader, &tenant->due[reader], false);
			send(house, reader, &message);
		}
	}
}

// --- lists -------------------------------------------------------------------

static size_t count_lists(const struct news *news, enum tenant_reader reader) {
	size_t count = 0;
	for (size_t i = 0; i < news->list_count; i++) {
		count += news->lists[i].reader == reader ? 1 : 0;
	}
	return count;
}

bool news_list(struct house *house, enum role who, uint64_t serial, const char *name) {
	struct news *news = &house->news;
	if (count_lists(news, reader_of(who)) == NEWS_LISTS_MAX) {
		return false;
	}
	struct news_list *list = &news->lists[news->list_count++];
	*list = (struct news_list){
		.reader = reader_of(who), .serial = serial, .only = name != NULL};
	if (name != NULL) {
		snprintf(list->next, NAME_SIZE, "%s", name);
	}
	return true;
}

static void drop_list(struct news *news, size_t index) {
	struct news_list *list = &news->lists[index];
	news->list_count--;
	memmove(list, list + 1, (news->list_count - index) * sizeof(*list));
}

void news_forget(struct house *house, enum role who, uint64_t serial) {
	struct news *news = &house->news;
	for (size_t i = news->list_count; i-- > 0;) {
		if (news->lists[i].reader == reader_of(who) && news->lists[i].serial == serial) {
			drop_list(news, i);
		}
	}
}

void news_forget_all(struct house *house, enum role who) {
	struct news *news = &house->news;
	enum tenant_reader reader = reader_of(who);
	for (size_t i = news->list_count; i-- > 0;) {
		if (news->lists[i].reader == reader) {
			drop_list(news, i);
		}
	}
	for (size_t i = 0; i < house->count; i++) {
		set_due(house, reader, &house->tenants[i]->due[reader], false);
	}
	for (size_t i = 0; i < news->gone_count; i++) {
		set_due(house, reader, &news->gone[i].due[reader], false);
	}
}

// What is behind the last of a list
static size_t end_of(const struct house *house, const struct news_list *list, size_t first) {
	bool there = first < house->count &&
		strcmp(house->tenants[first]->vm.name, list->next) == 0;
	return list->only ? first + (there ? 1 : 0) : house->count;
}

// True at its end
static bool send_list(struct house *house, struct news_list *list) {
	struct message message;
	size_t i = house_lower_bound(house, list->next), end = end_of(house, list, i);
	for (; i < end && has_room(house, list->reader); i++) {
		tenant_state(house->tenants[i], list->serial, &message);
		send(house, list->reader, &message);
	}
	if (i < end) {
		memcpy(list->next, house->tenants[i]->vm.name, NAME_SIZE);
		return false;
	}
	house_answer(house, roles[list->reader], list->serial, CONTROL_OK, "%s", "");
	return true;
}

static void send_lists(struct house *house, enum tenant_reader reader) {
	struct news *news = &house->news;
	for (size_t i = 0; i < news->list_count && has_room(house, reader);) {
		if (news->lists[i].reader == reader && send_list(house, &news->lists[i])) {
			drop_list(news, i);
		} else {
			i++;
		}
	}
}

// What runs; or nobody is there who could tell
static bool is_known(const struct house *house) {
	return house_is_settled(house) || !house->up[ROLE_XEN];
}

void news_run(struct house *house) {
	for (int i = 0; i < TENANT_READERS; i++) {
		enum tenant_reader reader = (enum tenant_reader)i;
		if (house->news.due[reader] > 0) {
			send_gone(house, reader);
			send_changes(house, reader);
		}
		if (house->news.list_count > 0 && is_known(house)) {
			send_lists(house, reader);
		}
	}
}
