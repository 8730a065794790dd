// SPDX-License-Identifier: MIT
#include "hv/xen/xen_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"Usage: mamparo-hvd-xen --role ROLE [--state FOLDER] [--pv]\n"
	"\n"
	"The part of hvd that builds domains and watches them. hvd starts it.\n"
	"\n"
	"      --role ROLE     xen, or worker\n"
	"      --state FOLDER  where volumes, images and kernels are (default\n"
	"                      " HVD_OPTIONS_STATE ")\n"
	"      --pv            make all domains PV, also those that could be PVH\n"
	"  -h, --help          print this\n"
	"  -v, --version       print the version\n";

enum {
	OPTION_PV = 256, // above every letter
	OPTION_ROLE,
	OPTION_STATE,
};

static const struct option long_options[] = {
	{"help", no_argument, NULL, 'h'},
	{"pv", no_argument, NULL, OPTION_PV},
	{"role", required_argument, NULL, OPTION_ROLE},
	{"state", required_argument, NULL, OPTION_STATE},
	{"version", no_argument, NULL, 'v'},
	{0},
};

static enum xen_options_result complain(const char *what) {
	fprintf(stderr, "mamparo-hvd-xen: %s; see --help\n", what);
	return XEN_OPTIONS_BAD;
}

static enum xen_options_result take_role(struct xen_options *options, const char *name) {
	bool known = role_find(name, &options->role);
	return known && (options->role == ROLE_XEN || options->role == ROLE_WORKER)
		? XEN_OPTIONS_RUN
		: complain("--role wants xen or worker");
}

static enum xen_options_result take_state(struct xen_options *options, const char *folder) {
	options->state = folder;
	return folder[0] == '/' ? XEN_OPTIONS_RUN : complain("--state wants an absolute path");
}

static enum xen_options_result take(struct xen_options *options, int option) {
	switch (option) {
	case OPTION_PV:
		options->pv = true;
		return XEN_OPTIONS_RUN;
	case OPTION_ROLE:
		return take_role(options, optarg);
	case OPTION_STATE:
		return take_state(options, optarg);
	case 'h':
		fputs(usage, stdout);
		return XEN_OPTIONS_DONE;
	case 'v':
		puts("mamparo-hvd-xen " MAMPARO_VERSION);
		return XEN_OPTIONS_DONE;
	default:
		return XEN_OPTIONS_BAD; // getopt has said why
	}
}

enum xen_options_result xen_options_parse(struct xen_options *options, int argc, char *argv[]) {
	*options = (struct xen_options){.role = ROLES, .state = HVD_OPTIONS_STATE};
	int option;
	while ((option = getopt_long(argc, argv, "+hv", long_options, NULL)) != -1) {
		enum xen_options_result result = take(options, option);
		if (result != XEN_OPTIONS_RUN) {
			return result;
		}
	}
	if (optind < argc) {
		return complain("it takes only options");
	}
	return options->role < ROLES ? XEN_OPTIONS_RUN : complain("--role is needed");
}
