// SPDX-License-Identifier: MIT
#ifndef HV_DEFINITION_DEFINITION_KEY_H
#define HV_DEFINITION_DEFINITION_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/definition/definition.h"

/*
 * The keys of a definition, as one table: the parser, the commands and the test of the
 * man page go by it.
 */

enum definition_kind { // sorted
	DEFINITION_KIND_BOOL, // yes or no
	DEFINITION_KIND_CLASS,
	DEFINITION_KIND_COLOUR,
	DEFINITION_KIND_KERNEL,
	DEFINITION_KIND_NAME, // of a VM
	DEFINITION_KIND_NAMES, // of VMs
	DEFINITION_KIND_NUMBER,
	DEFINITION_KIND_PCI, // addresses, each DDDD:BB:DD.F or BB:DD.F
	DEFINITION_KIND_VOLUMES, // each NAME:SIZE
	DEFINITION_KIND_WORDS, // each by the rule of names
};

// Lists have white space between their elements
struct definition_row {
	const char *name;
	enum definition_kind kind;
	size_t offset; // of the member, in struct definition
	size_t count_offset; // of its count, if it is a list
	size_t count_max; // elements of a list
	uint32_t min, max; // of a number, or of the size of a volume
	const char *preset; // what holds without the key, as in a file; NULL: nothing
	unsigned may, must; // classes that may and must have it, bits 1 << enum definition_class
	const char *help; // what it is, with its unit; a part of a sentence
};

const struct definition_row *definition_key_row(enum definition_key key);
// False if there is no such key
bool definition_key_find(const char *name, enum definition_key *key);

#endif
