// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_VM_LIST_H
#define COMPOSITOR_CONTROL_VM_LIST_H

struct json_object;
struct vms;

// The VMs that dom0 has told of, for mamparo-msg
void vm_list_fill(const struct vms *vms, struct json_object *object);

#endif
