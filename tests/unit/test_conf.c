// SPDX-License-Identifier: MIT
#include "compositor/desk/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wlr/types/wlr_keyboard.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define DEFAULTS (13 + 20) // bindings, with those of the workspaces
#define SUPER WLR_MODIFIER_LOGO
#define SHIFT WLR_MODIFIER_SHIFT

static char path[] = "/tmp/mamparo-conf-XXXXXX";
static char error[CONF_ERROR_MAX];

static void make_path(void) {
	memcpy(strrchr(path, '-'), "-XXXXXX", sizeof("-XXXXXX"));
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void remove_path(void) {
	unlink(path);
}

static struct conf *load(const char *text, size_t len) {
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
	memset(error, 'x', sizeof(error) - 1);
	return conf_load(path, error);
}

static const struct conf_binding *find(
	const struct conf *conf, uint32_t modifiers, uint32_t keysym) {
	for (size_t i = 0; i < conf->binding_count; ++i) {
		if (conf->bindings[i].modifiers == modifiers &&
			conf->bindings[i].keysym == keysym) {
			return &conf->bindings[i];
		}
	}
	return NULL;
}

static const struct {
	uint32_t modifiers, keysym;
	enum action action;
	uint32_t number;
	const char *text;
} defaults[] = {
	{SUPER, XKB_KEY_Tab, ACTION_SWITCH_NEXT},
	{SUPER | SHIFT, XKB_KEY_Tab, ACTION_SWITCH_PREVIOUS},
	{SUPER, XKB_KEY_Left, ACTION_SNAP_LEFT},
	{SUPER, XKB_KEY_Right, ACTION_SNAP_RIGHT},
	{SUPER, XKB_KEY_Up, ACTION_MAXIMIZE},
	{SUPER, XKB_KEY_Down, ACTION_MINIMIZE},
	{SUPER, XKB_KEY_f, ACTION_FULLSCREEN},
	{SUPER, XKB_KEY_m, ACTION_MENU},
	{SUPER | SHIFT, XKB_KEY_q, ACTION_CLOSE},
	{SUPER, XKB_KEY_l, ACTION_LOCK},
	{SUPER, XKB_KEY_d, ACTION_RUN, 0, "fuzzel"},
	{SUPER | SHIFT, XKB_KEY_e, ACTION_QUIT},
	{SUPER | SHIFT, XKB_KEY_r, ACTION_RELOAD},
	{SUPER, XKB_KEY_1, ACTION_WORKSPACE, 1},
	{SUPER, XKB_KEY_9, ACTION_WORKSPACE, 9},
	{SUPER, XKB_KEY_0, ACTION_WORKSPACE, 10},
	{SUPER | SHIFT, XKB_KEY_1, ACTION_MOVE_TO_WORKSPACE, 1},
	{SUPER | SHIFT, XKB_KEY_0, ACTION_MOVE_TO_WORKSPACE, 10},
};

START_TEST(default_binding) {
	struct conf *conf = conf_load(NULL, error);
	ck_assert_ptr_nonnull(conf);
	const struct conf_binding *binding = find(
		conf, defaults[_i].modifiers, defaults[_i].keysym);
	ck_assert_ptr_nonnull(binding);
	ck_assert_int_eq(binding->action, defaults[_i].action);
	ck_assert_uint_eq(binding->number, defaults[_i].number);
	ck_assert_pstr_eq(binding->text, defaults[_i].text);
	ck_assert_uint_eq(conf->binding_count, DEFAULTS);
	conf_destroy(conf);
}
END_TEST

START_TEST(default_values) {
	struct conf *conf = load("", 0);
	ck_assert_msg(conf != NULL, "%s", error);
	ck_assert_str_eq(error, "");
	ck_assert_str_eq(conf->layout, "us");
	ck_assert_str_eq(conf->variant, "");
	ck_assert_str_eq(conf->options, "");
	ck_assert_str_eq(conf->locker, "swaylock");
	ck_assert_str_eq(conf->startup, "");
	ck_assert_uint_eq(conf->repeat_rate, 25);
	ck_assert_uint_eq(conf->repeat_delay, 600);
	ck_assert_uint_eq(conf->background, 0x203040);
	ck_assert(conf->tap && !conf->natural_scroll && conf->pointer_speed == 0);
	ck_assert(conf->guest_fullscreen && conf->guest_cursor_hide);
	conf_destroy(conf);
	conf_destroy(NULL);
}
END_TEST

static const char whole[] = "; a comment\n"
			    "# another\n"
			    "\n"
			    "[keyboard]\r\n"
			    "layout = ru,us\r\n"
			    "\tvariant=,intl\n"
			    "options : grp:alt_shift_toggle,caps:escape\n"
			    "repeat-rate = 0\n"
			    "repeat-delay = 10000\n"
			    "[pointer]\n"
			    "tap=no\n"
			    "natural-scroll =yes\n"
			    "speed = -0.75\n"
			    "[appearance]  \n"
			    "font = DejaVu Sans:bold\n"
			    "background = #fFeE00\n"
			    "[guests]\n"
			    "fullscreen = no\n"
			    "cursor-hide = no\n"
			    "[commands]\n"
			    "locker =\n"
			    "startup = waybar & a ; b # c = d\n"
			    "[bindings]\n"
			    "Super+Ctrl+Alt+Shift+RETURN = run  foot -e \"a b\"\n"
			    "Super+d = none\n"
			    "Super+F = maximize\n"
			    "Super+f = minimize\n"
			    "[pointer]\n"
			    "tap = yes";

START_TEST(every_key) {
	struct conf *conf = load(whole, strlen(whole));
	ck_assert_msg(conf != NULL, "%s", error);
	ck_assert_str_eq(conf->layout, "ru,us");
	ck_assert_str_eq(conf->variant, ",intl");
	ck_assert_str_eq(conf->options, "grp:alt_shift_toggle,caps:escape");
	ck_assert_uint_eq(conf->repeat_rate, 0);
	ck_assert_uint_eq(conf->repeat_delay, 10000);
	ck_assert(conf->tap && conf->natural_scroll && conf->pointer_speed == -0.75);
	ck_assert_str_eq(conf->font, "DejaVu Sans:bold");
	ck_assert_uint_eq(conf->background, 0xffee00);
	ck_assert(!conf->guest_fullscreen && !conf->guest_cursor_hide);
	ck_assert_str_eq(conf->locker, "");
	ck_assert_str_eq(conf->startup, "waybar & a ; b # c = d");
	const struct conf_binding *binding = find(
		conf, SUPER | SHIFT | WLR_MODIFIER_CTRL | WLR_MODIFIER_ALT, XKB_KEY_Return);
	ck_assert_ptr_nonnull(binding);
	ck_assert_str_eq(binding->text, "foot -e \"a b\"");
	ck_assert_ptr_null(find(conf, SUPER, XKB_KEY_d));
	ck_assert_int_eq(find(conf, SUPER, XKB_KEY_f)->action, ACTION_MINIMIZE);
	ck_assert_uint_eq(conf->binding_count, DEFAULTS);
	conf_destroy(conf);
}
END_TEST

#define A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A250 A50 A50 A50 A50 A50

// The number of the line that is wrong, and a part of what is said about it
static const struct {
	const char *text;
	int line;
	const char *reason;
} refused[] = {
	{"[nonsense]\n", 1, "unknown section"},
	{"\n[]\n", 2, "unknown section"},
	{"[\n", 1, "unknown section"},
	{"[", 1, "unknown section"},
	{"[ keyboard ]\n", 1, "unknown section"},
	{"[Keyboard]\n", 1, "unknown section"},
	{"[keyboard\n", 1, "unknown section"},
	{"[keyboard] x\n", 1, "unknown section"},
	{"  [bindingss]\n", 1, "unknown section"},
	{"[keyboard" A50 "]\n", 1, "unknown section"},
	{"layout = us\n", 1, "before the first section: layout"},
	{"[keyboard]\nlayout\n", 2, "neither a section"},
	{"[keyboard]\njust words here\n", 2, "neither a section"},
	{"[keyboard]\n= us\n", 2, "unknown key"},
	{"[keyboard]\nlayouts = us\n", 2, "unknown key: layouts"},
	{"[keyboard]\nLayout = us\n", 2, "unknown key"},
	{"[pointer]\nlayout = us\n", 2, "unknown key"},
	{"[keyboard]\nlayout = us\n\n\nrepeat-rate = fast\n", 5, "from 0 to 1000: fast"},
	{"[keyboard]\nrepeat-rate = -1\n", 2, "from 0 to 1000"},
	{"[keyboard]\nrepeat-rate = 1001\n", 2, "from 0 to 1000"},
	{"[keyboard]\nrepeat-rate = 4294967297\n", 2, "from 0 to 1000"},
	{"[keyboard]\nrepeat-rate = 0x10\n", 2, "from 0 to 1000"},
	{"[keyboard]\nrepeat-rate =\n", 2, "from 0 to 1000"},
	{"[keyboard]\nrepeat-delay = 0\n", 2, "from 1 to 10000"},
	{"[keyboard]\nlayout = " A250 "aaaaaa\n", 2, "longer than 255"},
	{"[keyboard]\nlayout = " A250 A250 A250 A250 "\n", 2, "line is too long"},
	{"; " A250 A250 A250 A250 "\n", 1, "line is too long"},
	{"[keyboard]\nlayout = us\x01\n", 2, "control character"},
	{"[keyboard]\nlayout = u\rs\n", 2, "control character"},
	{"[keyboard]\nlayout = us\x7f\n", 2, "control character"},
	{"[keyboard]\nlayout = us\x1b[31m\n", 2, "control character"},
	{"[keyboard]\nlayout = \xff\n", 2, "not UTF-8"},
	{"[keyboard]\nlayout = \xc0\xaf\n", 2, "not UTF-8"},
	{"\xef\xbb\xbf[keyboard]\n", 1, "neither a section"},
	{"[pointer]\ntap = true\n", 2, "not yes or no: true"},
	{"[pointer]\ntap = Yes\n", 2, "not yes or no"},
	{"[pointer]\ntap =\n", 2, "not yes or no"},
	{"[pointer]\nspeed = 1.01\n", 2, "from -1 to 1"},
	{"[pointer]\nspeed = nan\n", 2, "from -1 to 1"},
	{"[pointer]\nspeed = 1e-1\n", 2, "from -1 to 1"},
	{"[pointer]\nspeed = 0,5\n", 2, "from -1 to 1"},
	{"[pointer]\nspeed = .\n", 2, "from -1 to 1"},
	{"[pointer]\nspeed =\n", 2, "from -1 to 1"},
	{"[appearance]\nbackground = blue\n", 2, "colour like #203040: blue"},
	{"[appearance]\nbackground = #fff\n", 2, "colour"},
	{"[appearance]\nbackground = ##12345\n", 2, "colour"},
	{"[appearance]\nbackground = 0x1234\n", 2, "colour"},
	{"[appearance]\nbackground = 1234567\n", 2, "colour"},
	{"[bindings]\nq = close\n", 2, "no Super in 'q'"},
	{"[bindings]\nCtrl+Alt+q = close\n", 2, "no Super"},
	{"[bindings]\nSuper = close\n", 2, "no Super"},
	{"[bindings]\nSuper+ = close\n", 2, "unknown key ''"},
	{"[bindings]\n+q = close\n", 2, "unknown modifier ''"},
	{"[bindings]\nSuper++ = close\n", 2, "unknown modifier ''"},
	{"[bindings]\nsuper+q = close\n", 2, "unknown modifier 'super'"},
	{"[bindings]\nSuper+Meta+q = close\n", 2, "unknown modifier 'Meta'"},
	{"[bindings]\nSuper+qq = close\n", 2, "unknown key 'qq'"},
	{"[bindings]\nSuper+Super_L = close\n", 2, "cannot be bound by itself"},
	{"[bindings]\nSuper+Caps_Lock = close\n", 2, "cannot be bound by itself"},
	{"[bindings]\nSuper+" A250 " = close\n", 2, "unknown key"},
	{"[bindings]\n" A250 "+q = close\n", 2, "unknown modifier"},
	{"[bindings]\nSuper+q = explode\n", 2, "unknown action 'explode'"},
	{"[bindings]\nSuper+q = clos\n", 2, "unknown action"},
	{"[bindings]\nSuper+q = closet\n", 2, "unknown action"},
	{"[bindings]\nSuper+q =\n", 2, "unknown action ''"},
	{"[bindings]\nSuper+q = close it\n", 2, "no argument wanted: 'it'"},
	{"[bindings]\nSuper+q = run\n", 2, "no command"},
	{"[bindings]\nSuper+q = workspace\n", 2, "no such workspace"},
	{"[bindings]\nSuper+q = workspace 0\n", 2, "no such workspace"},
	{"[bindings]\nSuper+q = workspace 11\n", 2, "no such workspace"},
	{"[bindings]\nSuper+q = workspace -1\n", 2, "no such workspace"},
	{"[bindings]\nSuper+q = workspace 1 2\n", 2, "no such workspace"},
	{"[bindings]\nSuper+q = move-to-workspace 99999999999999999999\n", 2, "no such"},
	// The first of several is named
	{"[pointer]\ntap = 1\nnonsense\n[x]\n", 2, "not yes or no"},
};

static void check_error(int line, const char *reason) {
	char start[64];
	snprintf(start, sizeof(start), "%s:%d: ", path, line);
	if (strncmp(error, start, strlen(start)) != 0 || strstr(error, reason) == NULL) {
		ck_abort_msg("'%s' instead of %s%s", error, start, reason);
	}
	ck_assert_ptr_null(strpbrk(error, "\n\r\t\x1b"));
}

START_TEST(refused_line) {
	ck_assert_ptr_null(load(refused[_i].text, strlen(refused[_i].text)));
	check_error(refused[_i].line, refused[_i].reason);
}
END_TEST

START_TEST(nul_byte) {
	ck_assert_ptr_null(load("[keyboard]\nlayout = u\0s\n", 24));
	check_error(2, "control character");
	ck_assert_ptr_null(load("\0", 1));
	check_error(1, "control character");
}
END_TEST

START_TEST(longest_text) {
	const char text[] = "[keyboard]\nlayout = " A250 "aaaaa\n";
	struct conf *conf = load(text, strlen(text));
	ck_assert_msg(conf != NULL, "%s", error);
	ck_assert_uint_eq(strlen(conf->layout), CONF_TEXT_MAX - 1);
	conf_destroy(conf);
}
END_TEST

START_TEST(longest_command) {
	const char text[] = "[bindings]\nSuper+q = run " A250 A250 A250 "\n";
	struct conf *conf = load(text, strlen(text));
	ck_assert_msg(conf != NULL, "%s", error);
	ck_assert_uint_eq(strlen(find(conf, SUPER, XKB_KEY_q)->text), 750);
	conf_destroy(conf);
}
END_TEST

START_TEST(too_many_bindings) {
	char *text = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&text, &len);
	fputs("[bindings]\n", file);
	for (int i = 0; i < CONF_BINDINGS_MAX; ++i) {
		fprintf(file, "Super+Alt+U%04x = run x\n", 0x4e00 + i);
	}
	fclose(file);
	ck_assert_ptr_null(load(text, len));
	check_error(2 + CONF_BINDINGS_MAX - DEFAULTS, "too many bindings");
	free(text);
}
END_TEST

