// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/loop.h"
#include "tests/hostile/rig.h"
#include "tests/hostile/session.h"
#include "tests/lib/examples.h"
#include "tests/lib/unit.h"

/*
 * Records whose fields are each in range and wrong together, or wrong for what the
 * guest holds; and serials that are stale, which are no fault.
 */

#define POKES 3
#define END_OF_POOL (4 * GUI_PAGE_SIZE)

struct relation {
	uint32_t code;
	const char *reason;
	struct {
		const char *field; // NULL: no more
		int64_t value;
	} pokes[POKES];
};

// Each is put into the step of its code. Sorted by code.
static const struct relation relations[] = {
	{GUI_CODE_pong, "no ping has this nonce", {{"nonce", 2}}},
	{GUI_CODE_pool_create, "no pages came, or not such as it says", {{"pages", 1}}},
	{GUI_CODE_pool_create, "no pages came, or not such as it says", {{"pages", 3}}},
	{GUI_CODE_pool_destroy, "pool still has buffers", {{"pool", SESSION_POOL}}},
	{GUI_CODE_buffer_create, "bad stride or offset", {{"stride", 60}}},
	{GUI_CODE_buffer_create, "bad stride or offset", {{"stride", 66}}},
	{GUI_CODE_buffer_create, "bad stride or offset", {{"offset", 2}}},
	{GUI_CODE_buffer_create, "bad stride or offset", {{"width", 17}}},
	{GUI_CODE_buffer_create, "buffer outside its pool", {{"offset", END_OF_POOL - 1020}}},
	{GUI_CODE_buffer_create, "buffer outside its pool", {{"offset", END_OF_POOL}}},
	{GUI_CODE_buffer_create, "buffer outside its pool", {{"height", GUI_SIZE_MAX}}},
	{GUI_CODE_buffer_create, "buffer outside its pool",
		{{"width", GUI_SIZE_MAX}, {"height", GUI_SIZE_MAX}, {"stride", GUI_SIZE_MAX * 4}}},
	{GUI_CODE_popup_create, "parent is a drag icon", {{"parent", SESSION_DRAG}}},
	{GUI_CODE_window_destroy, "window still has popups", {{"window", SESSION_TOPLEVEL}}},
	{GUI_CODE_window_destroy, "window still has popups", {{"window", SESSION_POPUP}}},
	{GUI_CODE_commit, "buffer without its flag", {{"flags", GUI_COMMIT_INPUT_REGION}}},
	{GUI_CODE_commit, "input region and all input",
		{{"flags", GUI_COMMIT_BUFFER | GUI_COMMIT_INPUT_REGION | GUI_COMMIT_INPUT_ALL}}},
	{GUI_CODE_commit, "more damage than rectangles", {{"damage", 4}}},
	{GUI_CODE_commit, "rectangles for nothing", {{"flags", GUI_COMMIT_BUFFER}}},
	{GUI_CODE_commit, "buffer is not released", {{"buffer", SESSION_BUFFER}}},
	{GUI_CODE_commit, "no configure is acked", {{"window", SESSION_SECOND}, {"serial", 0}}},
	{GUI_CODE_commit, "source outside the buffer", {{"source_width", 16 * 256 + 1}}},
	{GUI_CODE_commit, "source outside the buffer", {{"source_height", 16 * 256 + 1}}},
	{GUI_CODE_commit, "source outside the buffer", {{"source_x", 4 * 256 + 1}}},
	{GUI_CODE_commit, "source outside the buffer", {{"source_y", GUI_FIXED_MAX}}},
	{GUI_CODE_commit, "source outside the buffer", {{"source_width", 0}}},
	{GUI_CODE_commit, "source outside the buffer", {{"source_height", 0}}},
	{GUI_CODE_commit, "source without a size",
		{{"source_x", 1}, {"source_width", 0}, {"source_height", 0}}},
	{GUI_CODE_commit, "source outside the buffer", {{"buffer", 0}}},
	{GUI_CODE_commit, "geometry outside the source", {{"x", 3}}},
	{GUI_CODE_commit, "geometry outside the source", {{"y", GUI_SIZE_MAX}}},
	{GUI_CODE_commit, "geometry outside the source", {{"width", 12}}},
	{GUI_CODE_commit, "geometry outside the source", {{"height", GUI_SIZE_MAX}}},
	{GUI_CODE_commit, "geometry outside the source", {{"scale", 240}}},
	{GUI_CODE_commit, "geometry is empty", {{"width", 0}}},
	{GUI_CODE_commit, "geometry is empty", {{"height", 0}}},
	{GUI_CODE_commit, "geometry outside the source",
		{{"buffer", 0}, {"source_width", 0}, {"source_height", 0}}},
	{GUI_CODE_parent, "window is its own parent", {{"parent", SESSION_SECOND}}},
	{GUI_CODE_resize_request, "opposite edges", {{"edges", GUI_EDGE_TOP | GUI_EDGE_BOTTOM}}},
	{GUI_CODE_resize_request, "opposite edges", {{"edges", 7}}},
	{GUI_CODE_cursor_begin, "hot spot outside the image", {{"hot_x", 4}}},
	{GUI_CODE_cursor_begin, "hot spot outside the image", {{"hot_y", 4}}},
	{GUI_CODE_cursor_begin, "more bytes than the image has", {{"width", 3}}},
	{GUI_CODE_cursor_begin, "fewer bytes than the image has", {{"height", 5}}},
	{GUI_CODE_cursor_piece, "piece does not follow the last one", {{"offset", 0}}},
	{GUI_CODE_cursor_piece, "piece does not follow the last one", {{"offset", 23}}},
	{GUI_CODE_cursor_piece, "piece does not follow the last one", {{"offset", 64}}},
};

