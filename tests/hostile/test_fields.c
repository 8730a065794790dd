// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/loop.h"
#include "tests/hostile/rig.h"
#include "tests/hostile/session.h"
#include "tests/lib/examples.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * Each record of a guest, with each of its fields wrong in each way that its row in
 * gui.def names, sent where all else is as it should be.
 */

static struct loop *loop;
static struct session session;
static struct rig rig;
static int fds_before;
static uint32_t codes[SESSION_CODES];
static unsigned long cases;

static void setup(void) {
	loop = loop_create();
	session_init(&session);
	rig_init(&rig, loop, 0, NULL);
	rig.desk.lazy = true; // what is destroyed stays dying
	fds_before = fds_open();
}

static void teardown(void) {
	rig_finish(&rig);
	session_finish(&session);
	loop_destroy(loop);
}

// The changed step is refused and the desk hears nothing of it; the next link is good
static void refused(size_t index, const struct session_step *changed, const char *what) {
	cases++;
	bool ready = session_play(&session, &rig, 0, index) || index == 0;
	ck_assert(ready);
	unsigned events = rig.desk.events;
	session_send(&session, &rig, changed);
	rig_settle(&rig);
	const char *name = gui_row(session.steps[index].code)->name;
	ck_assert_msg(!rig_is_up(&rig), "%s: %s: not refused", name, what);
	ck_assert_msg(rig.desk.events == events, "%s: %s: told to the desk", name, what);
	ck_assert(peer_is_gone(&rig.peer));
	session_link(&rig);
	ck_assert_int_eq(fds_open(), fds_before);
}

static bool fits_wire(const struct row_field *field, int64_t value) {
	switch (field->type) {
	case ROW_FIELD_U32:
		return value >= 0 && value <= UINT32_MAX;
	case ROW_FIELD_I32:
		return value >= INT32_MIN && value <= INT32_MAX;
	default:
		return true; // a negative u64 is one past INT64_MAX
	}
}

static void refuse_value(size_t index, const struct row_field *field, int64_t value) {
	if (!fits_wire(field, value)) {
		return;
	}
	struct session_step changed = session.steps[index];
	example_poke(changed.bytes, gui_row(changed.code), field, (uint64_t)value);
	refused(index, &changed, field->name);
}

static void refuse_out_of_range(size_t index, const struct row_field *field) {
	const int64_t below[] = {field->min - 1, 0, -1, INT32_MIN, INT64_MIN};
	const int64_t above[] = {field->max + 1, field->max * 2, INT32_MAX, UINT32_MAX};
	for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++) {
		if (below[i] < field->min) {
			refuse_value(index, field, below[i]);
		}
	}
	for (size_t i = 0; field->max < UINT32_MAX && i < sizeof(above) / sizeof(above[0]); i++) {
		if (above[i] > field->max) {
			refuse_value(index, field, above[i]);
		}
	}
}

static void refuse_flags(size_t index, const struct row_field *field) {
	for (int bit = 0; bit < 32; bit++) {
		int64_t value = INT64_C(1) << bit;
		if ((value & ~field->max) != 0) {
			refuse_value(index, field, value);
		}
	}
}

static void refuse_ids(size_t index, const struct row_field *field, const uint32_t *ids) {
	for (; *ids != 0; ids++) {
		refuse_value(index, field, *ids);
	}
}

// What the receiver must know beside the range
static void refuse_unknown(size_t index, const struct row_field *field) {
	static const uint32_t windows_used[] = {SESSION_TOPLEVEL, SESSION_SECOND, SESSION_POPUP,
		SESSION_DRAG, SESSION_WINDOW_GONE, 0};
	static const uint32_t no_windows[] = {SESSION_WINDOW_GONE, SESSION_FREE, 0};
	static const uint32_t no_toplevels[] = {
		SESSION_POPUP, SESSION_DRAG, SESSION_WINDOW_GONE, SESSION_FREE, 0};
	static const uint32_t no_popups[] = {SESSION_TOPLEVEL, SESSION_SECOND, SESSION_DRAG,
		SESSION_WINDOW_GONE, SESSION_FREE, 0};
	static const uint32_t pools_used[] = {SESSION_POOL, SESSION_POOL_GONE, 0};
	static const uint32_t no_pools[] = {SESSION_POOL_GONE, SESSION_FREE, 0};
	static const uint32_t buffers_used[] = {SESSION_BUFFER, SESSION_BUFFER_GONE, 0};
	static const uint32_t no_buffers[] = {SESSION_BUFFER_GONE, SESSION_FREE, 0};
	static const uint32_t *const wrong[] = {
		[GUI_CHECK_NEW_WINDOW] = windows_used,
		[GUI_CHECK_WINDOW] = no_windows,
		[GUI_CHECK_TOPLEVEL] = no_toplevels,
		[GUI_CHECK_OPT_TOPLEVEL] = no_toplevels,
		[GUI_CHECK_POPUP] = no_popups,
		[GUI_CHECK_NEW_POOL] = pools_used,
		[GUI_CHECK_POOL] = no_pools,
		[GUI_CHECK_NEW_BUFFER] = buffers_used,
		[GUI_CHECK_BUFFER] = no_buffers,
		[GUI_CHECK_OPT_BUFFER] = no_buffers,
		[GUI_CHECK_TIME] = NULL,
	};
	if (wrong[field->check] != NULL) {
		refuse_ids(index, field, wrong[field->check]);
	}
}

// Serials that were not given out, or, for an ack, not to this window
static void refuse_serials(size_t index, const struct row_field *field) {
	const int64_t never[] = {session.serials + 1, INT32_MAX, INT64_C(1) << 31, UINT32_MAX};
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
		refuse_value(index, field, never[i]);
	}
	if (field->check == GUI_CHECK_ACKED) {
		refuse_value(index, field, session.configured + 1); // another window's
		refuse_value(index, field, session.event);
	}
}

