// SPDX-License-Identifier: MIT
#include "common/conf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static char *said; // what the handlers were told, a line for each
static size_t said_len;
static FILE *out;
static int wanted; // how many calls until no more is wanted

static void setup(void) {
	out = open_memstream(&said, &said_len);
	ck_assert_ptr_nonnull(out);
	wanted = 1000;
}

static void teardown(void) {
	fclose(out);
	free(said);
}

static bool known_section(const char *name, size_t len) {
	return len == 4 && memcmp(name, "good", 4) == 0;
}

static bool handle_key(
	struct conf_file *file, const char *section, const char *key, const char *value) {
	fprintf(out, "%u [%s] %s=%s\n", file->line, section, key, value);
	return --wanted > 0;
}

static bool handle_error(struct conf_file *file, const char *reason) {
	fprintf(out, "%u %s\n", file->line, reason);
	return --wanted > 0;
}

static const struct conf_file_impl flat = {
	.handle_key = handle_key,
	.handle_error = handle_error,
};

static const struct conf_file_impl parted = {
	.known_section = known_section,
	.handle_key = handle_key,
	.handle_error = handle_error,
};

// On the heap, of the exact size, so that a read past the end is seen
static void parse(const struct conf_file_impl *impl, const char *text, size_t len) {
	char *copy = malloc(len > 0 ? len : 1);
	memcpy(copy, text, len);
	struct conf_file file = {.impl = impl, .text = copy, .len = len};
	conf_file_parse(&file);
	free(copy);
	fflush(out);
}

static const struct {
	const char *text, *said;
} cases[] = {
	{"", ""},
	{"\n\n; a\n\t# b = c\n  \n", ""},
	{"a = b", "1 [] a=b\n"},
	{"a=b\n", "1 [] a=b\n"},
	{"\n a\t:  b c \r\n", "2 [] a=b c\n"},
	{"a = b ; c # d\n", "1 [] a=b ; c # d\n"},
	{"a =\n", "1 [] a=\n"},
	{"= a\n", "1 [] =a\n"},
	{"a = b\n  c = d\n", "1 [] a=b\n2 [] c=d\n"},
	{"a = b\n  c\n", "1 [] a=b\n2 neither a section nor 'key = value'\n"},
	{"a\nb\n\nc",
		"1 neither a section nor 'key = value'\n"
		"2 neither a section nor 'key = value'\n"
		"4 neither a section nor 'key = value'\n"},
	{"a\nb = c\n", "1 neither a section nor 'key = value'\n2 [] b=c\n"},
	{"\x01\na\x7f\nb = c\n", "1 control character\n2 control character\n3 [] b=c\n"},
	{"\xff\n\xc0\xaf\nb = \xc3\xa4\n", "1 not UTF-8\n2 not UTF-8\n3 [] b=\xc3\xa4\n"},
	{"[good]\na = b\n[bad]\n", "2 [good] a=b\n3 unknown section\n"},
	{"[good\n[good]x\n[]\n[\n[ good ]\n",
		"1 unknown section\n2 unknown section\n"
		"3 unknown section\n4 unknown section\n"
		"5 unknown section\n"},
};

START_TEST(lines) {
	parse(&parted, cases[_i].text, strlen(cases[_i].text));
	ck_assert_str_eq(said, cases[_i].said);
}
END_TEST

START_TEST(without_sections) {
	parse(&flat, "[good]\na = b\n", 13);
	ck_assert_str_eq(said, "1 unknown section\n2 [] a=b\n");
}
END_TEST

START_TEST(nul_bytes) {
	parse(&flat, "a = b\0c\n\0\nd = e\n", 16);
	ck_assert_str_eq(said, "1 control character\n2 control character\n3 [] d=e\n");
}
END_TEST

START_TEST(long_lines) {
	char text[2 * CONF_FILE_LINE_MAX];
	for (int over = 0; over < 2; ++over) {
		setup();
		memset(text, 'x', sizeof(text));
		memcpy(text, "a=", 2);
		memcpy(text + CONF_FILE_LINE_MAX + over, "\nb=c", 4);
		parse(&flat, text, CONF_FILE_LINE_MAX + (size_t)over + 4);
		ck_assert((strncmp(said, "1 line is too long\n", 19) == 0) == (over == 1));
		ck_assert(over == 1 || strlen(said) > CONF_FILE_LINE_MAX);
		ck_assert_str_eq(said + strlen(said) - strlen("2 [] b=c\n"), "2 [] b=c\n");
		teardown();
	}
}
END_TEST

START_TEST(ends_when_no_more_is_wanted) {
	static const char text[] = "a = b\nc\n\x01\n[\nd = e\n";
	static const char *const last[] = {"1 [] a=b\n", "2 neither a section nor 'key = value'\n",
		"3 control character\n", "4 unknown section\n", "5 [] d=e\n"};
	for (int i = 0; i < LEN(last); ++i) {
		setup();
		wanted = i + 1;
		parse(&flat, text, strlen(text));
		ck_assert_str_eq(said + strlen(said) - strlen(last[i]), last[i]);
		ck_assert_int_eq(wanted, 0);
		teardown();
	}
}
END_TEST

static bool note_place(
	struct conf_file *file, const char *section, const char *key, const char *value) {
	fprintf(out, "%.*s|", (int)(file->end - file->start), file->text + file->start);
	return true;
}

START_TEST(places_of_lines) {
	static const struct conf_file_impl places = {
		.handle_key = note_place,
		.handle_error = handle_error,
	};
	parse(&places, "a=b\n\n c = d \r\ne=f", 17);
	ck_assert_str_eq(said, "a=b| c = d \r|e=f|");
}
END_TEST

START_TEST(reading) {
	char path[] = "/tmp/mamparo-conf-file-XXXXXX", text[9];
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(write(fd, "12345678", 8), 8);
	for (size_t size = 0; size <= 8; ++size) {
		ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
		errno = 0;
		ck_assert_int_eq(conf_file_read(fd, text, size), size < 8 ? -1 : 8);
		ck_assert_int_eq(errno, size < 8 ? EFBIG : 0);
	}
	ck_assert_mem_eq(text, "12345678", 8);
	close(fd);
}
END_TEST

static const struct {
	const char *path;
	int error;
} no_files[] = {{"/", EISDIR}, {"/dev/zero", EINVAL}};

START_TEST(reads_files_only) {
	char text[9];
	int fd = open(no_files[_i].path, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(conf_file_read(fd, text, 8), -1);
	ck_assert_int_eq(errno, no_files[_i].error);
	close(fd);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("conf_file");
	TCase *tests = tcase_create("conf_file");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, lines, 0, LEN(cases));
	tcase_add_test(tests, without_sections);
	tcase_add_test(tests, nul_bytes);
	tcase_add_test(tests, places_of_lines);
	suite_add_tcase(suite, tests);
	TCase *own = tcase_create("own");
	tcase_add_test(own, long_lines);
	tcase_add_test(own, ends_when_no_more_is_wanted);
	tcase_add_test(own, reading);
	tcase_add_loop_test(own, reads_files_only, 0, LEN(no_files));
	suite_add_tcase(suite, own);
	return unit_run(suite);
}
