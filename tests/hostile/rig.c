// SPDX-License-Identifier: MIT
#include "tests/hostile/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compositor/edge/send.h"
#include "tests/hostile/fake_loop.h"
#include "tests/hostile/good.h"

static void must(bool is_true, const char *what) {
	if (!is_true) {
		fprintf(stderr, "rig: %s failed\n", what);
		abort();
	}
}

struct guest_conf rig_conf(int index) {
	struct guest_conf conf = {.transport = &peer_transport};
	snprintf(conf.name, sizeof(conf.name), "vm%d", index);
	snprintf(conf.address, sizeof(conf.address), "%d", index);
	return conf;
}

void rig_init(struct rig *rig, struct loop *loop, int index, const struct guest_conf *conf) {
	struct guest_conf full = rig_conf(index);
	rig->loop = loop;
	rig->configured = 0;
	null_desk_init(&rig->desk);
	peer_init(&rig->peer, index);
	rig->guest = guest_create(loop, conf != NULL ? conf : &full, &null_desk_events, &rig->desk);
	rig->desk.guest = rig->guest;
	must(rig->guest != NULL, "guest_create");
}

void rig_finish(struct rig *rig) {
	guest_destroy(rig->guest);
	null_desk_finish(&rig->desk);
	peer_finish(&rig->peer);
}

void rig_settle(struct rig *rig) {
	fake_loop_settle(rig->loop);
}

void rig_pass(struct rig *rig, uint32_t ms) {
	fake_loop_pass(rig->loop, ms);
}

bool rig_is_up(const struct rig *rig) {
	return guest_connected(rig->guest);
}

bool rig_send(struct rig *rig, const struct gui_record *record) {
	peer_send(&rig->peer, record);
	rig_settle(rig);
	return rig_is_up(rig);
}

bool rig_send_pages(struct rig *rig, const struct gui_record *record, int fd) {
	peer_send_pages(&rig->peer, record, fd);
	close(fd);
	rig_settle(rig);
	return rig_is_up(rig);
}

void rig_hello(struct rig *rig) {
	struct gui_record hello = good_hello();
	must(rig_send(rig, &hello), "hello");
	struct gui_record welcome;
	must(peer_read_code(&rig->peer, GUI_CODE_welcome, &welcome), "welcome");
}

void rig_pool(struct rig *rig, uint32_t pool, uint32_t pages) {
	struct gui_record create = good_pool(pool, pages);
	must(rig_send_pages(rig, &create, peer_good_pages(pages)), "pool_create");
}

void rig_buffer(struct rig *rig, uint32_t buffer, uint32_t pool, uint32_t width, uint32_t height) {
	struct gui_record create = good_buffer(buffer, pool, width, height);
	must(rig_send(rig, &create), "buffer_create");
}

void rig_toplevel(struct rig *rig, uint32_t window) {
	struct gui_record create = good_toplevel(window);
	must(rig_send(rig, &create), "toplevel_create");
	struct gui_record configure;
	must(peer_read_code(&rig->peer, GUI_CODE_configure, &configure), "configure");
	rig->configured = configure.u.configure.serial;
}

void rig_popup(struct rig *rig, uint32_t window, uint32_t parent) {
	struct gui_record create = good_popup(window, parent, 0, 0);
	must(rig_send(rig, &create), "popup_create");
	struct gui_record configure;
	must(peer_read_code(&rig->peer, GUI_CODE_popup_configure, &configure), "configure");
	rig->configured = configure.u.popup_configure.serial;
}

struct gui_record rig_commit(const struct rig *rig, uint32_t window, uint32_t buffer) {
	const struct gui_buffer_create *span = &rig->desk.buffers[buffer].create;
	return good_commit(window, buffer, span->width, span->height);
}

void rig_show(struct rig *rig, uint32_t window, uint32_t buffer) {
	struct gui_record commit = rig_commit(rig, window, buffer);
	commit.u.commit.serial = rig->configured;
	rig->configured = 0;
	must(rig_send(rig, &commit), "commit");
}

uint32_t rig_pointer_enter(struct rig *rig, uint32_t window) {
	struct gui_pointer_enter enter = {
		.window = window,
		.serial = guest_serial(rig->guest),
	};
	send_pointer_enter(rig->guest, &enter);
	rig_settle(rig);
	return enter.serial;
}

uint32_t rig_session(struct rig *rig) {
	rig_hello(rig);
	rig_pool(rig, 1, 4);
	rig_buffer(rig, 1, 1, 32, 32);
	rig_buffer(rig, 2, 1, 32, 32);
	rig_toplevel(rig, 1);
	rig_show(rig, 1, 1);
	return rig_pointer_enter(rig, 1);
}
