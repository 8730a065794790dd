// SPDX-License-Identifier: MIT
#include "hv/parent/requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/house/effects.h"
#include "hv/house/house.h"
#include "hv/house/wishes.h"
#include "hv/message/control_verb.h"
#include "hv/parent/looks.h"
#include "hv/parent/volume_jobs.h"
#include "hv/registry/registry.h"
#include "hv/registry/setting.h"

#define RUN_TIMEOUT 60000 // ms until it runs

typedef void (*handler)(struct requests *requests, const struct requests_asked *asked);

void requests_answer(struct requests *requests, const struct requests_asked *asked,
	enum control_code code, const char *text) {
	house_answer(requests->house, asked->who, asked->serial, code, "%s", text);
}

static void answer_fault(struct requests *requests, const struct requests_asked *asked, bool done,
	const struct control_fault *fault) {
	requests_answer(requests, asked, done ? CONTROL_OK : fault->code, done ? "" : fault->text);
}

// --- what is there -----------------------------------------------------------

static void handle_list(struct requests *requests, const struct requests_asked *asked) {
	const char *name = asked->tenant != NULL ? asked->tenant->vm.name : NULL;
	if (!news_list(requests->house, asked->who, asked->serial, name)) {
		requests_answer(requests, asked, CONTROL_BUSY, "there are too many lists");
	}
}

// News go to that process in any case, which knows for whom they are
static void handle_events(struct requests *requests, const struct requests_asked *asked) {
	requests_answer(requests, asked, CONTROL_OK, "");
}

static void send_setting(struct requests *requests, const struct requests_asked *asked,
	uint32_t key, const struct setting *setting) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_setting, asked->serial);
	message.body.setting.key = key;
	message.body.setting.line = setting->line;
	memcpy(message.body.setting.value, setting->value, strlen(setting->value));
	requests->house->impl->send(requests->house->data, asked->who, &message);
}

// So much at once only to who reads it
static void handle_show(struct requests *requests, const struct requests_asked *asked) {
	const struct house *house = requests->house;
	struct setting settings[DEFINITION_KEYS];
	struct definition_text text;
	struct control_fault fault;
	if (!house->impl->has_room(house->data, asked->who)) {
		requests_answer(requests, asked, CONTROL_BUSY, "too much is asked for at once");
		return;
	}
	if (!registry_read(requests->registry, asked->request->vm, &text, &fault)) {
		answer_fault(requests, asked, false, &fault);
		return;
	}
	setting_read(&text, settings);
	free(text.bytes);
	for (uint32_t i = 0; i < DEFINITION_KEYS; i++) {
		if (settings[i].value[0] != '\0') {
			send_setting(requests, asked, i, &settings[i]);
		}
	}
	bool good = asked->tenant->fault[0] == '\0';
	requests_answer(
		requests, asked, good ? CONTROL_OK : CONTROL_DEFINITION, asked->tenant->fault);
}

// --- what it is to be --------------------------------------------------------

static void wish(
	struct requests *requests, const struct requests_asked *asked, enum vm_event event) {
	const struct wishes_wish wish = {
		.who = asked->who,
		.serial = asked->serial,
		.wish = event,
		.again = asked->request->verb == CONTROL_RESTART,
		.force = asked->request->force != 0,
	};
	wishes_add(requests->house, asked->tenant, &wish, asked->now);
}

static void handle_kill(struct requests *requests, const struct requests_asked *asked) {
	wish(requests, asked, VM_WANT_KILL);
}

static void handle_pause(struct requests *requests, const struct requests_asked *asked) {
	wish(requests, asked, VM_WANT_PAUSE);
}

static void handle_resume(struct requests *requests, const struct requests_asked *asked) {
	wish(requests, asked, VM_WANT_RESUME);
}

static void handle_start(struct requests *requests, const struct requests_asked *asked) {
	wish(requests, asked, VM_WANT_START);
}

static void handle_stop(struct requests *requests, const struct requests_asked *asked) {
	wish(requests, asked, VM_WANT_STOP);
}

// --- programs ----------------------------------------------------------------

