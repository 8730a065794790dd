// SPDX-License-Identifier: MIT
/*
 * A compositor that says anything the table allows, in any order, to a proxy with real
 * programs: the proxy lives, and a good compositor finds their windows.
 */
#include <stdio.h>
#include <string.h>

#include "common/conn.h"
#include "common/loop.h"
#include "common/transport.h"
#include "tests/lib/examples.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define SEEDS 2
#define SECONDS 4 // for each
#define SIDE_MAX 1200 // that programs are asked for: what they draw is memory
#define SCALE_MAX 240
#define WINDOWS 5 // that the programs open
#define RUDE 3000 // one record in so many is one that ends the link

static struct desktop desktop;
static struct desktop_guest *work;

static struct {
	struct loop *loop;
	struct conn *conn; // NULL: none
	struct row_context context;
	bool windows[GUI_WINDOWS_MAX + 1];
	uint32_t shown[GUI_WINDOWS_MAX + 1]; // buffer of each
	uint32_t links, records;
	uint32_t seed;
} host;

static uint32_t next_random(void) {
	host.seed = host.seed * 1664525 + 1013904223;
	return host.seed >> 8;
}

static void say(const struct gui_record *record) {
	if (host.conn != NULL && conn_send(host.conn, record, CONN_CONTROL, NULL)) {
		++host.records;
	}
}

static void say_id(uint32_t code, uint32_t id) {
	struct gui_record record = {.code = code};
	example_set(&record, gui_row(code)->fields, id);
	say(&record);
}

static void say_pong(uint32_t nonce) {
	struct gui_record record = {.code = GUI_CODE_pong};
	record.u.pong.nonce = nonce;
	record.u.pong.time = next_random();
	say(&record);
}

static void say_frame_done(uint32_t window) {
	struct gui_record record = {.code = GUI_CODE_frame_done};
	record.u.frame_done.window = window;
	say(&record);
}

static void take_pages(uint32_t count) {
	struct transport *transport = conn_transport(host.conn);
	struct transport_pages pages = {.pages = count, .fd = -1};
	ck_assert(transport->impl->pages_take(transport, &pages, NULL, 0));
	transport_pages_finish(&pages);
}

static void welcome(void) {
	struct gui_record record = {.code = GUI_CODE_welcome};
	record.u.welcome.version = GUI_VERSION;
	host.context.version = GUI_VERSION;
	host.context.state = ROW_LINK_OPEN;
	say(&record);
}

static void show(const struct gui_commit *commit) {
	if ((commit->flags & GUI_COMMIT_BUFFER) != 0) {
		if (host.shown[commit->window] != 0) {
			say_id(GUI_CODE_buffer_release, host.shown[commit->window]);
		}
		host.shown[commit->window] = commit->buffer;
	}
	say_frame_done(commit->window);
}

static void let_go(uint32_t buffer) {
	for (uint32_t id = 1; id <= GUI_WINDOWS_MAX; ++id) {
		host.shown[id] = host.shown[id] == buffer ? 0 : host.shown[id];
	}
	say_id(GUI_CODE_buffer_gone, buffer);
}

static void forget(uint32_t window) {
	host.windows[window] = false;
	host.shown[window] = 0;
	say_id(GUI_CODE_window_gone, window);
}

// All that keeps a link alive
static void handle_record(void *data, void *untyped) {
	const struct gui_record *record = untyped;
	switch (record->code) {
	case GUI_CODE_hello:
		welcome();
		break;
	case GUI_CODE_ping:
		say_pong(record->u.ping.nonce);
		break;
	case GUI_CODE_pool_create:
		take_pages(record->u.pool_create.pages);
		break;
	case GUI_CODE_pool_destroy:
		say_id(GUI_CODE_pool_gone, record->u.pool_destroy.pool);
		break;
	case GUI_CODE_buffer_destroy:
		let_go(record->u.buffer_destroy.buffer);
		break;
	case GUI_CODE_toplevel_create:
		host.windows[record->u.toplevel_create.window] = true;
		break;
	case GUI_CODE_popup_create:
		host.windows[record->u.popup_create.window] = true;
		break;
	case GUI_CODE_drag_create:
		host.windows[record->u.drag_create.window] = true;
		break;
	case GUI_CODE_window_destroy:
		forget(record->u.window_destroy.window);
		break;
	case GUI_CODE_commit:
		show(&record->u.commit);
		break;
	case GUI_CODE_cursor_begin:
		host.context.state = ROW_LINK_PIECES;
		break;
	case GUI_CODE_cursor_end:
		host.context.state = ROW_LINK_OPEN;
		break;
	}
}

static void handle_lost(void *data, const char *reason) {
	conn_destroy(host.conn);
	host.conn = NULL;
}

static void handle_drained(void *data) {
	// Nothing waits for it
}

static const struct conn_handler handler = {
	&gui_protocol, handle_record, handle_lost, handle_drained};

static void connect_host(void) {
	struct transport *transport = transport_unix.connect(work->address);
	if (transport == NULL) {
		process_sleep(50);
		return;
	}
	for (uint32_t id = 0; id <= GUI_WINDOWS_MAX; ++id) {
		host.windows[id] = false;
		host.shown[id] = 0;
	}
	host.context = (struct row_context){.from = ROW_FROM_GUEST, .state = ROW_LINK_NEW};
	host.conn = conn_create(host.loop, transport, &host.context, &handler, NULL);
	++host.links;
}

