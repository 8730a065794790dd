// SPDX-License-Identifier: MIT
#include "hv/house/house.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "hv/house/effects.h"
#include "hv/house/wishes.h"

struct house *house_create(const struct house_impl *impl, void *data) {
	struct house *house = calloc(1, sizeof(*house));
	if (house != NULL) {
		house->impl = impl;
		house->data = data;
	}
	return house;
}

void house_destroy(struct house *house) {
	if (house == NULL) {
		return;
	}
	for (size_t i = 0; i < house->count; i++) {
		tenant_destroy(house->tenants[i]);
	}
	scan_finish(&house->scan);
	free(house);
}

size_t house_lower_bound(const struct house *house, const char *name) {
	size_t low = 0, high = house->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(house->tenants[middle]->vm.name, name) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

struct tenant *house_find(const struct house *house, const char *name) {
	size_t i = house_lower_bound(house, name);
	bool found = i < house->count && strcmp(house->tenants[i]->vm.name, name) == 0;
	return found ? house->tenants[i] : NULL;
}

void house_answer(struct house *house, enum role who, uint64_t serial, enum control_code code,
	const char *format, ...) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_answer, serial);
	message.body.answer.code = code;
	char *text = message.body.answer.text;
	va_list args;
	va_start(args, format);
	int len = vsnprintf(text, MESSAGE_TEXT_SIZE, format, args);
	va_end(args);
	if (len >= 0 && serial != 0 && house->up[who]) {
		house->impl->send(house->data, who, &message);
	}
}

// --- what is defined ---------------------------------------------------------

static struct tenant *insert(struct house *house, const char *name) {
	uint8_t uuid[VM_UUID_SIZE];
	errno = ENOSPC;
	if (house->count == HOUSE_MAX || !house->impl->identify(house->data, name, uuid)) {
		return NULL;
	}
	struct tenant *tenant = tenant_create(name, uuid);
	if (tenant == NULL) {
		return NULL;
	}
	tenant->traits.boot = house->boot;
	size_t i = house_lower_bound(house, name);
	struct tenant **place = &house->tenants[i];
	memmove(place + 1, place, (house->count - i) * sizeof(*place));
	*place = tenant;
	house->count++;
	house->scan.wanted = true;
	return tenant;
}

static void log_faults(const struct definition_entry *entry) {
	for (size_t i = 0; i < definition_errors_kept(&entry->errors); i++) {
		const struct definition_error *error = &entry->errors.list[i];
		log_error("%s.conf:%u: %s", entry->definition.name, error->line, error->reason);
	}
}

// Tells who has to know if that changes anything
static void define(struct house *house, struct tenant *tenant, const struct definition_set *set,
	const struct definition_entry *entry) {
	struct message before, after;
	char fault[VM_REASON_MAX];
	bool fresh = tenant->index == HOUSE_MAX;
	memcpy(fault, tenant->fault, sizeof(fault));
	tenant_state(tenant, 0, &before);
	tenant_define(tenant, entry, definition_set_find(set, entry->definition.template));
	tenant_state(tenant, 0, &after);
	if (strcmp(fault, tenant->fault) != 0) {
		log_faults(entry);
	}
	if (fresh || memcmp(&before, &after, message_size(MESSAGE_TYPE_state)) != 0) {
		news_tell(house, tenant);
	}
}

static void take(struct house *house, const struct definition_set *set,
	const struct definition_entry *entry) {
	const char *name = entry->definition.name;
	struct tenant *tenant = house_find(house, name);
	if (tenant == NULL) {
		tenant = insert(house, name);
		if (tenant == NULL) {
			log_errno("%s: it cannot be known which VM it is", name);
			return;
		}
		tenant->index = HOUSE_MAX;
	}
	define(house, tenant, set, entry);
}

// What each may need has changed
static void make_plan(struct house *house) {
	house->plan.count = 0;
	for (size_t i = 0; i < house->count; i++) {
		struct tenant *tenant = house->tenants[i];
		tenant->index = i;
		plan_add(&house->plan, &tenant->definition, &tenant->vm, tenant->fault[0] == '\0');
	}
	plan_link(&house->plan);
	house->moved = true;
}

void house_update(struct house *house, const struct definition_set *set) {
	for (size_t i = 0; i < house->count; i++) {
		house->tenants[i]->defined = false;
	}
	for (size_t i = 0; i < set->count; i++) {
		take(house, set, set->entries[i]);
	}
	for (size_t i = 0; i < house->count; i++) {
		struct tenant *tenant = house->tenants[i];
		if (!tenant->defined) {
			snprintf(tenant->fault, sizeof(tenant->fault), "its definition is gone");
			news_tell(house, tenant);
		}
	}
	make_plan(house);
}

// It is not defined, and there is nothing of it
static bool is_over(const struct house *house, const struct tenant *tenant) {
	enum vm_state state = tenant->vm.state;
	bool down = vm_table_state(state)->phase == VM_DOWN;
	return !tenant->defined && (state == VM_BLOCKED || (down && tenant_is_free(tenant))) &&
		!tenant->busy && !waits_has(&house->waits, tenant);
}

