// SPDX-License-Identifier: MIT
#include "hv/definition/definition_key.h"

#include <string.h>

#define APP (1u << DEFINITION_APP)
#define GUI (1u << DEFINITION_GUI)
#define SERVICE (1u << DEFINITION_SERVICE)
#define STANDALONE (1u << DEFINITION_STANDALONE)
#define TEMPLATE (1u << DEFINITION_TEMPLATE)
#define RUN (APP | GUI | SERVICE | STANDALONE) // what is there to be run
#define ALL (RUN | TEMPLATE)

#define AT(member) .offset = offsetof(struct definition, member)
#define LIST(member, count, most) \
	AT(member), .count_offset = offsetof(struct definition, count), .count_max = most

// clang-format off
static const struct definition_row rows[] = { // sorted, as enum definition_key is
	{"autostart", DEFINITION_KIND_BOOL, AT(autostart), .preset = "no",
		.may = RUN, .help = "whether it starts with the machine"},
	{"class", DEFINITION_KIND_CLASS, AT(class),
		.may = ALL, .must = ALL, .help = "what kind of VM it is"},
	{"depends", DEFINITION_KIND_NAMES, LIST(depends, depend_count, DEFINITION_DEPENDS_MAX),
		.may = RUN, .help = "VMs that have to run before it starts"},
	{"features", DEFINITION_KIND_WORDS, LIST(features, feature_count, DEFINITION_FEATURES_MAX),
		.may = ALL, .help = "words for the programs in it"},
	{"kernel", DEFINITION_KIND_KERNEL, AT(kernel),
		.may = ALL, .help = "name of its kernel and initramfs in dom0"},
	{"label", DEFINITION_KIND_COLOUR, AT(label),
		.may = ALL & ~GUI, .must = APP | STANDALONE,
		.help = "colour of its windows' frames"},
	{"memory", DEFINITION_KIND_NUMBER, AT(memory),
		.min = DEFINITION_MEMORY_MIN, .max = DEFINITION_MEMORY_MAX, .preset = "1024",
		.may = ALL, .help = "memory, in MiB"},
	{"netvm", DEFINITION_KIND_NAME, AT(netvm),
		.may = ALL & ~GUI, .help = "service VM that is its only way to a network"},
	{"pci", DEFINITION_KIND_PCI, LIST(pci, pci_count, DEFINITION_PCI_MAX),
		.may = GUI | SERVICE | STANDALONE, .help = "PCI devices that are its own"},
	{"template", DEFINITION_KIND_NAME, AT(template),
		.may = APP | GUI | SERVICE, .must = APP, .help = "VM whose root it starts from"},
	{"vcpus", DEFINITION_KIND_NUMBER, AT(vcpus),
		.min = 1, .max = DEFINITION_VCPUS_MAX, .preset = "2",
		.may = ALL, .help = "virtual processors"},
	{"volumes", DEFINITION_KIND_VOLUMES, LIST(volumes, volume_count, DEFINITION_VOLUMES_MAX),
		.min = 1, .max = DEFINITION_VOLUME_MAX,
		.may = RUN, .must = STANDALONE, .help = "disks of its own, in MiB"},
};
// clang-format on

_Static_assert(sizeof(rows) / sizeof(rows[0]) == DEFINITION_KEYS, "a row for each key");

const struct definition_row *definition_key_row(enum definition_key key) {
	return &rows[key];
}

bool definition_key_find(const char *name, enum definition_key *key) {
	for (size_t i = 0; i < DEFINITION_KEYS; i++) {
		if (strcmp(rows[i].name, name) == 0) {
			*key = (enum definition_key)i;
			return true;
		}
	}
	return false;
}
