// SPDX-License-Identifier: MIT
#include "compositor/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/lib/unit.h"

#define ARGS_MAX 80
#define TEXT_MAX 4096

static struct options options;
static char said[TEXT_MAX]; // by the last parse(), on stdout and stderr

// What a descriptor's writers say goes to file until it is put back
static int divert(int fd, int file) {
	fflush(NULL);
	int saved = dup(fd);
	dup2(file, fd);
	return saved;
}

static void put_back(int fd, int saved) {
	fflush(NULL);
	dup2(saved, fd);
	close(saved);
}

// args is ended by NULL and without the program's name
static enum options_result parse(const char *const args[]) {
	char *argv[ARGS_MAX + 2] = {"mamparo-compositor"};
	int argc = 1;
	for (; args[argc - 1] != NULL; ++argc) {
		argv[argc] = (char *)args[argc - 1];
	}
	int file = memfd_create("said", MFD_CLOEXEC);
	int out = divert(STDOUT_FILENO, file), err = divert(STDERR_FILENO, file);
	optind = 0;
	enum options_result result = options_parse(&options, argc, argv);
	put_back(STDOUT_FILENO, out);
	put_back(STDERR_FILENO, err);
	ssize_t len = pread(file, said, sizeof(said) - 1, 0);
	said[len > 0 ? len : 0] = '\0';
	close(file);
	return result;
}

static size_t lines(void) {
	size_t count = 0;
	for (const char *at = strchr(said, '\n'); at != NULL; at = strchr(at + 1, '\n')) {
		++count;
	}
	return count;
}

START_TEST(nothing_is_fine) {
	ck_assert_int_eq(parse((const char *const[]){NULL}), OPTIONS_RUN);
	ck_assert_uint_eq(options.guest_count, 0);
	ck_assert_uint_eq(options.headless_count, 0);
	ck_assert_str_eq(options.socket, "mamparo-0");
	ck_assert_ptr_null(options.config);
	ck_assert_ptr_null(options.state);
	ck_assert(!options.debug);
	ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(all_at_once) {
	const char *const args[] = {"--guest", "work:blue:/run/a", "-g", "net-2:red:/run/b:c",
		"--state", "/s", "--config=conf", "--headless", "1280x720", "--headless", "1x16384",
		"--socket", "other_1", "--debug", NULL};
	ck_assert_int_eq(parse(args), OPTIONS_RUN);
	ck_assert_uint_eq(options.guest_count, 2);
	ck_assert_str_eq(options.guests[0].name, "work");
	ck_assert_str_eq(options.guests[0].colour, "blue");
	ck_assert_str_eq(options.guests[0].address, "/run/a");
	ck_assert_str_eq(options.guests[1].name, "net-2");
	ck_assert_str_eq(options.guests[1].address, "/run/b:c");
	ck_assert_str_eq(options.state, "/s");
	ck_assert_str_eq(options.config, "conf");
	ck_assert_uint_eq(options.headless_count, 2);
	ck_assert_uint_eq(options.headless[0].width, 1280);
	ck_assert_uint_eq(options.headless[0].height, 720);
	ck_assert_uint_eq(options.headless[1].height, 16384);
	ck_assert_str_eq(options.socket, "other_1");
	ck_assert(options.debug);
}
END_TEST

#define LONG_NAME "abcdefghijklmnopqrstuvwxyz-0123456789"
static const char long_path[] =
	"a:red:/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static const char *const bad[][2] = {
	{"--guest", ""},
	{"--guest", "work"},
	{"--guest", "work:blue"},
	{"--guest", "work:blue:"},
	{"--guest", "work:blue:relative/path"},
	{"--guest", ":blue:/run/a"},
	{"--guest", "Work:blue:/run/a"},
	{"--guest", "-work:blue:/run/a"},
	{"--guest", "work:mauve:/run/a"},
	{"--guest", "work:a-colour-with-a-very-long-name:/run/a"},
	{"--guest", LONG_NAME ":blue:/run/a"},
	{"--guest", long_path},
	{"--guest", "work:blue:xen:"},
	{"--guest", "work:blue:xen:1"},
	{"--guest", "work:blue:xen:70000:data/gui"},
	{"--guest", "work:blue:xen:vm-data/gui:data/gui"}, // its number is ours to know
	{"--guest", "work:blue:xen:1:/data/gui"},
	{"--guests", ""},
	{"--guests", "mamparo/guest"},
	{"--guests", "/local/domain/2/mamparo/guest"},
	{"--guests", "xen:5:data/gui"},
	{"--guests", "xen:/"},
	{"--guests", "admin:"},
	{"--guests", "admin:run/admin"},
	{"--guests", "admin:xen:0"},
	{"--guests", "admin:xen:mamparo/guest:data/admin"},
	{"--guests", NULL},
	{"--headless", ""},
	{"--headless", "1280"},
	{"--headless", "1280x"},
	{"--headless", "x720"},
	{"--headless", "0x720"},
	{"--headless", "1280x720x2"},
	{"--headless", "-1280x720"},
	{"--headless", "16385x720"},
	{"--headless", "99999999999999999999x720"},
	{"--headless", " 1280x720"},
	{"--socket", ""},
	{"--socket", "/run/other"},
	{"--socket", ".."},
	{"--socket", "a/b"},
	{"--state", ""},
	{"--config", ""},
	{"--nonsense", NULL},
	{"--guest", NULL},
	{"stray", NULL},
};

