// SPDX-License-Identifier: MIT
#include "hv/process/rights.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/unit.h"

#define NOBODY 65534
#define FILES 32

// Everything, as for a process that only has its channel
static const struct rights none = {
	.uid = NOBODY,
	.gid = NOBODY,
	.no_files = true,
	.no_network = true,
	.files = FILES,
	.processes = 1,
};

typedef bool (*probe_func)(void);

static bool become_nobody(void) {
	return geteuid() != 0 ||
		(setresgid(NOBODY, NOBODY, NOBODY) == 0 && setresuid(NOBODY, NOBODY, NOBODY) == 0);
}

static bool sealed(void) {
	int death = 0;
	struct rlimit core;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && prctl(PR_GET_DUMPABLE) == 0 &&
		prctl(PR_GET_PDEATHSIG, &death) == 0 && death == SIGKILL &&
		getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0 && umask(0) == 077;
}

static bool unprivileged_seal(void) {
	return become_nobody() && rights_drop(&none) && sealed();
}

static bool few_files(void) {
	int last = -1, fd;
	if (!become_nobody() || !rights_drop(&none)) {
		return false;
	}
	while ((fd = dup(STDERR_FILENO)) >= 0) {
		last = fd;
	}
	return errno == EMFILE && last == FILES - 1;
}

static bool no_fork(void) {
	if (!become_nobody() || !rights_drop(&none)) {
		return false;
	}
	pid_t pid = fork();
	if (pid == 0) {
		_exit(0);
	}
	return pid < 0 && errno == EAGAIN;
}

// It fails, and the process goes on
static bool no_long_file(void) {
	int fd = fileno(tmpfile());
	return become_nobody() && rights_drop(&none) && write(fd, "a", 1) < 0 && errno == EFBIG;
}

static bool no_more_again(void) {
	struct rlimit limit = {.rlim_cur = 1024, .rlim_max = 1024};
	return become_nobody() && rights_drop(&none) && setrlimit(RLIMIT_NOFILE, &limit) != 0;
}

// A limit that is above the hard one already
static bool cannot(void) {
	struct rlimit limit = {.rlim_cur = FILES - 1, .rlim_max = FILES - 1};
	return become_nobody() && setrlimit(RLIMIT_NOFILE, &limit) == 0 && !rights_drop(&none);
}

START_TEST(without_root) {
	static const probe_func probes[] = {
		unprivileged_seal, few_files, no_fork, no_long_file, no_more_again, cannot};
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		ck_assert_msg(unit_apart(probes[i]), "%zu", i);
	}
}
END_TEST

// The process that drops its rights is left alone: its end closes the pipe, or nothing does
START_TEST(ends_with_its_parent) {
	int ends[2];
	char byte;
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	pid_t parent = fork();
	if (parent == 0) {
		if (fork() == 0) {
			bool good = become_nobody() && rights_drop(&none);
			(void)!write(ends[1], good ? "y" : "n", 1);
			pause();
		}
		pause();
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &byte, 1), 1);
	ck_assert_int_eq(byte, 'y');
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	ck_assert_int_eq(read(ends[0], &byte, 1), 0);
	close(ends[0]);
}
END_TEST

static bool is_user(void) {
	gid_t group;
	return getuid() == NOBODY && geteuid() == NOBODY && getgid() == NOBODY &&
		getegid() == NOBODY && getgroups(1, &group) == 0 && setuid(0) != 0 &&
		setgid(0) != 0 && chroot(".") != 0 && errno == EPERM;
}

static bool is_empty(void) {
	DIR *dir = opendir("/");
	int entries = 0;
	for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
		entries++;
	}
	return entries == 2 && open("/etc/passwd", O_RDONLY) < 0 && errno == ENOENT &&
		chdir("..") == 0 && open("proc/self/status", O_RDONLY) < 0 && errno == ENOENT &&
		open("/a", O_WRONLY | O_CREAT, 0600) < 0 && mkdir("/a", 0700) != 0;
}

static bool has_no_network(void) {
	struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons(9)};
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	return fd >= 0 && connect(fd, (struct sockaddr *)&addr, sizeof(addr)) != 0 &&
		errno == ENETUNREACH;
}

static bool root_gives_all_up(void) {
	const gid_t groups[] = {1, 2};
	return setgroups(2, groups) == 0 && rights_drop(&none) && is_user() && is_empty() &&
		has_no_network() && sealed();
}

static bool root_stays_root(void) {
	struct rights rights = none;
	rights.uid = 0;
	rights.no_files = false;
	return rights_drop(&rights) && geteuid() == 0 && access("/etc/passwd", R_OK) == 0 &&
		has_no_network() && sealed();
}

static bool root_keeps_files(void) {
	struct rights rights = none;
	rights.no_files = false;
	rights.no_network = false;
	return rights_drop(&rights) && is_user() && access("/etc/passwd", R_OK) == 0 && sealed();
}

static bool root_has_no_such_file(void) {
	struct rights rights = none;
	char byte;
	rights.no_files = false;
	rights.hidden = "/etc/passwd";
	bool given_up = rights_drop(&rights);
	int fd = open("/etc/passwd", O_RDONLY), other = open("/etc/group", O_RDONLY);
	return given_up && read(fd, &byte, 1) <= 0 && read(other, &byte, 1) == 1 && sealed();
}

static bool root_never_had_it(void) {
	struct rights rights = none;
	rights.no_files = false;
	rights.hidden = "/dev/nothing/there";
	return rights_drop(&rights) && sealed();
}

static char path[] = "/tmp/mamparo-rights-XXXXXX";

// A root that cannot be swapped, as the kernel's first file system cannot: here since what
// it is mounted on is shared
static bool root_that_stays(void) {
	bool inside = unshare(CLONE_NEWNS) == 0 &&
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL) == 0 &&
		mount("none", path, "tmpfs", 0, "mode=0755") == 0 && chdir(path) == 0 &&
		mkdir("proc", 0755) == 0 && mkdir("etc", 0755) == 0 && chroot(".") == 0 &&
		chdir("/") == 0;
	bool refused = inside && syscall(SYS_pivot_root, "proc", "proc") != 0 && errno == EINVAL;
	return refused && rights_drop(&none) && is_user() && is_empty();
}

START_TEST(of_root) {
	static const probe_func probes[] = {root_gives_all_up, root_stays_root, root_keeps_files,
		root_has_no_such_file, root_never_had_it, root_that_stays};
	ck_assert_ptr_nonnull(mkdtemp(path));
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		ck_assert_msg(unit_apart(probes[i]), "%zu", i);
	}
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(access("/etc/passwd", R_OK), 0); // nothing of it is ours
}
END_TEST

int main(void) {
	Suite *suite = suite_create("rights");
	TCase *tcase = tcase_create("processes");
	tcase_add_test(tcase, without_root);
	tcase_add_test(tcase, ends_with_its_parent);
	if (geteuid() == 0) {
		tcase_add_test(tcase, of_root);
	} else {
		printf("# not root: what only root can give up is left out\n");
	}
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
