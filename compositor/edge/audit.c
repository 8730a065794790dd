// SPDX-License-Identifier: MIT
#include "compositor/edge/audit.h"

#include <stddef.h>

#include "common/log.h"
#include "common/loop.h"

static void begin_period(struct audit *audit, const char *guest, uint64_t now) {
	if (audit->more > 0) {
		log_error("guest %s: %u more", guest, audit->more);
	}
	*audit = (struct audit){.since = now};
}

void audit_log(struct audit *audit, const struct audit_line *line, uint64_t now) {
	if (audit->since == 0 || now - audit->since >= AUDIT_PERIOD * LOOP_NS_PER_MS) {
		begin_period(audit, line->guest, now);
	}
	if (audit->lines == AUDIT_LINES) {
		audit->more++;
		return;
	}
	audit->lines++;
	if (!line->fault) {
		log_info("guest %s: %s", line->guest, line->reason);
	} else if (line->what != NULL) {
		log_error("guest %s: %s: %s", line->guest, line->what, line->reason);
	} else {
		log_error("guest %s: %s", line->guest, line->reason);
	}
}
