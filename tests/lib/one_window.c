// SPDX-License-Identifier: MIT
#include "tests/lib/one_window.h"

#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <wlr/backend/headless.h>
#include <wlr/render/allocator.h>
#include <wlr/render/pixman.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/loop.h"
#include "common/transport.h"
#include "compositor/desk/content.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"
#include "compositor/pages/pages.h"
#include "tests/hostile/fake_loop.h"
#include "tests/hostile/good.h"

#define SIZE ONE_WINDOW_SIZE
#define SCREEN ONE_WINDOW_SCREEN
#define WINDOW 7

static void handle_connected(void *data) {
}

static void handle_lost(void *data, const char *reason) {
}

static bool handle_pool_create(
	void *data, const struct gui_pool_create *record, const struct transport_pages *pages) {
	struct one_window *window = data;
	window->guest.pools[record->pool] = pages_pool_create(pages);
	return window->guest.pools[record->pool] != NULL;
}

static void handle_release(struct wl_listener *listener, void *data) {
	struct one_window_buffer *buffer = wl_container_of(listener, buffer, release);
	struct one_window *window = wl_container_of(buffer - buffer->id, window, buffers[0]);
	const struct gui_buffer_release record = {.buffer = buffer->id};
	send_buffer_release(window->guest.guest, &record);
}

static bool handle_buffer_create(void *data, const struct gui_buffer_create *record) {
	struct one_window *window = data;
	struct one_window_buffer *buffer = &window->buffers[record->buffer];
	struct wlr_buffer *base = pages_buffer_create(window->guest.pools[record->pool], record);
	ck_assert_ptr_nonnull(base);
	window->guest.buffers[record->buffer] = base;
	buffer->id = record->buffer;
	buffer->release.notify = handle_release;
	wl_signal_add(&base->events.release, &buffer->release);
	return true;
}

static bool handle_toplevel_create(void *data, const struct gui_toplevel_create *record) {
	struct one_window *window = data;
	struct guest *guest = window->guest.guest;
	window->configured = guest_serial(guest);
	const struct gui_configure configure = {
		.window = record->window, .serial = window->configured};
	send_configure(guest, &configure);
	window->content = content_create(&window->guest, record->window, window->interior);
	return window->content != NULL;
}

static bool handle_commit(void *data, const struct gui_commit *record) {
	struct one_window *window = data;
	return content_commit(window->content, record);
}

static const struct guest_events events = {
	.connected = handle_connected,
	.lost = handle_lost,
	.pool_create = handle_pool_create,
	.buffer_create = handle_buffer_create,
	.toplevel_create = handle_toplevel_create,
	.commit = handle_commit,
};

static void keep_pixels(struct one_window *window, struct wlr_buffer *buffer) {
	void *data;
	uint32_t format;
	size_t stride;
	ck_assert(wlr_buffer_begin_data_ptr_access(
		buffer, WLR_BUFFER_DATA_PTR_ACCESS_READ, &data, &format, &stride));
	for (size_t y = 0; y < SCREEN; ++y) {
		memcpy(&window->pixels[y * SCREEN], (const char *)data + y * stride, SCREEN * 4);
	}
	wlr_buffer_end_data_ptr_access(buffer);
}

void one_window_draw(struct one_window *window) {
	struct wlr_output_state state;
	struct timespec now;
	wlr_output_state_init(&state);
	ck_assert(wlr_scene_output_build_state(window->scene_output, &state, NULL));
	keep_pixels(window, state.buffer);
	ck_assert(wlr_output_commit_state(window->output.output, &state));
	wlr_output_state_finish(&state);
	clock_gettime(CLOCK_MONOTONIC, &now);
	wlr_scene_output_send_frame_done(window->scene_output, &now);
}

static void handle_frame(struct wl_listener *listener, void *data) {
	struct one_window *window = wl_container_of(listener, window, frame);
	one_window_draw(window);
}

void one_window_set_output(struct one_window *window, bool enabled, float scale) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, enabled);
	if (enabled) {
		wlr_output_state_set_scale(&state, scale);
	}
	ck_assert(wlr_output_commit_state(window->output.output, &state));
	wlr_output_state_finish(&state);
}

static void create_screen(struct one_window *window) {
	struct desk *desk = &window->desk;
	struct wlr_output *output;
	desk->display = wl_display_create();
	window->backend = wlr_headless_backend_create(wl_display_get_event_loop(desk->display));
	desk->renderer = wlr_pixman_renderer_create();
	desk->allocator = wlr_allocator_autocreate(window->backend, desk->renderer);
	desk->scene = wlr_scene_create();
	output = wlr_headless_add_output(window->backend, SCREEN, SCREEN);
	window->output.output = output;
	window->output.id = 3;
	wl_list_init(&desk->outputs);
	wl_list_insert(&desk->outputs, &window->output.link);
	ck_assert(wlr_output_init_render(output, desk->allocator, desk->renderer));
	window->scene_output = wlr_scene_output_create(desk->scene, output);
	window->interior = wlr_scene_tree_create(&desk->scene->tree);
	wlr_scene_node_set_position(&window->interior->node, ONE_WINDOW_LEFT, ONE_WINDOW_TOP);
	window->frame.notify = handle_frame;
	wl_signal_add(&output->events.frame, &window->frame);
	ck_assert(wlr_backend_start(window->backend));
	one_window_set_output(window, true, 1);
}

