// SPDX-License-Identifier: MIT
#ifndef HV_XEN_JOB_H
#define HV_XEN_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "hv/message/message.h"

/*
 * What takes time, and is done in a worker of its own: a build, or something with volumes.
 * A build ends with a domain that is whole, marked and known, or with nothing.
 */

struct child;
struct seen_list;
struct xen;

#define JOB_ABANDONS_MAX 8 // that wait for the end of one; more are not answered

enum job_state {
	JOB_WAITS, // for a worker
	JOB_WORKS,
	JOB_ENDS, // there is to be nothing of it
};

struct job {
	TAILQ_ENTRY(job) link; // xen.jobs
	struct xen *xen;
	enum job_state state;
	struct message ask; // of a build serial 0: nobody waits for one
	uint8_t uuid[VM_UUID_SIZE];
	char vm[NAME_SIZE];
	struct child *worker; // of a job that works
	bool answered; // by the worker
	bool done; // it is, and leaves no domain
	bool shows; // its domain has been made the GUI domain
	uint32_t domid; // that the worker has said, or VM_NO_DOMID
	char reason[MESSAGE_TEXT_SIZE]; // why there is nothing
	uint64_t abandons[JOB_ABANDONS_MAX]; // serials of those who wait for the end
	size_t abandon_count;
};

// Whom a message of a job is about; borrowed from it
struct job_subject {
	const uint8_t *uuid;
	const uint8_t *from; // whose volumes are read, or NULL
	const char *vm;
};

struct job_subject job_subject(const struct message *ask);

// At the end of the list; NULL without memory. It waits.
struct job *job_create(struct xen *xen, const struct message *ask);
void job_destroy(struct job *job); // its worker is killed; nobody is told

void job_start(struct job *job);
// That build is called off; the serial's answer comes with its end
void job_abandon(struct job *job, uint64_t serial);
// In state JOB_ENDS: takes back what there is of it. True if there is something left; else
// all who wait have been told, and the job is destroyed.
bool job_look(struct job *job, const struct seen_list *list);

bool job_is_build(const struct job *job);
// Whether it is that VM's, or reads of its volumes
bool job_uses(const struct job *job, const uint8_t uuid[static VM_UUID_SIZE]);

#endif
