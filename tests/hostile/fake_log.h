// SPDX-License-Identifier: MIT
#ifndef TESTS_HOSTILE_FAKE_LOG_H
#define TESTS_HOSTILE_FAKE_LOG_H

/*
 * common/log.h that counts lines and writes none, linked before the real one: what a
 * guest makes us log is bounded, and a test can see it.
 */

// Errors and infos so far
unsigned long fake_log_lines(void);

#endif
