// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_FDS_H
#define TESTS_LIB_FDS_H

// Descriptors that this process has open, to see a leak
int fds_open(void);

#endif
