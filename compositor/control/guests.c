// SPDX-License-Identifier: MIT
#include "compositor/control/guests.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <wayland-util.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/xenstore_dir.h"
#include "compositor/control/guest_table.h"
#include "compositor/control/newcomer.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/edge/guest.h"

#define CHECK_INTERVAL 5000 // ms, for what xenstore's descriptor does not tell

_Static_assert((int)GUEST_TABLE_ADDRESS_MAX <= (int)GUEST_ADDRESS_MAX, "an address fits");

struct guests {
	struct desk *desk; // borrowed
	const char *address; // borrowed
	struct xenstore_dir *dir; // NULL: xenstored cannot be reached
	struct loop_source *source; // of dir
	struct loop_source *timer;
	struct guest_table table;
	const char *complaint; // the last, about the directory; NULL: all is well
};

static void complain(struct guests *guests, const char *reason) {
	bool is_new = reason != NULL &&
		(guests->complaint == NULL || strcmp(guests->complaint, reason) != 0);
	if (is_new) {
		log_error("guests of %s: %s", guests->address, reason);
	}
	guests->complaint = reason;
}

// NULL, or why it cannot be shown
static const char *create_guest(struct guests *guests, struct guest_entry *entry) {
	struct guest_spec spec;
	const char *reason = guest_table_parse(entry, &spec);
	if (reason != NULL) {
		return reason;
	}
	if (guest_table_has_domain(&guests->table, spec.domid)) {
		return "its domain has a name already";
	}
	const struct newcomer newcomer = {entry->name, spec.colour, spec.address};
	entry->domid = spec.domid;
	return newcomer_create(guests->desk, &newcomer, &entry->guest);
}

static void add_guest(struct guests *guests, struct guest_entry *entry) {
	const char *reason = create_guest(guests, entry);
	if (reason == NULL) {
		log_info("guest %s: is now %s", entry->name, entry->value);
	} else if (entry->refused == NULL || strcmp(entry->refused, reason) != 0) {
		log_error("guest %s: not shown: %s", entry->name, reason);
	}
	entry->refused = reason;
}

static void remove_guests(struct guest_table *table) {
	for (size_t i = 0; i < table->count; i++) {
		struct guest_entry *entry = &table->entries[i];
		if (entry->guest != NULL) {
			log_info("guest %s: is no longer %s", entry->name, entry->value);
		}
		desk_guest_destroy(entry->guest);
		entry->guest = NULL;
	}
}

// Whoever goes goes first: names and domains may come back as others
static void update(struct guests *guests, struct guest_table *now) {
	struct guest_table before = guests->table;
	guest_table_keep(now, &before);
	guests->table = *now;
	remove_guests(&before);
	for (size_t i = 0; i < now->count; i++) {
		if (guests->table.entries[i].guest == NULL) {
			add_guest(guests, &guests->table.entries[i]);
		}
	}
}

static void handle_child(void *data, const char *name, const char *value) {
	guest_table_add(data, name, value);
}

static void read_all(struct guests *guests) {
	struct guest_table now = {0};
	const char *reason = xenstore_dir_read(guests->dir, handle_child, &now);
	if (reason == NULL) {
		update(guests, &now);
	}
	if (reason == NULL && now.missed > 0) {
		reason = "there are too many names; what follows is not read";
	}
	complain(guests, reason);
}

static void handle_change(void *data, uint32_t events) {
	struct guests *guests = data;
	if (xenstore_dir_changed(guests->dir)) {
		read_all(guests);
	}
}

static void disconnect(struct guests *guests) {
	loop_source_remove(guests->source);
	xenstore_dir_destroy(guests->dir);
	guests->source = NULL;
	guests->dir = NULL;
}

// Read after the watch is set, so that no change goes by
static void connect_again(struct guests *guests) {
	guests->dir = xenstore_dir_create(guests->address);
	if (guests->dir != NULL) {
		guests->source = loop_add_fd(guests->desk->loop, xenstore_dir_fd(guests->dir),
			EPOLLIN, handle_change, guests);
	}
	if (guests->source == NULL) {
		complain(guests, "xenstore cannot be reached");
		disconnect(guests);
		return;
	}
	read_all(guests);
}

static void handle_timer(void *data) {
	struct guests *guests = data;
	if (guests->dir != NULL) {
		handle_change(guests, 0);
	}
	if (guests->dir != NULL && xenstore_dir_lost(guests->dir)) {
		complain(guests, "xenstore is gone; they stay as they are");
		disconnect(guests);
	}
	if (guests->dir == NULL) {
		connect_again(guests);
	}
	loop_timer_set(guests->timer, CHECK_INTERVAL);
}

struct guests *guests_create(struct desk *desk, const char *address) {
	struct guests *guests = calloc(1, sizeof(*guests));
	if (guests != NULL) {
		guests->desk = desk;
		guests->address = address;
		guests->timer = loop_add_timer(desk->loop, handle_timer, guests);
	}
	if (guests == NULL || guests->timer == NULL) {
		log_errno("guests of %s", address);
		guests_destroy(guests);
		return NULL;
	}
	handle_timer(guests);
	return guests;
}

void guests_destroy(struct guests *guests) {
	if (guests == NULL) {
		return;
	}
	loop_source_remove(guests->timer);
	disconnect(guests);
	remove_guests(&guests->table);
	free(guests);
}
