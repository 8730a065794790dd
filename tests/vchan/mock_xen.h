// SPDX-License-Identifier: MIT
#ifndef TESTS_VCHAN_MOCK_XEN_H
#define TESTS_VCHAN_MOCK_XEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Two domains in one process. libxengnttab, libxenevtchn and libxenstore are replaced
 * by functions of the same names, so what runs on them is the real libxenvchan. Grants
 * are pages of a memfd, event channels are eventfds, xenstore is a list.
 *
 * What they cannot show: what Xen and Linux do when only some of many references are good,
 * or when maptrack, the grant devices' limits or event channels run out (a PV domain needs
 * two maptrack entries for a page); that a page stays mapped when it is revoked or its
 * domain is destroyed, and the domain stays too, until it is unmapped; which xenstore
 * events come when a node loses its permissions or goes with its domain; the byte that the
 * kernel clears for a process that dies; the order of memory between processors; and what
 * time mapping, an event or xenstored takes.
 */

#define MOCK_GUEST 1 // shares pages; relative paths in xenstore are its own
#define MOCK_GUI 2 // maps them

struct mock_xen {
	// Calls that succeed before all of their kind fail; -1: for ever
	int opens, shares, binds, writes;
	int conflicts; // transactions that end with EAGAIN first
	uint32_t domid; // what the guest reads of its own
	bool lost; // xenstored has closed all connections, and takes no requests

	int handles; // open, of every library
	unsigned events; // sent
	unsigned long mapped; // pages, by xengnttab_map_*, ever
};

extern struct mock_xen mock_xen;

// A machine where nothing has happened yet
void mock_xen_init(void);
// Nothing is left open or mapped
void mock_xen_finish(void);

// Whether a call that may fail n times more does so now
bool mock_xen_may(int *calls);

// Pages that are shared or mapped now
unsigned long mock_grants_pages(void);
// As if the guest had never granted ref
void mock_grants_revoke(uint32_t ref);

void mock_store_write(const char *path, const char *value);
// Who owns a node that is there, and who else may write to it; -1: nobody
void mock_store_own(const char *path, unsigned owner, int writer);
void mock_store_remove(const char *path);
// What a node holds, or NULL; for the test only
const char *mock_store_value(const char *path);
// The only domain, beside its owner, that may read a node; -1: none
int mock_store_reader(const char *path);

void mock_store_reset(void);
void mock_grants_reset(void);
void mock_events_reset(void);

#endif
