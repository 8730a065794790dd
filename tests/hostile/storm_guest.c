// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/loop.h"
#include "compositor/edge/guest_priv.h"
#include "tests/hostile/storm.h"
#include "tests/lib/examples.h"

#define WINDOWS 20 // of one guest at once
#define BUFFERS 30
#define POOL_PIXELS (ACTOR_PAGES * GUI_PAGE_SIZE / 4)
#define FIXED_ONE 256

static uint32_t state;

void storm_seed(uint32_t seed) {
	state = seed * 2654435761U + 1;
}

uint32_t storm_below(uint32_t end) {
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return end == 0 ? 0 : state % end;
}

bool storm_chance(uint32_t percent) {
	return storm_below(100) < percent;
}

static struct guest *edge_of(struct actor *actor) {
	return actor->guest->guest;
}

// Time is short: what the edge would make wait comes at once
static void refill(struct guest *guest) {
	struct rate *rates[] = {&guest->throttle.records, &guest->throttle.bytes,
		&guest->throttle.creates, &guest->throttle.pixels, &guest->throttle.time};
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
		rates[i]->tokens = INT64_C(1000000000) * rates[i]->burst;
	}
	guest->delay = GUI_RECONNECT_MIN;
}

// 0 if there is none
static uint32_t some_window(struct actor *actor, bool roles[3]) {
	const struct ids_window *windows = edge_of(actor)->ids.windows;
	uint32_t first = storm_below(WINDOWS);
	for (uint32_t i = 0; i < WINDOWS; ++i) {
		uint32_t id = (first + i) % WINDOWS + 1;
		if (windows[id].state == IDS_LIVE && roles[windows[id].role]) {
			return id;
		}
	}
	return 0;
}

static uint32_t some_buffer(struct actor *actor, enum ids_state wanted) {
	const struct ids_buffer *buffers = edge_of(actor)->ids.buffers;
	uint32_t first = storm_below(BUFFERS);
	for (uint32_t i = 0; i < BUFFERS; ++i) {
		uint32_t id = (first + i) % BUFFERS + 1;
		if (buffers[id].state == wanted && !buffers[id].held) {
			return id;
		}
	}
	return 0;
}

static uint32_t free_window(struct actor *actor) {
	for (uint32_t id = 1; id <= WINDOWS; ++id) {
		if (edge_of(actor)->ids.windows[id].state == IDS_FREE) {
			return id;
		}
	}
	return 0;
}

static uint32_t some_serial(struct actor *actor) {
	const struct serials *serials = &edge_of(actor)->serials;
	switch (storm_below(4)) {
	case 0:
		return serials->pointer_enter;
	case 1:
		return serials->keyboard_enter;
	default:
		return serials->events[(serials->next + SERIALS_EVENTS - 1 - storm_below(3)) %
			SERIALS_EVENTS];
	}
}

static int64_t some_value(const struct row_field *field) {
	int64_t near[] = {field->min, field->max, 0, 1, 2, 40, 100, 300, -1, -20};
	int64_t value = storm_chance(70)
		? near[storm_below(10)]
		: field->min + storm_below((uint32_t)(field->max - field->min));
	return value < field->min ? field->min : value > field->max ? field->max : value;
}

// What the edge wants to know. False: there is none.
static bool set_field(
	struct actor *actor, struct gui_record *record, const struct row_field *field) {
	int64_t value = some_value(field);
	switch (field->check) {
	case GUI_CHECK_NEW_WINDOW:
		value = free_window(actor);
		break;
	case GUI_CHECK_WINDOW:
		value = some_window(actor, (bool[]){true, true, true});
		if (storm_chance(40) && some_window(actor, (bool[]){false, false, true}) != 0) {
			value = some_window(actor, (bool[]){false, false, true});
		}
		break;
	case GUI_CHECK_TOPLEVEL:
		value = actor->guest->pointer;
		if (storm_chance(50) && actor->guest->windows[value] != NULL) {
			break;
		}
		// fall through
	case GUI_CHECK_OPT_TOPLEVEL:
		value = some_window(actor, (bool[]){true, false, false});
		break;
	case GUI_CHECK_POPUP:
		value = some_window(actor, (bool[]){false, true, false});
		break;
	case GUI_CHECK_NEW_BUFFER:
		value = some_buffer(actor, IDS_FREE);
		break;
	case GUI_CHECK_BUFFER:
	case GUI_CHECK_OPT_BUFFER:
		value = some_buffer(actor, IDS_LIVE);
		break;
	case GUI_CHECK_POOL:
		value = 1;
		break;
	case GUI_CHECK_SERIAL_SENT:
		value = some_serial(actor);
		break;
	case GUI_CHECK_ACKED:
		value = edge_of(actor)
				->ids.windows[record->u.commit.window]
				.configures.sent[storm_below(SERIALS_CONFIGURES)];
		break;
	default:
		break;
	}
	example_set(record, field, (uint64_t)value);
	return value >= field->min && value <= field->max;
}

