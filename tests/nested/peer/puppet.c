// SPDX-License-Identifier: MIT
#include "tests/nested/peer/puppet.h"

#include <libxenvchan.h>
#include <string.h>

#include "common/vchan.h"
#include "guest-proxy/host/trace_line.h"
#include "tests/hostile/good.h"
#include "tests/nested/peer/outside.h"

#define STEP 100 // ms between two looks at the clock

// --- what it is sent ----------------------------------------------------------

static void trace(const struct gui_record *record) {
	struct trace_line line = {0};
	trace_line_add_record(&line, record);
	outside_tell("input", "%s", line.text);
}

static void note(struct puppet *puppet, const struct gui_record *record) {
	switch (record->code) {
	case GUI_CODE_welcome:
	case GUI_CODE_keymap_end:
		puppet->state = ROW_LINK_OPEN;
		break;
	case GUI_CODE_keymap_begin:
		puppet->state = ROW_LINK_PIECES;
		break;
	case GUI_CODE_pong:
		puppet->pong = record->u.pong.nonce;
		break;
	case GUI_CODE_configure:
		puppet->serials[record->u.configure.window] = record->u.configure.serial;
		break;
	case GUI_CODE_window_gone:
		puppet->live[record->u.window_gone.window] = false;
		break;
	case GUI_CODE_buffer_release:
		puppet->held[record->u.buffer_release.buffer] = false;
		break;
	case GUI_CODE_frame_done:
		puppet->frames++;
		break;
	case GUI_CODE_close:
		puppet->closing++;
		break;
	default:
		break;
	}
}

static void answer(struct puppet *puppet, uint32_t nonce) {
	struct gui_record pong = {.code = GUI_CODE_pong};
	_Alignas(8) uint8_t bytes[64];
	pong.u.pong.nonce = nonce;
	size_t len = gui_encode(&pong, bytes, sizeof(bytes));
	// One that does not fit is one less
	if (libxenvchan_buffer_space(puppet->ring.vchan) >= (int)len) {
		ring_write(&puppet->ring, bytes, len);
	}
}

static void take(struct puppet *puppet, const struct gui_record *record) {
	puppet->records++;
	note(puppet, record);
	if (record->code == GUI_CODE_ping && !puppet->mute) {
		answer(puppet, record->u.ping.nonce);
	}
	if (puppet->traces && trace_line_is_input(record->code)) {
		trace(record);
	}
}

static void say_broken(struct puppet *puppet, enum row_error error) {
	if (!puppet->broken) {
		outside_tell(
			"bad record of the compositor", "\"error\":\"%s\"", row_error_name(error));
	}
	puppet->broken = true;
	puppet->len = 0;
}

// False: no whole one is here
static bool take_one(struct puppet *puppet) {
	struct row_context context = {ROW_FROM_HOST, puppet->state, GUI_VERSION};
	struct gui_record record;
	size_t size = 0;
	enum row_error error = gui_frame(&context, puppet->bytes, puppet->len, &size);
	if (error == ROW_MORE) {
		return false;
	}
	if (error == ROW_OK) {
		memcpy(puppet->record, puppet->bytes, size);
		memmove(puppet->bytes, puppet->bytes + size, puppet->len - size);
		puppet->len -= size;
		error = gui_decode(&context, puppet->record, size, &record);
	}
	if (error != ROW_OK) {
		say_broken(puppet, error);
		return false;
	}
	take(puppet, &record);
	return true;
}

bool puppet_pump(struct puppet *puppet, uint32_t ms) {
	ring_wait(&puppet->ring, ms);
	int len = ring_read(
		&puppet->ring, puppet->bytes + puppet->len, sizeof(puppet->bytes) - puppet->len);
	puppet->len += len > 0 ? (size_t)len : 0;
	while (!puppet->broken && take_one(puppet)) {
	}
	return len > 0 || !ring_is_gone(&puppet->ring);
}

bool puppet_rest(struct puppet *puppet, uint32_t ms) {
	uint64_t start = outside_now();
	while (outside_now() - start < ms && !outside_is_over()) {
		if (!puppet_pump(puppet, ms < STEP ? ms : STEP)) {
			return false;
		}
	}
	return !ring_is_gone(&puppet->ring);
}

bool puppet_settle(struct puppet *puppet, uint32_t ms) {
	uint64_t start = outside_now();
	if (!puppet_ping(puppet)) {
		return false;
	}
	while (puppet->pong != puppet->nonce && outside_now() - start < ms && !outside_is_over()) {
		if (!puppet_pump(puppet, STEP)) {
			return false;
		}
	}
	return puppet->pong == puppet->nonce;
}

// --- what it says -------------------------------------------------------------

bool puppet_write(struct puppet *puppet, const void *bytes, size_t len) {
	const uint8_t *src = bytes;
	while (len > 0) {
		int done = ring_write(&puppet->ring, src, len);
		if (done < 0 || outside_is_over()) {
			return false;
		}
		src += done;
		len -= (size_t)done;
		if (len > 0) {
			puppet_pump(puppet, STEP);
		}
	}
	return true;
}

bool puppet_send(struct puppet *puppet, const struct gui_record *record) {
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	size_t len = gui_encode(record, bytes, sizeof(bytes));
	return len > 0 && puppet_write(puppet, bytes, len);
}

