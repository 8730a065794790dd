// SPDX-License-Identifier: MIT
#ifndef HV_VM_UUID_H
#define HV_VM_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/vm/vm.h"

/*
 * A VM's uuid as a word: 32 hexadecimal digits, so that it can be a file's name.
 */

#define UUID_TEXT_SIZE (2 * VM_UUID_SIZE + 1) // bytes, with the terminator

void uuid_text(const uint8_t uuid[static VM_UUID_SIZE], char text[static UUID_TEXT_SIZE]);
// False if that is not exactly what uuid_text() writes
bool uuid_parse(const char *text, uint8_t uuid[static VM_UUID_SIZE]);

#endif