static void set_buffer(struct gui_buffer_create *create) {
	static const uint32_t sides[] = {1, 2, 7, 40, 128, 200, 300, 700, 1500, GUI_SIZE_MAX};
	create->width = sides[storm_below(10)];
	create->height = sides[storm_below(10)];
	create->height = create->height > POOL_PIXELS / create->width ? POOL_PIXELS / create->width
								      : create->height;
	create->stride = create->width * 4;
	create->offset = 0;
}

// Some part of [0, end), not empty
static void some_part(uint32_t end, uint32_t *pos, uint32_t *len) {
	*pos = storm_chance(50) ? 0 : storm_below(end);
	*len = storm_chance(50) ? end - *pos : 1 + storm_below(end - *pos);
}

static void set_axis(uint32_t size, uint32_t scale, bool whole, int32_t axis[4]) {
	uint32_t pos = 0, len = size * FIXED_ONE, start, length;
	if (!whole) {
		some_part(size * FIXED_ONE, &pos, &len);
		axis[0] = (int32_t)pos;
		axis[1] = (int32_t)len;
	}
	uint32_t logical = geom_to_logical((len + FIXED_ONE - 1) / FIXED_ONE, scale);
	some_part(logical, &start, &length);
	axis[2] = (int32_t)(start > GUI_SIZE_MAX ? GUI_SIZE_MAX : start);
	axis[3] = (int32_t)(length > GUI_SIZE_MAX ? GUI_SIZE_MAX : length);
}

static void set_commit(struct actor *actor, struct gui_commit *commit) {
	const struct ids *ids = &edge_of(actor)->ids;
	const struct ids_window *window = &ids->windows[commit->window];
	uint32_t width = window->width, height = window->height;
	commit->flags &= ~(uint32_t)(GUI_COMMIT_BUFFER | GUI_COMMIT_INPUT_ALL);
	if (storm_chance(70)) {
		commit->flags |= GUI_COMMIT_BUFFER;
		commit->buffer = storm_chance(90) ? commit->buffer : 0;
		width = ids->buffers[commit->buffer].width;
		height = ids->buffers[commit->buffer].height;
	} else {
		commit->buffer = 0;
	}
	if (commit->serial == 0) {
		commit->serial = window->configures.last;
	}
	commit->scale = storm_chance(50) ? 120 : commit->scale;
	int32_t x[4] = {0}, y[4] = {0};
	bool whole = storm_chance(50);
	if (width > 0) {
		set_axis(width, commit->scale, whole, x);
		set_axis(height, commit->scale, whole, y);
	}
	commit->source_x = x[0], commit->source_width = x[1];
	commit->source_y = y[0], commit->source_height = y[1];
	commit->x = x[2], commit->width = (uint32_t)x[3];
	commit->y = y[2], commit->height = (uint32_t)y[3];
	commit->damage = commit->count < GUI_DAMAGE_MAX ? commit->count : GUI_DAMAGE_MAX;
	if (commit->damage < commit->count || storm_chance(20)) {
		commit->flags |= GUI_COMMIT_INPUT_REGION;
		commit->damage = storm_below(commit->damage + 1);
	} else {
		commit->flags &= ~(uint32_t)GUI_COMMIT_INPUT_REGION;
	}
}

