// SPDX-License-Identifier: MIT
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What each target has: it takes any bytes, and aborts if our code did what it
 * promises not to do. libFuzzer calls it, or replay.c with files of the corpus.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Abort unless true, also where assert() would be compiled out
void fuzz_must(bool is_true);

#endif
