// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_FOLDER_H
#define TESTS_LIB_FOLDER_H

#include <sys/types.h>

// A file of a test's folder, with that text and those permissions
void folder_write(int dir, const char *file, const char *text, mode_t mode);
// Removes what is there, and says how many files and empty folders that were
int folder_clear(int dir);

#endif
