// SPDX-License-Identifier: MIT
#ifndef HV_REGISTRY_IDENTITY_H
#define HV_REGISTRY_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/vm/vm.h"

/*
 * Which VM is which, whatever its name: its uuid, made at random when it is first seen, in
 * a file of its name in a folder of ours. Its domains have it, and its volumes are called
 * by it. It stays when the definition goes, so that what is written anew by hand is the
 * same VM.
 *
 * Functions that fail set errno: EINVAL if that is no VM's name, EBADMSG if what is in the
 * file is no uuid, EPERM if others might have written it, EMLINK while two VMs are one.
 */

// The folder, made if it is not there, for root only; the caller's to close, or -1
int identity_open(const char *path);
// ENOENT if it has none
bool identity_find(int dir, const char *name, uint8_t uuid[VM_UUID_SIZE]);
// A new one, on the disk when it returns; EEXIST if it has one
bool identity_make(int dir, const char *name, uint8_t uuid[VM_UUID_SIZE]);
// A second VM is the same one, as long as it is being renamed. EEXIST if it has one.
bool identity_link(int dir, const char *name, const char *new_name);
bool identity_remove(int dir, const char *name);
// What a renaming that did not come to its end has left: of two that are one, those that
// are not defined are removed
void identity_tidy(
	int dir, bool (*is_defined)(const void *data, const char *name), const void *data);

#endif
