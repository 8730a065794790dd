// SPDX-License-Identifier: MIT
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/console/console.h"
#include "hv/control/control_process.h"
#include "hv/hvd_options.h"
#include "hv/parent/parent.h"
#include "hv/peer/peer.h"
#include "hv/process/child.h"

#define EXIT_USAGE 2
#define MS_PER_S 1000u

static bool run_parent(const struct hvd_options *options) {
	const char *xenstore = options->xenstore != NULL ? options->xenstore : "";
	const char *arguments[] = {"--user", options->user, "--peer-user", options->peer_user,
		"--console-user", options->console_user, "--xen-group", options->xen_group,
		"--xenstore", xenstore, options->agents != NULL ? "--agents" : NULL,
		options->agents, NULL};
	const char *xen_arguments[] = {
		"--state", options->state, options->pv ? "--pv" : NULL, NULL};
	const struct parent_options parent_options = {
		.definitions = options->definitions,
		.state = options->state,
		.run = options->run,
		.group = options->group,
		.arguments = arguments,
		.xen_program = options->xen_program,
		.xen_arguments = xen_arguments,
		.boot = options->boot * MS_PER_S,
	};
	struct loop *loop = loop_create();
	struct parent *parent = loop != NULL ? parent_create(loop, &parent_options) : NULL;
	bool good = parent != NULL;
	while (good && !parent_is_over(parent)) {
		good = loop_dispatch(loop, -1);
	}
	parent_destroy(parent);
	loop_destroy(loop);
	return good;
}

// NULL, and a log line, if there is none
static const struct passwd *find_user(const char *name) {
	errno = 0;
	const struct passwd *user = getpwnam(name);
	if (user == NULL) {
		errno = errno != 0 ? errno : ENOENT;
		log_errno("the user %s", name);
	}
	return user;
}

static bool run_control(const struct hvd_options *options) {
	const struct passwd *user = find_user(options->user);
	return user != NULL && control_process_run(CHILD_SOCKET, user->pw_uid, user->pw_gid);
}

static bool run_console(const struct hvd_options *options) {
	const struct passwd *user = find_user(options->console_user);
	return user != NULL && console_run(CHILD_SOCKET, user->pw_uid, user->pw_gid);
}

// Without that group there are no devices for who is not root
static gid_t find_group(const struct hvd_options *options, gid_t other) {
	const struct group *group = getgrnam(options->xen_group);
	if (group == NULL) {
		log_error("there is no group %s, so there are no links to VMs", options->xen_group);
	}
	return group != NULL ? group->gr_gid : other;
}

static bool run_peer(const struct hvd_options *options) {
	const struct passwd *user = find_user(options->peer_user);
	if (user == NULL) {
		return false;
	}
	if (options->xenstore != NULL && setenv("XENSTORED_PATH", options->xenstore, 1) != 0) {
		log_errno("cannot set the environment");
		return false;
	}
	uid_t uid = user->pw_uid;
	const struct peer_options peer = {.sock = CHILD_SOCKET, .agents = options->agents};
	return peer_run(&peer, uid, find_group(options, user->pw_gid));
}

static bool run(const struct hvd_options *options) {
	switch (options->role) {
	case ROLE_CONTROL:
		return run_control(options);
	case ROLE_CONSOLE:
		return run_console(options);
	case ROLE_PEER:
		return run_peer(options);
	default:
		return run_parent(options);
	}
}

int main(int argc, char *argv[]) {
	struct hvd_options options;
	log_init("mamparo-hvd", LOG_INFO);
	switch (hvd_options_parse(&options, argc, argv)) {
	case HVD_OPTIONS_DONE:
		return 0;
	case HVD_OPTIONS_BAD:
		return EXIT_USAGE;
	case HVD_OPTIONS_RUN:
		break;
	}
	return run(&options) ? 0 : 1;
}
