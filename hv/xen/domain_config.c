// SPDX-License-Identifier: MIT
#include "hv/xen/domain_config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/xen/domain_limits.h"

#define KIB 1024u // in a MiB
#define WORDS_SIZE 2048 // bytes of a kernel's command line; Linux takes no more
#define WORDS "console=hvc0 quiet net.ifnames=0"
#define PCI_WORDS " iommu=soft" // else a PV kernel gives devices addresses that are not there
#define LOCAL_MAC 0x02 // the first byte of an address that nobody sells
#define DOM0 0

struct class_row {
	uint32_t grant_frames, maptrack_frames;
	bool driver; // serves devices to other domains
};

static const struct class_row classes[DEFINITION_CLASSES] = {
	[DEFINITION_APP] = {DOMAIN_APP_GRANT_FRAMES, DOMAIN_APP_MAPTRACK_FRAMES, false},
	[DEFINITION_GUI] = {DOMAIN_GUI_GRANT_FRAMES, DOMAIN_GUI_MAPTRACK_FRAMES, false},
	[DEFINITION_SERVICE] = {DOMAIN_SERVICE_GRANT_FRAMES, DOMAIN_SERVICE_MAPTRACK_FRAMES, true},
	[DEFINITION_STANDALONE] = {DOMAIN_APP_GRANT_FRAMES, DOMAIN_APP_MAPTRACK_FRAMES, false},
	[DEFINITION_TEMPLATE] = {DOMAIN_APP_GRANT_FRAMES, DOMAIN_APP_MAPTRACK_FRAMES, false},
};

static bool set_text(char **dst, const char *text) {
	*dst = text[0] != '\0' ? strdup(text) : NULL;
	return *dst != NULL || text[0] == '\0';
}

// Text that grows; once it does not fit it stays so
struct words {
	char text[WORDS_SIZE];
	size_t len;
};

static __attribute__((format(printf, 2, 3))) void add_words(
	struct words *words, const char *format, ...) {
	va_list args;
	va_start(args, format);
	size_t room = words->len < sizeof(words->text) ? sizeof(words->text) - words->len : 0;
	int len = vsnprintf(words->text + sizeof(words->text) - room, room, format, args);
	va_end(args);
	words->len += len > 0 ? (size_t)len : 0;
}

// A VM finds its volumes by their names, and knows its own
static void make_words(struct words *words, const struct domain_plan *plan) {
	*words = (struct words){0};
	add_words(words, WORDS "%s", plan->build->pci_count > 0 ? PCI_WORDS : "");
	if (plan->kernel->words[0] != '\0') {
		add_words(words, " %s", plan->kernel->words);
	}
	add_words(words, " systemd.hostname=%s", plan->build->vm);
	for (size_t i = 0; i < plan->disks->count; i++) {
		const struct volume_disk *disk = &plan->disks->disks[i];
		if (disk->writable) {
			add_words(words, " mamparo.volume=%s:%s", disk->name, disk->vdev);
		}
	}
}

// Xen gives PCI devices only to PV domains, without a device model
static libxl_domain_type type_of(const struct domain_plan *plan) {
	bool pv = plan->pv || plan->build->pci_count > 0;
	return pv ? LIBXL_DOMAIN_TYPE_PV : LIBXL_DOMAIN_TYPE_PVH;
}

static bool fill_create(libxl_domain_create_info *info, const struct domain_plan *plan) {
	info->type = type_of(plan);
	memcpy(info->uuid.uuid, plan->build->uuid, VM_UUID_SIZE);
	libxl_defbool_set(&info->driver_domain, classes[plan->build->class].driver);
	return set_text(&info->name, plan->build->vm);
}

static bool fill_vcpus(libxl_domain_build_info *info, uint32_t count) {
	uint32_t size = (count + 7) / 8;
	info->max_vcpus = (int)count;
	info->avail_vcpus.map = calloc(size, 1);
	if (info->avail_vcpus.map == NULL) {
		return false;
	}
	info->avail_vcpus.size = size;
	for (uint32_t i = 0; i < count; i++) {
		info->avail_vcpus.map[i / 8] |= (uint8_t)(1u << i % 8);
	}
	return true;
}

static void fill_limits(libxl_domain_build_info *info, enum definition_class class) {
	info->max_grant_frames = classes[class].grant_frames;
	info->max_maptrack_frames = classes[class].maptrack_frames;
	info->max_grant_version = DOMAIN_GRANT_VERSION;
}

