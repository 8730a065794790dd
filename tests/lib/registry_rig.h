// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_REGISTRY_RIG_H
#define TESTS_LIB_REGISTRY_RIG_H

#include "hv/registry/registry.h"

/*
 * A registry in folders of its own, which go with it. Ends the test's case if that cannot
 * be.
 */

struct registry_rig {
	char root[64], dir[80], identities[80]; // paths
	struct registry registry;
	int fds; // before it
};

// Folders without a file
void registry_rig_init(struct registry_rig *rig);
void registry_rig_open(struct registry_rig *rig);
void registry_rig_close(struct registry_rig *rig);
void registry_rig_finish(struct registry_rig *rig); // also checks that no descriptor is left

// As a person would
void registry_rig_write(struct registry_rig *rig, const char *name, const char *text);
void registry_rig_unlink(struct registry_rig *rig, const char *name);
// What the registry has of each VM is what its file says
void registry_rig_check(struct registry_rig *rig);

#endif
