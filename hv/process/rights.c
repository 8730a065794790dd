// SPDX-License-Identifier: MIT
#include "hv/process/rights.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/log.h"

#define COVERED "/proc" // a folder that there always is
#define NOTHING "/dev/null" // in place of a file
#define EMPTY_OPTIONS "mode=0555,nr_inodes=1,size=4k"

static bool fail(const char *what) {
	log_errno("cannot give up rights: %s", what);
	return false;
}

// The empty file system, where we are, becomes the root; the old one is let go of, so that
// nothing there stays busy for us. If the old one is the kernel's own, it can only be
// covered, and what the parent unmounts goes here as well.
static bool enter_empty(void) {
	bool swapped = syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0;
	return (swapped || mount(".", "/", NULL, MS_MOVE, NULL) == 0) && chroot(".") == 0 &&
		chdir("/") == 0;
}

static bool leave_mounts(void) {
	return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0;
}

static bool leave_hidden(const struct rights *rights) {
	if (rights->hidden == NULL || geteuid() != 0) {
		return true;
	}
	return (leave_mounts() &&
		       (mount(NOTHING, rights->hidden, NULL, MS_BIND, NULL) == 0 ||
			       errno == ENOENT)) ||
		fail("a file");
}

static bool leave_files(const struct rights *rights) {
	unsigned long flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
	if (!rights->no_files || geteuid() != 0) {
		return true;
	}
	return (leave_mounts() && mount("none", COVERED, "tmpfs", flags, EMPTY_OPTIONS) == 0 &&
		       chdir(COVERED) == 0 && enter_empty()) ||
		fail("files");
}

static bool leave_network(const struct rights *rights) {
	if (!rights->no_network || geteuid() != 0) {
		return true;
	}
	return unshare(CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) == 0 || fail("network");
}

static bool set_limit(int resource, uint64_t value) {
	struct rlimit limit = {.rlim_cur = value, .rlim_max = value};
	return setrlimit(resource, &limit) == 0;
}

static bool set_limits(const struct rights *rights) {
	// A write that is too long fails, and does not end us: it may be a log line
	signal(SIGXFSZ, SIG_IGN);
	return (set_limit(RLIMIT_NOFILE, rights->files) &&
		       set_limit(RLIMIT_NPROC, rights->processes) &&
		       set_limit(RLIMIT_FSIZE, rights->file_size) && set_limit(RLIMIT_CORE, 0)) ||
		fail("limits");
}

static bool become_user(const struct rights *rights) {
	uid_t uid = rights->uid;
	gid_t gid = rights->gid;
	if (uid == 0 || geteuid() != 0) {
		return true;
	}
	if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0 ||
		setresuid(uid, uid, uid) != 0) {
		return fail("user");
	}
	errno = EPERM;
	return setuid(0) != 0 || fail("it can have them back");
}

// The last, since a change of user takes some of it back
static bool seal(void) {
	return (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
		       prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0) ||
		fail("seal");
}

bool rights_drop(const struct rights *rights) {
	umask(077);
	return leave_hidden(rights) && leave_files(rights) && leave_network(rights) &&
		set_limits(rights) && become_user(rights) && seal();
}