static void refuse_times(size_t index, const struct row_field *field) {
	for (int bit = 0; bit < 64; bit++) {
		refuse_value(index, field, (int64_t)(UINT64_C(1) << bit));
	}
}

static void refuse_field(size_t index, const struct row_field *field) {
	switch (field->check) {
	case GUI_CHECK_FLAGS:
		refuse_flags(index, field);
		break;
	case GUI_CHECK_SERIAL_SENT:
	case GUI_CHECK_ACKED:
		refuse_out_of_range(index, field);
		refuse_serials(index, field);
		break;
	case GUI_CHECK_TIME:
		refuse_times(index, field);
		break;
	default:
		refuse_out_of_range(index, field);
		refuse_unknown(index, field);
		break;
	}
}

START_TEST(each_field) {
	uint32_t code = codes[_i];
	size_t index = session_find(&session, code);
	const struct row *row = gui_row(code);
	for (const struct row_field *field = row->fields; field != example_tail(row); field++) {
		refuse_field(index, field);
	}
}
END_TEST

static void refuse_header(uint32_t code, enum example_word word, uint32_t value) {
	size_t index = session_find(&session, code);
	struct session_step changed = session.steps[index];
	example_poke_header(changed.bytes, word, value);
	refused(index, &changed, "header");
}

START_TEST(each_header) {
	static const uint32_t offs[] = {1, 4, 8, 16, -1u, -4u, -8u, -16u, 1u << 31, 4096};
	uint32_t code = codes[_i];
	size_t len = session.steps[session_find(&session, code)].len;
	const struct row_field *tail = example_tail(gui_row(code));
	for (size_t i = 0; i < sizeof(offs) / sizeof(offs[0]); i++) {
		refuse_header(code, EXAMPLE_SIZE, (uint32_t)len + offs[i]);
	}
	refuse_header(code, EXAMPLE_SIZE, 0);
	for (int bit = 0; bit < 32; bit++) {
		refuse_header(code, EXAMPLE_ZERO, 1u << bit);
	}
	refuse_header(code, EXAMPLE_COUNT, (uint32_t)tail->max + 1);
	refuse_header(code, EXAMPLE_COUNT, UINT32_MAX);
	for (uint32_t none = 0; none < 16; none++) {
		refuse_header(code, EXAMPLE_CODE, none >= 3 ? none : 0);
		refuse_header(code, EXAMPLE_CODE, GUI_CODE_lock_hint + 1 + none);
		refuse_header(code, EXAMPLE_CODE, GUI_CODE_END + none);
	}
}
END_TEST

static void refuse_tail_word(uint32_t code, size_t word, uint32_t value) {
	size_t index = session_find(&session, code);
	struct session_step changed = session.steps[index];
	const struct row *row = gui_row(code);
	size_t pos = example_pos(row, example_tail(row)) + word * 4;
	for (size_t i = 0; i < 4; i++) {
		changed.bytes[pos + i] = (uint8_t)(value >> 8 * i);
	}
	refused(index, &changed, "tail");
}

START_TEST(rectangles) {
	static const uint32_t with_rects[] = {GUI_CODE_commit, GUI_CODE_constrain};
	static const int32_t sizes[] = {GUI_SIZE_MAX + 1, INT32_MAX, INT32_MIN, -1};
	static const int32_t coords[] = {
		GUI_COORD_MAX + 1, -GUI_COORD_MAX - 1, INT32_MAX, INT32_MIN};
	for (size_t i = 0; i < 4; i++) {
		for (size_t word = 0; word < 4; word++) {
			const int32_t *values = word < 2 ? coords : sizes;
			refuse_tail_word(with_rects[_i], word, (uint32_t)values[i]);
		}
	}
}
END_TEST

// Overlong, surrogate, beyond the last, cut, NUL, a lone continuation
START_TEST(texts) {
	static const uint32_t with_text[] = {GUI_CODE_title, GUI_CODE_app_id};
	static const uint8_t bad[][4] = {
		{0xc0, 0xaf, 'a', 'b'},
		{0xe0, 0x80, 0xaf, 'a'},
		{0xed, 0xa0, 0x80, 'a'},
		{0xf4, 0x90, 0x80, 0x80},
		{0xf8, 0x88, 0x80, 0x80},
		{'a', 0xe2, 0x82, 'b'},
		{'a', 0, 'b', 'c'},
		{0x80, 'a', 'b', 'c'},
		{0xff, 0xfe, 'a', 'b'},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint32_t word;
		memcpy(&word, bad[i], sizeof(word));
		refuse_tail_word(with_text[_i], 0, word); // a little-endian host, or another fault
	}
}
END_TEST

START_TEST(padding) {
	for (size_t i = 0; i < session.len; i++) {
		struct session_step changed = session.steps[i];
		size_t last = changed.len - 1;
		// Zero at the end of a record without a field there is padding
		if (changed.code == GUI_CODE_toplevel_create || changed.code == GUI_CODE_title) {
			changed.bytes[last] = 1;
			refused(i, &changed, "padding");
		}
	}
}
END_TEST

int main(void) {
	int codes_len = session_codes(codes);
	Suite *suite = suite_create("fields");
	TCase *tests = tcase_create("fields");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, each_field, 0, codes_len);
	tcase_add_loop_test(tests, each_header, 0, codes_len);
	tcase_add_loop_test(tests, rectangles, 0, 2);
	tcase_add_loop_test(tests, texts, 0, 2);
	tcase_add_test(tests, padding);
	suite_add_tcase(suite, tests);
	int ret = unit_run(suite);
	unit_count("records refused on the edge", cases);
	return ret;
}
