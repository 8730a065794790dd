// SPDX-License-Identifier: MIT
#include "compositor/control/vms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/transport.h"
#include "compositor/control/dom0_link.h"
#include "compositor/control/newcomer.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"

#define ADDRESS_MAX (VMS_WHERE_MAX + 16) // with "xen:DOMID:"

_Static_assert(ADMIN_NAME_MAX == LABEL_NAME_MAX - 1, "a VM's name is its guest's");

// --- guests ------------------------------------------------------------------

static void hide(struct vms_vm *vm) {
	if (vm->guest != NULL) {
		log_info("guest %s: is gone", vm->name);
	}
	desk_guest_destroy(vm->guest);
	vm->guest = NULL;
	vm->refused = NULL;
}

static bool has_domain(const struct vms *vms, uint32_t domid) {
	const struct vms_vm *vm;
	wl_list_for_each(vm, &vms->list, link) {
		if (vm->guest != NULL && vm->domid == domid) {
			return true;
		}
	}
	return false;
}

// NULL, or why it cannot be shown
static const char *create_guest(struct vms *vms, struct vms_vm *vm) {
	char address[ADDRESS_MAX];
	if (has_domain(vms, vm->domid)) {
		return "its domain has a name already";
	}
	if (vm->where[0] == '/') {
		snprintf(address, sizeof(address), "%s", vm->where);
	} else {
		snprintf(address, sizeof(address), "xen:%u:%s", vm->domid, vm->where);
	}
	if (!transport_kind(address)->is_address(address)) {
		return "its windows are at no address that there is";
	}
	const struct newcomer newcomer = {vm->name, colour_names[vm->label - 1], address};
	return newcomer_create(vms->desk, &newcomer, &vm->guest);
}

static void show(struct vms *vms, struct vms_vm *vm) {
	if (vm->domid == 0 || vm->label == 0 || vm->guest != NULL) {
		return;
	}
	const char *reason = create_guest(vms, vm);
	if (reason == NULL) {
		log_info("guest %s: is now %s, domain %u", vm->name, colour_names[vm->label - 1],
			vm->domid);
	} else if (vm->refused == NULL || strcmp(vm->refused, reason) != 0) {
		log_error("guest %s: not shown: %s", vm->name, reason);
	}
	vm->refused = reason;
}

// Something has gone, for which others may have waited
static void show_all(struct vms *vms) {
	struct vms_vm *vm;
	wl_list_for_each(vm, &vms->list, link) {
		show(vms, vm);
		if (vm->guest != NULL) {
			desk_guest_set_paused(vm->guest, vm->state == ADMIN_PAUSED);
		}
	}
}

// --- what dom0 tells ---------------------------------------------------------

// What it is now called: the record's words
struct words {
	char name[LABEL_NAME_MAX];
	char where[VMS_WHERE_MAX];
};

// A text of the record as a string, if it may be a VM's name
static bool take_name(char name[LABEL_NAME_MAX], const uint8_t *text, uint32_t len) {
	struct label label;
	if (len >= LABEL_NAME_MAX) {
		return false;
	}
	memset(name, 0, LABEL_NAME_MAX);
	memcpy(name, text, len);
	return strlen(name) == len && label_init(&label, name, label_colours()[0]);
}

static bool take_words(struct words *words, const struct admin_vm *record) {
	const char *first = (const char *)record->tail;
	uint32_t len = (uint32_t)strlen(first); // it has an end, as the last has
	*words = (struct words){0};
	if (!take_name(words->name, record->tail, len)) {
		return false;
	}
	uint32_t rest = record->count - len - 1;
	if (rest == 0) {
		return record->domid == 0;
	}
	const char *second = first + len + 1;
	if (strlen(second) + 1 != rest || rest > VMS_WHERE_MAX || rest == 1) {
		return false;
	}
	memcpy(words->where, second, rest);
	return true;
}

// The VM of that name, or the place before which it would be
static struct vms_vm *find(struct vms *vms, const char *name, struct wl_list **before) {
	struct vms_vm *vm;
	*before = &vms->list;
	wl_list_for_each(vm, &vms->list, link) {
		int order = strcmp(vm->name, name);
		if (order >= 0) {
			*before = &vm->link;
			return order == 0 ? vm : NULL;
		}
	}
	return NULL;
}

static struct vms_vm *find_or_add(struct vms *vms, const char *name) {
	struct wl_list *before;
	struct vms_vm *vm = find(vms, name, &before);
	if (vm != NULL) {
		return vm;
	}
	vm = vms->count < ADMIN_VMS_MAX ? calloc(1, sizeof(*vm)) : NULL;
	if (vm == NULL) {
		if (!vms->complained) {
			log_error("there are more VMs than can be listed, from %s on", name);
		}
		vms->complained = true;
		return NULL;
	}
	memcpy(vm->name, name, strlen(name));
	wl_list_insert(before->prev, &vm->link);
	vms->count++;
	return vm;
}

static void remove_vm(struct vms *vms, struct vms_vm *vm) {
	hide(vm);
	wl_list_remove(&vm->link);
	vms->count--;
	free(vm);
}

