// SPDX-License-Identifier: MIT
#include "hv/peer/gui_link.h"

#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/rate.h"
#include "hv/peer/gui_vm.h"
#include "hv/peer/link.h"

struct gui_link {
	struct link *link; // owned; NULL while it is not there yet, or not any more
	char vm[NAME_SIZE];
	const char *agents; // borrowed
	const struct gui_link_impl *impl; // borrowed
	void *data;
	uint64_t list; // serial of the request for all VMs; 0: told has been said
	uint64_t asks[ADMIN_ASKS_MAX + 1]; // serials, by id; 0: it is free
	struct rate rate; // of asks; it outlives links
};

// --- from the GUI domain -----------------------------------------------------

// Changes come from now on, and are said after what the list has of the same VM
static void handle_opened(void *data) {
	struct gui_link *gui = data;
	struct message_request request;
	control_verb_init(&request, CONTROL_LIST);
	gui->list = gui->impl->request(gui->data, &request);
	if (gui->list == 0) {
		link_fail(gui->link, "it cannot be told of the VMs");
	}
}

static const char *take_ask(struct gui_link *gui, const struct admin_ask *untrusted_ask) {
	struct message_request request;
	if (gui->asks[untrusted_ask->id] != 0) {
		return "id is in use";
	}
	const char *reason = gui_vm_request(untrusted_ask, &request);
	if (reason != NULL) {
		return reason;
	}
	rate_take(&gui->rate, 1, loop_now());
	log_info("%s: asks to %s %s", gui->vm,
		admin_verb_name((enum admin_verb)untrusted_ask->verb), request.vm);
	gui->asks[untrusted_ask->id] = gui->impl->request(gui->data, &request);
	return gui->asks[untrusted_ask->id] != 0 ? NULL : "it cannot be asked";
}

static const char *handle_record(void *data, const void *untyped) {
	const struct admin_record *untrusted_record = untyped;
	if (untrusted_record->code == ADMIN_CODE_ask) {
		return take_ask(data, &untrusted_record->u.ask);
	}
	return "not for us"; // the table has no other that it may send
}

static void forget(struct gui_link *gui, uint64_t *serial) {
	if (*serial != 0) {
		gui->impl->forget(gui->data, *serial);
	}
	*serial = 0;
}

static void handle_lost(void *data) {
	struct gui_link *gui = data;
	forget(gui, &gui->list);
	for (int i = 1; i <= ADMIN_ASKS_MAX; i++) {
		forget(gui, &gui->asks[i]);
	}
}

static void handle_drained(void *data) {
	// What is sent does not wait for that
}

static uint32_t handle_wait(void *data) {
	struct gui_link *gui = data;
	return rate_wait(&gui->rate, loop_now());
}

static const struct link_impl link_impl = {
	.peer = "compositor",
	.protocol = &admin_protocol,
	.version = ADMIN_VERSION,
	.floor = ADMIN_VERSION_FLOOR,
	.features = ADMIN_FEATURES_KNOWN,
	.hello_timeout = ADMIN_HELLO_TIMEOUT,
	.ping_interval = ADMIN_PING_INTERVAL,
	.opened = handle_opened,
	.record = handle_record,
	.lost = handle_lost,
	.drained = handle_drained,
	.wait = handle_wait,
};

// --- from the parent ---------------------------------------------------------

static void take_state(struct gui_link *gui, const struct message_state *state) {
	struct gui_vm vm;
	if (!gui_vm_init(&vm, state, gui->agents)) {
		log_error("%s: its windows are too far away to be named", state->vm);
		return;
	}
	link_send(gui->link, &vm.record);
}

static void take_removed(struct gui_link *gui, const struct message_removed *removed) {
	struct admin_record record = {.code = ADMIN_CODE_removed};
	record.u.removed.tail = (const uint8_t *)removed->vm;
	record.u.removed.count = (uint32_t)strlen(removed->vm);
	link_send(gui->link, &record);
}

static void take_list_end(struct gui_link *gui, const struct message_answer *answer) {
	const struct admin_record record = {.code = ADMIN_CODE_told};
	gui->list = 0;
	if (answer->code == CONTROL_OK) {
		link_send(gui->link, &record);
	} else {
		link_fail(gui->link, "it cannot be told of the VMs");
	}
}

static void take_answer(
	struct gui_link *gui, uint64_t serial, const struct message_answer *answer) {
	uint32_t id = 1;
	while (id <= ADMIN_ASKS_MAX && gui->asks[id] != serial) {
		id++;
	}
	if (id > ADMIN_ASKS_MAX) {
		return; // it is another link's, or came when it was forgotten
	}
	struct admin_record record = {.code = ADMIN_CODE_answer};
	record.u.answer.id = id;
	record.u.answer.done = answer->code == CONTROL_OK ? 1 : 0;
	record.u.answer.tail = (const uint8_t *)answer->text;
	record.u.answer.count = (uint32_t)strlen(answer->text);
	gui->asks[id] = 0;
	link_send(gui->link, &record);
}

void gui_link_take(struct gui_link *gui, const struct message *message) {
	uint64_t serial = message->header.serial;
	if (!link_is_open(gui->link)) {
		return; // it is told of all once it is
	}
	switch (message->header.type) {
	case MESSAGE_TYPE_state:
		if (serial == 0 || serial == gui->list) {
			take_state(gui, &message->body.state);
		}
		break;
	case MESSAGE_TYPE_removed:
		take_removed(gui, &message->body.removed);
		break;
	case MESSAGE_TYPE_answer:
		if (serial == gui->list) {
			take_list_end(gui, &message->body.answer);
		} else {
			take_answer(gui, serial, &message->body.answer);
		}
		break;
	default:
		break;
	}
}

// --- its life ----------------------------------------------------------------

struct gui_link *gui_link_create(struct loop *loop, const struct gui_link_options *options) {
	struct gui_link *gui = calloc(1, sizeof(*gui));
	if (gui == NULL) {
		return NULL;
	}
	strncpy(gui->vm, options->vm, sizeof(gui->vm) - 1);
	gui->agents = options->agents;
	gui->impl = options->impl;
	gui->data = options->data;
	rate_init(&gui->rate, ADMIN_ASKS_PER_SECOND, ADMIN_ASKS_BURST, loop_now());
	const struct link_options link = {options->vm, options->address, &link_impl, gui};
	gui->link = link_create(loop, &link);
	if (gui->link == NULL) {
		gui_link_destroy(gui);
		return NULL;
	}
	return gui;
}

void gui_link_destroy(struct gui_link *gui) {
	if (gui == NULL) {
		return;
	}
	link_destroy(gui->link);
	handle_lost(gui);
	free(gui);
}
