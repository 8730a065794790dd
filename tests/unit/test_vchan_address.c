// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "common/vchan.h"
#include "tests/lib/unit.h"

#define NODE_29 "data/567890123456789012345678"

static const struct {
	const char *text;
	bool good;
	uint32_t domid;
	const char *path, *node;
} addresses[] = {
	{"xen:1:data/gui", true, 1, "", "data/gui"},
	{"xen:0:gui", true, 0, "", "gui"},
	{"xen:32751:a/B-c_9", true, 32751, "", "a/B-c_9"},
	{"xen:1:" NODE_29, true, 1, "", NODE_29},
	{"xen:vm-data/gui:data/gui", true, 0, "vm-data/gui", "data/gui"},
	{"xen:/local/domain/3/gui:data", true, 0, "/local/domain/3/gui", "data"},
	{"xen:1:" NODE_29 "9", false, 0, "", ""},
	{"xen:32752:data", false, 0, "", ""}, // DOMID_SELF is above
	{"xen:65536:data", false, 0, "", ""},
	{"xen:4294967297:data", false, 0, "", ""},
	{"xen:-1:data", false, 0, "", ""},
	{"xen:+1:data", false, 0, "", ""},
	{"xen: 1:data", false, 0, "", ""},
	{"xen:1x:data", false, 0, "", ""},
	{"xen::data", false, 0, "", ""},
	{"xen:1:", false, 0, "", ""},
	{"xen:1", false, 0, "", ""},
	{"xen:", false, 0, "", ""},
	{"xen", false, 0, "", ""},
	{"", false, 0, "", ""},
	{"/run/socket", false, 0, "", ""},
	{"Xen:1:data", false, 0, "", ""},
	{"xen:1:/data", false, 0, "", ""},
	{"xen:1:data/", false, 0, "", ""},
	{"xen:1:data//gui", false, 0, "", ""},
	{"xen:1:..", false, 0, "", ""},
	{"xen:1:data/../x", false, 0, "", ""},
	{"xen:1:da ta", false, 0, "", ""},
	{"xen:1:data:gui", false, 0, "", ""},
	{"xen:1:data%n", false, 0, "", ""},
	{"xen://x:data", false, 0, "", ""},
	{"xen:/:data", false, 0, "", ""},
	{"xen:x/:data", false, 0, "", ""},
};

START_TEST(addresses_are_parsed) {
	struct vchan_address address;
	const char *text = addresses[_i].text;
	ck_assert_msg(vchan_address_parse(&address, text) == addresses[_i].good, "%s", text);
	if (addresses[_i].good) {
		ck_assert_uint_eq(address.domid, addresses[_i].domid);
		ck_assert_str_eq(address.domid_path, addresses[_i].path);
		ck_assert_str_eq(address.node, addresses[_i].node);
	}
}
END_TEST

START_TEST(path_of_the_domid_is_bounded) {
	struct vchan_address address;
	char text[256];
	for (int i = VCHAN_PATH_MAX - 1; i < VCHAN_PATH_MAX + 3; i++) {
		snprintf(text, sizeof(text), "xen:%0*d:data", i, 0);
		text[4] = 'x';
		ck_assert(vchan_address_parse(&address, text) == (i <= VCHAN_PATH_MAX));
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vchan_address");
	TCase *parse = tcase_create("parse");
	int count = sizeof(addresses) / sizeof(addresses[0]);
	tcase_add_loop_test(parse, addresses_are_parsed, 0, count);
	tcase_add_test(parse, path_of_the_domid_is_bounded);
	suite_add_tcase(suite, parse);
	return unit_run(suite);
}
