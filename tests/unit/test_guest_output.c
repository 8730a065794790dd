// SPDX-License-Identifier: MIT
#include "compositor/desk/guest_output.h"

#include <string.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/loop.h"
#include "compositor/desk/content.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/guest_window.h"
#include "tests/hostile/rig.h"
#include "tests/lib/unit.h"

#define OUTPUTS (GUI_OUTPUTS_MAX + 1)

static struct rig rig;
static struct desk desk;
static struct desk_guest guest;
static struct wlr_output outputs[OUTPUTS];
static struct desk_output known[OUTPUTS];

static void drain(void) {
	struct gui_record record;
	while (peer_read(&rig.peer, &record)) {
	}
}

static void setup(void) {
	memset(&desk, 0, sizeof(desk));
	memset(&guest, 0, sizeof(guest));
	memset(outputs, 0, sizeof(outputs));
	memset(known, 0, sizeof(known));
	desk.loop = loop_create();
	rig_init(&rig, desk.loop, 0, NULL);
	rig_session(&rig);
	drain();
	wl_list_init(&desk.outputs);
	wl_list_init(&desk.guests);
	guest.desk = &desk;
	guest.guest = rig.guest;
	wl_list_insert(&desk.guests, &guest.link);
}

static void teardown(void) {
	rig_finish(&rig);
	loop_destroy(desk.loop);
}

// An output as desk.c keeps it
static void add(size_t i, int width, int height, float scale) {
	outputs[i].scale = scale;
	outputs[i].refresh = 59940;
	known[i] = (struct desk_output){
		.output = &outputs[i], .box = {.width = width, .height = height}};
	wl_list_insert(desk.outputs.prev, &known[i].link);
}

static void take(size_t i) {
	wl_list_remove(&known[i].link);
}

static void update(void) {
	guest_output_update(&desk);
	rig_settle(&rig);
}

static struct gui_output next_output(void) {
	struct gui_record record = {0};
	ck_assert(peer_read(&rig.peer, &record));
	ck_assert_uint_eq(record.code, GUI_CODE_output);
	return record.u.output;
}

struct bucket {
	struct gui_output is, told; // id, width, height, scale, refresh
};

static const struct bucket buckets[] = {
	{{1, 1920, 1080, 120, 60000}, {1, 1920, 1080, 120, 60000}},
	{{1, 1920, 1200, 120, 59950}, {1, 1920, 1080, 120, 60000}},
	{{1, 1366, 768, 120, 60010}, {1, 1280, 720, 120, 60000}},
	{{1, 1280, 1024, 120, 75025}, {1, 1280, 720, 120, 75000}},
	{{1, 1024, 768, 120, 0}, {1, 1024, 768, 120, 60000}},
	{{1, 3440, 1440, 120, 100000}, {1, 2560, 1440, 120, 120000}},
	{{1, 5120, 2160, 120, 165000}, {1, 3840, 2160, 120, 144000}},
	{{1, 16384, 16384, 120, 1000000}, {1, 3840, 2160, 120, 240000}},
	{{1, 1080, 1920, 120, 30000}, {1, 1080, 1920, 120, 60000}},
	{{1, 1439, 3440, 120, 239760}, {1, 1080, 1920, 120, 240000}},
	{{1, 320, 200, 120, 50000}, {1, 640, 480, 120, 60000}},
	{{1, 1504, 1003, 180, 60000}, {1, 1280, 720, 180, 60000}},
	{{1, 1920, 1080, 60, 60000}, {1, 1920, 1080, 120, 60000}},
	{{1, 1920, 1080, 121, 60000}, {1, 1920, 1080, 150, 60000}},
	{{1, 1920, 1080, 150, 60000}, {1, 1920, 1080, 150, 60000}},
	{{1, 1920, 1080, 160, 60000}, {1, 1920, 1080, 180, 60000}},
	{{1, 1920, 1080, 210, 60000}, {1, 1920, 1080, 210, 60000}},
	{{1, 1920, 1080, 240, 60000}, {1, 1920, 1080, 240, 60000}},
	{{1, 1920, 1080, 241, 60000}, {1, 1920, 1080, 300, 60000}},
	{{1, 1920, 1080, 360, 60000}, {1, 1920, 1080, 360, 60000}},
	{{1, 1920, 1080, 960, 60000}, {1, 1920, 1080, 360, 60000}},
};

START_TEST(values_become_coarse) {
	struct gui_output record = buckets[_i].is;
	guest_output_coarsen(&record);
	ck_assert_uint_eq(record.output, buckets[_i].told.output);
	ck_assert_uint_eq(record.width, buckets[_i].told.width);
	ck_assert_uint_eq(record.height, buckets[_i].told.height);
	ck_assert_uint_eq(record.scale, buckets[_i].told.scale);
	ck_assert_uint_eq(record.refresh, buckets[_i].told.refresh);
	guest_output_coarsen(&record); // a bucket is its own
	ck_assert_uint_eq(record.width, buckets[_i].told.width);
	ck_assert_uint_eq(record.scale, buckets[_i].told.scale);
	ck_assert_uint_eq(record.refresh, buckets[_i].told.refresh);
}
END_TEST