static bool fix(struct actor *actor, struct gui_record *record) {
	static const uint32_t edges[] = {1, 2, 4, 5, 6, 8, 9, 10};
	const struct ids *ids = &edge_of(actor)->ids;
	switch (record->code) {
	case GUI_CODE_buffer_create:
		set_buffer(&record->u.buffer_create);
		return true;
	case GUI_CODE_commit:
		set_commit(actor, &record->u.commit);
		return true;
	case GUI_CODE_popup_create: {
		const struct ids_window *parent = &ids->windows[record->u.popup_create.parent];
		return parent->role != IDS_DRAG && parent->depth < GUI_POPUP_DEPTH_MAX;
	}
	case GUI_CODE_window_destroy:
		return ids->windows[record->u.window_destroy.window].popups == 0;
	case GUI_CODE_parent:
		return record->u.parent.window != record->u.parent.parent;
	case GUI_CODE_resize_request:
		record->u.resize_request.edges = edges[storm_below(8)];
		return true;
	default:
		return true;
	}
}

static void send_image(struct actor *actor) {
	static uint8_t pixels[GUI_PIECE_MAX];
	static const uint32_t sides[] = {1, 3, 16, 31};
	memset(pixels, (int)storm_below(256), sizeof(pixels));
	struct gui_record begin = {.code = GUI_CODE_cursor_begin};
	struct gui_cursor_begin *image = &begin.u.cursor_begin;
	image->serial = some_serial(actor);
	image->width = sides[storm_below(4)];
	image->height = sides[storm_below(4)];
	image->hot_x = storm_below(image->width);
	image->hot_y = storm_below(image->height);
	image->scale = GUI_SCALE_MIN + storm_below(GUI_SCALE_MAX - GUI_SCALE_MIN + 1);
	if (image->serial == 0) {
		return;
	}
	struct gui_record piece = {.code = GUI_CODE_cursor_piece};
	piece.u.cursor_piece = (struct gui_cursor_piece){
		.count = image->width * image->height * 4, .tail = pixels};
	const struct gui_record end = {.code = GUI_CODE_cursor_end};
	peer_send(&actor->peer, &begin);
	peer_send(&actor->peer, &piece);
	peer_send(&actor->peer, &end);
}

// Those that stand by themselves; windows and buffers first, or nothing would be there,
// and what is nothing without the pointer while that is here
static uint32_t some_code(struct actor *actor) {
	static const uint32_t pointed[] = {GUI_CODE_constrain, GUI_CODE_unconstrain,
		GUI_CODE_lock_hint, GUI_CODE_cursor_begin, GUI_CODE_cursor_shape,
		GUI_CODE_drag_create, GUI_CODE_drag_create, GUI_CODE_move_request,
		GUI_CODE_resize_request, GUI_CODE_state_request, GUI_CODE_menu_request};
	if (some_window(actor, (bool[]){false, false, true}) != 0 && storm_chance(30)) {
		return GUI_CODE_commit;
	}
	if (actor->guest->pointer != 0 && storm_chance(40)) {
		return pointed[storm_below(11)];
	}
	static const uint32_t often[] = {GUI_CODE_toplevel_create, GUI_CODE_popup_create,
		GUI_CODE_buffer_create, GUI_CODE_commit, GUI_CODE_commit, GUI_CODE_commit,
		GUI_CODE_drag_create};
	if (storm_chance(60)) {
		return often[storm_below(7)];
	}
	return GUI_CODE_buffer_create +
		storm_below(GUI_CODE_lock_hint - GUI_CODE_buffer_create + 1);
}

static void send_some(struct actor *actor) {
	uint32_t code = some_code(actor);
	if (code >= GUI_CODE_cursor_begin && code <= GUI_CODE_cursor_end) {
		send_image(actor);
		return;
	}
	struct gui_record record = example_random(code, storm_below(UINT32_MAX));
	const struct row_field *field = gui_row(code)->fields;
	bool good = true;
	for (; field->type != ROW_FIELD_END && field->type < ROW_FIELD_BYTES; ++field) {
		good = set_field(actor, &record, field) && good;
	}
	if (good && fix(actor, &record)) {
		peer_send(&actor->peer, &record);
	}
}

void storm_guest(struct actor *actor) {
	refill(edge_of(actor));
	if (!actor->guest->connected) {
		peer_finish(&actor->peer);
		actor_run(actor, 2);
		loop_timer_set(edge_of(actor)->connect_timer, GUI_RECONNECT_MIN);
		actor_connect(actor);
	} else if (storm_below(400) == 0) {
		peer_finish(&actor->peer);
		for (int i = 0; i < 1000 && actor->guest->connected; ++i) {
			stage_run(actor->stage, 1);
		}
	} else {
		send_some(actor);
		actor_run(actor, 0);
	}
}