START_TEST(file_too_large) {
	char *text = malloc(CONF_FILE_MAX + 1);
	memset(text, '\n', CONF_FILE_MAX + 1);
	struct conf *conf = load(text, CONF_FILE_MAX);
	ck_assert_msg(conf != NULL, "%s", error);
	conf_destroy(conf);
	ck_assert_ptr_null(load(text, CONF_FILE_MAX + 1));
	ck_assert_ptr_nonnull(strstr(error, "File too large"));
	free(text);
}
END_TEST

START_TEST(not_a_file) {
	ck_assert_ptr_null(conf_load("/nonexistent/mamparo.conf", error));
	ck_assert_str_eq(error, "/nonexistent/mamparo.conf: No such file or directory");
	ck_assert_ptr_null(conf_load("/", error));
	ck_assert_str_eq(error, "/: Is a directory");
	ck_assert_ptr_null(conf_load("/dev/zero", error));
	ck_assert_str_eq(error, "/dev/zero: Invalid argument");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_ptr_null(conf_load(path, error)); // and does not wait for a writer
	ck_assert_ptr_null(conf_load("/a\nb\x1b", error));
	ck_assert_ptr_null(strpbrk(error, "\n\x1b"));
}
END_TEST

// Every file that differs from a good one by some bytes: an error names the file, or
// there is a whole conf
START_TEST(damaged) {
	unsigned long cases = 0;
	char text[sizeof(whole)];
	unsigned seed = 1;
	for (size_t at = 0; at < strlen(whole); ++at) {
		for (int i = 0; i < 8; ++i, ++cases) {
			memcpy(text, whole, sizeof(whole));
			seed = seed * 1103515245 + 12345;
			text[at] = (char)(seed >> 16);
			size_t len = i % 2 == 0 ? strlen(whole) : at + 1;
			struct conf *conf = load(text, len);
			if (conf == NULL && strncmp(error, path, strlen(path)) != 0) {
				ck_abort_msg("'%s'", error);
			}
			ck_assert_ptr_null(strpbrk(error, "\n\x1b"));
			conf_destroy(conf);
		}
	}
	unit_count("damaged configuration files", cases);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("conf");
	TCase *tests = tcase_create("conf");
	tcase_add_checked_fixture(tests, make_path, remove_path);
	tcase_add_loop_test(tests, default_binding, 0, LEN(defaults));
	tcase_add_test(tests, default_values);
	tcase_add_test(tests, every_key);
	tcase_add_loop_test(tests, refused_line, 0, LEN(refused));
	tcase_add_test(tests, nul_byte);
	tcase_add_test(tests, longest_text);
	tcase_add_test(tests, longest_command);
	tcase_add_test(tests, too_many_bindings);
	tcase_add_test(tests, file_too_large);
	tcase_add_test(tests, not_a_file);
	tcase_add_test(tests, damaged);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