START_TEST(bad_ones_say_one_line) {
	ck_assert_int_eq(parse((const char *const[]){bad[_i][0], bad[_i][1], NULL}), OPTIONS_BAD);
	ck_assert_msg(lines() == 1, "%s %s says: %s", bad[_i][0], bad[_i][1], said);
	ck_assert_msg(strncmp(said, "mamparo-compositor: ", 20) == 0, "says: %s", said);
}
END_TEST

START_TEST(names_are_cut_nowhere) {
	ck_assert_uint_gt(sizeof(LONG_NAME), LABEL_NAME_MAX);
	ck_assert_uint_gt(strlen(long_path) - strlen("a:red:"), OPTIONS_ADDRESS_MAX);
}
END_TEST

START_TEST(colours_are_named) {
	for (const char *const *colour = label_colours(); *colour != NULL; ++colour) {
		parse((const char *const[]){"--guest", "work:grey:/run/a", NULL});
		ck_assert_ptr_nonnull(strstr(said, *colour));
		parse((const char *const[]){"--help", NULL});
		ck_assert_ptr_nonnull(strstr(said, *colour));
	}
}
END_TEST

START_TEST(guest_in_a_domain) {
	const char *const args[] = {"-g", "work:blue:xen:5:data/gui", NULL};
	ck_assert_int_eq(parse(args), OPTIONS_RUN);
	ck_assert_str_eq(options.guests[0].address, "xen:5:data/gui");
}
END_TEST

START_TEST(guests_of_dom0) {
	const char *const args[] = {
		"--guests", "xen:mamparo/guest", "--guest", "work:blue:xen:5:data/gui", NULL};
	ck_assert_int_eq(parse(args), OPTIONS_RUN);
	ck_assert_str_eq(options.guests_dir, "xen:mamparo/guest");
	ck_assert_uint_eq(options.guest_count, 1);
	ck_assert_int_eq(parse((const char *const[]){NULL}), OPTIONS_RUN);
	ck_assert_ptr_null(options.guests_dir);
}
END_TEST

START_TEST(guests_of_hvd) {
	const char *const socket[] = {
		"--guests", "xen:mamparo/guest", "--guests", "admin:/run/admin", NULL};
	ck_assert_int_eq(parse(socket), OPTIONS_RUN);
	ck_assert_str_eq(options.admin, "/run/admin");
	ck_assert_ptr_null(options.guests_dir); // the last holds
	const char *const vchan[] = {"--guests", "admin:xen:0:data/admin", NULL};
	ck_assert_int_eq(parse(vchan), OPTIONS_RUN);
	ck_assert_str_eq(options.admin, "xen:0:data/admin");
	const char *const list[] = {
		"--guests", "admin:/run/admin", "--guests", "xen:mamparo/guest", NULL};
	ck_assert_int_eq(parse(list), OPTIONS_RUN);
	ck_assert_ptr_null(options.admin);
}
END_TEST

START_TEST(no_two_guests_of_one_name) {
	const char *const args[] = {"-g", "work:blue:/run/a", "-g", "work:red:/run/b", NULL};
	ck_assert_int_eq(parse(args), OPTIONS_BAD);
	ck_assert_uint_eq(lines(), 1);
}
END_TEST

START_TEST(no_more_than_the_limits) {
	const char *args[ARGS_MAX + 1] = {0};
	for (int i = 0; i < 2 * (OPTIONS_HEADLESS_MAX + 1); i += 2) {
		args[i] = "--headless";
		args[i + 1] = "64x64";
	}
	ck_assert_int_eq(parse(args), OPTIONS_BAD);
	ck_assert_uint_eq(lines(), 1);
	args[2 * OPTIONS_HEADLESS_MAX] = NULL;
	ck_assert_int_eq(parse(args), OPTIONS_RUN);
	ck_assert_uint_eq(options.headless_count, OPTIONS_HEADLESS_MAX);
}
END_TEST

START_TEST(help_and_version) {
	ck_assert_int_eq(parse((const char *const[]){"--help", "--nonsense", NULL}), OPTIONS_DONE);
	ck_assert_ptr_nonnull(strstr(said, "--guest NAME:COLOUR:ADDRESS"));
	ck_assert_int_eq(parse((const char *const[]){"--version", NULL}), OPTIONS_DONE);
	ck_assert_str_eq(said, "mamparo-compositor " MAMPARO_VERSION "\n");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("options");
	TCase *tests = tcase_create("options");
	tcase_add_test(tests, nothing_is_fine);
	tcase_add_test(tests, all_at_once);
	tcase_add_loop_test(tests, bad_ones_say_one_line, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tests, names_are_cut_nowhere);
	tcase_add_test(tests, colours_are_named);
	tcase_add_test(tests, guest_in_a_domain);
	tcase_add_test(tests, guests_of_dom0);
	tcase_add_test(tests, guests_of_hvd);
	tcase_add_test(tests, no_two_guests_of_one_name);
	tcase_add_test(tests, no_more_than_the_limits);
	tcase_add_test(tests, help_and_version);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
