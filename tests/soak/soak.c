// SPDX-License-Identifier: MIT
/*
 * soak CYCLES: guests connect, map windows and popups, unmap, and are killed, again and
 * again; what the compositor holds is read at cycle 100 and at the end. Exits with 1
 * if it grew by 1 MiB or by a descriptor, or if it died.
 */
#include <dirent.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/hostile/live.h"
#include "tests/lib/client.h"
#include "tests/lib/desktop.h"
#include "tests/lib/watch.h"

#define HOSTS 8 // guests that take turns, since a link that ended waits a little
#define WARM 100 // cycles before the first reading
#define GROWTH_MAX 1024 // KiB
#define POPUPS 3

struct reading {
	uint32_t cycle;
	uint64_t rss, pss; // KiB
	uint32_t fds;
};

static struct desktop desktop;
static struct live hosts[HOSTS];

static uint64_t smaps_value(const char *line, const char *key) {
	size_t len = strlen(key);
	return strncmp(line, key, len) == 0 ? strtoull(line + len, NULL, 10) : 0;
}

static bool read_memory(pid_t pid, struct reading *reading) {
	char path[64], line[256];
	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return false;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		reading->rss += smaps_value(line, "Rss:");
		reading->pss += smaps_value(line, "Pss:");
	}
	fclose(file);
	return true;
}

static bool read_fds(pid_t pid, struct reading *reading) {
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	DIR *dir = opendir(path);
	if (dir == NULL) {
		return false;
	}
	while (readdir(dir) != NULL) {
		++reading->fds;
	}
	closedir(dir);
	return true;
}

// When nothing of a guest is left
static bool take_reading(struct reading *reading, uint32_t cycle) {
	*reading = (struct reading){.cycle = cycle};
	for (int i = 0; i < HOSTS; ++i) {
		live_close(&hosts[i]);
		if (!watch_connected(&desktop, desktop.guests[i].name, false)) {
			return false;
		}
	}
	process_sleep(500); // frames that are still on their way
	bool ok = read_memory(desktop.compositor.pid, reading) &&
		read_fds(desktop.compositor.pid, reading);
	printf("cycle %5" PRIu32 ": RSS %6" PRIu64 " KiB, PSS %6" PRIu64 " KiB, %" PRIu32
	       " descriptors\n",
		cycle, reading->rss, reading->pss, reading->fds);
	fflush(stdout);
	return ok;
}

static bool show_popups(struct live *live, uint32_t width) {
	for (uint32_t i = 0; i < POPUPS; ++i) {
		struct gui_record popup = live_popup(2 + i, 1, (int32_t)(20 * i), 30);
		if (!live_send(live, &popup) || !live_configured(live, 2 + i) ||
			!live_buffer(live, 2 + i, 1, 80, 60)) {
			return false;
		}
		struct gui_record commit = live_commit(live, 2 + i, 2 + i, 80, 60);
		if (!live_send(live, &commit)) {
			return false;
		}
	}
	return width > 0 && live_settle(live);
}

// Connect, map, unmap, map again; the kill is the next live_accept()
static bool cycle(struct live *live, uint32_t number) {
	uint32_t width = 200 + number % 7 * 50, height = 150 + number % 5 * 40;
	if (!live_session(live, "soak", width, height, 0x204060 + number)) {
		return false;
	}
	client_move(desktop.client, 300 + number % 50, 300);
	if (!show_popups(live, width)) {
		return false;
	}
	struct gui_record unmap = live_commit(live, 1, 0, 0, 0);
	bool ok = live_send(live, &unmap) && live_settle(live);
	if (ok && number % 2 == 0) {
		// Killed while it shows something
		ok = live_buffer(live, 9, 1, width, height);
		struct gui_record commit = live_commit(live, 1, 9, width, height);
		ok = ok && live_send(live, &commit) && live_settle(live);
	}
	live_close(live);
	return ok;
}

static bool start(void) {
	if (!desktop_init(&desktop, "1280x720")) {
		return false;
	}
	for (int i = 0; i < HOSTS; ++i) {
		char name[16];
		snprintf(name, sizeof(name), "guest%d", i);
		if (!live_init(&hosts[i], desktop_add_guest(&desktop, name, "blue")->address)) {
			return false;
		}
	}
	return desktop_start(&desktop);
}

static bool run(uint32_t cycles) {
	struct reading warm = {0}, end;
	for (uint32_t i = 1; i <= cycles; ++i) {
		if (!cycle(&hosts[i % HOSTS], i)) {
			fprintf(stderr, "soak: cycle %" PRIu32 " failed\n", i);
			process_show(&desktop.compositor);
			return false;
		}
		if (i == WARM && !take_reading(&warm, i)) {
			return false;
		}
	}
	if (!take_reading(&end, cycles)) {
		return false;
	}
	if (cycles <= WARM) {
		return true;
	}
	int64_t growth = (int64_t)end.rss - (int64_t)warm.rss;
	int32_t fds = (int32_t)end.fds - (int32_t)warm.fds;
	printf("growth: %" PRId64 " KiB, %" PRId32 " descriptors\n", growth, fds);
	return growth < GROWTH_MAX && fds <= 0;
}

int main(int argc, char *argv[]) {
	unsigned long cycles = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	if (cycles < 1 || cycles > 1000000) {
		fprintf(stderr, "usage: soak CYCLES\n");
		return 2;
	}
	bool ok = start() && run((uint32_t)cycles);
	for (int i = 0; i < HOSTS; ++i) {
		live_finish(&hosts[i]);
	}
	ok = desktop_finish(&desktop) && ok;
	puts(ok ? "soak: good" : "soak: FAILED");
	return ok ? 0 : 1;
}
