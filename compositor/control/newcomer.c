// SPDX-License-Identifier: MIT
#include "compositor/control/newcomer.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wayland-util.h>

#include "common/transport.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/edge/guest.h"

// Those that dom0 names are all of different names
static bool name_is_taken(const struct desk *desk, const char *name) {
	const struct desk_guest *guest;
	wl_list_for_each(guest, &desk->guests, link) {
		if (strcmp(guest->label.name, name) == 0) {
			return true;
		}
	}
	return false;
}

const char *newcomer_create(
	struct desk *desk, const struct newcomer *newcomer, struct desk_guest **guest) {
	if (name_is_taken(desk, newcomer->name)) {
		return "the command line has one of this name";
	}
	if (wl_list_length(&desk->guests) >= GUI_GUESTS_MAX) {
		return "there are too many";
	}
	struct guest_conf conf = {.transport = transport_kind(newcomer->address)};
	snprintf(conf.name, sizeof(conf.name), "%.*s", GUEST_NAME_MAX - 1, newcomer->name);
	snprintf(conf.address, sizeof(conf.address), "%.*s", GUEST_ADDRESS_MAX - 1,
		newcomer->address);
	*guest = desk_guest_create(desk, &conf, newcomer->colour);
	return *guest != NULL ? NULL : "out of memory";
}
