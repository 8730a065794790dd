// SPDX-License-Identifier: MIT
#ifndef HV_PROCESS_RIGHTS_H
#define HV_PROCESS_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What a process of hvd gives up before it reads its first byte of another: for good, and
 * in one call, after it has opened what it needs.
 */

struct rights {
	// Who it becomes, if it is root. 0: it stays so. Else it has no capabilities then, and
	// none of the other processes' files.
	uid_t uid;
	gid_t gid;
	bool no_files; // an empty, read-only file system, if it is root
	// One file that it does not have, if it is root; it need not be there. NULL: none.
	const char *hidden;
	bool no_network; // nor abstract sockets, nor System V's, if it is root
	uint32_t files; // descriptors at most
	uint32_t processes; // of its user at most, with itself; counts unless it stays root
	uint64_t file_size; // bytes, that it may let a file grow to
};

/*
 * Besides these: no program gives it more rights than it has, no core file, nobody of its
 * own user looks into its memory, and it does not outlive its parent. False, and a log
 * line, if any of it could not be done: then it must not go on.
 */
bool rights_drop(const struct rights *rights);

#endif