// If not, it has been answered
static bool can_run(struct requests *requests, const struct requests_asked *asked) {
	const struct tenant *tenant = asked->tenant;
	const char *why = vm_table_state(tenant->vm.state)->name;
	if (tenant->vm.state == VM_RUNNING && tenant->linked[MESSAGE_LINK_AGENT]) {
		return true;
	}
	if (tenant->vm.state == VM_RUNNING) {
		why = tenant->vm.traits.agent ? "without a link to its agent" : "without an agent";
	}
	house_answer(requests->house, asked->who, asked->serial, CONTROL_STATE, "%s is %s",
		tenant->vm.name, why);
	return false;
}

static void handle_run(struct requests *requests, const struct requests_asked *asked) {
	const struct tenant *tenant = asked->tenant;
	if (!can_run(requests, asked)) {
		return;
	}
	const struct ask ask = {
		.to = ROLE_PEER,
		.kind = ASKS_RUN,
		.domid = tenant->vm.domid,
		.deadline = asked->now + RUN_TIMEOUT,
		.who = asked->who,
		.user = asked->request->user,
		.request = asked->serial,
	};
	struct message message;
	tenant_run(tenant, asked->request, &message);
	message.fd = asked->fd;
	if (effects_ask(requests->house, &ask, &message) == 0) {
		requests_answer(requests, asked, CONTROL_BUSY, "too much is run at once");
	}
}

static void handle_apps(struct requests *requests, const struct requests_asked *asked) {
	if (can_run(requests, asked)) {
		apps_begin(requests, asked);
	}
}

// --- what it is --------------------------------------------------------------

// What was changed is in the house from now on
static void update(struct requests *requests) {
	house_update(requests->house, &requests->registry->set);
}

static void handle_create(struct requests *requests, const struct requests_asked *asked) {
	const struct message_request *request = asked->request;
	struct control_fault fault;
	char bytes[4 * NAME_SIZE];
	const char *class = definition_class_name((enum definition_class)request->class);
	int len = snprintf(bytes, sizeof(bytes), "class = %s\n", class);
	if (request->label[0] != '\0') {
		len += snprintf(
			bytes + len, sizeof(bytes) - (size_t)len, "label = %s\n", request->label);
	}
	if (request->template[0] != '\0') {
		len += snprintf(bytes + len, sizeof(bytes) - (size_t)len, "template = %s\n",
			request->template);
	}
	const struct definition_text text = {.bytes = bytes, .len = (size_t)len};
	bool done = registry_create(requests->registry, request->vm, &text, &fault);
	update(requests);
	answer_fault(requests, asked, done, &fault);
}

static void change(
	struct requests *requests, const struct requests_asked *asked, const char *value) {
	struct control_fault fault;
	enum definition_key key = (enum definition_key)asked->request->key;
	bool done = registry_set(requests->registry, asked->request->vm, key, value, &fault);
	update(requests);
	answer_fault(requests, asked, done, &fault);
}

static void handle_set(struct requests *requests, const struct requests_asked *asked) {
	change(requests, asked, asked->request->value);
}

static void handle_unset(struct requests *requests, const struct requests_asked *asked) {
	change(requests, asked, NULL);
}

static void handle_rename(struct requests *requests, const struct requests_asked *asked) {
	struct control_fault fault;
	if (!volume_jobs_may(requests, asked)) {
		return;
	}
	bool done = registry_rename(
		requests->registry, asked->request->vm, asked->request->to, &fault);
	update(requests);
	answer_fault(requests, asked, done, &fault);
}

// -----------------------------------------------------------------------------

static const handler handlers[CONTROL_VERBS] = {
	[CONTROL_APPS] = handle_apps,
	[CONTROL_CLONE] = volume_jobs_clone,
	[CONTROL_CONSOLE] = looks_console,
	[CONTROL_CREATE] = handle_create,
	[CONTROL_EVENTS] = handle_events,
	[CONTROL_KILL] = handle_kill,
	[CONTROL_LIST] = handle_list,
	[CONTROL_LOG] = looks_log,
	[CONTROL_PAUSE] = handle_pause,
	[CONTROL_REMOVE] = volume_jobs_remove,
	[CONTROL_RENAME] = handle_rename,
	[CONTROL_RESTART] = handle_start,
	[CONTROL_RESUME] = handle_resume,
	[CONTROL_RUN] = handle_run,
	[CONTROL_SET] = handle_set,
	[CONTROL_SHOW] = handle_show,
	[CONTROL_START] = handle_start,
	[CONTROL_STOP] = handle_stop,
	[CONTROL_TOP] = looks_top,
	[CONTROL_UNSET] = handle_unset,
};