bool puppet_ping(struct puppet *puppet) {
	struct gui_record ping = {.code = GUI_CODE_ping};
	ping.u.ping.nonce = ++puppet->nonce;
	return puppet_send(puppet, &ping);
}

bool puppet_link(struct puppet *puppet) {
	puppet_close(puppet);
	return ring_open(&puppet->ring);
}

bool puppet_open(struct puppet *puppet) {
	struct gui_record hello = good_hello();
	return puppet_link(puppet) && puppet_send(puppet, &hello) &&
		puppet_settle(puppet, PUPPET_TIMEOUT);
}

void puppet_close(struct puppet *puppet) {
	bool traces = puppet->traces;
	ring_close(&puppet->ring);
	memset(puppet, 0, sizeof(*puppet));
	puppet->traces = traces;
	puppet->state = ROW_LINK_NEW;
}

bool puppet_title(struct puppet *puppet, uint32_t window, const char *title) {
	struct gui_record name = {.code = GUI_CODE_title};
	name.u.title = (struct gui_title){
		.window = window, .count = (uint32_t)strlen(title), .tail = (const uint8_t *)title};
	return puppet_send(puppet, &name);
}

bool puppet_configured(struct puppet *puppet, uint32_t window, uint32_t ms) {
	uint64_t start = outside_now();
	while (puppet->serials[window] == 0 && outside_now() - start < ms) {
		if (!puppet_pump(puppet, STEP) || outside_is_over()) {
			return false;
		}
	}
	return puppet->serials[window] != 0;
}

bool puppet_create(struct puppet *puppet, uint32_t window) {
	struct gui_record create = good_toplevel(window);
	puppet->serials[window] = 0;
	puppet->live[window] = true;
	return puppet_send(puppet, &create);
}

bool puppet_toplevel(struct puppet *puppet, uint32_t window, const char *title) {
	return puppet_create(puppet, window) && puppet_title(puppet, window, title) &&
		puppet_configured(puppet, window, PUPPET_TIMEOUT);
}

bool puppet_commit(struct puppet *puppet, uint32_t window, const struct gui_buffer_create *buffer) {
	struct gui_record commit = good_commit(
		window, buffer->buffer, buffer->width, buffer->height);
	const struct gui_rect whole = {0, 0, buffer->width, buffer->height};
	commit.u.commit.flags |= GUI_COMMIT_FRAME;
	commit.u.commit.serial = puppet->serials[window];
	commit.u.commit.damage = 1;
	commit.u.commit.count = 1;
	commit.u.commit.tail = &whole;
	puppet->serials[window] = 0;
	puppet->held[buffer->buffer] = true;
	return puppet_send(puppet, &commit);
}

// --- its pages ----------------------------------------------------------------

bool puppet_share(struct puppet *puppet, struct puppet_pool *pool, uint32_t pages, uint32_t domid) {
	*pool = (struct puppet_pool){.pages.pages = pages};
	pool->pixels = vchan_pages_share(puppet->ring.vchan->gntshr, domid, &pool->pages);
	if (pool->pixels == NULL) {
		outside_tell("no pages", "\"pages\":%u", pages);
	}
	return pool->pixels != NULL;
}

void puppet_unshare(struct puppet_pool *pool) {
	vchan_pages_unshare(pool->pixels, pool->pages.pages);
	pool->pixels = NULL;
}

uint32_t *puppet_directory(const struct puppet_pool *pool) {
	return pool->pixels - pool->pages.count * (GUI_PAGE_SIZE / sizeof(uint32_t));
}

struct gui_record puppet_pool_record(uint32_t id, const struct puppet_pool *pool) {
	struct gui_record record = good_pool(id, pool->pages.pages);
	record.u.pool_create.count = pool->pages.count;
	record.u.pool_create.tail = pool->pages.refs;
	return record;
}

bool puppet_show(struct puppet *puppet, struct puppet_pool *pool, uint32_t side, uint32_t colour) {
	struct gui_record buffer = good_buffer(1, 1, side, side);
	uint32_t pages = (side * side * 4 + GUI_PAGE_SIZE - 1) / GUI_PAGE_SIZE;
	if (!puppet_share(puppet, pool, pages, puppet->ring.domid)) {
		return false;
	}
	for (uint32_t i = 0; i < side * side; i++) {
		pool->pixels[i] = colour;
	}
	struct gui_record create = puppet_pool_record(1, pool);
	return puppet_send(puppet, &create) && puppet_send(puppet, &buffer) &&
		puppet_toplevel(puppet, 1, "peer") &&
		puppet_commit(puppet, 1, &buffer.u.buffer_create) &&
		puppet_settle(puppet, PUPPET_TIMEOUT);
}

bool puppet_is_cut(struct puppet *puppet, const char *test, uint32_t ms, bool mute_ring) {
	uint64_t start = outside_now();
	bool gone = ring_is_gone(&puppet->ring);
	while (!gone && outside_now() - start < ms && !outside_is_over()) {
		if (mute_ring) {
			ring_wait(&puppet->ring, STEP);
			gone = ring_is_gone(&puppet->ring);
		} else {
			gone = !puppet_pump(puppet, STEP);
		}
	}
	outside_tell(gone ? "cut" : "not cut", "\"test\":\"%s\",\"after\":%u", test,
		(unsigned)(outside_now() - start));
	return gone;
}
