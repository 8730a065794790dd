// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_TYPES_H
#define PROTOCOL_TYPES_H

/*
 * The values that fields of gui.def take. Where a Wayland protocol has the same
 * notion, the number is the same, so that neither end needs a table.
 */

enum gui_format { // wl_shm.format
	GUI_FORMAT_ARGB8888 = 0, // premultiplied
	GUI_FORMAT_XRGB8888 = 1,
};

enum gui_commit_flag {
	GUI_COMMIT_BUFFER = 1 << 0, // the field buffer counts; 0 unmaps the window
	GUI_COMMIT_INPUT_REGION = 1 << 1, // rectangles after the damage replace the region
	GUI_COMMIT_INPUT_ALL = 1 << 2, // the whole window takes input again
	GUI_COMMIT_FRAME = 1 << 3, // frame_done wanted
	GUI_COMMIT_FEEDBACK = 1 << 4, // presented wanted
	GUI_COMMIT_ALL = (1 << 5) - 1,
};

enum gui_window_state { // of configure
	GUI_STATE_ACTIVATED = 1 << 0,
	GUI_STATE_MAXIMIZED = 1 << 1,
	GUI_STATE_FULLSCREEN = 1 << 2,
	GUI_STATE_RESIZING = 1 << 3,
	GUI_STATE_TILED_LEFT = 1 << 4,
	GUI_STATE_TILED_RIGHT = 1 << 5,
	GUI_STATE_TILED_TOP = 1 << 6,
	GUI_STATE_TILED_BOTTOM = 1 << 7,
	GUI_STATE_SUSPENDED = 1 << 8,
	GUI_STATE_ALL = (1 << 9) - 1,
};

enum gui_request { // of state_request
	GUI_REQUEST_MAXIMIZE = 0,
	GUI_REQUEST_UNMAXIMIZE = 1,
	GUI_REQUEST_FULLSCREEN = 2,
	GUI_REQUEST_UNFULLSCREEN = 3,
	GUI_REQUEST_MINIMIZE = 4,
};

enum gui_edge { // xdg_toplevel.resize_edge is a set of these
	GUI_EDGE_TOP = 1 << 0,
	GUI_EDGE_BOTTOM = 1 << 1,
	GUI_EDGE_LEFT = 1 << 2,
	GUI_EDGE_RIGHT = 1 << 3,
};

enum gui_anchor { // xdg_positioner.anchor and .gravity
	GUI_ANCHOR_NONE = 0,
	GUI_ANCHOR_TOP = 1,
	GUI_ANCHOR_BOTTOM = 2,
	GUI_ANCHOR_LEFT = 3,
	GUI_ANCHOR_RIGHT = 4,
	GUI_ANCHOR_TOP_LEFT = 5,
	GUI_ANCHOR_BOTTOM_LEFT = 6,
	GUI_ANCHOR_TOP_RIGHT = 7,
	GUI_ANCHOR_BOTTOM_RIGHT = 8,
};

enum gui_constraint { // xdg_positioner.constraint_adjustment
	GUI_CONSTRAINT_SLIDE_X = 1 << 0,
	GUI_CONSTRAINT_SLIDE_Y = 1 << 1,
	GUI_CONSTRAINT_FLIP_X = 1 << 2,
	GUI_CONSTRAINT_FLIP_Y = 1 << 3,
	GUI_CONSTRAINT_RESIZE_X = 1 << 4,
	GUI_CONSTRAINT_RESIZE_Y = 1 << 5,
	GUI_CONSTRAINT_ALL = (1 << 6) - 1,
};

enum gui_capability { // wl_seat.capability
	GUI_CAPABILITY_POINTER = 1 << 0,
	GUI_CAPABILITY_KEYBOARD = 1 << 1,
	GUI_CAPABILITY_TOUCH = 1 << 2,
	GUI_CAPABILITY_ALL = (1 << 3) - 1,
};

enum gui_content { // wp_content_type_v1.type
	GUI_CONTENT_NONE = 0,
	GUI_CONTENT_PHOTO = 1,
	GUI_CONTENT_VIDEO = 2,
	GUI_CONTENT_GAME = 3,
};

enum gui_axis_source { // wl_pointer.axis_source
	GUI_AXIS_WHEEL = 0,
	GUI_AXIS_FINGER = 1,
	GUI_AXIS_CONTINUOUS = 2,
	GUI_AXIS_WHEEL_TILT = 3,
};

enum gui_constrain_kind { // of constrain
	GUI_CONSTRAIN_LOCK = 0,
	GUI_CONSTRAIN_CONFINE = 1,
};

enum gui_presented_flag { // wp_presentation_feedback.kind, and discarded
	GUI_PRESENTED_VSYNC = 1 << 0,
	GUI_PRESENTED_HW_CLOCK = 1 << 1,
	GUI_PRESENTED_HW_COMPLETION = 1 << 2,
	GUI_PRESENTED_ZERO_COPY = 1 << 3,
	GUI_PRESENTED_DISCARDED = 1 << 4, // never shown; the other fields are zero
	GUI_PRESENTED_ALL = (1 << 5) - 1,
};

enum gui_feature { // of hello and welcome; none is optional yet
	GUI_FEATURES_KNOWN = 0,
};

#define GUI_SHAPE_MIN 1 // wp_cursor_shape_device_v1.shape, version 1
#define GUI_SHAPE_MAX 34

#endif
