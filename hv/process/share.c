// SPDX-License-Identifier: MIT
#include "hv/process/share.h"

#include <assert.h>

bool share_may(size_t most, size_t all, size_t own) {
	assert(own <= all && all <= most);
	return own < (most - (all - own)) / 2;
}