static struct loop *loop;
static struct session session;
static struct rig rig;

static void setup(void) {
	loop = loop_create();
	session_init(&session);
	rig_init(&rig, loop, 0, NULL);
	rig.desk.lazy = true;
}

static void teardown(void) {
	rig_finish(&rig);
	session_finish(&session);
	loop_destroy(loop);
}

static void poke(struct session_step *step, const char *name, int64_t value) {
	const struct row *row = gui_row(step->code);
	const struct row_field *field = row->fields;
	while (strcmp(field->name, name) != 0) {
		field++;
	}
	example_poke(step->bytes, row, field, (uint64_t)value);
}

// The session with the relation in its place
static void play_wrong(const struct relation *relation) {
	size_t index = session_find(&session, relation->code);
	struct session_step changed = session.steps[index];
	for (int i = 0; i < POKES && relation->pokes[i].field != NULL; i++) {
		poke(&changed, relation->pokes[i].field, relation->pokes[i].value);
	}
	ck_assert(session_play(&session, &rig, 0, index));
	session_send(&session, &rig, &changed);
	session_play(&session, &rig, index + 1, session.len);
}

START_TEST(each_relation) {
	const struct relation *relation = &relations[_i];
	play_wrong(relation);
	ck_assert_msg(!rig_is_up(&rig), "%s: %s: not refused", gui_row(relation->code)->name,
		relation->reason);
	ck_assert_str_eq(rig.desk.reason, relation->reason);
	session_link(&rig);
	ck_assert(session_play(&session, &rig, 0, session.len));
}
END_TEST

// A loop over more than one window
START_TEST(parents_in_a_ring) {
	ck_assert(session_play(&session, &rig, 0, session.len)); // 2 is on 1
	struct gui_record parent = {.code = GUI_CODE_parent};
	parent.u.parent = (struct gui_parent){SESSION_TOPLEVEL, SESSION_SECOND, 0};
	ck_assert(!rig_send(&rig, &parent));
	ck_assert_str_eq(rig.desk.reason, "window is its own parent");
}
END_TEST

// Given out, and not for an event of input: as good as forgotten
START_TEST(stale_request_is_ignored) {
	static const uint32_t codes[] = {GUI_CODE_move_request, GUI_CODE_resize_request,
		GUI_CODE_menu_request, GUI_CODE_cursor_shape};
	struct relation stale = {codes[_i], NULL, {{"serial", session.configured}}};
	play_wrong(&stale);
	ck_assert(rig_is_up(&rig));
	ck_assert_uint_eq(rig.desk.counts[stale.code], 0);
}
END_TEST

START_TEST(stale_grab_is_none) {
	struct relation stale = {
		GUI_CODE_popup_create, NULL, {{"grab_serial", session.configured}}};
	size_t index = session_find(&session, stale.code);
	play_wrong(&stale);
	ck_assert(rig_is_up(&rig));
	ck_assert_uint_eq(rig.desk.counts[stale.code], 2);
	// And so told to the desk
	session_link(&rig);
	struct session_step changed = session.steps[index];
	poke(&changed, "grab_serial", session.configured);
	session_play(&session, &rig, 0, index);
	session_send(&session, &rig, &changed);
	rig_settle(&rig);
	ck_assert_uint_eq(rig.desk.last.u.popup_create.grab_serial, 0);
}
END_TEST

START_TEST(stale_image_is_forgotten) {
	struct relation stale = {GUI_CODE_cursor_begin, NULL, {{"serial", session.configured}}};
	play_wrong(&stale);
	ck_assert(rig_is_up(&rig));
	ck_assert_uint_eq(rig.desk.cursors, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("relations");
	TCase *tests = tcase_create("relations");
	tcase_add_checked_fixture(tests, setup, teardown);
	int len = sizeof(relations) / sizeof(relations[0]);
	tcase_add_loop_test(tests, each_relation, 0, len);
	tcase_add_test(tests, parents_in_a_ring);
	tcase_add_loop_test(tests, stale_request_is_ignored, 0, 4);
	tcase_add_test(tests, stale_grab_is_none);
	tcase_add_test(tests, stale_image_is_forgotten);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
