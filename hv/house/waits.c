// SPDX-License-Identifier: MIT
#include "hv/house/waits.h"

#include <string.h>

#define SPARE 10000 // ms, so that a state's own time-out comes first and says more

static size_t count_of(const struct waits *waits, enum role who) {
	size_t count = 0;
	for (size_t i = 0; i < waits->count; i++) {
		count += waits->list[i].who == who ? 1 : 0;
	}
	return count;
}

bool waits_add(struct waits *waits, const struct wait *wait) {
	if (waits->count == WAITS_MAX || count_of(waits, wait->who) >= WAITS_EACH_MAX) {
		return false;
	}
	waits->list[waits->count++] = *wait;
	return true;
}

void waits_remove(struct waits *waits, size_t index) {
	struct wait *gone = &waits->list[index];
	waits->count--;
	memmove(gone, gone + 1, (waits->count - index) * sizeof(*gone));
}

void waits_forget(struct waits *waits, enum role who, uint64_t serial) {
	for (size_t i = waits->count; i-- > 0;) {
		if (waits->list[i].who == who && waits->list[i].serial == serial) {
			waits_remove(waits, i);
		}
	}
}

void waits_forget_all(struct waits *waits, enum role who) {
	for (size_t i = waits->count; i-- > 0;) {
		if (waits->list[i].who == who) {
			waits_remove(waits, i);
		}
	}
}

bool waits_has(const struct waits *waits, const struct tenant *tenant) {
	for (size_t i = 0; i < waits->count; i++) {
		if (waits->list[i].tenant == tenant) {
			return true;
		}
	}
	return false;
}

uint64_t waits_deadline(const struct waits *waits) {
	uint64_t deadline = WAITS_NO_DEADLINE;
	for (size_t i = 0; i < waits->count; i++) {
		if (waits->list[i].deadline < deadline) {
			deadline = waits->list[i].deadline;
		}
	}
	return deadline;
}

uint64_t waits_time(enum vm_event wish) {
	switch (wish) {
	case VM_WANT_START: // perhaps after its end, if it is to come up again
		return VM_STOP_TIMEOUT + VM_END_TIMEOUT + VM_NEEDS_TIMEOUT + VM_BUILD_TIMEOUT +
			VM_BOOT_TIMEOUT + SPARE;
	case VM_WANT_STOP:
		return VM_STOP_TIMEOUT + VM_END_TIMEOUT + SPARE;
	case VM_WANT_KILL:
		return 2 * VM_END_TIMEOUT + SPARE;
	default:
		return VM_PAUSE_TIMEOUT + SPARE;
	}
}
