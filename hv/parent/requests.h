// SPDX-License-Identifier: MIT
#ifndef HV_PARENT_REQUESTS_H
#define HV_PARENT_REQUESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/message/control_code.h"
#include "hv/message/message.h"
#include "hv/parent/apps.h"
#include "hv/parent/volume_jobs.h"
#include "hv/process/role.h"

/*
 * What users and the GUI domain ask for, see hv/message/control_verb, each verb in a function of
 * its own. Every request has one answer; what comes before it are states and settings.
 */

// That wait until it is known which domains there are: one of each connection of a user
#define REQUESTS_LATER_MAX MESSAGE_CLIENTS_MAX

struct ask;
struct house;
struct registry;
struct tenant;

struct requests_later {
	enum role who;
	struct message message; // without a descriptor
};

struct requests {
	struct house *house; // borrowed
	struct registry *registry; // borrowed
	struct volume_jobs jobs;
	struct apps apps;
	struct requests_later later[REQUESTS_LATER_MAX]; // in the order in which they came
	size_t later_count;
};

// One that is being seen to
struct requests_asked {
	enum role who;
	uint64_t serial;
	const struct message_request *request; // borrowed
	int fd; // that came along, or -1
	uint64_t now;
	struct tenant *tenant; // of that name, or NULL
};

// All of it zero but for house and registry. message is a request, which control_verb_check()
// has not seen, or a forget; a descriptor stays the caller's.
void requests_take(
	struct requests *requests, enum role who, const struct message *message, uint64_t now);
void requests_answer(struct requests *requests, const struct requests_asked *asked,
	enum control_code code, const char *text);
// What waited until it is known which domains there are, or cannot be known. True if there
// was any: then house_run() is due.
bool requests_run(struct requests *requests, uint64_t now);
// That process has ended
void requests_forget_all(struct requests *requests, enum role who);
// As house_impl.finished and house_impl.entry
void requests_finished(struct requests *requests, const struct ask *ask, enum control_code code,
	const char *reason);
void requests_entry(
	struct requests *requests, const struct ask *ask, const struct message_entry *entry);

#endif
