// SPDX-License-Identifier: MIT
#ifndef HV_DEFINITION_FILE_H
#define HV_DEFINITION_FILE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Files and folders by which hvd knows what VMs there are, and which is which: whoever can
 * write to them owns the machine.
 */

struct stat;

// Whether it is root's or ours, and nobody else may write to it. False with errno, EPERM if
// it is not so. stat is of it unless it could not be had.
bool file_is_ours(int fd, struct stat *stat);

/*
 * A folder for which that is so, the caller's to close; a link is not followed. The second
 * makes it first if it is not there. -1 with errno.
 */
int file_open_folder(const char *path);
int file_make_folder(const char *path, mode_t mode);

// Bytes of a regular file; -1 with errno, EINVAL if it is none
off_t file_size(int fd);

// Keeps errno, for the end of something that has failed; -1 is fine
void file_close(int fd);

#endif
