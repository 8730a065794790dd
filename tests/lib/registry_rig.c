// SPDX-License-Identifier: MIT
#include "tests/lib/registry_rig.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fds.h"

void registry_rig_init(struct registry_rig *rig) {
	*rig = (struct registry_rig){.fds = fds_open()};
	snprintf(rig->root, sizeof(rig->root), "/tmp/mamparo-registry-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(rig->root));
	snprintf(rig->dir, sizeof(rig->dir), "%s/vm", rig->root);
	snprintf(rig->identities, sizeof(rig->identities), "%s/identity", rig->root);
	ck_assert_int_eq(mkdir(rig->dir, 0755), 0);
}

void registry_rig_open(struct registry_rig *rig) {
	ck_assert(registry_init(&rig->registry, rig->dir, rig->identities));
}

void registry_rig_close(struct registry_rig *rig) {
	registry_finish(&rig->registry);
}

static void clear(const char *path) {
	DIR *all = opendir(path);
	if (all == NULL) {
		return;
	}
	for (struct dirent *entry; (entry = readdir(all)) != NULL;) {
		unlinkat(dirfd(all), entry->d_name, 0);
	}
	closedir(all);
	rmdir(path);
}

void registry_rig_finish(struct registry_rig *rig) {
	registry_rig_close(rig);
	clear(rig->dir);
	clear(rig->identities);
	rmdir(rig->root);
	ck_assert_int_eq(fds_open(), rig->fds);
}

void registry_rig_write(struct registry_rig *rig, const char *name, const char *text) {
	char path[256];
	snprintf(path, sizeof(path), "%s/%s.conf", rig->dir, name);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	fclose(file);
	ck_assert_int_eq(chmod(path, 0644), 0);
}

void registry_rig_unlink(struct registry_rig *rig, const char *name) {
	char path[256];
	snprintf(path, sizeof(path), "%s/%s.conf", rig->dir, name);
	ck_assert_int_eq(unlink(path), 0);
}

void registry_rig_check(struct registry_rig *rig) {
	struct definition_set set;
	struct definition_errors others = {0};
	definition_set_init(&set);
	ck_assert(definition_dir_load(rig->registry.dir, &set, &others));
	definition_set_check(&set);
	for (size_t i = 0; i < rig->registry.set.count; i++) {
		const struct definition_entry *ours = rig->registry.set.entries[i];
		const struct definition_entry *now = definition_set_find(
			&set, ours->definition.name);
		ck_assert_ptr_nonnull(now);
		ck_assert_mem_eq(&ours->definition, &now->definition, sizeof(ours->definition));
		ck_assert_uint_eq(ours->errors.count, now->errors.count);
	}
	definition_set_finish(&set);
}
