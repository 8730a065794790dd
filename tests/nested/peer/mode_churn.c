// SPDX-License-Identifier: MIT
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"
#include "tests/nested/peer/puppet.h"

#define TIMES 20
#define SIDE 200
#define COLOUR 0x30a0a0

// A program that has a window, and is killed
static void live_and_die(struct puppet *puppet) {
	struct puppet_pool pool;
	if (!puppet_open(puppet) || !puppet_show(puppet, &pool, SIDE, COLOUR)) {
		_exit(1);
	}
	outside_say("mapped");
	kill(getpid(), SIGKILL);
}

bool mode_churn(struct puppet *puppet, char *const *args) {
	uint32_t times = modes_number(&args, TIMES), killed = 0;
	for (uint32_t i = 0; i < times && !outside_is_over(); i++) {
		pid_t pid = fork();
		int status = 0;
		if (pid == 0) {
			live_and_die(puppet);
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status)) {
			break;
		}
		killed++;
	}
	outside_tell("churned", "\"times\":%u", killed);
	return killed > 0;
}
