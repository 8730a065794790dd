// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

void fuzz_must(bool is_true) {
	if (!is_true) {
		abort();
	}
}
