// SPDX-License-Identifier: MIT
#include "hv/hvd_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"Usage: mamparo-hvd [OPTION...]\n"
	"\n"
	"Keep the virtual machines of this machine: start and end them, watch them, and answer\n"
	"mamparo(1). It runs in dom0, as root.\n"
	"\n"
	"      --definitions FOLDER  a file for each VM (default " HVD_OPTIONS_DEFINITIONS ")\n"
	"      --state FOLDER        what stays: volumes, images, kernels, which VM is which\n"
	"                            (default " HVD_OPTIONS_STATE ")\n"
	"      --run FOLDER          of the users' socket (default " HVD_OPTIONS_RUN_DIR ")\n"
	"      --group NAME          whose members may ask; '' is root alone (default\n"
	"                            " HVD_OPTIONS_GROUP ")\n"
	"      --user NAME           whom the process with that socket becomes (default\n"
	"                            " HVD_OPTIONS_USER ")\n"
	"      --peer-user NAME      whom the process with links to VMs becomes (default\n"
	"                            " HVD_OPTIONS_PEER_USER ")\n"
	"      --console-user NAME   whom the process with VMs' consoles becomes (default\n"
	"                            " HVD_OPTIONS_CONSOLE_USER ")\n"
	"      --xen-program FILE    what has libxl (default\n"
	"                            " MAMPARO_HVD_XEN ")\n"
	"      --xen-group NAME      whose Xen's devices are, for links to VMs (default\n"
	"                            " HVD_OPTIONS_XEN_GROUP ")\n"
	"      --xenstore SOCKET     for those links; '' is xenstored's own (default\n"
	"                            " HVD_OPTIONS_XENSTORE ")\n"
	"      --boot SECONDS        that a VM may take until its agent speaks (default 180)\n"
	"      --pv                  make all domains PV, also those that could be PVH\n"
	"  -h, --help                print this\n"
	"  -v, --version             print the version\n";

enum {
	OPTION_AGENTS = 256, // above every letter; of tests
	OPTION_BOOT,
	OPTION_CONSOLE_USER,
	OPTION_DEFINITIONS,
	OPTION_GROUP,
	OPTION_PEER_USER,
	OPTION_PV,
	OPTION_ROLE, // of those that hvd starts itself, see hv/process/child.h
	OPTION_RUN_DIR,
	OPTION_STATE,
	OPTION_USER,
	OPTION_XENSTORE,
	OPTION_XEN_GROUP,
	OPTION_XEN_PROGRAM,
};

static const struct option long_options[] = {
	{"agents", required_argument, NULL, OPTION_AGENTS},
	{"boot", required_argument, NULL, OPTION_BOOT},
	{"console-user", required_argument, NULL, OPTION_CONSOLE_USER},
	{"definitions", required_argument, NULL, OPTION_DEFINITIONS},
	{"group", required_argument, NULL, OPTION_GROUP},
	{"help", no_argument, NULL, 'h'},
	{"peer-user", required_argument, NULL, OPTION_PEER_USER},
	{"pv", no_argument, NULL, OPTION_PV},
	{"role", required_argument, NULL, OPTION_ROLE},
	{"run", required_argument, NULL, OPTION_RUN_DIR},
	{"state", required_argument, NULL, OPTION_STATE},
	{"user", required_argument, NULL, OPTION_USER},
	{"version", no_argument, NULL, 'v'},
	{"xen-group", required_argument, NULL, OPTION_XEN_GROUP},
	{"xen-program", required_argument, NULL, OPTION_XEN_PROGRAM},
	{"xenstore", required_argument, NULL, OPTION_XENSTORE},
	{0},
};

static enum hvd_options_result complain(const char *what) {
	fprintf(stderr, "mamparo-hvd: %s; see --help\n", what);
	return HVD_OPTIONS_BAD;
}

// It changes its folder never, but what it starts may
static enum hvd_options_result take_path(const char **path, const char *text) {
	*path = text;
	return text[0] == '/' ? HVD_OPTIONS_RUN : complain("a path has to be absolute");
}

