// SPDX-License-Identifier: MIT
#ifndef HV_DEFINITION_DEFINITION_VALUE_H
#define HV_DEFINITION_DEFINITION_VALUE_H

#include <stdbool.h>

#include "hv/definition/definition_errors.h"
#include "hv/definition/definition_key.h"

/*
 * From the text of one key to its value in a definition, by the key's row.
 */

// False: the text is no good and the definition is as it was. why has the reason; text of
// the value in it is not cleaned.
bool definition_value_set(struct definition *definition, const struct definition_row *row,
	const char *text, char why[DEFINITION_REASON_MAX]);
// Whether that may be the name of a kernel; looks at DEFINITION_KERNEL_MAX bytes at most
bool definition_value_is_kernel(const char *text);

#endif
