// SPDX-License-Identifier: MIT
#ifndef TESTS_HV_STATE_FOLDER_H
#define TESTS_HV_STATE_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * A folder as hvd has it, in /tmp. Paths are within; folders on the way are made.
 */

extern char state_folder[]; // its own path

void state_folder_create(void);
void state_folder_remove(void); // with all that is in it

void state_folder_put(const char *path, const char *text);
void state_folder_link(const char *path, const char *to);
bool state_folder_has(const char *path);
off_t state_folder_size(const char *path); // of a file that is there
mode_t state_folder_mode(const char *path); // its permissions
ino_t state_folder_inode(const char *path);

#endif
