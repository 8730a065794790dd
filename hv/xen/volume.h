// SPDX-License-Identifier: MIT
#ifndef HV_XEN_VOLUME_H
#define HV_XEN_VOLUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/definition/definition.h"
#include "hv/vm/vm.h"
#include "hv/xen/loop_device.h"

/*
 * The disks of a VM, as block devices of dom0. It stands in for a storage domain. In a
 * folder of root's:
 *
 *   images/NAME/root       what VMs of the template NAME have as their root, read-only:
 *                          a file or a link to a block device
 *   images/NAME/programs   laid over it; there need be none
 *   volumes/UUID/NAME      a volume of the VM with that uuid
 *
 * What a VM changes of its root is in its own memory. Nothing here looks into an image or
 * a volume. No path is made of anything but these words, names that passed and a uuid.
 */

#define VOLUME_DISKS_MAX (DEFINITION_VOLUMES_MAX + 2)
#define VOLUME_DEVICE_SIZE 128 // bytes, with the terminator
#define VOLUME_VDEV_SIZE 8

struct volume_disk {
	char name[NAME_SIZE]; // root, programs, or a volume's
	char vdev[VOLUME_VDEV_SIZE]; // as the VM has it, such as xvda
	char device[VOLUME_DEVICE_SIZE]; // in dom0, a path
	bool writable;
};

struct volume_set {
	struct volume_disk disks[VOLUME_DISKS_MAX];
	size_t count;
};

// What a VM is to have
struct volume_wish {
	const uint8_t *uuid; // VM_UUID_SIZE bytes of it, borrowed
	const char *image; // a VM's name, borrowed; "": no root, or one of its own
	const struct definition_volume *volumes; // borrowed
	size_t count;
};

// The folder, the caller's to close; -1 with errno
int volume_open(const char *folder);

/*
 * NULL if it was done, else why not in a constant text; more of it is in the log. What was
 * attached before that is there until it is released.
 */

// Volumes that are not there yet are made, and are empty, unless they were to be copies; one
// that is smaller than wished grows
const char *volume_attach(int folder, const struct volume_wish *wish, struct volume_set *set);

// Of a VM that has no domain. Fine if there are none.
const char *volume_erase(int folder, const uint8_t uuid[static VM_UUID_SIZE]);
// Another VM's volumes, of those wished for, become this one's, which must have none.
// Neither has a domain. All of them, or none.
const char *volume_copy(
	int folder, const uint8_t from[static VM_UUID_SIZE], const struct volume_wish *wish);

typedef bool (*volume_filter)(const void *data, const uint8_t uuid[static VM_UUID_SIZE]);
// The devices of VMs that the filter says have no domain any more; the volumes stay
void volume_release(volume_filter is_over, const void *data);

#endif
