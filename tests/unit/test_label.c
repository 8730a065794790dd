// SPDX-License-Identifier: MIT
#include "compositor/desk/label.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "tests/lib/unit.h"

#define LABELS 9 // eight colours and our own
#define TEXT_CONTRAST 4.5 // WCAG 2, AA
#define PATTERN_CONTRAST 1.4 // the pattern is seen on its ground
#define APART 12.0 // of two grounds, CIE 1976; 2.3 is just noticeable

static struct label labels[LABELS];

static void setup(void) {
	const char *const *colours = label_colours();
	for (int i = 0; i < LABELS - 1; ++i) {
		ck_assert(label_init(&labels[i], "work", colours[i]));
	}
	ck_assert_ptr_null(colours[LABELS - 1]);
	label_init_local(&labels[LABELS - 1]);
}

START_TEST(contrast_of_known_colours) {
	ck_assert_double_eq_tol(label_contrast(0x000000, 0xffffff), 21, 0.001);
	ck_assert_double_eq_tol(label_contrast(0xffffff, 0x000000), 21, 0.001);
	ck_assert_double_eq_tol(label_contrast(0x123456, 0x123456), 1, 0.001);
	ck_assert_double_eq_tol(label_contrast(0x767676, 0xffffff), 4.54, 0.01);
	ck_assert_double_eq_tol(label_contrast(0xff0000, 0xffffff), 3.998, 0.01);
}
END_TEST

START_TEST(text_is_readable) {
	const struct label *label = &labels[_i];
	ck_assert_double_ge(label_contrast(label->text, label->base), TEXT_CONTRAST);
	ck_assert_double_ge(label_contrast(label->text, label->second), TEXT_CONTRAST);
}
END_TEST

START_TEST(pattern_is_seen) {
	const struct label *label = &labels[_i];
	ck_assert_double_ge(label_contrast(label->base, label->second), PATTERN_CONTRAST);
}
END_TEST

START_TEST(pattern_is_its_own) {
	for (int i = 0; i < LABELS; ++i) {
		ck_assert(i == _i || labels[i].pattern != labels[_i].pattern);
	}
}
END_TEST

// Linear RGB as seen by all, and without red, green or blue cones: Machado, Oliveira
// and Fernandes, 2009, severity 1
static const double eyes[][3][3] = {
	{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216},
		{-0.003882, -0.048116, 1.051998}},
	{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413},
		{-0.011820, 0.042940, 0.968881}},
	{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602},
		{0.004733, 0.691367, 0.303900}},
};

static const double to_xyz[3][3] = {
	{0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505},
	{0.2126, 0.7152, 0.0722},
	{0.0193 / 1.0888, 0.1192 / 1.0888, 0.9505 / 1.0888},
};

static void multiply(double out[3], const double matrix[3][3], const double in[3]) {
	for (int i = 0; i < 3; ++i) {
		out[i] = matrix[i][0] * in[0] + matrix[i][1] * in[1] + matrix[i][2] * in[2];
	}
}

static void to_lab(double lab[3], uint32_t colour, const double eye[3][3]) {
	double linear[3], seen[3], xyz[3];
	for (int i = 0; i < 3; ++i) {
		double value = (colour >> (16 - 8 * i) & 0xff) / 255.0;
		linear[i] = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
	}
	multiply(seen, eye, linear);
	for (int i = 0; i < 3; ++i) {
		seen[i] = fmin(fmax(seen[i], 0), 1);
	}
	multiply(xyz, to_xyz, seen);
	for (int i = 0; i < 3; ++i) {
		xyz[i] = xyz[i] > 0.008856 ? cbrt(xyz[i]) : 7.787 * xyz[i] + 16.0 / 116;
	}
	lab[0] = 116 * xyz[1] - 16;
	lab[1] = 500 * (xyz[0] - xyz[1]);
	lab[2] = 200 * (xyz[1] - xyz[2]);
}

START_TEST(grounds_are_apart_for_all_eyes) {
	double a[3], b[3];
	for (int i = 0; i < LABELS; ++i) {
		for (int k = 0; k < i; ++k) {
			to_lab(a, labels[i].base, eyes[_i]);
			to_lab(b, labels[k].base, eyes[_i]);
			double apart = hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
			ck_assert_msg(apart >= APART, "%s and %s: %g", labels[i].colour,
				labels[k].colour, apart);
		}
	}
}
END_TEST

START_TEST(ours_is_nobody_elses) {
	const struct label *ours = &labels[LABELS - 1];
	ck_assert_str_eq(ours->name, "");
	ck_assert_int_eq(ours->pattern, LABEL_PLAIN);
	struct label label;
	ck_assert(!label_init(&label, "", "red"));
	ck_assert(!label_init(&label, "work", ours->colour));
}
END_TEST

START_TEST(keeps_what_it_is_given) {
	struct label label;
	ck_assert(label_init(&label, "work-2", "purple"));
	ck_assert_str_eq(label.name, "work-2");
	ck_assert_str_eq(label.colour, "purple");
}
END_TEST

static const struct {
	const char *name, *colour;
	bool valid;
} names[] = {
	{"a", "red", true},
	{"0", "red", true},
	{"mail-and-web", "red", true},
	{"abcdefghijklmnopqrstuvwxyz01234", "red", true}, // 31 bytes
	{"abcdefghijklmnopqrstuvwxyz012345", "red", false},
	{"", "red", false},
	{"-a", "red", false},
	{"a_b", "red", false},
	{"a b", "red", false},
	{"A", "red", false},
	{"a\n", "red", false},
	{"\xc3\xa4", "red", false},
	{"a", "", false},
	{"a", "grey", false},
	{"a", "Red", false},
	{"a", "red ", false},
};

START_TEST(names_are_checked) {
	struct label label;
	ck_assert(label_init(&label, names[_i].name, names[_i].colour) == names[_i].valid);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("label");
	TCase *tests = tcase_create("label");
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, contrast_of_known_colours);
	tcase_add_loop_test(tests, text_is_readable, 0, LABELS);
	tcase_add_loop_test(tests, pattern_is_seen, 0, LABELS);
	tcase_add_loop_test(tests, pattern_is_its_own, 0, LABELS);
	tcase_add_loop_test(
		tests, grounds_are_apart_for_all_eyes, 0, sizeof(eyes) / sizeof(eyes[0]));
	tcase_add_test(tests, ours_is_nobody_elses);
	tcase_add_test(tests, keeps_what_it_is_given);
	tcase_add_loop_test(tests, names_are_checked, 0, sizeof(names) / sizeof(names[0]));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
