// SPDX-License-Identifier: MIT
#include "hv/house/asks.h"

#include "hv/process/share.h"

bool asks_is_request(const struct ask *ask) {
	return ask->kind >= ASKS_ERASE;
}

bool asks_has_room(const struct asks *asks, enum role to) {
	return asks->counts[to] < ASKS_EACH_MAX;
}

static bool is_same_user(const struct ask *a, const struct ask *b) {
	return a->who == b->who && a->user == b->user;
}

bool asks_has_share(const struct asks *asks, const struct ask *ask) {
	size_t all = asks->counts[ask->to], of_user = 0, of_vm = 0;
	for (size_t i = 0; i < ASKS_MAX; i++) {
		const struct ask *other = &asks->list[i];
		if (other->serial != 0 && other->to == ask->to && asks_is_request(other)) {
			of_user += is_same_user(other, ask) ? 1 : 0;
			of_vm += other->domid == ask->domid ? 1 : 0;
		}
	}
	bool any_vm = ask->domid == 0; // it is about volumes
	return share_may(ASKS_EACH_MAX, all, of_user) &&
		(any_vm || share_may(ASKS_EACH_MAX, all, of_vm));
}

struct ask *asks_add(struct asks *asks, const struct ask *ask) {
	if (asks_is_request(ask) && !asks_has_share(asks, ask)) {
		return NULL;
	}
	for (size_t i = 0; i < ASKS_MAX && asks_has_room(asks, ask->to); i++) {
		struct ask *free = &asks->list[i];
		if (free->serial == 0) {
			*free = *ask;
			free->serial = ++asks->last;
			asks->counts[ask->to]++;
			return free;
		}
	}
	return NULL;
}

struct ask *asks_find(struct asks *asks, enum role to, uint64_t serial) {
	for (size_t i = 0; i < ASKS_MAX && serial != 0; i++) {
		if (asks->list[i].serial == serial) {
			return asks->list[i].to == to ? &asks->list[i] : NULL;
		}
	}
	return NULL;
}

void asks_end(struct asks *asks, struct ask *ask) {
	asks->counts[ask->to]--;
	*ask = (struct ask){0};
}

struct ask *asks_first(struct asks *asks, enum role to) {
	for (size_t i = 0; i < ASKS_MAX && asks->counts[to] > 0; i++) {
		if (asks->list[i].serial != 0 && asks->list[i].to == to) {
			return &asks->list[i];
		}
	}
	return NULL;
}

struct ask *asks_late(struct asks *asks, uint64_t now) {
	for (size_t i = 0; i < ASKS_MAX; i++) {
		if (asks->list[i].serial != 0 && asks->list[i].deadline <= now) {
			return &asks->list[i];
		}
	}
	return NULL;
}

uint64_t asks_deadline(const struct asks *asks) {
	uint64_t deadline = ASKS_NO_DEADLINE;
	for (size_t i = 0; i < ASKS_MAX; i++) {
		if (asks->list[i].serial != 0 && asks->list[i].deadline < deadline) {
			deadline = asks->list[i].deadline;
		}
	}
	return deadline;
}

void asks_forget_tenant(struct asks *asks, const struct tenant *tenant) {
	for (size_t i = 0; i < ASKS_MAX; i++) {
		if (asks->list[i].tenant == tenant) {
			asks->list[i].tenant = NULL;
		}
	}
}

void asks_forget_all(struct asks *asks, enum role who) {
	for (size_t i = 0; i < ASKS_MAX; i++) {
		if (asks->list[i].who == who) {
			asks->list[i].request = 0;
		}
	}
}
