// SPDX-License-Identifier: MIT
#include "tests/hostile/live.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "tests/hostile/good.h"

#define GOOD_SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL)

static uint64_t now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

bool live_init(struct live *live, const char *address) {
	*live = (struct live){.peer.fd = -1, .listen_fd = -1};
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", address);
	live->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (live->listen_fd < 0 ||
		bind(live->listen_fd, (struct sockaddr *)&addr, sizeof(addr)) != 0 ||
		listen(live->listen_fd, 1) != 0) {
		fprintf(stderr, "live: %s: %s\n", address, strerror(errno));
		return false;
	}
	return true;
}

static void forget_pool(struct live *live) {
	if (live->pool != NULL) {
		munmap(live->pool, live->pool_size);
		live->pool = NULL;
	}
}

void live_close(struct live *live) {
	if (live->peer.fd >= 0) {
		close(live->peer.fd);
		live->peer.fd = -1;
	}
	forget_pool(live);
	live->linked = false;
}

void live_finish(struct live *live) {
	live_close(live);
	if (live->listen_fd > 0) {
		close(live->listen_fd);
	}
	live->listen_fd = -1;
}

static bool wait_fd(int fd, short events, uint64_t ms) {
	struct pollfd poll_fd = {.fd = fd, .events = events};
	return poll(&poll_fd, 1, (int)ms) > 0;
}

bool live_accept(struct live *live, uint32_t ms) {
	live_close(live);
	int fd = wait_fd(live->listen_fd, POLLIN, ms)
		? accept4(live->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)
		: -1;
	if (fd < 0) {
		return false;
	}
	int listen_fd = live->listen_fd;
	memset(&live->peer, 0, offsetof(struct peer, bytes));
	memset((char *)live + offsetof(struct live, listen_fd), 0,
		sizeof(*live) - offsetof(struct live, listen_fd));
	live->listen_fd = listen_fd;
	live->peer.fd = fd;
	live->peer.state = ROW_LINK_NEW;
	live->linked = true;
	return true;
}

bool live_write(struct live *live, const void *bytes, size_t len, int fd) {
	uint64_t start = now_ms();
	while (live->linked && len > 0 && now_ms() - start < LIVE_TIMEOUT) {
		// Whole records only: peer_write() sends all or nothing of one
		if (peer_write(&live->peer, bytes, len, fd)) {
			return true;
		}
		if (errno != EAGAIN) {
			return false;
		}
		live_pump(live);
		wait_fd(live->peer.fd, POLLOUT, 100);
	}
	return len == 0;
}

static bool send_pages(struct live *live, const struct gui_record *record, int fd) {
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	size_t len = gui_encode(record, bytes, sizeof(bytes));
	return live_write(live, bytes, len, fd);
}

bool live_send(struct live *live, const struct gui_record *record) {
	return send_pages(live, record, -1);
}

static void note_window(struct live *live, const struct gui_record *record) {
	switch (record->code) {
	case GUI_CODE_configure: {
		const struct gui_configure *configure = &record->u.configure;
		struct live_window *window = &live->windows[configure->window];
		window->serial = configure->serial;
		window->width = configure->width;
		window->height = configure->height;
		window->states = configure->states;
		break;
	}
	case GUI_CODE_popup_configure: {
		const struct gui_popup_configure *configure = &record->u.popup_configure;
		struct live_window *window = &live->windows[configure->window];
		window->serial = configure->serial;
		window->x = configure->x;
		window->y = configure->y;
		window->width = configure->width;
		window->height = configure->height;
		break;
	}
	case GUI_CODE_popup_dismissed:
		live->windows[record->u.popup_dismissed.window].dismissed = true;
		break;
	case GUI_CODE_close:
		live->windows[record->u.close.window].closing = true;
		break;
	case GUI_CODE_window_gone:
		live->windows[record->u.window_gone.window] = (struct live_window){.gone = true};
		break;
	case GUI_CODE_frame_done:
		++live->windows[record->u.frame_done.window].frames;
		break;
	case GUI_CODE_visible:
		live->windows[record->u.visible.window].visible = record->u.visible.visible != 0;
		break;
	default:
		break;
	}
}

static void note_key(struct live *live, const struct gui_key *key) {
	live->serial = key->serial;
	if (key->pressed && live->key_count < LIVE_KEYS_MAX) {
		live->keys[live->key_count++] = key->key;
	}
}

static void note_input(struct live *live, const struct gui_record *record) {
	switch (record->code) {
	case GUI_CODE_keyboard_enter:
		live->keyboard = record->u.keyboard_enter.window;
		break;
	case GUI_CODE_keyboard_leave:
		live->keyboard = 0;
		break;
	case GUI_CODE_key:
		note_key(live, &record->u.key);
		break;
	case GUI_CODE_input_reset:
		++live->reset_count;
		break;
	case GUI_CODE_pointer_enter:
		live->pointer = record->u.pointer_enter.window;
		live->serial = live->enter_serial = record->u.pointer_enter.serial;
		live->pointer_x = record->u.pointer_enter.x / 256.0;
		live->pointer_y = record->u.pointer_enter.y / 256.0;
		break;
	case GUI_CODE_pointer_leave:
		live->pointer = 0;
		break;
	case GUI_CODE_pointer_motion:
		++live->motion_count;
		live->pointer_x = record->u.pointer_motion.x / 256.0;
		live->pointer_y = record->u.pointer_motion.y / 256.0;
		break;
	case GUI_CODE_pointer_button:
		++live->button_count;
		live->serial = record->u.pointer_button.serial;
		break;
	default:
		break;
	}
}

