// SPDX-License-Identifier: MIT
#include "hv/xen/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/log.h"
#include "hv/definition/file.h"
#include "hv/vm/uuid.h"
#include "hv/xen/volume_files.h"

#define IMAGES "images"
#define ROOT "root"
#define ROOT_VDEV "xvda"
#define PROGRAMS "programs"
#define PROGRAMS_VDEV "xvdb"
#define FIRST_LETTER 'e' // of volumes; those between are for what comes and goes meanwhile
#define TAG "mamparo "
#define MIB (INT64_C(1024) * 1024)

_Static_assert(sizeof(TAG) + UUID_TEXT_SIZE <= LOOP_DEVICE_TAG_SIZE, "a tag fits");

int volume_open(const char *folder) {
	return open(folder, O_DIRECTORY | O_PATH | O_CLOEXEC);
}

static int open_folder(int below, const char *name) {
	return openat(below, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

static struct volume_disk *add_disk(struct volume_set *set, const char *name, const char *vdev) {
	struct volume_disk *disk = &set->disks[set->count++];
	*disk = (struct volume_disk){0};
	snprintf(disk->name, sizeof(disk->name), "%s", name);
	snprintf(disk->vdev, sizeof(disk->vdev), "%s", vdev);
	return disk;
}

// A block device has the name that the kernel gave it
static bool name_device(int fd, struct volume_disk *disk) {
	char link[32];
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t len = readlink(link, disk->device, sizeof(disk->device) - 1);
	disk->device[len > 0 ? len : 0] = '\0';
	return len > 0 && (size_t)len < sizeof(disk->device) - 1;
}

static bool attach(int fd, const uint8_t *uuid, struct volume_disk *disk) {
	char tag[LOOP_DEVICE_TAG_SIZE] = TAG, path[LOOP_DEVICE_PATH_SIZE];
	uuid_text(uuid, tag + strlen(TAG));
	if (!loop_device_attach(fd, tag, disk->writable, path)) {
		return false;
	}
	snprintf(disk->device, sizeof(disk->device), "%s", path);
	return true;
}

// Takes fd. False with errno: it is neither a file nor a block device, or cannot be had.
static bool take(int fd, const uint8_t *uuid, struct volume_disk *disk) {
	struct stat stat;
	bool done = fstat(fd, &stat) == 0;
	if (done && S_ISBLK(stat.st_mode)) {
		done = name_device(fd, disk);
	} else if (done && S_ISREG(stat.st_mode)) {
		done = attach(fd, uuid, disk);
	} else if (done) {
		errno = EINVAL;
		done = false;
	}
	file_close(fd);
	return done;
}

// --- the root of a template ---------------------------------------------------

static const char *attach_programs(int image, const uint8_t *uuid, struct volume_set *set) {
	int fd = openat(image, PROGRAMS, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		return NULL;
	}
	struct volume_disk *disk = add_disk(set, PROGRAMS, PROGRAMS_VDEV);
	if (fd < 0 || !take(fd, uuid, disk)) {
		log_errno("an image of programs");
		return "the programs of its template cannot be had";
	}
	return NULL;
}

static const char *attach_image(
	int folder, const struct volume_wish *wish, struct volume_set *set) {
	int images = open_folder(folder, IMAGES);
	int image = images >= 0 ? open_folder(images, wish->image) : -1;
	int root = image >= 0 ? openat(image, ROOT, O_RDONLY | O_CLOEXEC) : -1;
	const char *reason = NULL;
	if (root < 0 || !take(root, wish->uuid, add_disk(set, ROOT, ROOT_VDEV))) {
		log_errno("the image of %s", wish->image);
		reason = "its template has no root, or it cannot be had";
	} else {
		reason = attach_programs(image, wish->uuid, set);
	}
	if (image >= 0) {
		close(image);
	}
	if (images >= 0) {
		close(images);
	}
	return reason;
}

// --- volumes -----------------------------------------------------------------

// It is whole on the disk before a VM writes to it
static bool grow(int fd, uint32_t size) {
	off_t now = file_size(fd);
	if (now < 0) {
		return false;
	}
	return now >= size * MIB || (ftruncate(fd, size * MIB) == 0 && fsync(fd) == 0);
}

static bool attach_volume(int own, const struct definition_volume *volume, const uint8_t *uuid,
	struct volume_disk *disk) {
	int fd = openat(own, volume->name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	disk->writable = true;
	if (fd < 0 || !grow(fd, volume->size)) {
		file_close(fd);
		return false;
	}
	return take(fd, uuid, disk);
}

static const char *attach_volumes(int own, const struct volume_wish *wish, struct volume_set *set) {
	for (size_t i = 0; i < wish->count; i++) {
		const struct definition_volume *volume = &wish->volumes[i];
		bool root = strcmp(volume->name, ROOT) == 0;
		char vdev[] = {'x', 'v', 'd', (char)(FIRST_LETTER + i), '\0'};
		struct volume_disk *disk = add_disk(set, volume->name, root ? ROOT_VDEV : vdev);
		if (!attach_volume(own, volume, wish->uuid, disk)) {
			log_errno("volume %s", volume->name);
			return "a volume of its own cannot be had";
		}
	}
	return fsync(own) == 0 ? NULL : "a volume of its own is not on the disk";
}

const char *volume_attach(int folder, const struct volume_wish *wish, struct volume_set *set) {
	set->count = 0;
	const char *reason = wish->image[0] != '\0' ? attach_image(folder, wish, set) : NULL;
	if (reason != NULL || wish->count == 0) {
		return reason;
	}
	if (volume_files_are_half(folder, wish->uuid)) {
		return "a copy to its volumes was not finished: remove it, and clone again";
	}
	int own = volume_files_open(folder, wish->uuid, true);
	if (own < 0) {
		log_errno("the folder of volumes");
		return "its volumes cannot be had";
	}
	reason = attach_volumes(own, wish, set);
	close(own);
	return reason;
}

const char *volume_erase(int folder, const uint8_t uuid[static VM_UUID_SIZE]) {
	if (!volume_files_erase(folder, uuid)) {
		log_errno("volumes");
		return "its volumes cannot be erased";
	}
	return NULL;
}

const char *volume_copy(
	int folder, const uint8_t from[static VM_UUID_SIZE], const struct volume_wish *wish) {
	struct volume_files_copy copy = {
		.from = from, .to = wish->uuid, .volumes = wish->volumes, .count = wish->count};
	if (volume_files_copy(folder, &copy)) {
		return NULL;
	}
	bool there = errno == EEXIST;
	log_errno("volumes");
	return there ? "it has volumes already" : "the volumes cannot be copied";
}

struct release {
	volume_filter is_over;
	const void *data;
};

static bool is_over(const void *data, const char *tag) {
	const struct release *release = data;
	uint8_t uuid[VM_UUID_SIZE];
	size_t len = strlen(TAG);
	return strncmp(tag, TAG, len) == 0 && uuid_parse(tag + len, uuid) &&
		release->is_over(release->data, uuid);
}

void volume_release(volume_filter filter, const void *data) {
	struct release release = {.is_over = filter, .data = data};
	loop_device_detach(is_over, &release);
}
