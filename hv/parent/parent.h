// SPDX-License-Identifier: MIT
#ifndef HV_PARENT_PARENT_H
#define HV_PARENT_PARENT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The parent of hvd's processes: it has definitions, identities and the house, and nothing
 * of users, guests or Xen. A process of its that ends is started again, later each time;
 * domains go on.
 */

#define PARENT_PAUSE_MAX 4000 // ms until a process that ends again and again is started

struct loop;
struct parent;

// All borrowed for the parent's life
struct parent_options {
	const char *definitions; // folders
	const char *state;
	const char *run;
	const char *group; // whose members may ask; NULL: root alone
	const char *program; // of the processes but that for Xen; NULL: the one that runs
	const char *xen_program; // NULL: the same
	const char *const *arguments; // of program, up to NULL
	const char *const *xen_arguments;
	uint32_t boot; // ms that a VM may take for its agent's word; 0: as ever
};

// NULL, and a log line, if it cannot begin
struct parent *parent_create(struct loop *loop, const struct parent_options *options);
// What is left of its processes is killed. NULL is fine.
void parent_destroy(struct parent *parent);

// Its processes are to end; SIGTERM and SIGINT do the same
void parent_stop(struct parent *parent);
bool parent_is_over(const struct parent *parent); // it was stopped, and they have ended

#endif
