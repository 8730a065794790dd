// SPDX-License-Identifier: MIT
#include "hv/xen/volume.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hv/vm/uuid.h"
#include "tests/hv/mock_loop_device.h"
#include "tests/hv/state_folder.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define MIB (INT64_C(1024) * 1024)
#define UUID "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
#define TAG "mamparo " UUID

static const struct definition_volume two[] = {
	{.name = "private", .size = 8}, {.name = "archive", .size = 64}};
static const struct definition_volume own_root = {.name = "root", .size = 16};

static uint8_t uuid[VM_UUID_SIZE];
static struct volume_wish wish;
static struct volume_set set;
static int folder, fds;

static void setup(void) {
	fds = fds_open();
	mock_loop_init();
	state_folder_create();
	folder = volume_open(state_folder);
	ck_assert_int_ge(folder, 0);
	memset(uuid, 0x5a, sizeof(uuid));
	wish = (struct volume_wish){.uuid = uuid, .image = ""};
}

static void teardown(void) {
	close(folder);
	state_folder_remove();
	ck_assert_int_eq(fds_open(), fds);
}

static void check_disk(size_t index, const char *name, const char *vdev, bool writable) {
	const struct volume_disk *disk = &set.disks[index];
	ck_assert_str_eq(disk->name, name);
	ck_assert_str_eq(disk->vdev, vdev);
	ck_assert_int_eq(disk->writable, writable);
}

static void check_loop(size_t index, size_t number) {
	char path[LOOP_DEVICE_PATH_SIZE];
	snprintf(path, sizeof(path), "/dev/loop%zu", number);
	ck_assert_str_eq(set.disks[index].device, path);
	ck_assert_str_eq(mock_loop.devices[number].tag, TAG);
	ck_assert_int_eq(mock_loop.devices[number].writable, set.disks[index].writable);
}

START_TEST(no_folder) {
	ck_assert_int_lt(volume_open("/no/such/folder"), 0);
}
END_TEST

START_TEST(nothing) {
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	ck_assert_uint_eq(set.count, 0);
	ck_assert(!state_folder_has("volumes"));
}
END_TEST

START_TEST(root_of_a_file) {
	state_folder_put("images/debian/root", "root");
	wish.image = "debian";
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	ck_assert_uint_eq(set.count, 1);
	check_disk(0, "root", "xvda", false);
	check_loop(0, 0);
	ck_assert_uint_eq(mock_loop.devices[0].inode, state_folder_inode("images/debian/root"));
}
END_TEST

START_TEST(root_and_programs) {
	state_folder_put("images/debian/root", "root");
	state_folder_put("images/debian/programs", "programs");
	wish.image = "debian";
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	ck_assert_uint_eq(set.count, 2);
	check_disk(0, "root", "xvda", false);
	check_disk(1, "programs", "xvdb", false);
	check_loop(1, 1);
}
END_TEST

// Neither a file nor a disk: not even one that a link leads to
START_TEST(root_of_something_else) {
	state_folder_link("images/debian/root", "/dev/null");
	wish.image = "debian";
	ck_assert_ptr_nonnull(volume_attach(folder, &wish, &set));
	ck_assert_uint_eq(mock_loop_count(), 0);
}
END_TEST

START_TEST(no_root) {
	wish.image = "debian";
	ck_assert_ptr_nonnull(volume_attach(folder, &wish, &set));
	state_folder_put("images/debian/programs", "programs");
	ck_assert_ptr_nonnull(volume_attach(folder, &wish, &set));
	ck_assert_uint_eq(mock_loop_count(), 0);
}
END_TEST

// A folder of images must be one, for what a link leads to is nobody's word
START_TEST(image_is_a_link) {
	state_folder_put("images/debian/root", "root");
	state_folder_link("images/other", "debian");
	wish.image = "other";
	ck_assert_ptr_nonnull(volume_attach(folder, &wish, &set));
}
END_TEST

START_TEST(volumes_are_made) {
	wish.volumes = two;
	wish.count = 2;
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	ck_assert_uint_eq(set.count, 2);
	check_disk(0, "private", "xvde", true);
	check_disk(1, "archive", "xvdf", true);
	check_loop(0, 0);
	check_loop(1, 1);
	ck_assert_int_eq(state_folder_size("volumes/" UUID "/private"), 8 * MIB);
	ck_assert_int_eq(state_folder_size("volumes/" UUID "/archive"), 64 * MIB);
	ck_assert_uint_eq(
		mock_loop.devices[1].inode, state_folder_inode("volumes/" UUID "/archive"));
}
END_TEST

