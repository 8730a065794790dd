// SPDX-License-Identifier: MIT
#include "compositor/edge/audit.h"

#include <stdbool.h>
#include <stddef.h>

#include "common/log.h"
#include "common/loop.h"

static bool may_log(struct audit *audit, uint64_t now) {
	if (audit->since == 0 || now - audit->since >= AUDIT_PERIOD * LOOP_NS_PER_MS) {
		if (audit->more > 0) {
			log_error("guest %s: %u more", audit->guest, audit->more);
		}
		*audit = (struct audit){.guest = audit->guest, .since = now};
	}
	if (audit->lines == AUDIT_LINES) {
		audit->more++;
		return false;
	}
	audit->lines++;
	return true;
}

void audit_info(struct audit *audit, const char *text, uint64_t now) {
	if (may_log(audit, now)) {
		log_info("guest %s: %s", audit->guest, text);
	}
}

void audit_fault(struct audit *audit, const char *what, const char *reason, uint64_t now) {
	if (may_log(audit, now)) {
		log_error("guest %s: %s%s%s", audit->guest, what != NULL ? what : "",
			what != NULL ? ": " : "", reason);
	}
}
