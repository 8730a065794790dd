// SPDX-License-Identifier: MIT
#include "tests/hostile/good.h"

struct gui_record good_hello(void) {
	struct gui_record hello = {.code = GUI_CODE_hello};
	hello.u.hello = (struct gui_hello){GUI_MAGIC, GUI_VERSION_FLOOR, GUI_VERSION, 0};
	return hello;
}

struct gui_record good_pool(uint32_t pool, uint32_t pages) {
	struct gui_record create = {.code = GUI_CODE_pool_create};
	create.u.pool_create = (struct gui_pool_create){.pool = pool, .pages = pages};
	return create;
}

struct gui_record good_buffer(uint32_t buffer, uint32_t pool, uint32_t width, uint32_t height) {
	struct gui_record create = {.code = GUI_CODE_buffer_create};
	create.u.buffer_create = (struct gui_buffer_create){
		.buffer = buffer,
		.pool = pool,
		.width = width,
		.height = height,
		.stride = width * 4,
		.format = GUI_FORMAT_XRGB8888,
	};
	return create;
}

struct gui_record good_toplevel(uint32_t window) {
	struct gui_record create = {.code = GUI_CODE_toplevel_create};
	create.u.toplevel_create.window = window;
	return create;
}

struct gui_record good_popup(uint32_t window, uint32_t parent, int32_t x, int32_t y) {
	struct gui_record create = {.code = GUI_CODE_popup_create};
	create.u.popup_create = (struct gui_popup_create){
		.window = window,
		.parent = parent,
		.anchor_x = x,
		.anchor_y = y,
		.anchor_width = 1,
		.anchor_height = 1,
		.width = 80,
		.height = 60,
		.anchor = GUI_ANCHOR_TOP_LEFT,
		.gravity = GUI_ANCHOR_BOTTOM_RIGHT,
	};
	return create;
}

struct gui_record good_commit(uint32_t window, uint32_t buffer, uint32_t width, uint32_t height) {
	struct gui_record commit = {.code = GUI_CODE_commit};
	commit.u.commit = (struct gui_commit){
		.window = window,
		.flags = GUI_COMMIT_BUFFER,
		.buffer = buffer,
		.scale = 120,
		.width = width,
		.height = height,
	};
	return commit;
}
