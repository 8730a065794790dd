// SPDX-License-Identifier: MIT
#include "hv/xen/domain_config.h"

#include <stdio.h>
#include <string.h>

#include "hv/xen/domain_limits.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

/*
 * Field by field, in the structs of the real libxl.
 */

#define WORDS "console=hvc0 quiet net.ifnames=0"

static struct message message;
static struct message_build *build;
static struct kernel kernel;
static struct volume_set disks;
static struct domain_plan plan;
static libxl_domain_config config;

static void setup(void) {
	messages_example(&message, MESSAGE_TYPE_build, -1);
	build = &message.body.build;
	build->class = DEFINITION_APP;
	build->memory = 512;
	build->vcpus = 2;
	build->pci_count = 0;
	memset(build->pci, 0, sizeof(build->pci));
	memset(build->netvm, 0, sizeof(build->netvm));
	kernel = (struct kernel){.image = "/k/vmlinuz", .initramfs = "/k/initramfs"};
	disks = (struct volume_set){
		.disks = {{.name = "root", .vdev = "xvda", .device = "/dev/loop0"},
			{.name = "private",
				.vdev = "xvde",
				.device = "/dev/loop1",
				.writable = true}},
		.count = 2,
	};
	plan = (struct domain_plan){.build = build, .kernel = &kernel, .disks = &disks};
	libxl_domain_config_init(&config);
}

static void teardown(void) {
	libxl_domain_config_dispose(&config);
}

static void fill(void) {
	ck_assert_ptr_null(domain_config_fill(&config, &plan));
}

START_TEST(create_info) {
	fill();
	ck_assert_int_eq(config.c_info.type, LIBXL_DOMAIN_TYPE_PVH);
	ck_assert_str_eq(config.c_info.name, "work-1");
	ck_assert_mem_eq(config.c_info.uuid.uuid, build->uuid, VM_UUID_SIZE);
	ck_assert(!libxl_defbool_val(config.c_info.driver_domain));
	ck_assert(libxl_defbool_is_default(config.c_info.run_hotplug_scripts));
}
END_TEST

START_TEST(build_info) {
	fill();
	ck_assert_int_eq(config.b_info.type, LIBXL_DOMAIN_TYPE_PVH);
	ck_assert_uint_eq(config.b_info.max_memkb, 512 * 1024);
	ck_assert_uint_eq(config.b_info.target_memkb, 512 * 1024);
	ck_assert(libxl_defbool_val(config.b_info.claim_mode));
	ck_assert_str_eq(config.b_info.kernel, "/k/vmlinuz");
	ck_assert_str_eq(config.b_info.ramdisk, "/k/initramfs");
	ck_assert_ptr_null(config.b_info.bootloader);
	ck_assert_ptr_null(config.b_info.device_model);
}
END_TEST

START_TEST(much_memory) {
	build->memory = DEFINITION_MEMORY_MAX;
	fill();
	ck_assert_uint_eq(config.b_info.max_memkb, (uint64_t)DEFINITION_MEMORY_MAX * 1024);
}
END_TEST

START_TEST(vcpus) {
	static const uint32_t counts[] = {1, 2, 8, 9, DEFINITION_VCPUS_MAX};
	build->vcpus = counts[_i];
	fill();
	ck_assert_int_eq(config.b_info.max_vcpus, (int)counts[_i]);
	int set = 0;
	for (uint32_t i = 0; i < config.b_info.avail_vcpus.size * 8; i++) {
		bool is_set = config.b_info.avail_vcpus.map[i / 8] >> i % 8 & 1;
		ck_assert_int_eq(is_set, i < counts[_i]);
		set += is_set;
	}
	ck_assert_int_eq(set, (int)counts[_i]);
}
END_TEST

static const struct {
	enum definition_class class;
	uint32_t grants, maptrack;
	bool driver;
} limits[] = {
	{DEFINITION_APP, DOMAIN_APP_GRANT_FRAMES, 0, false},
	{DEFINITION_GUI, DOMAIN_GUI_GRANT_FRAMES, DOMAIN_GUI_MAPTRACK_FRAMES, false},
	{DEFINITION_SERVICE, DOMAIN_SERVICE_GRANT_FRAMES, DOMAIN_SERVICE_MAPTRACK_FRAMES, true},
	{DEFINITION_STANDALONE, DOMAIN_APP_GRANT_FRAMES, 0, false},
	{DEFINITION_TEMPLATE, DOMAIN_APP_GRANT_FRAMES, 0, false},
};

START_TEST(limits_of_classes) {
	build->class = limits[_i].class;
	fill();
	ck_assert_uint_eq(config.b_info.max_grant_frames, limits[_i].grants);
	ck_assert_uint_eq(config.b_info.max_maptrack_frames, limits[_i].maptrack);
	ck_assert_int_eq(config.b_info.max_grant_version, 1);
	ck_assert_int_eq(libxl_defbool_val(config.c_info.driver_domain), limits[_i].driver);
}
END_TEST

START_TEST(disks_of_dom0) {
	fill();
	ck_assert_int_eq(config.num_disks, 2);
	const libxl_device_disk *root = &config.disks[0], *private = &config.disks[1];
	ck_assert_str_eq(root->pdev_path, "/dev/loop0");
	ck_assert_str_eq(root->vdev, "xvda");
	ck_assert_int_eq(root->readwrite, 0);
	ck_assert_int_eq(root->backend, LIBXL_DISK_BACKEND_PHY);
	ck_assert_int_eq(root->format, LIBXL_DISK_FORMAT_RAW);
	ck_assert_uint_eq(root->backend_domid, 0);
	ck_assert_ptr_null(root->backend_domname);
	ck_assert_ptr_null(root->script);
	ck_assert(libxl_defbool_val(root->trusted));
	ck_assert_str_eq(private->vdev, "xvde");
	ck_assert_int_eq(private->readwrite, 1);
}
END_TEST