START_TEST(changes_are_told_once) {
	add(0, 1920, 1200, 1.25f);
	update();
	struct gui_output told = next_output();
	ck_assert_uint_eq(told.output, guest_output_id(&desk, &outputs[0]));
	ck_assert_uint_eq(told.height, 1080);
	ck_assert_uint_eq(told.scale, 150);
	ck_assert_uint_eq(told.refresh, 60000);
	known[0].box.height = 1150; // the same bucket
	update();
	add(1, 1280, 720, 1);
	update();
	ck_assert_uint_eq(next_output().output, guest_output_id(&desk, &outputs[1]));
	outputs[0].scale = 2;
	update();
	told = next_output();
	ck_assert_uint_eq(told.output, guest_output_id(&desk, &outputs[0]));
	ck_assert_uint_eq(told.scale, 240);
	struct gui_record record;
	ck_assert(!peer_read(&rig.peer, &record));
}
END_TEST

START_TEST(an_id_is_free_when_its_output_is_gone) {
	struct gui_record record;
	add(0, 1920, 1080, 1);
	add(1, 1280, 720, 1);
	update();
	drain();
	uint32_t id = guest_output_id(&desk, &outputs[0]);
	take(0);
	ck_assert_uint_eq(guest_output_id(&desk, &outputs[0]), 0);
	add(2, 640, 480, 1);
	update();
	ck_assert(peer_read(&rig.peer, &record));
	ck_assert_uint_eq(record.code, GUI_CODE_output_gone);
	ck_assert_uint_eq(record.u.output_gone.output, id);
	ck_assert_uint_eq(next_output().output, id);
	ck_assert_uint_eq(guest_output_id(&desk, &outputs[2]), id);
}
END_TEST

START_TEST(no_more_outputs_than_ids) {
	for (size_t i = 0; i < OUTPUTS; ++i) {
		add(i, 1920, 1080, 1);
	}
	update();
	for (uint32_t id = 1; id <= GUI_OUTPUTS_MAX; ++id) {
		ck_assert_uint_eq(next_output().output, id);
	}
	ck_assert_uint_eq(guest_output_id(&desk, &outputs[OUTPUTS - 1]), 0);
	take(4);
	update();
	ck_assert_uint_eq(guest_output_id(&desk, &outputs[OUTPUTS - 1]), 5);
}
END_TEST

START_TEST(a_new_link_learns_all) {
	add(0, 1920, 1080, 1);
	add(1, 1280, 720, 1);
	wl_list_remove(&guest.link);
	update();
	wl_list_insert(&desk.guests, &guest.link);
	struct gui_record record;
	ck_assert(!peer_read(&rig.peer, &record));
	guest_output_connected(&guest);
	rig_settle(&rig);
	ck_assert_uint_eq(next_output().width, 1920);
	ck_assert_uint_eq(next_output().width, 1280);
	ck_assert(!peer_read(&rig.peer, &record));
}
END_TEST

static struct wlr_scene_buffer *find_buffer(struct wlr_scene_tree *tree) {
	struct wlr_scene_node *node;
	wl_list_for_each(node, &tree->children, link) {
		if (node->type == WLR_SCENE_NODE_BUFFER) {
			return wlr_scene_buffer_from_node(node);
		}
	}
	return NULL;
}

static void see_on(struct wlr_scene_tree *tree, struct wlr_output *output) {
	struct wlr_scene_output on = {.output = output};
	struct wlr_scene_output *active[] = {&on};
	struct wlr_scene_outputs_update_event event = {.active = active, .size = 1};
	wl_signal_emit_mutable(&find_buffer(tree)->events.outputs_update, &event);
}

static const uint32_t order[] = {GUI_CODE_output, GUI_CODE_window_output, GUI_CODE_preferred_scale,
	GUI_CODE_window_output, GUI_CODE_output_gone};

// The window is known to be on the output before guests know it, and still is after
START_TEST(windows_follow) {
	struct wlr_scene *scene = wlr_scene_create();
	struct guest_window window = {.content = content_create(&guest, 1, &scene->tree)};
	guest.windows[1] = &window;
	see_on(&scene->tree, &outputs[0]);
	add(0, 1920, 1080, 1.5f);
	update();
	take(0);
	update();
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); ++i) {
		struct gui_record record;
		ck_assert(peer_read(&rig.peer, &record));
		ck_assert_uint_eq(record.code, order[i]);
		if (record.code == GUI_CODE_window_output) {
			ck_assert_uint_eq(record.u.window_output.entered, i == 1);
		}
	}
	content_destroy(window.content);
	wlr_scene_node_destroy(&scene->tree.node);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("guest_output");
	TCase *table = tcase_create("buckets");
	tcase_add_loop_test(table, values_become_coarse, 0, sizeof(buckets) / sizeof(buckets[0]));
	suite_add_tcase(suite, table);
	TCase *records = tcase_create("records");
	tcase_add_checked_fixture(records, setup, teardown);
	tcase_add_test(records, changes_are_told_once);
	tcase_add_test(records, an_id_is_free_when_its_output_is_gone);
	tcase_add_test(records, no_more_outputs_than_ids);
	tcase_add_test(records, a_new_link_learns_all);
	tcase_add_test(records, windows_follow);
	suite_add_tcase(suite, records);
	return unit_run(suite);
}