// These may be about a name that is no VM's
static bool may_be_nobody(enum control_verb verb) {
	return verb == CONTROL_CREATE || verb == CONTROL_REMOVE;
}

// Who is not known yet has no domain that we know of, and perhaps has one
static bool wants_rest(enum control_verb verb) {
	return verb == CONTROL_CLONE || verb == CONTROL_REMOVE || verb == CONTROL_RENAME;
}

static bool is_at_rest(const struct requests *requests) {
	return house_is_settled(requests->house) || !requests->house->up[ROLE_XEN];
}

static void put_off(struct requests *requests, const struct requests_asked *asked) {
	if (requests->later_count == REQUESTS_LATER_MAX) {
		requests_answer(
			requests, asked, CONTROL_BUSY, "it is not known which domains there are");
		return;
	}
	struct requests_later *later = &requests->later[requests->later_count++];
	later->who = asked->who;
	message_init(&later->message, MESSAGE_TYPE_request, asked->serial);
	later->message.body.request = *asked->request;
}

static void take(struct requests *requests, const struct requests_asked *asked) {
	enum control_who who = asked->who == ROLE_CONTROL ? CONTROL_DOM0 : CONTROL_GUI;
	enum control_verb verb = (enum control_verb)asked->request->verb;
	struct control_fault fault;
	if (!control_verb_check(asked->request, who, &fault)) {
		answer_fault(requests, asked, false, &fault);
	} else if (asked->tenant == NULL && asked->request->vm[0] != '\0' && !may_be_nobody(verb)) {
		house_answer(requests->house, asked->who, asked->serial, CONTROL_NO_VM,
			"there is no VM %s", asked->request->vm);
	} else if (wants_rest(verb) && !is_at_rest(requests)) {
		put_off(requests, asked);
	} else {
		handlers[verb](requests, asked);
	}
}

void requests_finished(struct requests *requests, const struct ask *ask, enum control_code code,
	const char *reason) {
	if (ask->kind == ASKS_ERASE || ask->kind == ASKS_COPY) {
		volume_jobs_finished(requests, ask, code, reason);
	} else if (ask->kind == ASKS_ENTRIES) {
		apps_finished(requests, ask, code, reason);
	} else {
		house_answer(requests->house, ask->who, ask->request, code, "%s", reason);
	}
}

void requests_entry(
	struct requests *requests, const struct ask *ask, const struct message_entry *entry) {
	apps_entry(requests, ask, entry);
}

static void drop_later(struct requests *requests, size_t index) {
	struct requests_later *later = &requests->later[index];
	requests->later_count--;
	memmove(later, later + 1, (requests->later_count - index) * sizeof(*later));
}

static void forget(struct requests *requests, enum role who, uint64_t serial) {
	waits_forget(&requests->house->waits, who, serial);
	news_forget(requests->house, who, serial);
	apps_forget(requests, who, serial);
	for (size_t i = requests->later_count; i-- > 0;) {
		const struct requests_later *later = &requests->later[i];
		if (later->who == who && later->message.header.serial == serial) {
			drop_later(requests, i);
		}
	}
}

void requests_forget_all(struct requests *requests, enum role who) {
	apps_forget_all(requests, who);
	for (size_t i = requests->later_count; i-- > 0;) {
		if (requests->later[i].who == who) {
			drop_later(requests, i);
		}
	}
}

void requests_take(
	struct requests *requests, enum role who, const struct message *message, uint64_t now) {
	if (message->header.type == MESSAGE_TYPE_forget) {
		forget(requests, who, message->header.serial);
		return;
	}
	const struct requests_asked asked = {
		.who = who,
		.serial = message->header.serial,
		.request = &message->body.request,
		.fd = message->fd,
		.now = now,
		.tenant = house_find(requests->house, message->body.request.vm),
	};
	take(requests, &asked);
}

// One may make a VM that has to be looked for first, so that the next has to wait again
bool requests_run(struct requests *requests, uint64_t now) {
	apps_run(requests, now);
	size_t count = requests->later_count;
	if (count == 0 || !is_at_rest(requests)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		struct requests_later later = requests->later[0];
		drop_later(requests, 0);
		requests_take(requests, later.who, &later.message, now);
	}
	return true;
}
