// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_DATA_DIRS_H
#define TESTS_LIB_DATA_DIRS_H

/*
 * A home and a system's folder of data of a test's own, which the environment names.
 */

struct data_dirs {
	char root[64]; // with home/ and system/ in it
};

void data_dirs_init(struct data_dirs *dirs);
void data_dirs_finish(struct data_dirs *dirs); // all of it is removed
// path is below root, and so are the folders that it needs
void data_dirs_write(const struct data_dirs *dirs, const char *path, const char *text);
void data_dirs_remove(const struct data_dirs *dirs, const char *path);

#endif