// A guest keeps its label and its domain for life
static const char *take_vm(struct vms *vms, const struct admin_vm *record) {
	struct words words;
	if (!take_words(&words, record)) {
		return "no VM's name, or not where its windows are";
	}
	struct vms_vm *vm = find_or_add(vms, words.name);
	if (vm == NULL) {
		return NULL;
	}
	bool other = vm->domid != record->domid || vm->label != record->label ||
		strcmp(vm->where, words.where) != 0;
	if (other) {
		hide(vm);
	}
	vm->state = (enum admin_state)record->state;
	vm->domid = record->domid;
	vm->label = record->label;
	memcpy(vm->where, words.where, sizeof(vm->where));
	vm->told = true;
	show_all(vms);
	return NULL;
}

static const char *take_removed(struct vms *vms, const struct admin_removed *record) {
	char name[LABEL_NAME_MAX];
	struct wl_list *before;
	if (!take_name(name, record->tail, record->count)) {
		return "not a VM's name";
	}
	struct vms_vm *vm = find(vms, name, &before);
	if (vm != NULL) {
		remove_vm(vms, vm);
		show_all(vms);
	}
	return NULL;
}

static void take_told(struct vms *vms) {
	struct vms_vm *vm, *next;
	wl_list_for_each_safe(vm, next, &vms->list, link) {
		if (!vm->told) {
			remove_vm(vms, vm);
		}
	}
	show_all(vms);
}

// --- what dom0 is asked ------------------------------------------------------

static void end_ask(struct vms_ask *ask, bool done, const char *text) {
	struct vms_ask ended = *ask;
	*ask = (struct vms_ask){0};
	if (ended.answer != NULL) {
		ended.answer(ended.data, done, text);
	}
}

static void end_asks(struct vms *vms, const char *reason) {
	for (int i = 1; i <= ADMIN_ASKS_MAX; i++) {
		if (vms->asks[i].busy) {
			end_ask(&vms->asks[i], false, reason);
		}
	}
}

static const char *take_answer(struct vms *vms, const struct admin_answer *record) {
	char text[ADMIN_REASON_MAX + 1] = "";
	struct vms_ask *ask = &vms->asks[record->id];
	if (!ask->busy) {
		return "nothing was asked";
	}
	if (record->count > 0) {
		memcpy(text, record->tail, record->count);
	}
	end_ask(ask, record->done != 0, text);
	return NULL;
}

const char *vms_ask(
	struct vms *vms, enum admin_verb verb, const char *name, vms_answer answer, void *data) {
	uint32_t id = 1;
	while (id <= ADMIN_ASKS_MAX && vms->asks[id].busy) {
		id++;
	}
	if (!dom0_link_is_open(vms->link)) {
		return "dom0 is not there";
	}
	if (id > ADMIN_ASKS_MAX) {
		return "too much is asked of dom0 at once";
	}
	struct wl_list *before;
	if (find(vms, name, &before) == NULL) {
		return "there is no VM of that name";
	}
	struct admin_record record = {.code = ADMIN_CODE_ask};
	record.u.ask = (struct admin_ask){id, verb, (uint32_t)strlen(name), (const uint8_t *)name};
	vms->asks[id] = (struct vms_ask){true, answer, data};
	dom0_link_send(vms->link, &record);
	return NULL;
}

void vms_forget(struct vms *vms, const void *data) {
	for (int i = 1; i <= ADMIN_ASKS_MAX; i++) {
		if (vms->asks[i].busy && vms->asks[i].data == data) {
			vms->asks[i].answer = NULL;
		}
	}
}

// --- the link ----------------------------------------------------------------

static void handle_opened(void *data) {
	struct vms *vms = data;
	struct vms_vm *vm;
	wl_list_for_each(vm, &vms->list, link) {
		vm->told = false;
	}
	vms->complained = false;
}

static const char *handle_record(void *data, const struct admin_record *record) {
	switch (record->code) {
	case ADMIN_CODE_vm:
		return take_vm(data, &record->u.vm);
	case ADMIN_CODE_removed:
		return take_removed(data, &record->u.removed);
	case ADMIN_CODE_told:
		take_told(data);
		return NULL;
	case ADMIN_CODE_answer:
		return take_answer(data, &record->u.answer);
	default:
		return "not for us"; // the table has no other that dom0 may send
	}
}

static void handle_lost(void *data) {
	end_asks(data, "the link to dom0 was lost");
}

static const struct dom0_link_impl link_impl = {
	.opened = handle_opened,
	.record = handle_record,
	.lost = handle_lost,
};

struct vms *vms_create(struct desk *desk, const char *address) {
	struct vms *vms = calloc(1, sizeof(*vms));
	if (vms == NULL) {
		log_errno("the VMs of %s", address);
		return NULL;
	}
	vms->desk = desk;
	wl_list_init(&vms->list);
	vms->link = dom0_link_create(desk->loop, address, &link_impl, vms);
	if (vms->link == NULL) {
		vms_destroy(vms);
		return NULL;
	}
	return vms;
}

void vms_destroy(struct vms *vms) {
	if (vms == NULL) {
		return;
	}
	end_asks(vms, "the desktop ends");
	dom0_link_destroy(vms->link);
	struct vms_vm *vm, *next;
	wl_list_for_each_safe(vm, next, &vms->list, link) {
		remove_vm(vms, vm);
	}
	free(vms);
}