void one_window_run(struct one_window *window) {
	fake_loop_settle(window->desk.loop);
	for (int i = 0; i < 8; ++i) {
		wl_event_loop_dispatch(wl_display_get_event_loop(window->desk.display), 10);
		fake_loop_settle(window->desk.loop);
	}
}

void one_window_send(struct one_window *window, const struct gui_record *record) {
	ck_assert(peer_send(&window->peer, record));
	fake_loop_settle(window->desk.loop);
	ck_assert(guest_connected(window->guest.guest));
}

static uint32_t pixel_of(uint32_t buffer, uint32_t x, uint32_t y) {
	return buffer == 3 ? 0 : 0xff000000 | buffer << 16 | y << 8 | x;
}

// One page for each buffer
static int fill_pages(void) {
	size_t size = ONE_WINDOW_BUFFERS * GUI_PAGE_SIZE;
	int fd = peer_pages(ONE_WINDOW_BUFFERS, F_SEAL_SHRINK | F_SEAL_GROW);
	uint32_t *pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ck_assert(pixels != MAP_FAILED);
	for (uint32_t i = 0; i < size / 4; ++i) {
		pixels[i] = pixel_of(i / (SIZE * SIZE) + 1, i % SIZE, i / SIZE % SIZE);
	}
	munmap(pixels, size);
	ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_SEAL), 0);
	return fd;
}

static void create_buffers(struct one_window *window) {
	struct gui_record record = good_pool(1, ONE_WINDOW_BUFFERS);
	int fd = fill_pages();
	ck_assert(peer_send_pages(&window->peer, &record, fd));
	close(fd);
	for (uint32_t i = 1; i <= ONE_WINDOW_BUFFERS; ++i) {
		record = good_buffer(i, 1, SIZE, SIZE);
		record.u.buffer_create.offset = (i - 1) * GUI_PAGE_SIZE;
		record.u.buffer_create.format = GUI_FORMAT_ARGB8888;
		one_window_send(window, &record);
	}
}

void one_window_init(struct one_window *window) {
	memset(window, 0, sizeof(*window));
	window->desk.loop = loop_create();
	create_screen(window);
	peer_init(&window->peer, 0);
	const struct guest_conf conf = {.name = "vm", .address = "0", .transport = &peer_transport};
	window->guest.desk = &window->desk;
	window->guest.guest = guest_create(window->desk.loop, &conf, &events, window);
	struct gui_record record = good_hello();
	one_window_send(window, &record);
	create_buffers(window);
	record = good_toplevel(WINDOW);
	one_window_send(window, &record);
	content_set_size(window->content, SIZE, SIZE);
}

void one_window_finish(struct one_window *window) {
	content_destroy(window->content);
	for (uint32_t i = 1; i <= ONE_WINDOW_BUFFERS; ++i) {
		wl_list_remove(&window->buffers[i].release.link);
		wlr_buffer_drop(window->guest.buffers[i]);
	}
	pages_pool_destroy(window->guest.pools[1]);
	guest_destroy(window->guest.guest);
	peer_finish(&window->peer);
	wl_list_remove(&window->frame.link);
	wlr_scene_node_destroy(&window->desk.scene->tree.node);
	wlr_backend_destroy(window->backend);
	wlr_allocator_destroy(window->desk.allocator);
	wlr_renderer_destroy(window->desk.renderer);
	wl_display_destroy(window->desk.display);
	loop_destroy(window->desk.loop);
}

struct gui_record one_window_commit(struct one_window *window, uint32_t buffer, uint32_t flags) {
	uint32_t side = buffer == 0 ? 0 : SIZE;
	struct gui_record record = good_commit(WINDOW, buffer, side, side);
	record.u.commit.commit = ++window->commit;
	record.u.commit.flags |= flags;
	record.u.commit.serial = window->configured;
	window->configured = 0;
	return record;
}

void one_window_show(struct one_window *window, uint32_t buffer, uint32_t flags) {
	static const struct gui_rect all = {0, 0, SIZE, SIZE};
	struct gui_record record = one_window_commit(window, buffer, flags);
	record.u.commit.damage = record.u.commit.count = buffer == 0 ? 0 : 1;
	record.u.commit.tail = &all;
	one_window_send(window, &record);
}

bool one_window_told(struct one_window *window, uint32_t code, struct gui_record *record) {
	fake_loop_settle(window->desk.loop);
	return peer_read_code(&window->peer, code, record);
}

uint32_t one_window_seen(const struct one_window *window, uint32_t x, uint32_t y) {
	size_t at = (ONE_WINDOW_TOP + y) * SCREEN + ONE_WINDOW_LEFT + x;
	return window->pixels[at] & 0xffffff;
}

uint32_t one_window_colour(uint32_t buffer, uint32_t x, uint32_t y) {
	return pixel_of(buffer, x, y) & 0xffffff;
}