START_TEST(volumes_are_kept) {
	struct definition_volume volume = two[0];
	wish.volumes = &volume;
	wish.count = 1;
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	ino_t inode = mock_loop.devices[0].inode;
	volume.size = 4; // it does not shrink
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	ck_assert_int_eq(state_folder_size("volumes/" UUID "/private"), 8 * MIB);
	volume.size = 9;
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	ck_assert_int_eq(state_folder_size("volumes/" UUID "/private"), 9 * MIB);
	ck_assert_uint_eq(mock_loop.devices[2].inode, inode);
}
END_TEST

// Whoever cloned it was killed half-way: it does not begin with empty ones
START_TEST(half_a_copy) {
	wish.volumes = two;
	wish.count = 2;
	state_folder_put("volumes/" UUID ".partial/private", "half");
	ck_assert_str_eq(volume_attach(folder, &wish, &set),
		"a copy to its volumes was not finished: remove it, and clone again");
	ck_assert_uint_eq(mock_loop_count(), 0);
	ck_assert(!state_folder_has("volumes/" UUID));
	ck_assert(state_folder_has("volumes/" UUID ".partial/private"));
	ck_assert_ptr_null(volume_erase(folder, uuid));
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
}
END_TEST

START_TEST(root_of_its_own) {
	wish.volumes = &own_root;
	wish.count = 1;
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	check_disk(0, "root", "xvda", true);
}
END_TEST

START_TEST(volume_is_a_link) {
	wish.volumes = two;
	wish.count = 1;
	state_folder_link("volumes/" UUID "/private", "/etc/passwd");
	ck_assert_ptr_nonnull(volume_attach(folder, &wish, &set));
	ck_assert_uint_eq(mock_loop_count(), 0);
}
END_TEST

START_TEST(volume_is_a_folder) {
	wish.volumes = two;
	wish.count = 1;
	state_folder_put("volumes/" UUID "/private/file", "");
	ck_assert_ptr_nonnull(volume_attach(folder, &wish, &set));
	ck_assert_uint_eq(mock_loop_count(), 0);
}
END_TEST

START_TEST(no_devices) {
	state_folder_put("images/debian/root", "root");
	state_folder_put("images/debian/programs", "programs");
	wish = (struct volume_wish){.uuid = uuid, .image = "debian", .volumes = two, .count = 2};
	for (int i = 0; i < 4; i++) {
		mock_loop_init();
		mock_loop.attaches = i;
		ck_assert_ptr_nonnull(volume_attach(folder, &wish, &set));
		ck_assert_uint_eq(mock_loop_count(), i);
	}
}
END_TEST

static bool is_mine(const void *data, const uint8_t other[static VM_UUID_SIZE]) {
	return memcmp(data, other, VM_UUID_SIZE) == 0;
}

START_TEST(released) {
	uint8_t other[VM_UUID_SIZE] = {1};
	wish.volumes = two;
	wish.count = 2;
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	wish.uuid = other;
	ck_assert_ptr_null(volume_attach(folder, &wish, &set));
	snprintf(mock_loop.devices[7].tag, LOOP_DEVICE_TAG_SIZE, "somebody's");
	snprintf(mock_loop.devices[8].tag, LOOP_DEVICE_TAG_SIZE, "mamparo not a uuid");
	volume_release(is_mine, uuid);
	ck_assert_uint_eq(mock_loop_count(), 4);
	ck_assert_str_eq(mock_loop.devices[0].tag, "");
	ck_assert_str_ne(mock_loop.devices[2].tag, "");
	volume_release(is_mine, other);
	ck_assert_uint_eq(mock_loop_count(), 2);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("volume");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, no_folder);
	tcase_add_test(all, nothing);
	tcase_add_test(all, root_of_a_file);
	tcase_add_test(all, root_and_programs);
	tcase_add_test(all, root_of_something_else);
	tcase_add_test(all, no_root);
	tcase_add_test(all, image_is_a_link);
	tcase_add_test(all, volumes_are_made);
	tcase_add_test(all, volumes_are_kept);
	tcase_add_test(all, half_a_copy);
	tcase_add_test(all, root_of_its_own);
	tcase_add_test(all, volume_is_a_link);
	tcase_add_test(all, volume_is_a_folder);
	tcase_add_test(all, no_devices);
	tcase_add_test(all, released);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
