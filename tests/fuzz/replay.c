// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

/*
 * replay DIRECTORY: what libFuzzer once found worth keeping, as an ordinary test. A
 * file that fails kills the process, so its name is printed before it is tried.
 */

#define FILE_MAX 65536 // bytes

static void replay(const char *dir, const char *name) {
	char path[4096];
	uint8_t *bytes = malloc(FILE_MAX);
	int len = snprintf(path, sizeof(path), "%s/%s", dir, name);
	fuzz_must(bytes != NULL && len > 0 && (size_t)len < sizeof(path));
	FILE *file = fopen(path, "rb");
	fuzz_must(file != NULL);
	size_t size = fread(bytes, 1, FILE_MAX, file);
	fclose(file);
	// Of the exact size, so that a read past the end is seen
	uint8_t *exact = malloc(size > 0 ? size : 1);
	fuzz_must(exact != NULL);
	memcpy(exact, bytes, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	free(bytes);
}

int main(int argc, char *argv[]) {
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
	if (dir == NULL) {
		fprintf(stderr, "usage: replay DIRECTORY\n");
		return EXIT_FAILURE;
	}
	int files = 0;
	struct dirent *entry;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.') {
			printf("# %s\n", entry->d_name);
			fflush(stdout);
			replay(argv[1], entry->d_name);
			files++;
		}
	}
	closedir(dir);
	printf("%s 1 - %d files\n1..1\n", files > 0 ? "ok" : "not ok", files);
	return files > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
