// SPDX-License-Identifier: MIT
#ifndef TESTS_HV_MOCK_LIBXL_H
#define TESTS_HV_MOCK_LIBXL_H

#include <libxl.h>
#include <libxl_event.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A machine of domains in place of Xen: what of libxl touches it is replaced by functions
 * of the same names, the rest is the real library. One context at a time.
 *
 * What they cannot show: what libxl does inside, how long it takes, what it forks; that an
 * event comes late or twice; and what of a domain is left in xenstore.
 */

#define MOCK_DOMAINS 32
#define MOCK_ACTS 64

struct mock_domain {
	uint32_t domid; // 0: there is none
	uint8_t uuid; // every byte of it
	const char *name; // NULL: none
	bool paused, dying, shut;
	int shut_reason;
	uint64_t cpu, memory; // ns, KiB
	uint32_t vcpus;
	const char *tty; // of its console; NULL: there is none yet
};

// What libxl has been asked to do to a domain and has not done
struct mock_act {
	const char *what; // NULL: none
	uint32_t domid;
	libxl_asyncop_how how;
};

struct mock_libxl {
	struct mock_domain domains[MOCK_DOMAINS];
	struct mock_act act; // the first
	struct mock_act next_acts[MOCK_ACTS]; // after it
	// Calls that succeed before all of their kind fail; -1: for ever
	int contexts, lists, watches, acts, memories;
	int create_rc; // of the next builds
	bool at_once; // acts end before their call returns
	uint64_t free_memory, needed_memory; // KiB
	uint32_t next_domid; // of the next build

	unsigned open; // contexts and watches
	unsigned acts_asked;
	void (*asked)(const char *what, uint32_t domid); // of each act; NULL: nobody looks
	char created[4096]; // what was built, as a line of text
	const libxl_event_hooks *event_hooks;
	void *event_data;
	const libxl_osevent_hooks *os_hooks;
	void *os_data;
	libxl_sigchld_owner owner;
};

extern struct mock_libxl mock_libxl;

void mock_libxl_init(void);
void mock_libxl_finish(void); // nothing is left open
void mock_libxl_drop_context(void); // that was left, on purpose

struct mock_domain *mock_libxl_add(uint32_t domid, uint8_t uuid, const char *name);
struct mock_domain *mock_libxl_find(uint32_t domid); // NULL: there is none

// libxl has done what it was asked first, with this result
void mock_libxl_end(int rc);
// A domain shuts itself down, begins to go, or is gone; libxl tells if it is watched
void mock_libxl_shut(uint32_t domid, int reason);
void mock_libxl_dying(uint32_t domid);
void mock_libxl_gone(uint32_t domid);

#endif
