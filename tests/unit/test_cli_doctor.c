// SPDX-License-Identifier: MIT
#include "hv/cli/cli_doctor.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define PATH_SIZE 192
#define INFO "total_memory           : 16000\nvirt_caps              : pv hvm hvm_directio\n"

static char root[64], said[8192];
static struct cli_machine machine;
static int sockets[2], fds;

// Everything of that machine is below a folder of the test's
static void make(const char *path, const char *text, mode_t mode) {
	char full[PATH_SIZE];
	snprintf(full, sizeof(full), "%s%s", root, path);
	for (char *at = strchr(full + strlen(root) + 1, '/'); at != NULL;
		at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(full, 0700);
		*at = '/';
	}
	int fd = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_eq(write(fd, text, strlen(text)), strlen(text));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

static void take_away(const char *path) {
	char full[PATH_SIZE];
	snprintf(full, sizeof(full), "%s%s", root, path);
	ck_assert_int_eq(unlink(full), 0);
}

static int listen_at(const char *path) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	make(path, "", 0600); // for its folders
	take_away(path);
	ck_assert_int_lt(snprintf(addr.sun_path, sizeof(addr.sun_path), "%s%s", root, path),
		sizeof(addr.sun_path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	return fd;
}

static void say_info(const char *info) {
	char script[512];
	snprintf(script, sizeof(script), "#!/bin/sh\ncat <<END\n%sEND\n", info);
	make("/xl", script, 0700);
}

// A machine that lacks nothing
static void setup(void) {
	static char xl[PATH_SIZE];
	static const char *const there[] = {"/dev/loop-control", "/sys/module/xen_pciback",
		"/sys/module/xen_blkback", "/dev/xen/evtchn", "/dev/xen/gntdev", "/dev/xen/privcmd",
		"/sys/firmware/acpi/tables/XMAR"};
	fds = fds_open();
	snprintf(root, sizeof(root), "/tmp/mamparo-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	for (size_t i = 0; i < sizeof(there) / sizeof(there[0]); i++) {
		make(there[i], "", 0600);
	}
	make("/sys/hypervisor/type", "xen\n", 0600);
	make("/sys/hypervisor/version/major", "4\n", 0600);
	make("/sys/hypervisor/version/minor", "20\n", 0600);
	make("/sys/hypervisor/properties/capabilities", "xen-3.0-x86_64 hvm-3.0-x86_64\n", 0600);
	make("/proc/xen/capabilities", "control_d\n", 0600);
	say_info(INFO);
	sockets[0] = listen_at("/run/xenstored/socket");
	sockets[1] = listen_at("/run/hvd");
	snprintf(xl, sizeof(xl), "%s/xl", root);
	machine = (struct cli_machine){.root = root, .socket = "/run/hvd", .xl = xl};
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *place) {
	return remove(path);
}

static void teardown(void) {
	close(sockets[0]);
	close(sockets[1]);
	ck_assert_int_eq(fds_open(), fds);
	ck_assert_int_eq(nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static bool examine(void) {
	int file = memfd_create("said", 0);
	fflush(NULL);
	int out = dup(STDOUT_FILENO);
	dup2(file, STDOUT_FILENO);
	bool good = cli_doctor_examine(&machine);
	fflush(NULL);
	dup2(out, STDOUT_FILENO);
	ssize_t len = pread(file, said, sizeof(said) - 1, 0);
	said[len > 0 ? len : 0] = '\0';
	close(file);
	close(out);
	return good;
}

// This is missing, and nothing else
static void must_lack(const char *line, const char *next) {
	char text[512];
	ck_assert(!examine());
	snprintf(text, sizeof(text), "%s%s", line, next);
	ck_assert_msg(strstr(said, text) != NULL, "%s", said);
	const char *first = strstr(said, "missing");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, "missing"));
	ck_assert_ptr_null(strstr(said, "unknown"));
}

START_TEST(nothing) {
	ck_assert(examine());
	ck_assert_str_eq(said,
		"ok       Xen          version 4.20\n"
		"ok       dom0         this is dom0\n"
		"ok       VT-x or SVM  Xen has the processor's hardware virtualisation\n"
		"ok       IOMMU        Xen uses one\n"
		"ok       memory       16000 MiB\n"
		"ok       modules      all are loaded\n"
		"ok       xenstored    it runs\n"
		"ok       hvd          it runs\n");
}
END_TEST

START_TEST(old_xen) {
	make("/sys/hypervisor/version/minor", "17\n", 0600);
	must_lack("missing  Xen          version 4.17\n",
		"                      Install Xen 4.20 or later.\n");
}
END_TEST

START_TEST(no_dom0) {
	make("/proc/xen/capabilities", "\n", 0600);
	must_lack("missing  dom0         this is a VM\n", "                      Ask in dom0.\n");
	take_away("/proc/xen/capabilities");
	must_lack("missing  dom0         nothing says that this is dom0\n", "");
}
END_TEST

START_TEST(no_virtualisation) {
	make("/sys/hypervisor/properties/capabilities", "xen-3.0-x86_64\n", 0600);
	must_lack("missing  VT-x or SVM  Xen has no hardware virtualisation\n",
		"                      Switch VT-x or SVM on in the firmware's settings.\n");
}
END_TEST

START_TEST(no_iommu) {
	say_info("total_memory : 16000\nvirt_caps : pv hvm\n");
	must_lack("missing  IOMMU        Xen does not use one, though the firmware offers it\n",
		"                      Switch VT-d or AMD-Vi on");
	take_away("/sys/firmware/acpi/tables/XMAR");
	must_lack("missing  IOMMU        Xen does not use one\n", "");
}
END_TEST

START_TEST(little_memory) {
	say_info("total_memory : 2047\nvirt_caps : hvm_directio\n");
	must_lack("missing  memory       2047 MiB\n", "                      4 GiB are the least");
}
END_TEST

// Who is not root is told what he can do
START_TEST(nobody_to_ask) {
	take_away("/xl");
	ck_assert(examine());
	ck_assert_ptr_nonnull(strstr(said, "unknown  IOMMU        the firmware offers one; "));
	ck_assert_ptr_nonnull(strstr(said, "unknown  memory       "));
}
END_TEST

START_TEST(no_modules) {
	take_away("/dev/xen/gntdev");
	take_away("/dev/loop-control");
	must_lack("missing  modules      not loaded: loop xen-gntdev\n",
		"                      Load them with modprobe");
}
END_TEST

START_TEST(no_daemons) {
	close(sockets[0]);
	sockets[0] = dup(STDERR_FILENO);
	must_lack("missing  xenstored    it does not run\n", "");
	take_away("/run/xenstored/socket");
	close(sockets[0]);
	sockets[0] = listen_at("/run/xenstored/socket");
	take_away("/run/hvd");
	must_lack("missing  hvd          it does not run\n", "                      Start it");
}
END_TEST

// Before Xen is installed it tells of the machine itself
START_TEST(without_xen) {
	take_away("/sys/hypervisor/type");
	make("/proc/cpuinfo", "flags\t\t: fpu svm\n", 0600);
	make("/proc/meminfo", "MemTotal:        8000000 kB\n", 0600);
	ck_assert(!examine());
	ck_assert_ptr_nonnull(
		strstr(said, "missing  Xen          this machine does not run on Xen\n"));
	ck_assert_ptr_nonnull(strstr(said, "ok       VT-x or SVM  the processor has "));
	ck_assert_ptr_nonnull(strstr(said, "ok       IOMMU        the firmware offers one\n"));
	ck_assert_ptr_nonnull(strstr(said, "ok       memory       7812 MiB\n"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_doctor");
	TCase *tcase = tcase_create("cli_doctor");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, old_xen);
	tcase_add_test(tcase, no_dom0);
	tcase_add_test(tcase, no_virtualisation);
	tcase_add_test(tcase, no_iommu);
	tcase_add_test(tcase, little_memory);
	tcase_add_test(tcase, nobody_to_ask);
	tcase_add_test(tcase, no_modules);
	tcase_add_test(tcase, no_daemons);
	tcase_add_test(tcase, without_xen);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