static void note(struct live *live, const struct gui_record *record) {
	switch (record->code) {
	case GUI_CODE_ping: {
		struct gui_record pong = {.code = GUI_CODE_pong};
		pong.u.pong.nonce = record->u.ping.nonce;
		peer_send(&live->peer, &pong);
		break;
	}
	case GUI_CODE_pong:
		live->pong = record->u.pong.nonce;
		break;
	case GUI_CODE_buffer_release:
		live->held[record->u.buffer_release.buffer] = false;
		break;
	default:
		note_window(live, record);
		note_input(live, record);
		break;
	}
}

bool live_pump(struct live *live) {
	struct gui_record record;
	while (live->linked && peer_read(&live->peer, &record)) {
		note(live, &record);
	}
	if (live->linked && peer_is_gone(&live->peer)) {
		live->linked = false;
	}
	return live->linked;
}

// Pump until *value is what is wanted
static bool pump_until(struct live *live, const uint32_t *value, uint32_t wanted) {
	uint64_t start = now_ms();
	while (live_pump(live) && *value != wanted && now_ms() - start < LIVE_TIMEOUT) {
		wait_fd(live->peer.fd, POLLIN, 100);
	}
	return live->linked && *value == wanted;
}

bool live_settle(struct live *live) {
	struct gui_record ping = {.code = GUI_CODE_ping};
	ping.u.ping.nonce = ++live->nonce;
	return live_send(live, &ping) && pump_until(live, &live->pong, live->nonce);
}

bool live_configured(struct live *live, uint32_t window) {
	uint64_t start = now_ms();
	while (live_pump(live) && live->windows[window].serial == 0 &&
		now_ms() - start < LIVE_TIMEOUT) {
		wait_fd(live->peer.fd, POLLIN, 100);
	}
	return live->windows[window].serial != 0;
}

bool live_open(struct live *live) {
	if (!live_accept(live, LIVE_TIMEOUT)) {
		fprintf(stderr, "live: the compositor does not connect\n");
		return false;
	}
	struct gui_record hello = good_hello();
	return live_send(live, &hello) && live_settle(live);
}

void live_fill(struct live *live, uint32_t colour) {
	for (size_t i = 0; i < live->pool_size / sizeof(uint32_t); ++i) {
		live->pool[i] = colour;
	}
}

bool live_pool(struct live *live, uint32_t pool, uint32_t pages) {
	struct gui_record create = good_pool(pool, pages);
	forget_pool(live);
	int fd = peer_pages(pages, 0);
	live->pool_size = (size_t)pages * GUI_PAGE_SIZE;
	// Before it is sealed, as the proxy does
	live->pool = mmap(NULL, live->pool_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	bool ok = live->pool != MAP_FAILED && fcntl(fd, F_ADD_SEALS, GOOD_SEALS) == 0 &&
		send_pages(live, &create, fd);
	close(fd);
	return ok;
}

bool live_buffer(
	struct live *live, uint32_t buffer, uint32_t pool, uint32_t width, uint32_t height) {
	struct gui_record create = good_buffer(buffer, pool, width, height);
	return live_send(live, &create);
}

bool live_toplevel(struct live *live, uint32_t window, const char *title) {
	struct gui_record create = good_toplevel(window);
	live->windows[window] = (struct live_window){0};
	struct gui_record name = {.code = GUI_CODE_title};
	name.u.title = (struct gui_title){
		.window = window, .count = (uint32_t)strlen(title), .tail = (const uint8_t *)title};
	return live_send(live, &create) && live_send(live, &name) && live_configured(live, window);
}

struct gui_record live_popup(uint32_t window, uint32_t parent, int32_t x, int32_t y) {
	return good_popup(window, parent, x, y);
}

struct gui_record live_commit(
	struct live *live, uint32_t window, uint32_t buffer, uint32_t width, uint32_t height) {
	struct gui_record commit = good_commit(window, buffer, width, height);
	commit.u.commit.flags |= GUI_COMMIT_FRAME;
	commit.u.commit.serial = live->windows[window].serial;
	live->windows[window].serial = 0;
	live->held[buffer] = true;
	return commit;
}

bool live_session(
	struct live *live, const char *title, uint32_t width, uint32_t height, uint32_t colour) {
	uint32_t pages = (width * height * 4 + GUI_PAGE_SIZE - 1) / GUI_PAGE_SIZE;
	if (!live_open(live) || !live_pool(live, 1, pages)) {
		return false;
	}
	live_fill(live, colour);
	if (!live_buffer(live, 1, 1, width, height) || !live_toplevel(live, 1, title)) {
		return false;
	}
	struct gui_record commit = live_commit(live, 1, 1, width, height);
	return live_send(live, &commit) && live_settle(live);
}
