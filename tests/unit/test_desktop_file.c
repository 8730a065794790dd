// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/desktop_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/unit.h"

#define HEAD "[Desktop Entry]\nType=Application\n"
#define GOOD HEAD "Name=Prog\nExec=prog\n"
#define LEN(list) (sizeof(list) / sizeof((list)[0]))

static char dir[64], path[128];

static void add_program(const char *name) {
	char program[128];
	snprintf(program, sizeof(program), "%s/%s", dir, name);
	int fd = open(program, O_WRONLY | O_CREAT, 0755);
	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void remove_program(const char *name) {
	char program[128];
	snprintf(program, sizeof(program), "%s/%s", dir, name);
	unlink(program);
}

static void setup(void) {
	snprintf(dir, sizeof(dir), "/tmp/desktop-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/prog.desktop", dir);
	add_program("prog");
	setenv("PATH", dir, 1);
	setenv("LANGUAGE", "es_MX:de", 1);
	unsetenv("XDG_CURRENT_DESKTOP");
}

static void teardown(void) {
	remove_program("prog");
	remove_program("xterm");
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static void write_text(const char *text, size_t len) {
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ck_assert_int_eq(write(fd, text, len), len);
	close(fd);
}

static bool read_text(struct desktop_file *file, const char *text) {
	write_text(text, strlen(text));
	return desktop_file_init(file, path);
}

// Words with | between
static void must_be(char *const *words, const char *expected) {
	char text[512] = "";
	size_t len = 0;
	for (size_t i = 0; words[i] != NULL && len < sizeof(text); i++) {
		int part = snprintf(
			text + len, sizeof(text) - len, "%s%s", i > 0 ? "|" : "", words[i]);
		len += (size_t)part;
	}
	ck_assert_str_eq(text, expected);
}

static const struct {
	const char *text, *name, *icon, *words;
} good[] = {
	{GOOD, "Prog", NULL, "prog"},
	{"# comment\n\n" GOOD "Icon=prog-icon\n", "Prog", "prog-icon", "prog"},
	{GOOD "Name[de]=Programm\n", "Programm", NULL, "prog"},
	{GOOD "Name[de]=Programm\nName[es]=Programa\n", "Programa", NULL, "prog"},
	{GOOD "Name[fr]=Programme\n", "Prog", NULL, "prog"},
	{HEAD "Name=Prog\nExec=prog --a \"b c\" 'd $e'\n", "Prog", NULL, "prog|--a|b c|d $e"},
	{HEAD "Name=Prog\nExec=prog %f %F %u %U %d %m x\n", "Prog", NULL, "prog|x"},
	{HEAD "Name=Prog\nExec=prog --file=%f 100%% %c\n", "Prog", NULL, "prog|--file=|100%|Prog"},
	{HEAD "Name=Prog\nIcon=i\nExec=prog %i x\n", "Prog", "i", "prog|--icon|i|x"},
	{HEAD "Name=Prog\nExec=prog %i x\n", "Prog", NULL, "prog|x"},
	{HEAD "Name=Prog\nExec=prog \"a;b\" \"\\\\$c\" \"`id`\"\n", "Prog", NULL,
		"prog|a;b|$c|`id`"},
	{GOOD "TryExec=prog\nNotShowIn=KDE;\n", "Prog", NULL, "prog"},
	{GOOD "[Desktop Action new]\nName=New\nExec=other\n", "Prog", NULL, "prog"},
};

START_TEST(entries) {
	struct desktop_file file;
	ck_assert(read_text(&file, good[_i].text));
	ck_assert_str_eq(file.name, good[_i].name);
	ck_assert_pstr_eq(file.icon, good[_i].icon);
	must_be(file.words, good[_i].words);
	desktop_file_finish(&file);
}
END_TEST

static const char *const bad[] = {
	"", "[Desktop Entry]\n",
	"[Other]\nA=b\n[Desktop Entry]\nType=Application\nName=Prog\nExec=prog\n",
	"[Desktop Entry]\nType=Link\nName=Prog\nExec=prog\n",
	"[Desktop Entry]\nName=Prog\nExec=prog\n", HEAD "Exec=prog\n", HEAD "Name=\nExec=prog\n",
	HEAD "Name=Prog\n", HEAD "Name=Prog\nExec=\n", HEAD "Name=Prog\nExec=missing\n",
	HEAD "Name=Prog\nExec=prog \"a\n", HEAD "Name=Prog\nExec=prog %x\n",
	HEAD "Name=Prog\nExec=prog %\n", HEAD "Name=\xff\nExec=prog\n", GOOD "NoDisplay=true\n",
	GOOD "Hidden=true\n", GOOD "TryExec=missing\n", GOOD "OnlyShowIn=GNOME;\n", GOOD "no key\n",
	GOOD "Terminal=true\n", // where there is none
};

START_TEST(no_entries) {
	struct desktop_file file;
	ck_assert(!read_text(&file, bad[_i]));
	ck_assert_ptr_null(file.name);
	ck_assert_ptr_null(file.words);
}
END_TEST

START_TEST(desktops) {
	struct desktop_file file;
	setenv("XDG_CURRENT_DESKTOP", "sway:wlroots", 1);
	ck_assert(read_text(&file, GOOD "OnlyShowIn=GNOME;wlroots;\n"));
	desktop_file_finish(&file);
	ck_assert(!read_text(&file, GOOD "OnlyShowIn=GNOME;\n"));
	ck_assert(!read_text(&file, GOOD "NotShowIn=sway;\n"));
	ck_assert(read_text(&file, GOOD "NotShowIn=GNOME;\n"));
	desktop_file_finish(&file);
}
END_TEST

START_TEST(terminal) {
	struct desktop_file file;
	add_program("xterm");
	ck_assert(read_text(&file, GOOD "Terminal=true\nPath=/tmp\n"));
	must_be(file.words, "xterm|-e|prog");
	ck_assert_str_eq(file.dir, "/tmp");
	desktop_file_finish(&file);
}
END_TEST

START_TEST(where_it_is) {
	struct desktop_file file;
	char expected[160];
	ck_assert(read_text(&file, HEAD "Name=Prog\nExec=prog %k\n"));
	snprintf(expected, sizeof(expected), "prog|%s", path);
	must_be(file.words, expected);
	desktop_file_finish(&file);
}
END_TEST

// No file, none that is regular, and none that is too large
START_TEST(no_files) {
	struct desktop_file file;
	ck_assert(!desktop_file_init(&file, path));
	ck_assert(!desktop_file_init(&file, dir));
	ck_assert_int_eq(mkfifo(path, 0644), 0);
	ck_assert(!desktop_file_init(&file, path));
	unlink(path);
	size_t len = 256 * 1024;
	char *text = malloc(len + 1);
	memset(text, '\n', len + 1);
	memcpy(text, GOOD, strlen(GOOD));
	write_text(text, len);
	ck_assert(desktop_file_init(&file, path));
	desktop_file_finish(&file);
	write_text(text, len + 1);
	ck_assert(!desktop_file_init(&file, path));
	free(text);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("desktop_file");
	TCase *tcase = tcase_create("desktop_file");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, entries, 0, LEN(good));
	tcase_add_loop_test(tcase, no_entries, 0, LEN(bad));
	tcase_add_test(tcase, desktops);
	tcase_add_test(tcase, terminal);
	tcase_add_test(tcase, where_it_is);
	tcase_add_test(tcase, no_files);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
