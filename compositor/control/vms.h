// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_VMS_H
#define COMPOSITOR_CONTROL_VMS_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "compositor/desk/label.h"
#include "protocol/admin.h"

/*
 * The VMs that dom0 tells of over a link, with the labels of their windows; those whose
 * windows are shown are guests of the desk. While there is no link all stay as they are.
 */

struct desk;
struct desk_guest;
struct dom0_link;

#define VMS_WHERE_MAX 108 // bytes, with the terminator: of a socket's path

struct vms_vm {
	struct wl_list link; // vms.list
	char name[LABEL_NAME_MAX];
	enum admin_state state;
	uint32_t domid; // 0: no windows are shown
	uint32_t label; // enum colour and 1 more, 0: it has none
	char where[VMS_WHERE_MAX]; // its windows are, with a domid
	struct desk_guest *guest; // owned; NULL: none, or refused
	const char *refused; // why, in constant text, or NULL
	bool told; // since the link is there
};

// From the loop, perhaps before vms_ask() returns
typedef void (*vms_answer)(void *data, bool done, const char *text);

struct vms_ask {
	bool busy;
	vms_answer answer; // NULL: nobody waits for it any more
	void *data;
};

struct vms {
	struct desk *desk; // borrowed
	struct dom0_link *link;
	struct wl_list list; // vms_vm.link, sorted by name
	uint32_t count;
	struct vms_ask asks[ADMIN_ASKS_MAX + 1]; // by id
	bool complained; // that there are too many
};

// Waits for dom0 at that address, see common/transport.h. NULL, and a log line, on failure.
struct vms *vms_create(struct desk *desk, const char *address);
// Takes all of its guests off the screen, and answers all who wait. NULL is fine.
void vms_destroy(struct vms *vms);

// Ask dom0 for that. NULL, and answer comes once; else why it cannot be asked now, in
// constant text.
const char *vms_ask(
	struct vms *vms, enum admin_verb verb, const char *name, vms_answer answer, void *data);
// It does not wait any more; no answer comes
void vms_forget(struct vms *vms, const void *data);

#endif
