// SPDX-License-Identifier: MIT
#include "hv/definition/definition_value.h"

#include <string.h>

#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define A16 "a b c d e f g h i j k l m n o p "
#define NAME31 "abcdefghijklmnopqrstuvwxyz-0123"

static struct definition definition;
static char why[DEFINITION_REASON_MAX];

static bool set(enum definition_key key, const char *text) {
	memset(why, 'x', sizeof(why) - 1);
	return definition_value_set(&definition, definition_key_row(key), text, why);
}

static void must_set(enum definition_key key, const char *text) {
	ck_assert_msg(set(key, text), "%s: %s", text, why);
}

START_TEST(scalars) {
	must_set(DEFINITION_KEY_AUTOSTART, "yes");
	must_set(DEFINITION_KEY_CLASS, "template");
	must_set(DEFINITION_KEY_KERNEL, "6.12.48+deb13-amd64_x~1");
	must_set(DEFINITION_KEY_LABEL, "purple");
	must_set(DEFINITION_KEY_MEMORY, "1048576");
	must_set(DEFINITION_KEY_NETVM, NAME31);
	must_set(DEFINITION_KEY_TEMPLATE, "t");
	must_set(DEFINITION_KEY_VCPUS, "1");
	ck_assert(definition.autostart);
	ck_assert_int_eq(definition.class, DEFINITION_TEMPLATE);
	ck_assert_str_eq(definition.kernel, "6.12.48+deb13-amd64_x~1");
	ck_assert_str_eq(definition.label, "purple");
	ck_assert_uint_eq(definition.memory, 1048576);
	ck_assert_str_eq(definition.netvm, NAME31);
	ck_assert_str_eq(definition.template, "t");
	ck_assert_uint_eq(definition.vcpus, 1);
	must_set(DEFINITION_KEY_AUTOSTART, "no");
	ck_assert(!definition.autostart);
}
END_TEST

START_TEST(every_class) {
	for (int i = 0; i < DEFINITION_CLASSES; ++i) {
		must_set(DEFINITION_KEY_CLASS, definition_class_name(i));
		ck_assert_int_eq(definition.class, i);
	}
}
END_TEST

// And the reason why another is none names each
START_TEST(every_colour) {
	char refused[DEFINITION_REASON_MAX];
	ck_assert(!set(DEFINITION_KEY_LABEL, "pink"));
	memcpy(refused, why, sizeof(refused));
	for (const char *const *name = colour_names; *name != NULL; ++name) {
		must_set(DEFINITION_KEY_LABEL, *name);
		ck_assert_str_eq(definition.label, *name);
		ck_assert_ptr_nonnull(strstr(refused, *name));
	}
}
END_TEST

START_TEST(lists) {
	must_set(DEFINITION_KEY_DEPENDS, " net\t " NAME31 "  z");
	ck_assert_uint_eq(definition.depend_count, 3);
	ck_assert_str_eq(definition.depends[0], "net");
	ck_assert_str_eq(definition.depends[1], NAME31);
	ck_assert_str_eq(definition.depends[2], "z");
	must_set(DEFINITION_KEY_FEATURES, A16);
	ck_assert_uint_eq(definition.feature_count, DEFINITION_FEATURES_MAX);
	ck_assert_str_eq(definition.features[15], "p");
	must_set(DEFINITION_KEY_FEATURES, "dom0");
	ck_assert_uint_eq(definition.feature_count, 1);
	ck_assert_str_eq(definition.features[1], "");
}
END_TEST

START_TEST(volumes) {
	must_set(DEFINITION_KEY_VOLUMES, "private:1 root:16777216 " NAME31 ":123456");
	ck_assert_uint_eq(definition.volume_count, 3);
	ck_assert_str_eq(definition.volumes[0].name, "private");
	ck_assert_uint_eq(definition.volumes[0].size, 1);
	ck_assert_uint_eq(definition.volumes[1].size, 16777216);
	ck_assert_str_eq(definition.volumes[2].name, NAME31);
}
END_TEST

static void check_pci(size_t i, unsigned domain, unsigned bus, unsigned device, unsigned function) {
	ck_assert_uint_eq(definition.pci[i].domain, domain);
	ck_assert_uint_eq(definition.pci[i].bus, bus);
	ck_assert_uint_eq(definition.pci[i].device, device);
	ck_assert_uint_eq(definition.pci[i].function, function);
}

START_TEST(pci) {
	must_set(DEFINITION_KEY_PCI, "00:02.0 0000:ff:1f.7 fFfF:0A:00.1");
	ck_assert_uint_eq(definition.pci_count, 3);
	check_pci(0, 0, 0, 2, 0);
	check_pci(1, 0, 255, 31, 7);
	check_pci(2, 0xffff, 10, 0, 1);
}
END_TEST

