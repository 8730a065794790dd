// SPDX-License-Identifier: MIT
#ifndef HV_XEN_DOMAIN_CONFIG_H
#define HV_XEN_DOMAIN_CONFIG_H

#include <libxl.h>
#include <stdbool.h>

#include "hv/message/message.h"
#include "hv/xen/kernel.h"
#include "hv/xen/volume.h"

/*
 * What libxl is told of a domain that is to be built: its structs, filled from ours and
 * from tables. No text is parsed on the way.
 */

// All borrowed
struct domain_plan {
	const struct message_build *build; // a good one
	const struct kernel *kernel;
	const struct volume_set *disks;
	bool pv; // although it could be PVH
};

/*
 * config: by libxl_domain_config_init(), and the caller's to dispose of whatever comes of
 * it. NULL, or why it cannot be filled, in a constant text.
 */
const char *domain_config_fill(libxl_domain_config *config, const struct domain_plan *plan);

#endif