START_TEST(no_disks) {
	disks.count = 0;
	fill();
	ck_assert_int_eq(config.num_disks, 0);
	ck_assert_str_eq(config.b_info.cmdline, WORDS " systemd.hostname=work-1");
}
END_TEST

// Another domain serves it, and is not believed
START_TEST(nic) {
	snprintf(build->netvm, sizeof(build->netvm), "firewall");
	fill();
	ck_assert_int_eq(config.num_nics, 1);
	ck_assert_str_eq(config.nics[0].backend_domname, "firewall");
	ck_assert_int_eq(config.nics[0].nictype, LIBXL_NIC_TYPE_VIF);
	ck_assert(!libxl_defbool_val(config.nics[0].trusted));
	ck_assert_ptr_null(config.nics[0].bridge);
	ck_assert_ptr_null(config.nics[0].script);
	ck_assert_uint_eq(config.nics[0].mac[0], 0x02);
	ck_assert_mem_eq(config.nics[0].mac + 1, build->uuid + 11, 5);
}
END_TEST

START_TEST(no_nic) {
	fill();
	ck_assert_int_eq(config.num_nics, 0);
}
END_TEST

START_TEST(pci) {
	build->pci_count = 2;
	build->pci[0] = 2 << 3;
	build->pci[1] = 0xffffffff;
	fill();
	ck_assert_int_eq(config.c_info.type, LIBXL_DOMAIN_TYPE_PV);
	ck_assert_int_eq(config.b_info.type, LIBXL_DOMAIN_TYPE_PV);
	ck_assert(libxl_defbool_val(config.b_info.u.pv.e820_host));
	ck_assert_int_eq(config.num_pcidevs, 2);
	const libxl_device_pci *first = &config.pcidevs[0], *last = &config.pcidevs[1];
	ck_assert_int_eq(first->domain, 0);
	ck_assert_uint_eq(first->bus, 0);
	ck_assert_uint_eq(first->dev, 2);
	ck_assert_uint_eq(first->func, 0);
	ck_assert(!first->permissive);
	ck_assert(first->seize);
	ck_assert_int_eq(last->domain, 0xffff);
	ck_assert_uint_eq(last->bus, 0xff);
	ck_assert_uint_eq(last->dev, 0x1f);
	ck_assert_uint_eq(last->func, 7);
	ck_assert_ptr_nonnull(strstr(config.b_info.cmdline, " iommu=soft"));
}
END_TEST

START_TEST(pv_by_wish) {
	plan.pv = true;
	fill();
	ck_assert_int_eq(config.c_info.type, LIBXL_DOMAIN_TYPE_PV);
	ck_assert(libxl_defbool_is_default(config.b_info.u.pv.e820_host));
	ck_assert_ptr_null(strstr(config.b_info.cmdline, "iommu"));
}
END_TEST

START_TEST(words) {
	snprintf(kernel.words, sizeof(kernel.words), "a=b c");
	fill();
	ck_assert_str_eq(config.b_info.cmdline,
		WORDS " a=b c systemd.hostname=work-1 mamparo.volume=private:xvde");
}
END_TEST

START_TEST(most_words) {
	memset(kernel.words, 'x', sizeof(kernel.words) - 1);
	for (size_t i = 0; i < VOLUME_DISKS_MAX; i++) {
		disks.disks[i].writable = true;
		snprintf(disks.disks[i].vdev, VOLUME_VDEV_SIZE, "xvda");
		memset(disks.disks[i].name, 'n', NAME_SIZE - 1);
	}
	disks.count = VOLUME_DISKS_MAX;
	fill();
	ck_assert_str_eq(strrchr(config.b_info.cmdline, ':'), ":xvda");
}
END_TEST

START_TEST(no_initramfs) {
	kernel.initramfs[0] = '\0';
	fill();
	ck_assert_ptr_null(config.b_info.ramdisk);
}
END_TEST

START_TEST(ends_are_ours) {
	fill();
	ck_assert_int_eq(config.on_poweroff, LIBXL_ACTION_ON_SHUTDOWN_PRESERVE);
	ck_assert_int_eq(config.on_reboot, LIBXL_ACTION_ON_SHUTDOWN_PRESERVE);
	ck_assert_int_eq(config.on_watchdog, LIBXL_ACTION_ON_SHUTDOWN_PRESERVE);
	ck_assert_int_eq(config.on_crash, LIBXL_ACTION_ON_SHUTDOWN_PRESERVE);
	ck_assert_int_eq(config.on_soft_reset, LIBXL_ACTION_ON_SHUTDOWN_PRESERVE);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("domain_config");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, create_info);
	tcase_add_test(all, build_info);
	tcase_add_test(all, much_memory);
	tcase_add_loop_test(all, vcpus, 0, 5);
	tcase_add_loop_test(all, limits_of_classes, 0, sizeof(limits) / sizeof(limits[0]));
	tcase_add_test(all, disks_of_dom0);
	tcase_add_test(all, no_disks);
	tcase_add_test(all, nic);
	tcase_add_test(all, no_nic);
	tcase_add_test(all, pci);
	tcase_add_test(all, pv_by_wish);
	tcase_add_test(all, words);
	tcase_add_test(all, most_words);
	tcase_add_test(all, no_initramfs);
	tcase_add_test(all, ends_are_ours);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
