// SPDX-License-Identifier: MIT
#ifndef HV_DEFINITION_DEFINITION_H
#define HV_DEFINITION_DEFINITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/vm/name.h"
#include "protocol/colour.h"

/*
 * What one VM is, as its file says it, see mamparo.vm(5): plain values, all of them in
 * their ranges. The file is NAME.conf and has no key for the name: it would be a second
 * place for the same fact, and two files could claim one name.
 */

#define DEFINITION_FILE_MAX 65536 // bytes
#define DEFINITION_KERNEL_MAX 64 // bytes, with the terminator
#define DEFINITION_MEMORY_MIN 32 // MiB
#define DEFINITION_MEMORY_MAX 1048576
#define DEFINITION_VCPUS_MAX 64
#define DEFINITION_VOLUME_MAX 16777216 // MiB of one
#define DEFINITION_DEPENDS_MAX 16
#define DEFINITION_FEATURES_MAX 16
#define DEFINITION_PCI_MAX 16
#define DEFINITION_VOLUMES_MAX 8
#define DEFINITION_NEEDS_MAX (DEFINITION_DEPENDS_MAX + 1)

enum definition_class { // sorted
	DEFINITION_APP, // root from a template and back to that at each start
	DEFINITION_GUI, // the one that has display and input devices
	DEFINITION_SERVICE, // works for other VMs: network, storage
	DEFINITION_STANDALONE, // root of its own, which it may change
	DEFINITION_TEMPLATE, // has the root that others start from
	DEFINITION_CLASSES, // how many there are
};

// The keys of a file, in the order of the table in definition_key.c
enum definition_key { // sorted
	DEFINITION_KEY_AUTOSTART,
	DEFINITION_KEY_CLASS,
	DEFINITION_KEY_DEPENDS,
	DEFINITION_KEY_FEATURES,
	DEFINITION_KEY_KERNEL,
	DEFINITION_KEY_LABEL,
	DEFINITION_KEY_MEMORY,
	DEFINITION_KEY_NETVM,
	DEFINITION_KEY_PCI,
	DEFINITION_KEY_TEMPLATE,
	DEFINITION_KEY_VCPUS,
	DEFINITION_KEY_VOLUMES,
	DEFINITION_KEYS, // how many there are
};

struct definition_pci {
	uint16_t domain;
	uint8_t bus, device, function;
};

struct definition_volume {
	char name[NAME_SIZE]; // within the VM, no path
	uint32_t size; // MiB
};

// Every text is terminated; "" says that there is none. No list has an element twice.
struct definition {
	char name[NAME_SIZE]; // the VM's
	enum definition_class class;
	char label[COLOUR_NAME_MAX]; // a name of protocol/colour.h; "": it shows no windows
	char template[NAME_SIZE]; // the VM whose root it starts from; always if it is an app
	uint32_t memory; // MiB
	uint32_t vcpus;
	char kernel[DEFINITION_KERNEL_MAX]; // in dom0, no path; "": its template's, or else
					    // dom0's default
	char netvm[NAME_SIZE]; // the VM that is its only way to a network; "": it has none
	struct definition_volume volumes[DEFINITION_VOLUMES_MAX];
	size_t volume_count;
	struct definition_pci pci[DEFINITION_PCI_MAX]; // with any, it has to be PV
	size_t pci_count;
	bool autostart; // with the machine
	char depends[DEFINITION_DEPENDS_MAX][NAME_SIZE]; // VMs that have to run before it
	size_t depend_count;
	char features[DEFINITION_FEATURES_MAX][NAME_SIZE];
	size_t feature_count;
	unsigned lines[DEFINITION_KEYS]; // where each was set, from 1; 0: the default holds
};

struct definition_errors;

/*
 * Read a whole file; any bytes are fine. Every fault of it is added to errors. False if
 * there was one: then the VM is not to be started, and the definition has what was good.
 */
bool definition_parse(struct definition *definition, const char *name, const char *text, size_t len,
	struct definition_errors *errors);

// The VMs that have to run before this one starts, each once; the names are borrowed from
// the definition. Returns how many.
size_t definition_needs(
	const struct definition *definition, const char *needs[DEFINITION_NEEDS_MAX]);

// As it stands in a file
const char *definition_class_name(enum definition_class class);
bool definition_class_find(const char *name, enum definition_class *class);

#endif
