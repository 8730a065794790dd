// SPDX-License-Identifier: MIT
#include "tests/nested/peer/modes.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// Sorted
const struct mode modes[] = {
	{"burn", "", "keep a processor busy, without a link", mode_burn},
	{"churn", "[COUNT]", "connect, show a window and be killed; again", mode_churn},
	{"double", "", "one page twice in a pool", mode_pages_double},
	{"flood", "", "good records as fast as they are read", mode_many_flood},
	{"foreign", "", "pools of references that are no grants to the GUI domain",
		mode_pages_foreign},
	{"frozen", "[mute|quiet|talk]", "never read the ring", mode_ring_frozen},
	{"good", "[SIDE [RRGGBB [RATE [TITLE]]]]", "a window, and each input event told",
		mode_good},
	{"half", "", "half a record, and no more", mode_ring_half},
	{"indices", "[FIRST [COUNT]]", "lies in the ring's page", mode_ring_indices},
	{"mutate", "[SEED [COUNT]]", "good sessions with one fault each", mode_mutate},
	{"revoked", "", "pages that are shared no more", mode_pages_revoked},
	{"storm", "[empty|byte|full]", "events as fast as Xen takes them", mode_storm},
	{"windows", "[COUNT]",
		"one more at a time than there may be, then so many one after the other",
		mode_many_windows},
	{NULL},
};

const struct mode *modes_find(const char *name) {
	for (const struct mode *mode = modes; mode->name != NULL; mode++) {
		if (strcmp(mode->name, name) == 0) {
			return mode;
		}
	}
	return NULL;
}

uint32_t modes_number(char *const **args, uint32_t other) {
	return **args != NULL ? (uint32_t)strtoul(*(*args)++, NULL, 10) : other;
}

bool modes_wants(char *const *args, const char *word) {
	return args[0] == NULL || strcmp(args[0], word) == 0;
}
