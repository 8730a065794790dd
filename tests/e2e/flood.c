// SPDX-License-Identifier: MIT
#include "tests/e2e/flood.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/lib/process.h"

#define POOL_PAGES 4096 // 2048 x 2048 pixels
#define SIDE 2048
#define BUFFERS 512 // that take turns
#define MANY 200 // windows
#define FAN 120 // popups on one
#define POOL_LARGE 20000 // pages

static struct gui_record commit_of(uint32_t window, uint32_t flags) {
	struct gui_record record = {.code = GUI_CODE_commit};
	record.u.commit = (struct gui_commit){.window = window, .flags = flags, .scale = 120};
	return record;
}

// A window that shows the first buffer of its own id
static bool map(struct live *live, uint32_t window, uint32_t width, uint32_t height) {
	if (!live_buffer(live, window, 1, SIDE, SIDE) || !live_toplevel(live, window, "flood")) {
		return false;
	}
	struct gui_record commit = live_commit(live, window, window, width, height);
	return live_send(live, &commit);
}

static bool prepare_one(struct live *live) {
	return live_pool(live, 1, POOL_PAGES) && map(live, 1, 600, 400) && live_settle(live);
}

static bool prepare_many(struct live *live) {
	bool good = live_pool(live, 1, POOL_PAGES);
	for (uint32_t id = 1; id <= MANY && good; ++id) {
		good = map(live, id, 600, 400);
	}
	return good && live_settle(live);
}

static bool prepare_buffers(struct live *live) {
	bool good = prepare_one(live);
	for (uint32_t id = 2; id <= BUFFERS && good; ++id) {
		good = live_buffer(live, id, 1, SIDE, SIDE);
	}
	return good && live_settle(live);
}

// A buffer that is free, other than that of the step before
static uint32_t next_buffer(struct live *live, uint32_t n) {
	uint32_t id = n % (BUFFERS - 1) + 2;
	while (live_pump(live) && live->held[id]) {
		struct pollfd fd = {.fd = live->peer.fd, .events = POLLIN};
		poll(&fd, 1, 100);
	}
	live->held[id] = true;
	return id;
}

static bool commits(struct live *live, uint32_t n) {
	static struct gui_rect rects[GUI_RECTS_MAX];
	for (uint32_t i = 0; i < GUI_RECTS_MAX; ++i) {
		rects[i] = (struct gui_rect){(int32_t)(i % 8 * 70), (int32_t)(i / 8 * 23), 69, 22};
	}
	struct gui_record record = commit_of(1, GUI_COMMIT_BUFFER | GUI_COMMIT_INPUT_REGION);
	record.u.commit.buffer = next_buffer(live, n);
	record.u.commit.width = 600;
	record.u.commit.height = 400;
	record.u.commit.damage = GUI_DAMAGE_MAX;
	record.u.commit.count = GUI_RECTS_MAX;
	record.u.commit.tail = rects;
	return live_send(live, &record);
}

static bool size(struct live *live, uint32_t window, uint32_t width, uint32_t height) {
	struct gui_record record = commit_of(window, 0);
	record.u.commit.width = width;
	record.u.commit.height = height;
	return live_send(live, &record);
}

static bool sizes(struct live *live, uint32_t n) {
	return size(live, 1, 400 + n % 7 * 50, 300 + n % 5 * 40);
}

static bool sizes_of_many(struct live *live, uint32_t n) {
	return size(live, n % MANY + 1, 600 + n / MANY % 2 * 4, 400 + n / MANY % 2 * 4);
}

// All of a large buffer, eight pixels for one
static bool prepare_scaled(struct live *live) {
	bool good = live_pool(live, 1, GUI_POOL_PAGES_MAX) && live_buffer(live, 1, 1, 8192, 8192) &&
		live_buffer(live, 2, 1, 8192, 8192) && live_toplevel(live, 1, "flood");
	memset(live->pool, 0x55, good ? live->pool_size : 0);
	return good;
}