static uint32_t some_window(void) {
	uint32_t start = next_random();
	for (uint32_t i = 0; i < 16; ++i) {
		uint32_t id = (start + i) % 16 + 1;
		if (host.windows[id]) {
			return id;
		}
	}
	return start % GUI_WINDOWS_MAX + 1;
}

// Codes that end the link if what they speak of is not so
static bool is_rude(uint32_t code) {
	return code == GUI_CODE_buffer_release || code == GUI_CODE_buffer_gone ||
		code == GUI_CODE_pool_gone || code == GUI_CODE_window_gone ||
		code == GUI_CODE_pong || code == GUI_CODE_keymap_begin;
}

// Programs do as they are told, and would be gone
static bool is_farewell(uint32_t code) {
	return code == GUI_CODE_close;
}

static void bound(uint64_t *value, const struct row_field *field, const char *name, uint32_t max) {
	if (strcmp(field->name, name) == 0 && *value > max) {
		*value %= max;
		*value = *value < (uint64_t)field->min ? (uint64_t)field->min : *value;
	}
}

static void tame(struct gui_record *record) {
	const struct row_field *field = gui_row(record->code)->fields;
	for (; field->type != ROW_FIELD_END && field->type < ROW_FIELD_BYTES; field++) {
		uint64_t value = (uint64_t)example_get(record, field);
		if (strcmp(field->name, "window") == 0 && next_random() % 8 != 0) {
			value = some_window();
		}
		if (record->code != GUI_CODE_popup_configure) {
			bound(&value, field, "width", SIDE_MAX);
			bound(&value, field, "height", SIDE_MAX);
		}
		bound(&value, field, "scale", SCALE_MAX);
		example_set(record, field, value);
	}
}

static void say_keymap(void) {
	static const char junk[] = "xkb_keymap { no such thing };";
	struct gui_record record = {.code = GUI_CODE_keymap_begin};
	record.u.keymap_begin.size = sizeof(junk) - 1;
	say(&record);
	record = (struct gui_record){.code = GUI_CODE_keymap_piece};
	record.u.keymap_piece = (struct gui_keymap_piece){
		.count = sizeof(junk) - 1, .tail = (const uint8_t *)junk};
	say(&record);
	say(&(struct gui_record){.code = GUI_CODE_keymap_end});
}

static void say_anything(void) {
	uint32_t code = example_codes[next_random() % (uint32_t)example_codes_len];
	const struct row *row = gui_row(code);
	bool rude = is_rude(code);
	if ((row->direction & ROW_FROM_HOST) == 0 || (row->states & ROW_LINK_OPEN) == 0 ||
		is_farewell(code) || (rude && next_random() % RUDE != 0)) {
		return;
	}
	struct gui_record record = example_random(code, next_random());
	tame(&record);
	say(&record);
	if (next_random() % 500 == 0) {
		say_keymap();
	}
}

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	work = desktop_add_guest(&desktop, "work", "blue");
	ck_assert(desktop_run(&desktop, work, "exec xclock"));
	host.loop = loop_create();
}

static void teardown(void) {
	conn_destroy(host.conn);
	loop_destroy(host.loop);
	ck_assert(desktop_finish(&desktop));
}

static void wait_for_windows(uint32_t count) {
	uint64_t start = process_now();
	while (!host.windows[count]) {
		ck_assert_uint_lt(process_now() - start, DESKTOP_TIMEOUT);
		if (host.conn == NULL) {
			connect_host();
		}
		ck_assert(loop_dispatch(host.loop, 50));
	}
}

// Xwayland does not come to be, if an output goes while it starts: so its program is first
static void open_windows(void) {
	wait_for_windows(1);
	ck_assert(desktop_run_inside(&desktop, work,
			  "exec foot sh -c 'trap : INT QUIT TSTP; while :; do sleep 1; done'") !=
		NULL);
	ck_assert(desktop_run_inside(&desktop, work, "exec gtk4-demo") != NULL);
	ck_assert(desktop_run_inside(&desktop, work, "exec weston-flower") != NULL);
	ck_assert(desktop_run_inside(&desktop, work, "exec weston-subsurfaces") != NULL);
	wait_for_windows(WINDOWS);
}

START_TEST(anything_is_borne) {
	host.seed = (uint32_t)_i;
	open_windows();
	uint64_t end = process_now() + SECONDS * 1000;
	while (process_now() < end) {
		if (host.conn == NULL) {
			connect_host();
		}
		for (int i = 0; i < 5 && host.conn != NULL && host.context.version != 0 &&
			conn_queued(host.conn) < GUI_QUEUE_MAX / 8;
			++i) {
			say_anything();
		}
		ck_assert(loop_dispatch(host.loop, 2));
	}
	ck_assert(process_running(&work->proxy));
	ck_assert_uint_gt(host.records, 1000);
	printf("# %u records on %u links\n", host.records, host.links);
	conn_destroy(host.conn);
	host.conn = NULL;
	ck_assert(desktop_start(&desktop));
	ck_assert(watch_window(&desktop, "work", "foot") != NULL);
	ck_assert(watch_window(&desktop, "work", "xclock") != NULL);
	ck_assert(desktop_run_inside(&desktop, work, "exec weston-flower") != NULL);
	ck_assert(watch_window(&desktop, "work", "Flower") != NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("strange");
	TCase *tests = tcase_create("strange");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, anything_is_borne, 0, SEEDS);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
