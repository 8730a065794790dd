// SPDX-License-Identifier: MIT
#ifndef HV_DEFINITION_DEFINITION_DIR_H
#define HV_DEFINITION_DEFINITION_DIR_H

#include <stdbool.h>
#include <stddef.h>

#include "hv/definition/definition_errors.h"
#include "hv/definition/definition_set.h"

/*
 * The directory of definitions, a file NAME.conf for each VM. Whoever can write there
 * owns the machine; so folder and files count only if they are root's or ours, and if
 * nobody else may write to them. Links are not followed. Other files, and hidden ones,
 * are nobody's business.
 *
 * Files may be changed by hand at any time; of programs, one at a time changes them here.
 * Functions that fail set errno: EPERM if others might have written, ELOOP for a link,
 * EINVAL if that is no VM's name.
 */

struct definition_text {
	char *bytes; // not terminated
	size_t len;
};

int definition_dir_open(const char *path); // the caller's to close, or -1

/*
 * Add every VM to the set. A file that cannot be read costs its own VM only, which is in
 * the set with the reason; a file whose name is no VM's, or one too many, is in others.
 * False if the folder could not be read.
 */
bool definition_dir_load(int dir, struct definition_set *set, struct definition_errors *others);

// bytes are the caller's to free
bool definition_dir_read(int dir, const char *name, struct definition_text *text);

/*
 * These happen wholly or not at all, also if the machine stops meanwhile, and are on the
 * disk when they return. Only of an EIO it cannot be said.
 */
// EEXIST if there is one
bool definition_dir_create(int dir, const char *name, const struct definition_text *text);
// ESTALE if its text is not the old one any more: somebody has edited it. What is edited
// in the moment until it is written is lost.
bool definition_dir_replace(int dir, const char *name, const struct definition_text *old,
	const struct definition_text *text);
// EEXIST if there is one of the new name
bool definition_dir_rename(int dir, const char *name, const char *new_name);
bool definition_dir_remove(int dir, const char *name);

#endif