static bool scaled(struct live *live, uint32_t n) {
	static const struct gui_rect all = {0, 0, 8192, 8192};
	struct gui_record record = live_commit(live, 1, n % 2 + 1, 1000, 600);
	record.u.commit.flags = GUI_COMMIT_BUFFER;
	record.u.commit.scale = 960;
	record.u.commit.damage = record.u.commit.count = 1;
	record.u.commit.tail = &all;
	bool good = live_send(live, &record);
	while (good && live->held[(n + 1) % 2 + 1] && n > 0) {
		struct pollfd fd = {.fd = live->peer.fd, .events = POLLIN};
		poll(&fd, 1, 100);
		good = live_pump(live);
	}
	return good;
}

// Every character is another one, for 20,000 titles
static bool titles(struct live *live, uint32_t n) {
	uint8_t text[GUI_TITLE_MAX];
	for (uint32_t i = 0; i < GUI_TITLE_MAX / 3; ++i) {
		uint32_t code = 0x3400 + (n * 170 + i) % 0x9000;
		text[i * 3] = (uint8_t)(0xe0 | code >> 12);
		text[i * 3 + 1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		text[i * 3 + 2] = (uint8_t)(0x80 | (code & 0x3f));
	}
	struct gui_record record = {.code = GUI_CODE_title};
	record.u.title = (struct gui_title){
		.window = 1, .count = GUI_TITLE_MAX / 3 * 3, .tail = text};
	return live_send(live, &record);
}

static bool app_ids(struct live *live, uint32_t n) {
	struct gui_record record = {.code = GUI_CODE_app_id};
	record.u.app_id = (struct gui_app_id){
		.window = 1, .count = 4, .tail = (const uint8_t *)(n % 2 == 0 ? "even" : "odd.")};
	return live_send(live, &record);
}

static bool states(struct live *live, uint32_t n) {
	struct gui_record record = {.code = GUI_CODE_state_request};
	record.u.state_request = (struct gui_state_request){.window = n / 2 % MANY + 1,
		.request = n % 2 == 0 ? GUI_REQUEST_MAXIMIZE : GUI_REQUEST_UNMAXIMIZE};
	return live_send(live, &record) && live_pump(live);
}

static bool maps(struct live *live, uint32_t n) {
	struct gui_record record = commit_of(1, GUI_COMMIT_BUFFER);
	if (n % 2 != 0) {
		record.u.commit.buffer = next_buffer(live, n);
		record.u.commit.width = 600;
		record.u.commit.height = 400;
	}
	return live_send(live, &record);
}

static bool creates(struct live *live, uint32_t n) {
	uint32_t id = n % (GUI_WINDOWS_MAX - 1) + 2;
	struct gui_record create = {.code = GUI_CODE_toplevel_create};
	create.u.toplevel_create.window = id;
	struct gui_record destroy = {.code = GUI_CODE_window_destroy};
	destroy.u.window_destroy.window = id;
	return live_send(live, &create) && live_send(live, &destroy) && live_pump(live);
}

static bool prepare_popups(struct live *live) {
	bool good = prepare_one(live);
	for (uint32_t id = 2; id < FAN + 2 && good; ++id) {
		struct gui_record create = live_popup(id, id < 17 ? id - 1 : 16, 2, 2);
		create.u.popup_create.reactive = 1;
		create.u.popup_create.width = create.u.popup_create.height = 40;
		struct gui_record commit = live_commit(live, id, id, 40, 40);
		good = live_send(live, &create) && live_buffer(live, id, 1, SIDE, SIDE) &&
			live_send(live, &commit);
	}
	return good && live_settle(live);
}

static bool popups(struct live *live, uint32_t n) {
	struct gui_record record = {.code = GUI_CODE_popup_reposition};
	const struct gui_record like = live_popup(2, 1, (int32_t)(n % 30), (int32_t)(n % 20));
	const struct gui_popup_create *create = &like.u.popup_create;
	record.u.popup_reposition = (struct gui_popup_reposition){
		.window = 2,
		.token = n,
		.anchor_x = create->anchor_x,
		.anchor_y = create->anchor_y,
		.anchor_width = 1,
		.anchor_height = 1,
		.width = 40,
		.height = 40,
		.anchor = create->anchor,
		.gravity = create->gravity,
		.reactive = 1,
	};
	return live_send(live, &record) && live_pump(live);
}

// Until the user's pointer comes over the window
static bool wait_pointer(struct live *live) {
	while (live_pump(live) && live->pointer == 0) {
		struct pollfd fd = {.fd = live->peer.fd, .events = POLLIN};
		poll(&fd, 1, 100);
	}
	return live->linked;
}

static bool shapes(struct live *live, uint32_t n) {
	struct gui_record record = {.code = GUI_CODE_cursor_shape};
	record.u.cursor_shape.shape = n % GUI_SHAPE_MAX + 1;
	bool good = wait_pointer(live);
	record.u.cursor_shape.serial = live->enter_serial;
	return good && live_send(live, &record);
}

static bool images(struct live *live, uint32_t n) {
	static uint8_t pixels[GUI_PIECE_MAX];
	memset(pixels, (int)(n | 0x80), sizeof(pixels));
	struct gui_record begin = {.code = GUI_CODE_cursor_begin};
	bool good = wait_pointer(live);
	begin.u.cursor_begin = (struct gui_cursor_begin){
		.serial = live->enter_serial, .width = 31, .height = 32, .scale = 120};
	struct gui_record piece = {.code = GUI_CODE_cursor_piece};
	piece.u.cursor_piece = (struct gui_cursor_piece){.count = GUI_PIECE_MAX, .tail = pixels};
	const struct gui_record end = {.code = GUI_CODE_cursor_end};
	return good && live_send(live, &begin) && live_send(live, &piece) && live_send(live, &end);
}

// A lattice, which has a part at each crossing
static bool regions(struct live *live, uint32_t n) {
	static struct gui_rect rects[GUI_RECTS_MAX];
	for (uint32_t i = 0; i < GUI_RECTS_MAX / 2; ++i) {
		int32_t at = (int32_t)(i * 8 + n % 2);
		rects[i] = (struct gui_rect){at, 0, 4, 600};
		rects[i + GUI_RECTS_MAX / 2] = (struct gui_rect){0, at, 600, 4};
	}
	struct gui_record record = {.code = GUI_CODE_constrain};
	record.u.constrain = (struct gui_constrain){.window = n % MANY + 1,
		.kind = GUI_CONSTRAIN_CONFINE,
		.persistent = 1,
		.count = GUI_RECTS_MAX,
		.tail = rects};
	return live_send(live, &record);
}

static bool pools(struct live *live, uint32_t n) {
	uint32_t id = n % 8 + 2;
	struct gui_record destroy = {.code = GUI_CODE_pool_destroy};
	destroy.u.pool_destroy.pool = id;
	return live_pool(live, id, POOL_LARGE) && live_send(live, &destroy) && live_pump(live);
}

// What a link has costs time when it ends
static bool links(struct live *live, uint32_t n) {
	live_close(live);
	return false;
}

static bool pings(struct live *live, uint32_t n) {
	struct gui_record record = {.code = GUI_CODE_ping};
	return live_send(live, &record) && live_pump(live);
}

const struct flood floods[] = {
	{"nothing", prepare_one, NULL},
	{"pings", NULL, pings},
	{"commits", prepare_buffers, commits},
	{"sizes", prepare_one, sizes},
	{"sizes of many", prepare_many, sizes_of_many},
	{"scaled", prepare_scaled, scaled},
	{"titles", prepare_one, titles},
	{"app ids", prepare_one, app_ids},
	{"states", prepare_many, states},
	{"maps", prepare_buffers, maps},
	{"creates", prepare_many, creates},
	{"popups", prepare_popups, popups},
	{"shapes", prepare_one, shapes},
	{"images", prepare_one, images},
	{"regions", prepare_many, regions},
	{"pools", prepare_one, pools},
	{"links", prepare_many, links},
};
const uint32_t flood_count = sizeof(floods) / sizeof(floods[0]);

void flood_run(struct live *live, const struct flood *flood, struct flood_count *count) {
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		bool good = live_open(live) && (flood->prepare == NULL || flood->prepare(live));
		count->links += good ? 1 : 0;
		for (uint32_t n = 0; good; ++n) {
			if (flood->step != NULL) {
				good = flood->step(live, n);
			} else {
				process_sleep(10);
				good = live_pump(live);
			}
			count->steps += good ? 1 : 0;
		}
	}
}
