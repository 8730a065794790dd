// SPDX-License-Identifier: MIT
#ifndef HV_XEN_STORE_H
#define HV_XEN_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/vm/adopt.h"
#include "hv/vm/name.h"
#include "hv/vm/vm.h"
#include "protocol/colour.h"

/*
 * What hvd has in xenstore. All of it is in a domain's own directory, which goes with the
 * domain and in which nobody but dom0 can write; the domain may read it:
 *
 *   mamparo/domain      UUID MARK [gui]: how far it is, and that it shows the others
 *   mamparo/guest/NAME  COLOUR DOMID NODE: of the GUI domain, a guest that it is to show
 *   vm-data/gui         DOMID: of a guest, the GUI domain
 *
 * Each call waits for xenstored, which is dom0's own and answers at once.
 */

struct store;

struct store_mark {
	enum adopt_mark mark;
	bool gui;
};

struct store_guest {
	char name[NAME_SIZE];
	char label[COLOUR_NAME_MAX];
	uint32_t domid;
};

struct store *store_create(void); // NULL and a log line: xenstored cannot be reached
void store_destroy(struct store *store); // NULL is fine

// The functions below return false if it could not be done, which has been logged

bool store_write_mark(struct store *store, uint32_t domid, const uint8_t uuid[static VM_UUID_SIZE],
	struct store_mark mark);
// What there is of another domain of that number, or none, is no mark
struct store_mark store_read_mark(
	struct store *store, uint32_t domid, const uint8_t uuid[static VM_UUID_SIZE]);

bool store_add_guest(struct store *store, uint32_t gui, const struct store_guest *guest);
bool store_remove_guest(struct store *store, uint32_t gui, const char *name);

#endif
