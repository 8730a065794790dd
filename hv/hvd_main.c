// SPDX-License-Identifier: MIT
#include <errno.h>
#include <pwd.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/child.h"
#include "hv/control_process.h"
#include "hv/hvd_options.h"
#include "hv/parent.h"

#define EXIT_USAGE 2

static bool run_parent(const struct hvd_options *options) {
	const char *arguments[] = {"--user", options->user, NULL};
	const char *xen_arguments[] = {
		"--state", options->state, options->pv ? "--pv" : NULL, NULL};
	const struct parent_options parent_options = {
		.without = 1u << ROLE_PEER, // this program has no part for it
		.definitions = options->definitions,
		.state = options->state,
		.run = options->run,
		.group = options->group,
		.arguments = arguments,
		.xen_program = options->xen_program,
		.xen_arguments = xen_arguments,
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

static bool run_control(const struct hvd_options *options) {
	errno = 0;
	const struct passwd *user = getpwnam(options->user);
	if (user == NULL) {
		errno = errno != 0 ? errno : ENOENT;
		log_errno("the user %s", options->user);
		return false;
	}
	return control_process_run(CHILD_SOCKET, user->pw_uid, user->pw_gid);
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
	bool good = options.role == ROLES ? run_parent(&options) : run_control(&options);
	return good ? 0 : 1;
}
