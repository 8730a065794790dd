// SPDX-License-Identifier: MIT
#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"

bool mode_burn(struct puppet *puppet, char *const *args) {
	while (!outside_is_over()) {
	}
	return true;
}
