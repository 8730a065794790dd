// SPDX-License-Identifier: MIT
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "compositor/edge/send.h"
#include "tests/fuzz/chunk.h"
#include "tests/fuzz/fuzz.h"
#include "tests/hostile/rig.h"
#include "tests/hostile/session.h"

/*
 * Whole sessions of a hostile guest on the edge, with a desk that aborts if it is told
 * what it may not be told. An input is a row of chunks.
 */

#define PAGES_MAX 8
#define PASS 50 // ms
#define BURST 300 // records of the compositor at once

static struct rig rig;
static uint32_t codes[SESSION_CODES];
static int codes_len;
static int good_pages[PAGES_MAX]; // memfds by their pages, made once

// That is free: another one afterwards is a leak
static int lowest_fd(void) {
	int fd = dup(good_pages[0]);
	close(fd);
	return fd;
}

static void init(void) {
	if (codes_len > 0) {
		return;
	}
	codes_len = session_codes(codes);
	for (uint32_t i = 0; i < PAGES_MAX; i++) {
		good_pages[i] = peer_good_pages(i);
	}
}

static void write_bad(const struct chunk *chunk) {
	int fd = peer_pages(chunk->argument % PAGES_MAX, chunk->argument / PAGES_MAX);
	peer_write(&rig.peer, chunk->bytes, chunk->len, fd);
	close(fd);
}

static void write_record(const struct chunk *chunk) {
	struct gui_record record;
	chunk_record(chunk, codes, codes_len, &record);
	int fd = -1;
	if (record.code == GUI_CODE_pool_create && record.u.pool_create.pages < PAGES_MAX) {
		fd = good_pages[record.u.pool_create.pages];
	}
	peer_send_pages(&rig.peer, &record, fd);
}

// Any window that the desk has, 0: none
static uint32_t a_window(uint8_t from) {
	for (uint32_t i = 0; i < GUI_WINDOWS_MAX; i++) {
		uint32_t id = (from + i) % GUI_WINDOWS_MAX + 1;
		if (rig.desk.windows[id].role != NULL_NONE) {
			return id;
		}
	}
	return 0;
}

static void send_some_input(uint32_t count) {
	for (uint32_t i = 0; i < count; i++) {
		struct gui_pointer_motion motion = {.time = i, .x = (int32_t)i};
		send_pointer_motion(rig.guest, &motion);
		struct gui_key key = {
			.serial = guest_serial(rig.guest), .key = 30, .pressed = i % 2};
		send_key(rig.guest, &key);
	}
}

static void act_on_window(uint8_t act, uint32_t window) {
	if (window == 0) {
		return;
	}
	switch (act) {
	case 0:
		rig_pointer_enter(&rig, window);
		break;
	case 1:
		send_keyboard_enter(rig.guest,
			&(struct gui_keyboard_enter){
				.window = window, .serial = guest_serial(rig.guest)});
		break;
	case 2:
		send_configure(rig.guest,
			&(struct gui_configure){
				.window = window, .serial = guest_serial(rig.guest)});
		break;
	default:
		send_close(rig.guest, &(struct gui_close){.window = window});
		break;
	}
}

static void act_as_host(const struct chunk *chunk) {
	uint8_t act = chunk->argument % 8;
	switch (act) {
	case 4:
		send_some_input(1);
		break;
	case 5:
		send_some_input(BURST);
		break;
	case 6:
		rig.desk.no_room = !rig.desk.no_room;
		break;
	case 7:
		guest_fail(rig.guest, "because");
		break;
	default:
		act_on_window(act, a_window(chunk->argument / 8));
		break;
	}
}

// All that the compositor sends is good: peer_read() sees to it
static void read_all(void) {
	struct gui_record record;
	while (peer_read(&rig.peer, &record)) {
	}
}

static void act(const struct chunk *chunk) {
	switch (chunk->act) {
	case CHUNK_WRITE:
		peer_write(&rig.peer, chunk->bytes, chunk->len, -1);
		break;
	case CHUNK_WRITE_PAGES:
		peer_write(&rig.peer, chunk->bytes, chunk->len,
			good_pages[chunk->argument % PAGES_MAX]);
		break;
	case CHUNK_WRITE_BAD:
		write_bad(chunk);
		break;
	case CHUNK_RECORD:
		write_record(chunk);
		break;
	case CHUNK_PASS:
		rig_pass(&rig, chunk->argument * PASS);
		break;
	case CHUNK_HOST:
		act_as_host(chunk);
		break;
	case CHUNK_READ:
		read_all();
		break;
	default:
		session_link(&rig);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	init();
	int free_before = lowest_fd();
	struct loop *loop = loop_create();
	rig_init(&rig, loop, 0, NULL);
	rig.desk.lazy = size % 2 != 0;
	struct chunk chunk;
	while (chunk_take(&chunk, &data, &size)) {
		act(&chunk);
		rig_settle(&rig);
	}
	read_all();
	rig_finish(&rig);
	loop_destroy(loop);
	fuzz_must(lowest_fd() == free_before);
	return 0;
}
