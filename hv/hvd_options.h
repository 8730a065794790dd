// SPDX-License-Identifier: MIT
#ifndef HV_HVD_OPTIONS_H
#define HV_HVD_OPTIONS_H

#include <stdbool.h>

#include "hv/process/role.h"

// The command line of mamparo-hvd

#define HVD_OPTIONS_BOOT_MAX 86400
#define HVD_OPTIONS_CONSOLE_USER "mamparo-hvd-console"
#define HVD_OPTIONS_DEFINITIONS "/etc/mamparo/vm"
#define HVD_OPTIONS_GROUP "mamparo-admin"
#define HVD_OPTIONS_PEER_USER "mamparo-hvd-peer"
#define HVD_OPTIONS_RUN_DIR "/run/mamparo-hvd"
#define HVD_OPTIONS_STATE "/var/lib/mamparo-hvd"
#define HVD_OPTIONS_USER "mamparo-hvd"
#define HVD_OPTIONS_XEN_GROUP "mamparo-xen"
#define HVD_OPTIONS_XENSTORE "/run/mamparo-hvd-xenstore/socket"

struct hvd_options {
	enum role role; // ROLES: the parent
	const char *definitions, *run, *state; // folders
	const char *group; // whose members may ask; NULL: root alone
	// Of the processes that need not be root: of that with the users' socket, of that with
	// the links, and of that with the consoles, so that none can do anything to another
	const char *user, *peer_user, *console_user;
	const char *xen_group; // of that one with links, whose devices of Xen are
	const char *xenstore; // a socket, for the same; NULL: xenstored's own
	const char *agents; // a folder with sockets of agents; NULL: they are at vchans
	const char *xen_program; // a path
	unsigned boot; // seconds that a VM may take for its agent's word; 0: as ever
	bool pv; // all domains
};

enum hvd_options_result {
	HVD_OPTIONS_RUN,
	HVD_OPTIONS_DONE, // what was asked for has been printed
	HVD_OPTIONS_BAD, // and why has been said
};

enum hvd_options_result hvd_options_parse(struct hvd_options *options, int argc, char *argv[]);

#endif
