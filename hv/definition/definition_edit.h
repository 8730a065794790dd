// SPDX-License-Identifier: MIT
#ifndef HV_DEFINITION_DEFINITION_EDIT_H
#define HV_DEFINITION_DEFINITION_EDIT_H

#include <stddef.h>

#include "hv/definition/definition_key.h"

/*
 * Change one key in the text of a definition. Every other byte stays as a person or a
 * program has written it: comments, order, empty lines, line ends, faults.
 */

/*
 * The text with that key set to that value, where it stood or else at the end; if it stood
 * there twice, once. value NULL: without the key. The result has *len bytes and no
 * terminator and is the caller's to free. Whether the value is a good one for the key
 * only definition_parse() tells.
 *
 * NULL with errno: EINVAL if the value cannot stand in a line, EFBIG if the text would be
 * too large, ENOMEM.
 */
char *definition_edit(const char *text, size_t *len, enum definition_key key, const char *value);

#endif
