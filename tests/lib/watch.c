// SPDX-License-Identifier: MIT
#include "tests/lib/watch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/client.h"

#define STEP 30 // ms between two looks
#define LOGS_MAX 4 // of guests, when something is wrong

// What is waited for
struct want {
	const char *what, *guest, *text;
	size_t count;
	bool flag;
	struct tree_box box;
	uint32_t colour;
};

typedef bool (*want_func)(struct desktop *desktop, const struct want *want);

// What is there instead
static void show_tree(const struct tree *tree) {
	for (size_t i = 0; i < tree->window_count; ++i) {
		const struct tree_window *window = &tree->windows[i];
		fprintf(stderr, "watch: window of '%s' '%s' (%s) %dx%d at %d,%d%s%s\n",
			window->guest, window->title, window->app_id, window->interior.width,
			window->interior.height, window->interior.x, window->interior.y,
			window->focused ? ", focused" : "", window->shown ? "" : ", not shown");
	}
	fprintf(stderr, "watch: %zu popups%s\n", tree->popup_count, tree->locked ? ", locked" : "");
}

static void save_failure(struct desktop *desktop) {
	static int count;
	char name[96];
	snprintf(name, sizeof(name), "failed-%s-%d", program_invocation_short_name, ++count);
	watch_save(desktop, name);
}

void watch_show(struct desktop *desktop) {
	show_tree(&desktop->tree);
	save_failure(desktop);
	process_show(&desktop->compositor);
	for (size_t i = 0; i < desktop->guest_count && i < LOGS_MAX; ++i) {
		process_show(&desktop->guests[i].proxy);
	}
	for (size_t i = 0; i < desktop->program_count; ++i) {
		process_show(&desktop->programs[i]);
	}
}

static bool wait_for(struct desktop *desktop, const struct want *want, want_func is_there) {
	uint64_t start = process_now();
	while (process_now() - start < DESKTOP_TIMEOUT) {
		if (!desktop_look(desktop)) {
			fprintf(stderr, "watch: the compositor is gone\n");
			process_show(&desktop->compositor);
			return false;
		}
		if (is_there(desktop, want)) {
			return true;
		}
		process_sleep(STEP);
	}
	fprintf(stderr, "watch: no %s: guest %s, '%s', %zu, 0x%06x\n", want->what,
		want->guest != NULL ? want->guest : "", want->text != NULL ? want->text : "",
		want->count, (unsigned)want->colour);
	watch_show(desktop);
	return false;
}

static bool has_window(struct desktop *desktop, const struct want *want) {
	return tree_window(&desktop->tree, want->guest, want->text) != NULL;
}

const struct tree_window *watch_window(
	struct desktop *desktop, const char *guest, const char *text) {
	struct want want = {.what = "window", .guest = guest, .text = text};
	return wait_for(desktop, &want, has_window) ? tree_window(&desktop->tree, guest, text)
						    : NULL;
}

static bool has_windows(struct desktop *desktop, const struct want *want) {
	return tree_windows_of(&desktop->tree, want->guest) == want->count;
}

bool watch_windows(struct desktop *desktop, const char *guest, size_t count) {
	struct want want = {.what = "windows", .guest = guest, .count = count};
	return wait_for(desktop, &want, has_windows);
}

static bool has_popups(struct desktop *desktop, const struct want *want) {
	return desktop->tree.popup_count == want->count;
}

bool watch_popups(struct desktop *desktop, size_t count) {
	struct want want = {.what = "popups", .count = count};
	return wait_for(desktop, &want, has_popups);
}

static bool is_connected(struct desktop *desktop, const struct want *want) {
	const struct tree_guest *guest = tree_guest(&desktop->tree, want->guest);
	return guest != NULL && guest->connected == want->flag;
}

bool watch_connected(struct desktop *desktop, const char *guest, bool connected) {
	struct want want = {.what = "connection", .guest = guest, .flag = connected};
	return wait_for(desktop, &want, is_connected);
}

static bool is_locked(struct desktop *desktop, const struct want *want) {
	return desktop->tree.locked == want->flag;
}

bool watch_locked(struct desktop *desktop, bool locked) {
	struct want want = {.what = locked ? "lock" : "unlock", .flag = locked};
	return wait_for(desktop, &want, is_locked);
}

static bool has_focus(struct desktop *desktop, const struct want *want) {
	const struct tree_window *window = tree_focused(&desktop->tree);
	return want->guest == NULL ? window == NULL
				   : window != NULL && strcmp(window->guest, want->guest) == 0;
}

bool watch_focus(struct desktop *desktop, const char *guest) {
	struct want want = {.what = "focus", .guest = guest};
	return wait_for(desktop, &want, has_focus);
}

static int32_t clamp(int32_t value, uint32_t max) {
	return value<0 ? 0 : value>(int32_t) max ? (int32_t)max : value;
}

struct shot_box watch_clip(const struct tree_box *box, const struct shot *shot) {
	int32_t left = clamp(box->x, shot->width), right = clamp(box->x + box->width, shot->width);
	int32_t top = clamp(box->y, shot->height),
		bottom = clamp(box->y + box->height, shot->height);
	return (struct shot_box){
		(uint32_t)left, (uint32_t)top, (uint32_t)(right - left), (uint32_t)(bottom - top)};
}

uint32_t watch_count(struct desktop *desktop, const struct tree_box *box, uint32_t colour) {
	struct shot shot;
	uint32_t count = 0;
	if (shot_take(&shot, desktop->client, false)) {
		struct shot_box clipped = watch_clip(box, &shot);
		count = shot_count(&shot, &clipped, colour);
	}
	shot_finish(&shot);
	return count;
}

static bool has_colour(struct desktop *desktop, const struct want *want) {
	uint32_t count = watch_count(desktop, &want->box, want->colour);
	return want->flag ? count >= want->count : count == 0;
}

bool watch_colour(
	struct desktop *desktop, const struct tree_box *box, uint32_t colour, uint32_t count) {
	struct want want = {
		.what = "colour", .box = *box, .colour = colour, .count = count, .flag = true};
	return wait_for(desktop, &want, has_colour);
}

bool watch_gone(struct desktop *desktop, const struct tree_box *box, uint32_t colour) {
	struct want want = {.what = "end of colour", .box = *box, .colour = colour};
	return wait_for(desktop, &want, has_colour);
}

bool watch_said(struct process *process, const char *text) {
	uint64_t start = process_now();
	while (!process_said(process, text)) {
		if (process_now() - start > DESKTOP_TIMEOUT) {
			fprintf(stderr, "watch: nobody says '%s'\n", text);
			process_show(process);
			return false;
		}
		process_sleep(STEP);
	}
	return true;
}

bool watch_save(struct desktop *desktop, const char *name) {
	char path[PROCESS_PATH_MAX + 64];
	struct shot shot;
	snprintf(path, sizeof(path), "%s/e2e-shots", MAMPARO_BUILD);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/e2e-shots/%s.png", MAMPARO_BUILD, name);
	bool ok = desktop->client != NULL && shot_take(&shot, desktop->client, true) &&
		shot_save(&shot, path);
	if (desktop->client != NULL) {
		shot_finish(&shot);
	}
	return ok;
}