static const struct {
	enum definition_key key;
	const char *text, *reason;
} refused[] = {
	{DEFINITION_KEY_AUTOSTART, "", "no value"},
	{DEFINITION_KEY_DEPENDS, " \t ", "no value"},
	{DEFINITION_KEY_AUTOSTART, "true", "not yes or no: true"},
	{DEFINITION_KEY_AUTOSTART, "Yes", "not yes or no"},
	{DEFINITION_KEY_AUTOSTART, "yes ", "not yes or no"},
	{DEFINITION_KEY_CLASS, "App", "not app, gui, service"},
	{DEFINITION_KEY_CLASS, "disposable", "not app, gui, service"},
	{DEFINITION_KEY_KERNEL, "../vmlinuz", "not a kernel's name: ../vmlinuz"},
	{DEFINITION_KEY_KERNEL, "/boot/vmlinuz", "not a kernel's name"},
	{DEFINITION_KEY_KERNEL, ".hidden", "not a kernel's name"},
	{DEFINITION_KEY_KERNEL, "-a", "not a kernel's name"},
	{DEFINITION_KEY_KERNEL, "a/b", "not a kernel's name"},
	{DEFINITION_KEY_KERNEL, "a b", "not a kernel's name"},
	{DEFINITION_KEY_KERNEL, NAME31 NAME31 "ab", "not a kernel's name"},
	{DEFINITION_KEY_LABEL, "grey", "green, gray, blue"},
	{DEFINITION_KEY_LABEL, "#ff0000", "not red"},
	{DEFINITION_KEY_MEMORY, "31", "not a number from 32 to 1048576: 31"},
	{DEFINITION_KEY_MEMORY, "1048577", "from 32 to 1048576"},
	{DEFINITION_KEY_MEMORY, "4294967328", "from 32 to 1048576"}, // 32 in 32 bits
	{DEFINITION_KEY_MEMORY, "18446744073709551648", "from 32 to 1048576"}, // and in 64
	{DEFINITION_KEY_MEMORY, "512M", "from 32 to 1048576"},
	{DEFINITION_KEY_MEMORY, "0x200", "from 32 to 1048576"},
	{DEFINITION_KEY_MEMORY, "+512", "from 32 to 1048576"},
	{DEFINITION_KEY_MEMORY, "512 ", "from 32 to 1048576"},
	{DEFINITION_KEY_VCPUS, "0", "from 1 to 64"},
	{DEFINITION_KEY_VCPUS, "65", "from 1 to 64"},
	{DEFINITION_KEY_NETVM, "dom0", "not a VM's name: dom0"},
	{DEFINITION_KEY_NETVM, "a b", "not a VM's name"},
	{DEFINITION_KEY_TEMPLATE, "../debian", "not a VM's name"},
	{DEFINITION_KEY_TEMPLATE, NAME31 "x", "not a VM's name"},
	{DEFINITION_KEY_DEPENDS, "a dom0", "not a VM's name: dom0"},
	{DEFINITION_KEY_DEPENDS, "a, b", "not a VM's name: a,"},
	{DEFINITION_KEY_DEPENDS, "a b a", "twice: a"},
	{DEFINITION_KEY_DEPENDS, A16 "q", "more than 16"},
	{DEFINITION_KEY_DEPENDS, NAME31 NAME31 NAME31, "not a VM's name"},
	{DEFINITION_KEY_FEATURES, "cups=yes", "not a word of a-z, 0-9 and -: cups=yes"},
	{DEFINITION_KEY_FEATURES, "cups cups", "twice: cups"},
	{DEFINITION_KEY_FEATURES, A16 "q", "more than 16"},
	{DEFINITION_KEY_VOLUMES, "private", "not NAME:SIZE: private"},
	{DEFINITION_KEY_VOLUMES, "private 5", "not NAME:SIZE"},
	{DEFINITION_KEY_VOLUMES, ":5", "not a volume's name"},
	{DEFINITION_KEY_VOLUMES, "../private:5", "not a volume's name: ../private"},
	{DEFINITION_KEY_VOLUMES, NAME31 "x:5", "not NAME:SIZE"},
	{DEFINITION_KEY_VOLUMES, "private:", "not a size from 1 to 16777216"},
	{DEFINITION_KEY_VOLUMES, "private:0", "not a size"},
	{DEFINITION_KEY_VOLUMES, "private:16777217", "not a size"},
	{DEFINITION_KEY_VOLUMES, "private:2G", "not a size"},
	{DEFINITION_KEY_VOLUMES, "a:1 a:2", "twice: a:2"},
	{DEFINITION_KEY_VOLUMES, "a:1 b:1 c:1 d:1 e:1 f:1 g:1 h:1 i:1", "more than 8"},
	{DEFINITION_KEY_PCI, "2.0", "not the address of a PCI device: 2.0"},
	{DEFINITION_KEY_PCI, "00:02", "not the address"},
	{DEFINITION_KEY_PCI, "00:02.8", "not the address"},
	{DEFINITION_KEY_PCI, "00:20.0", "not the address"},
	{DEFINITION_KEY_PCI, "00:02.00", "not the address"},
	{DEFINITION_KEY_PCI, "000:02.0", "not the address"},
	{DEFINITION_KEY_PCI, "0000:0000:02.0", "not the address"},
	{DEFINITION_KEY_PCI, "10000:00:02.0", "not the address"},
	{DEFINITION_KEY_PCI, "0000:0x:02.0", "not the address"},
	{DEFINITION_KEY_PCI, "00:02.0,permissive=1", "not the address"},
	{DEFINITION_KEY_PCI, "00:02.0 0000:00:02.0", "twice: 0000:00:02.0"},
};

// And nothing has changed
START_TEST(refused_value) {
	memset(&definition, 'x', sizeof(definition));
	struct definition before = definition;
	ck_assert(!set(refused[_i].key, refused[_i].text));
	ck_assert_msg(strstr(why, refused[_i].reason) != NULL, "%s", why);
	ck_assert_mem_eq(&before, &definition, sizeof(before));
}
END_TEST

static void setup(void) {
	memset(&definition, 0, sizeof(definition));
}

int main(void) {
	Suite *suite = suite_create("definition_value");
	TCase *tests = tcase_create("definition_value");
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, scalars);
	tcase_add_test(tests, every_class);
	tcase_add_test(tests, every_colour);
	tcase_add_test(tests, lists);
	tcase_add_test(tests, volumes);
	tcase_add_test(tests, pci);
	tcase_add_loop_test(tests, refused_value, 0, LEN(refused));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
