// SPDX-License-Identifier: MIT
#ifndef HV_PEER_GUI_VM_H
#define HV_PEER_GUI_VM_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/message/message.h"
#include "protocol/admin.h"

/*
 * VMs as the GUI domain hears of them, and what it may ask, as the parent knows both. Pure.
 */

struct gui_vm {
	struct admin_record record; // whose tail is words
	char words[ADMIN_WORDS_MAX];
};

// agents: NULL: windows are over vchan; else a folder, as in hv/peer/peer.h. False if its
// path is too long.
bool gui_vm_init(struct gui_vm *vm, const struct message_state *state, const char *agents);
// NULL, or why that is nothing which may be asked; constant text
const char *gui_vm_request(const struct admin_ask *untrusted_ask, struct message_request *request);

#endif
