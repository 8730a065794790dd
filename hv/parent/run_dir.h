// SPDX-License-Identifier: MIT
#ifndef HV_PARENT_RUN_DIR_H
#define HV_PARENT_RUN_DIR_H

#include <stdbool.h>

/*
 * The folder of what lasts as long as the machine runs: that there is one hvd, the socket
 * for users, and whether what starts with the machine has been started.
 */

#define RUN_DIR_SOCKET "hvd.socket"

struct run_dir {
	int dir, lock;
	int listener; // of users
};

/*
 * The folder is made if it is not there. group: whose members may connect beside root;
 * NULL: nobody. False, and a log line: it cannot be had, or another hvd has it; then there
 * is nothing to finish.
 */
bool run_dir_init(struct run_dir *run, const char *path, const char *group);
// What was started stays so for the next hvd
void run_dir_finish(struct run_dir *run);

bool run_dir_is_started(const struct run_dir *run);
void run_dir_set_started(const struct run_dir *run);

#endif
