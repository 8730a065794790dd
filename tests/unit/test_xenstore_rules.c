// SPDX-License-Identifier: MIT
#include <stdint.h>
#include <string.h>
#include <xen/io/xs_wire.h>

#include "hv/xenstore/xenstore_rules.h"
#include "tests/lib/unit.h"

#define LIST "/local/domain/0/mamparo/guest"
#define SERVER "/local/domain/17/data/gui"

// Bars stand for zeros
static const char *check(uint32_t type, const char *text) {
	static struct xenstore_rules rules;
	char payload[4096];
	struct xenstore_request request;
	size_t len = strlen(text);
	for (size_t i = 0; i < len; i++) {
		payload[i] = (char)(text[i] == '|' ? '\0' : text[i]);
	}
	ck_assert(xenstore_rules_init(&rules, LIST));
	ck_assert(xenstore_rules_add(&rules, "data/gui"));
	ck_assert(xenstore_rules_add(&rules, "data/admin"));
	const char *fault = xenstore_rules_check(&rules, type, payload, len, &request);
	ck_assert_int_eq(fault == NULL, request.path != NULL);
	ck_assert_int_eq(fault == NULL && type == XS_WATCH, request.token != NULL);
	return fault;
}

static const struct {
	uint32_t type;
	const char *text;
} good[] = {
	{XS_DIRECTORY, LIST "|"},
	{XS_GET_PERMS, LIST "|"},
	{XS_READ, LIST "/work|"},
	{XS_READ, LIST "/Work-2_b|"},
	{XS_READ, SERVER "/ring-ref|"},
	{XS_READ, SERVER "/event-channel|"},
	{XS_READ, "/local/domain/3/data/admin/ring-ref|"},
	{XS_WATCH, LIST "|node|"},
	{XS_WATCH, SERVER "/ring-ref|node|"},
};

START_TEST(what_may_be_asked) {
	ck_assert_ptr_null(check(good[_i].type, good[_i].text));
}
END_TEST

// Each place that may be asked for anything, with each type that there is and some that
// there are not
START_TEST(no_other_type) {
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		for (uint32_t type = 0; type < XS_TYPE_COUNT + 100; type++) {
			bool is_good = false;
			for (size_t j = 0; j < sizeof(good) / sizeof(good[0]); j++) {
				is_good = is_good ||
					(good[j].type == type &&
						strcmp(good[j].text, good[i].text) == 0);
			}
			ck_assert_int_eq(check(type, good[i].text) == NULL, is_good);
		}
		ck_assert_ptr_nonnull(check(UINT32_MAX, good[i].text));
		ck_assert_ptr_nonnull(check(XS_INVALID, good[i].text));
	}
}
END_TEST

static const char *const bad_reads[] = {
	"",
	"|",
	"/|",
	LIST,
	LIST "|", // the directory itself holds nothing of use
	LIST "/|",
	LIST "/work",
	LIST "/work||",
	LIST "/work|x",
	LIST "/work|x|",
	LIST "/work/more|",
	LIST "/../work|",
	LIST "/@release|",
	LIST "//work|",
	LIST "x/work|",
	" " LIST "/work|",
	"mamparo/guest/work|",
	"local/domain/17/data/gui/ring-ref|",
	SERVER "|",
	SERVER "/|",
	SERVER "/ring-ref/|",
	SERVER "/ring-refs|",
	SERVER "/other|",
	"/local/domain/17/name|",
	"/local/domain/17/data/gui2/ring-ref|",
	"/local/domain/17/data/ring-ref|",
	"/local/domain//data/gui/ring-ref|",
	"/local/domain/x/data/gui/ring-ref|",
	"/local/domain/1x/data/gui/ring-ref|",
	"/local/domain/-1/data/gui/ring-ref|",
	"/local/domain/123456/data/gui/ring-ref|",
	"/local/domain/1/../2/data/gui/ring-ref|",
	"/local/domain/0/backend/vbd/1/51712/params|",
	"/vm|",
	"@introduceDomain|",
};

START_TEST(no_other_path) {
	ck_assert_ptr_nonnull(check(XS_READ, bad_reads[_i]));
}
END_TEST

static const char *const bad_watches[] = {
	LIST "|",
	LIST "|node",
	LIST "||",
	LIST "|node|x",
	LIST "|node|1|",
	LIST "|no de|",
	LIST "|n/o|",
	LIST "|0123456789abcdef|",
	LIST "/work|node|",
	SERVER "/event-channel|node|",
	"@releaseDomain|node|",
	"/|node|",
};

START_TEST(no_other_watch) {
	ck_assert_ptr_nonnull(check(XS_WATCH, bad_watches[_i]));
}
END_TEST

START_TEST(paths_have_an_end) {
	char text[XENSTORE_PATH_MAX + 2] = LIST "/";
	memset(text + strlen(text), 'a', sizeof(text) - strlen(text) - 1);
	text[XENSTORE_PATH_MAX - 1] = '|';
	text[XENSTORE_PATH_MAX] = '\0';
	ck_assert_ptr_null(check(XS_READ, text));
	text[XENSTORE_PATH_MAX - 1] = 'a';
	text[XENSTORE_PATH_MAX] = '|';
	ck_assert_ptr_nonnull(check(XS_READ, text));
}
END_TEST

START_TEST(what_it_is_set_to) {
	struct xenstore_rules rules;
	char text[XENSTORE_PATH_MAX + 1] = "/";
	memset(text + 1, 'a', sizeof(text) - 2);
	ck_assert(!xenstore_rules_init(&rules, text));
	text[XENSTORE_PATH_MAX - 1] = '\0';
	ck_assert(xenstore_rules_init(&rules, text));
	ck_assert(!xenstore_rules_init(&rules, ""));
	ck_assert(!xenstore_rules_init(&rules, "/"));
	ck_assert(!xenstore_rules_init(&rules, "a/b"));
	ck_assert(!xenstore_rules_init(&rules, "/a//b"));
	ck_assert(!xenstore_rules_init(&rules, "/a/"));
	ck_assert(!xenstore_rules_init(&rules, "/a/.."));
}
END_TEST

START_TEST(which_nodes) {
	struct xenstore_rules rules;
	char text[XENSTORE_PATH_MAX + 1] = "";
	memset(text, 'a', sizeof(text) - 1);
	ck_assert(xenstore_rules_init(&rules, "/a"));
	static const char *const bad[] = {"", "/", "/data/gui", "data/gui/", "data//gui", "../gui"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert(!xenstore_rules_add(&rules, bad[i]));
	}
	ck_assert(!xenstore_rules_add(&rules, text));
	text[XENSTORE_PATH_MAX - 1] = '\0';
	for (int i = 0; i < XENSTORE_NODES_MAX; i++) {
		ck_assert(xenstore_rules_add(&rules, text));
	}
	ck_assert(!xenstore_rules_add(&rules, "gui"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xenstore_rules");
	TCase *all = tcase_create("all");
	tcase_add_loop_test(all, what_may_be_asked, 0, sizeof(good) / sizeof(good[0]));
	tcase_add_test(all, no_other_type);
	tcase_add_loop_test(all, no_other_path, 0, sizeof(bad_reads) / sizeof(bad_reads[0]));
	tcase_add_loop_test(all, no_other_watch, 0, sizeof(bad_watches) / sizeof(bad_watches[0]));
	tcase_add_test(all, paths_have_an_end);
	tcase_add_test(all, what_it_is_set_to);
	tcase_add_test(all, which_nodes);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
