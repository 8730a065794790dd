// SPDX-License-Identifier: MIT
#ifndef HV_XEN_VOLUME_FILES_H
#define HV_XEN_VOLUME_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/definition/definition.h"
#include "hv/vm/vm.h"

/*
 * The volumes of VMs as files, below a state folder: see hv/xen/volume.h. All functions set
 * errno when they fail.
 */

// The folder of a VM's, the caller's to close; made if it is not there and is to be. -1 on
// failure.
int volume_files_open(int state, const uint8_t uuid[static VM_UUID_SIZE], bool make);
// Whether a copy to them was begun and not finished; true if that cannot be told
bool volume_files_are_half(int state, const uint8_t uuid[static VM_UUID_SIZE]);
// All of a VM's, and what a copy to them has left; fine if there are none
bool volume_files_erase(int state, const uint8_t uuid[static VM_UUID_SIZE]);

struct volume_files_copy {
	const uint8_t *from, *to; // uuids
	const struct definition_volume *volumes; // those that are wanted, if they are there
	size_t count;
};

// All of them, or none. EEXIST: there are some already.
bool volume_files_copy(int state, const struct volume_files_copy *copy);

#endif
