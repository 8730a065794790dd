// SPDX-License-Identifier: MIT
#ifndef TESTS_BENCH_DECOY_H
#define TESTS_BENCH_DECOY_H

#include <stdint.h>

/*
 * Counts what the compositor reads of its guests, from outside: it is preloaded. Where
 * pages of a guest are mapped the compositor gets a decoy that may not be read, and only
 * the images that pixman is given are of the real pages. So
 *   - what pixman composes from guests' pages is counted by the area it draws;
 *   - whatever else reads a guest's page, in whatever way, faults and is counted, by the
 *     page; then it is shown what the page holds until pixman composes, or the guest says
 *     something, the next time;
 *   - bytes through rings are counted as libxenvchan moves them.
 *
 * DECOY_SCREEN is the size of the output, WIDTHxHEIGHT. $XDG_RUNTIME_DIR/decoy holds the
 * counts from the first map on.
 */
#define DECOY_FILE "decoy"

struct decoy_counts {
	uint64_t ring_read, ring_written; // bytes
	uint64_t mapped; // bytes of pages, all that ever were
	uint64_t read; // bytes of pages, outside of composing
	uint64_t composed; // bytes, to images of the output's size
	uint64_t composed_elsewhere; // bytes, to others
	uint64_t composings; // times, to images of the output's size
};

#endif