static bool fill_build(libxl_domain_build_info *info, const struct domain_plan *plan) {
	const struct message_build *build = plan->build;
	libxl_domain_build_info_init_type(info, type_of(plan));
	info->max_memkb = info->target_memkb = (uint64_t)build->memory * KIB;
	// Memory is set aside first, so that of several builds none fails half-way for it
	libxl_defbool_set(&info->claim_mode, true);
	if (build->pci_count > 0) {
		libxl_defbool_set(&info->u.pv.e820_host, true); // holes where its devices are
	}
	fill_limits(info, (enum definition_class)build->class);
	return fill_vcpus(info, build->vcpus) && set_text(&info->kernel, plan->kernel->image) &&
		set_text(&info->ramdisk, plan->kernel->initramfs);
}

// libxl believes every other domain that it serves a device as it should
static void set_trust(libxl_defbool *trusted, bool is_dom0) {
	libxl_defbool_set(trusted, is_dom0);
}

static bool fill_disk(libxl_device_disk *disk, const struct volume_disk *from) {
	libxl_device_disk_init(disk);
	disk->backend_domid = DOM0;
	disk->backend = LIBXL_DISK_BACKEND_PHY;
	disk->format = LIBXL_DISK_FORMAT_RAW;
	disk->readwrite = from->writable ? 1 : 0;
	set_trust(&disk->trusted, true);
	return set_text(&disk->pdev_path, from->device) && set_text(&disk->vdev, from->vdev);
}

static bool fill_disks(libxl_domain_config *config, const struct volume_set *set) {
	config->disks = calloc(set->count, sizeof(config->disks[0]));
	if (config->disks == NULL && set->count > 0) {
		return false;
	}
	for (size_t i = 0; i < set->count; i++) {
		config->num_disks++;
		if (!fill_disk(&config->disks[i], &set->disks[i])) {
			return false;
		}
	}
	return true;
}

// The same at each start, and another for each VM
static void make_mac(libxl_mac mac, const uint8_t uuid[static VM_UUID_SIZE]) {
	mac[0] = LOCAL_MAC;
	memcpy(mac + 1, uuid + VM_UUID_SIZE - (sizeof(libxl_mac) - 1), sizeof(libxl_mac) - 1);
}

static bool fill_nic(libxl_domain_config *config, const struct message_build *build) {
	if (build->netvm[0] == '\0') {
		return true;
	}
	config->nics = calloc(1, sizeof(config->nics[0]));
	if (config->nics == NULL) {
		return false;
	}
	config->num_nics = 1;
	libxl_device_nic *nic = &config->nics[0];
	libxl_device_nic_init(nic);
	nic->nictype = LIBXL_NIC_TYPE_VIF;
	make_mac(nic->mac, build->uuid);
	set_trust(&nic->trusted, false);
	return set_text(&nic->backend_domname, build->netvm);
}

static void fill_pci(libxl_device_pci *pci, uint32_t address) {
	libxl_device_pci_init(pci);
	pci->domain = (int)(address >> 16);
	pci->bus = (uint8_t)(address >> 8);
	pci->dev = (uint8_t)(address >> 3 & 0x1f);
	pci->func = (uint8_t)(address & 7);
	pci->permissive = false; // registers that could harm others stay dom0's
	pci->seize = true; // from dom0's driver, if it has one
}

static bool fill_pcis(libxl_domain_config *config, const struct message_build *build) {
	config->pcidevs = calloc(build->pci_count, sizeof(config->pcidevs[0]));
	if (config->pcidevs == NULL && build->pci_count > 0) {
		return false;
	}
	config->num_pcidevs = (int)build->pci_count;
	for (uint32_t i = 0; i < build->pci_count; i++) {
		fill_pci(&config->pcidevs[i], build->pci[i]);
	}
	return true;
}

// hvd says what becomes of a domain, and nobody else
static void fill_ends(libxl_domain_config *config) {
	libxl_action_on_shutdown *const ends[] = {&config->on_poweroff, &config->on_reboot,
		&config->on_watchdog, &config->on_crash, &config->on_soft_reset};
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		*ends[i] = LIBXL_ACTION_ON_SHUTDOWN_PRESERVE;
	}
}

const char *domain_config_fill(libxl_domain_config *config, const struct domain_plan *plan) {
	struct words words;
	make_words(&words, plan);
	if (words.len >= sizeof(words.text)) {
		return "there are too many words for its kernel";
	}
	fill_ends(config);
	bool filled = fill_create(&config->c_info, plan) && fill_build(&config->b_info, plan) &&
		set_text(&config->b_info.cmdline, words.text) && fill_disks(config, plan->disks) &&
		fill_nic(config, plan->build) && fill_pcis(config, plan->build);
	return filled ? NULL : "out of memory";
}
