// SPDX-License-Identifier: MIT
#ifndef HV_XEN_KERNEL_H
#define HV_XEN_KERNEL_H

/*
 * What a VM boots from. It is dom0's, never the VM's: a folder for each kernel, in one that
 * only root writes to, with
 *
 *   vmlinuz     the kernel
 *   initramfs   there need be none
 *   cmdline     a line of words for it; there need be none
 */

#define KERNEL_DEFAULT "default" // of a VM for which no other is named
#define KERNEL_PATH_SIZE 256 // bytes, with the terminator
#define KERNEL_WORDS_SIZE 512

struct kernel {
	char image[KERNEL_PATH_SIZE];
	char initramfs[KERNEL_PATH_SIZE]; // "": none
	char words[KERNEL_WORDS_SIZE]; // printable ASCII; "": none
};

// name: by the rule of kernels, or "". NULL if it was found, else why not in a constant
// text; more of it is in the log.
const char *kernel_find(struct kernel *kernel, const char *folder, const char *name);

#endif
