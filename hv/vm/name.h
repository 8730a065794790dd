// SPDX-License-Identifier: MIT
#ifndef HV_VM_NAME_H
#define HV_VM_NAME_H

#include <stdbool.h>

/*
 * Names that people and other domains give: of VMs, of their volumes, of their features.
 * One rule for all, [a-z][a-z0-9-]{0,30}, so that a name that has passed can be a file's
 * name, a column or a xenstore node and can mean nothing else there.
 */

#define NAME_SIZE 32 // bytes, with the terminator

bool name_valid(const char *name);
// A VM's: a valid name that does not say dom0, which is shown beside the VMs
bool name_of_vm(const char *name);

#endif
