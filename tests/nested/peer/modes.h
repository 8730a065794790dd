// SPDX-License-Identifier: MIT
#ifndef TESTS_NESTED_PEER_MODES_H
#define TESTS_NESTED_PEER_MODES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the peer can be told to do, each in mode_<noun>.c. args are the words after the
 * mode's name, ended by NULL. A mode returns whether it could do what it is for; what
 * came of it is for the outside to judge.
 */

struct puppet;

struct mode {
	const char *name, *args, *text; // args and text for --help
	bool (*run)(struct puppet *puppet, char *const *args);
};

extern const struct mode modes[]; // ended by a name of NULL
const struct mode *modes_find(const char *name); // or NULL

// The next word as a number, and go on to the one after it; other if there is none
uint32_t modes_number(char *const **args, uint32_t other);
// Whether the only word is this one, or there is none
bool modes_wants(char *const *args, const char *word);

bool mode_burn(struct puppet *puppet, char *const *args);
bool mode_churn(struct puppet *puppet, char *const *args);
bool mode_good(struct puppet *puppet, char *const *args);
bool mode_many_flood(struct puppet *puppet, char *const *args);
bool mode_many_windows(struct puppet *puppet, char *const *args);
bool mode_mutate(struct puppet *puppet, char *const *args);
bool mode_pages_double(struct puppet *puppet, char *const *args);
bool mode_pages_foreign(struct puppet *puppet, char *const *args);
bool mode_pages_revoked(struct puppet *puppet, char *const *args);
bool mode_ring_frozen(struct puppet *puppet, char *const *args);
bool mode_ring_half(struct puppet *puppet, char *const *args);
bool mode_ring_indices(struct puppet *puppet, char *const *args);
bool mode_storm(struct puppet *puppet, char *const *args);

#endif