static enum hvd_options_result take_role(struct hvd_options *options, const char *name) {
	bool ours = role_find(name, &options->role) && options->role != ROLE_XEN &&
		options->role != ROLE_WORKER;
	return ours ? HVD_OPTIONS_RUN : complain("no such role");
}

static enum hvd_options_result take_name(const char **to, const char *name) {
	*to = name;
	return name[0] != '\0' ? HVD_OPTIONS_RUN : complain("a name is empty");
}

static enum hvd_options_result take_seconds(unsigned *seconds, const char *text) {
	char *end;
	unsigned long value = strtoul(text, &end, 10);
	*seconds = (unsigned)value;
	bool good = text[0] >= '0' && text[0] <= '9' && *end == '\0' && value > 0 &&
		value <= HVD_OPTIONS_BOOT_MAX;
	return good ? HVD_OPTIONS_RUN : complain("--boot wants a number of seconds, up to a day");
}

static enum hvd_options_result take_xenstore(struct hvd_options *options, const char *path) {
	enum hvd_options_result result = HVD_OPTIONS_RUN;
	options->xenstore = NULL;
	if (path[0] != '\0') {
		result = take_path(&options->xenstore, path);
	}
	return result;
}

static enum hvd_options_result take(struct hvd_options *options, int option) {
	switch (option) {
	case OPTION_AGENTS:
		return take_path(&options->agents, optarg);
	case OPTION_BOOT:
		return take_seconds(&options->boot, optarg);
	case OPTION_CONSOLE_USER:
		return take_name(&options->console_user, optarg);
	case OPTION_DEFINITIONS:
		return take_path(&options->definitions, optarg);
	case OPTION_GROUP:
		options->group = optarg[0] != '\0' ? optarg : NULL;
		return HVD_OPTIONS_RUN;
	case OPTION_PEER_USER:
		return take_name(&options->peer_user, optarg);
	case OPTION_PV:
		options->pv = true;
		return HVD_OPTIONS_RUN;
	case OPTION_ROLE:
		return take_role(options, optarg);
	case OPTION_RUN_DIR:
		return take_path(&options->run, optarg);
	case OPTION_STATE:
		return take_path(&options->state, optarg);
	case OPTION_USER:
		return take_name(&options->user, optarg);
	case OPTION_XENSTORE:
		return take_xenstore(options, optarg);
	case OPTION_XEN_GROUP:
		return take_name(&options->xen_group, optarg);
	case OPTION_XEN_PROGRAM:
		return take_path(&options->xen_program, optarg);
	case 'h':
		fputs(usage, stdout);
		return HVD_OPTIONS_DONE;
	case 'v':
		puts("mamparo-hvd " MAMPARO_VERSION);
		return HVD_OPTIONS_DONE;
	default:
		return HVD_OPTIONS_BAD; // getopt has said why
	}
}

enum hvd_options_result hvd_options_parse(struct hvd_options *options, int argc, char *argv[]) {
	*options = (struct hvd_options){
		.role = ROLES,
		.definitions = HVD_OPTIONS_DEFINITIONS,
		.run = HVD_OPTIONS_RUN_DIR,
		.state = HVD_OPTIONS_STATE,
		.group = HVD_OPTIONS_GROUP,
		.user = HVD_OPTIONS_USER,
		.peer_user = HVD_OPTIONS_PEER_USER,
		.console_user = HVD_OPTIONS_CONSOLE_USER,
		.xen_group = HVD_OPTIONS_XEN_GROUP,
		.xenstore = HVD_OPTIONS_XENSTORE,
		.xen_program = MAMPARO_HVD_XEN,
	};
	int option;
	while ((option = getopt_long(argc, argv, "+hv", long_options, NULL)) != -1) {
		enum hvd_options_result result = take(options, option);
		if (result != HVD_OPTIONS_RUN) {
			return result;
		}
	}
	return optind < argc ? complain("it takes only options") : HVD_OPTIONS_RUN;
}
