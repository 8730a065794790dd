// SPDX-License-Identifier: MIT
#ifndef HV_XEN_XEN_OPTIONS_H
#define HV_XEN_XEN_OPTIONS_H

#include <stdbool.h>

#include "hv/hvd_options.h"

// The command line of mamparo-hvd-xen, which hvd writes

struct xen_options {
	enum role role; // xen or worker
	const char *state; // a folder: see volume.h, and kernels/, of which kernel.h tells
	bool pv; // also domains that could be PVH
};

enum xen_options_result {
	XEN_OPTIONS_RUN,
	XEN_OPTIONS_DONE, // what was asked for has been printed
	XEN_OPTIONS_BAD, // and why has been said
};

enum xen_options_result xen_options_parse(struct xen_options *options, int argc, char *argv[]);

#endif