static void drop_console(struct house *house, const struct tenant *tenant) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_drop, 0);
	memcpy(message.body.drop.uuid, tenant->vm.traits.uuid, VM_UUID_SIZE);
	if (house->up[ROLE_CONSOLE]) {
		house->impl->send(house->data, ROLE_CONSOLE, &message);
	}
}

static void remove_at(struct house *house, size_t index) {
	struct tenant **place = &house->tenants[index];
	struct tenant *tenant = *place;
	log_info("%s: removed", tenant->vm.name);
	news_remove(house, tenant);
	drop_console(house, tenant);
	asks_forget_tenant(&house->asks, tenant);
	house->count--;
	memmove(place, place + 1, (house->count - index) * sizeof(*place));
	tenant_destroy(tenant);
}

static void remove_over(struct house *house) {
	size_t before = house->count;
	for (size_t i = house->count; i-- > 0;) {
		if (is_over(house, house->tenants[i])) {
			remove_at(house, i);
		}
	}
	if (house->count < before) {
		make_plan(house);
	}
}

// --- processes ---------------------------------------------------------------

// Who has asked for that is told
static void end_unanswered(struct house *house, struct ask *ask, enum control_code code) {
	struct ask ended = *ask;
	asks_end(&house->asks, ask);
	if (asks_is_request(&ended)) {
		house->impl->finished(house->data, &ended, code, "there was no answer");
	}
}

void house_up(struct house *house, enum role role) {
	house->up[role] = true;
	for (size_t i = 0; i < house->count && role == ROLE_PEER; i++) {
		effects_link(house, house->tenants[i], house->tenants[i]->vm.domid);
	}
	struct message message;
	if (role == ROLE_CONSOLE && house->up[ROLE_XEN]) {
		message_init(&message, MESSAGE_TYPE_ttys, 0);
		house->impl->send(house->data, ROLE_XEN, &message);
	}
}

static void forget_process(struct tenant *tenant, enum role role) {
	if (role == ROLE_XEN) {
		tenant->known = false;
		tenant->build = 0;
		tenant->held_count = 0;
	} else if (role == ROLE_PEER) {
		memset(tenant->linked, 0, sizeof(tenant->linked));
	}
}

void house_down(struct house *house, enum role role) {
	house->up[role] = false;
	for (struct ask *ask; (ask = asks_first(&house->asks, role)) != NULL;) {
		end_unanswered(house, ask, CONTROL_FAILED);
	}
	for (size_t i = 0; i < house->count; i++) {
		forget_process(house->tenants[i], role);
	}
	house->silent[role] = false;
	if (role == ROLE_XEN) {
		scan_break_off(house);
		house->scan.wanted = house->scan.all = true;
	} else if (role != ROLE_CONSOLE) {
		asks_forget_all(&house->asks, role);
		waits_forget_all(&house->waits, role);
		news_forget_all(house, role);
	}
}

bool house_is_settled(const struct house *house) {
	return house->up[ROLE_XEN] && !house->scan.wanted;
}

void house_autostart(struct house *house) {
	for (size_t i = 0; i < house->count; i++) {
		struct tenant *tenant = house->tenants[i];
		tenant->autostarting = tenant->defined && tenant->definition.autostart;
		house->autostarting += tenant->autostarting ? 1 : 0;
	}
	house->autostart = house->autostarting > 0;
	if (!house->autostart) {
		house->impl->started(house->data);
	}
}

// --- time --------------------------------------------------------------------

void house_run(struct house *house, uint64_t now) {
	scan_begin(house, now);
	if (house_is_settled(house)) {
		wishes_begin(house, now);
	}
	while (house->moved) {
		house->moved = false;
		wishes_go_on(house, now);
	}
	for (size_t i = 0; i < house->count; i++) {
		effects_flush(house, house->tenants[i], now);
	}
	remove_over(house);
	news_run(house);
}

// What is done with volumes takes its time. The other processes have time-outs of their own,
// or do at once what they are asked, so they are at fault themselves.
static void end_silent(struct house *house, const struct ask *ask) {
	bool late = ask->to != ROLE_XEN || !asks_is_request(ask);
	if (late && !house->silent[ask->to]) {
		log_error("%s does not answer", role_row(ask->to)->name);
		house->silent[ask->to] = true;
		house->impl->kill(house->data, ask->to);
	}
}

void house_tick(struct house *house, uint64_t now) {
	for (struct ask *ask; (ask = asks_late(&house->asks, now)) != NULL;) {
		end_silent(house, ask);
		end_unanswered(house, ask, CONTROL_TIMEOUT);
	}
	for (size_t i = 0; i < house->count; i++) {
		if (house->tenants[i]->vm.deadline <= now) {
			effects_wish(house, house->tenants[i], VM_TIMEOUT, now);
		}
	}
	wishes_tick(house, now);
	house_run(house, now);
}

uint64_t house_deadline(const struct house *house) {
	uint64_t asks = asks_deadline(&house->asks), waits = waits_deadline(&house->waits);
	uint64_t deadline = asks < waits ? asks : waits;
	for (size_t i = 0; i < house->count; i++) {
		if (house->tenants[i]->vm.deadline < deadline) {
			deadline = house->tenants[i]->vm.deadline;
		}
	}
	return deadline;
}
