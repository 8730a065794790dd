// SPDX-License-Identifier: MIT
#include "hv/definition/definition_errors.h"

#include <stdarg.h>
#include <stdio.h>

void definition_errors_add(
	struct definition_errors *errors, unsigned line, const char *format, ...) {
	if (errors->count++ >= DEFINITION_ERRORS_MAX) {
		return;
	}
	struct definition_error *error = &errors->list[errors->count - 1];
	error->line = line;
	va_list args;
	va_start(args, format);
	vsnprintf(error->reason, sizeof(error->reason), format, args);
	va_end(args);
	for (char *c = error->reason; *c != '\0'; c++) {
		*c = *c < ' ' || *c > '~' ? '?' : *c;
	}
}

size_t definition_errors_kept(const struct definition_errors *errors) {
	return errors->count < DEFINITION_ERRORS_MAX ? errors->count : DEFINITION_ERRORS_MAX;
}
