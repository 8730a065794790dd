// SPDX-License-Identifier: MIT
#ifndef HV_FILE_H
#define HV_FILE_H

#include <stdbool.h>

/*
 * Files and folders by which hvd knows what VMs there are, and which is which: whoever can
 * write to them owns the machine.
 */

struct stat;

// Whether it is root's or ours, and nobody else may write to it. False with errno, EPERM if
// it is not so. stat is of it unless it could not be had.
bool file_is_ours(int fd, struct stat *stat);

// Keeps errno, for the end of something that has failed; -1 is fine
void file_close(int fd);

#endif
