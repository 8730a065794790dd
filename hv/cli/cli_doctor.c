// SPDX-License-Identifier: MIT
#include "hv/cli/cli_doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_facts.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_text.h"

#define FOUND_MAX 256 // bytes
#define MEMORY_MIN 4096 // MiB, for dom0, a GUI domain and two VMs
#define MEMORY_SLACK 512 // MiB, that firmware and hypervisor take of what was bought
#define XEN_MAJOR 4 // hvd is made for libxl of this one
#define XEN_MINOR 20

enum verdict {
	GOOD,
	MISSING,
	UNKNOWN,
};

static const char *const verdicts[] = {
	[GOOD] = "ok",
	[MISSING] = "missing",
	[UNKNOWN] = "unknown",
};

struct finding {
	enum verdict verdict;
	char found[FOUND_MAX];
	const char *next; // what to do; NULL: nothing
};

struct facts {
	const struct cli_machine *machine;
	bool xen; // it runs here
	char info[CLI_FACTS_MAX]; // of xl; "": it says nothing
	char text[CLI_FACTS_MAX]; // for each check
};

static void __attribute__((format(printf, 4, 5))) find(
	struct finding *finding, enum verdict verdict, const char *next, const char *format, ...) {
	finding->verdict = verdict;
	finding->next = next;
	va_list args;
	va_start(args, format);
	vsnprintf(finding->found, sizeof(finding->found), format, args);
	va_end(args);
}

static bool read_file(struct facts *facts, const char *path) {
	cli_facts_read(facts->machine->root, path, facts->text);
	return facts->text[0] != '\0';
}

static bool exists(const struct facts *facts, const char *path) {
	return cli_facts_exists(facts->machine->root, path);
}

static void look_for_xen(struct facts *facts, struct finding *finding) {
	if (!facts->xen) {
		find(finding, MISSING, "Install xen-system-amd64 and choose Xen in the boot menu.",
			"this machine does not run on Xen");
		return;
	}
	read_file(facts, "/sys/hypervisor/version/major");
	long major = strtol(facts->text, NULL, 10);
	read_file(facts, "/sys/hypervisor/version/minor");
	long minor = strtol(facts->text, NULL, 10);
	bool old = major < XEN_MAJOR || (major == XEN_MAJOR && minor < XEN_MINOR);
	find(finding, old ? MISSING : GOOD, old ? "Install Xen 4.20 or later." : NULL,
		"version %ld.%ld", major, minor);
}

static void look_for_dom0(struct facts *facts, struct finding *finding) {
	if (!facts->xen) {
		find(finding, MISSING, NULL, "without Xen there is none");
	} else if (!read_file(facts, "/proc/xen/capabilities")) {
		find(finding, MISSING,
			"Ask in dom0; if this is dom0: mount -t xenfs xenfs /proc/xen",
			"nothing says that this is dom0");
	} else {
		bool dom0 = cli_facts_has_word(facts->text, "control_d");
		find(finding, dom0 ? GOOD : MISSING, dom0 ? NULL : "Ask in dom0.", "this is %s",
			dom0 ? "dom0" : "a VM");
	}
}

// dom0's own processors do not show what Xen has
static bool has_virtualisation(struct facts *facts) {
	if (facts->xen) {
		read_file(facts, "/sys/hypervisor/properties/capabilities");
		return strstr(facts->text, "hvm-") != NULL;
	}
	read_file(facts, "/proc/cpuinfo");
	return cli_facts_has_word(facts->text, "vmx") || cli_facts_has_word(facts->text, "svm");
}

static void look_for_virtualisation(struct facts *facts, struct finding *finding) {
	bool has = has_virtualisation(facts);
	find(finding, has ? GOOD : MISSING,
		has ? NULL : "Switch VT-x or SVM on in the firmware's settings.",
		"%s has %s hardware virtualisation", facts->xen ? "Xen" : "the processor",
		has ? "the processor's" : "no");
}

// The names of the table; Xen hides Intel's from dom0 by its first letter
static bool has_iommu_table(const struct facts *facts) {
	return exists(facts, "/sys/firmware/acpi/tables/DMAR") ||
		exists(facts, "/sys/firmware/acpi/tables/IVRS") ||
		exists(facts, "/sys/firmware/acpi/tables/XMAR");
}

static void look_for_iommu(struct facts *facts, struct finding *finding) {
	static const char next[] = "Switch VT-d or AMD-Vi on in the firmware's settings.";
	bool table = has_iommu_table(facts);
	if (facts->info[0] != '\0') {
		bool used = strstr(facts->info, "_directio") != NULL;
		find(finding, used ? GOOD : MISSING, used ? NULL : next, "Xen %s one%s",
			used ? "uses" : "does not use",
			!used && table ? ", though the firmware offers it" : "");
	} else if (facts->xen) {
		find(finding, table ? UNKNOWN : MISSING,
			table ? "'xl info', as root, has 'directio' among virt_caps if it is."
			      : next,
			table ? "the firmware offers one; whether Xen uses it is not known"
			      : "the firmware offers none");
	} else {
		find(finding, table ? GOOD : MISSING, table ? NULL : next, "the firmware offers %s",
			table ? "one" : "none");
	}
}

static long find_memory(struct facts *facts) {
	if (facts->xen) {
		return cli_facts_number(facts->info, "total_memory");
	}
	read_file(facts, "/proc/meminfo");
	return cli_facts_number(facts->text, "MemTotal") / 1024;
}

static void look_for_memory(struct facts *facts, struct finding *finding) {
	long memory = find_memory(facts);
	if (memory <= 0) {
		find(finding, UNKNOWN, "'xl info', as root, tells total_memory.",
			"what dom0 has tells nothing of the machine");
		return;
	}
	bool enough = memory >= MEMORY_MIN - MEMORY_SLACK;
	find(finding, enough ? GOOD : MISSING,
		enough ? NULL : "4 GiB are the least for dom0, a GUI domain and two small VMs.",
		"%ld MiB", memory);
}

static const struct {
	const char *name, *path;
} modules[] = {
		// sorted
	{"loop", "/dev/loop-control"},
	{"xen-blkback", "/sys/module/xen_blkback"},
	{"xen-evtchn", "/dev/xen/evtchn"},
	{"xen-gntdev", "/dev/xen/gntdev"},
	{"xen-pciback", "/sys/module/xen_pciback"},
	{"xen-privcmd", "/dev/xen/privcmd"},
};

static void look_for_modules(struct facts *facts, struct finding *finding) {
	char lacks[FOUND_MAX] = "";
	size_t len = 0;
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		if (!exists(facts, modules[i].path)) {
			len += (size_t)snprintf(
				lacks + len, sizeof(lacks) - len, " %s", modules[i].name);
		}
	}
	find(finding, len > 0 ? MISSING : GOOD,
		len > 0 ? "Load them with modprobe, and name them in /etc/modules-load.d." : NULL,
		"%s%s", len > 0 ? "not loaded:" : "all are loaded", lacks);
}

static void look_for_xenstored(struct facts *facts, struct finding *finding) {
	bool there = cli_facts_listens(facts->machine->root, "/run/xenstored/socket") ||
		errno == EACCES || errno == EPERM;
	find(finding, there ? GOOD : MISSING,
		there ? NULL : "Start it: systemctl start xenstored, or /etc/init.d/xen start.",
		there ? "it runs" : "it does not run");
}

static void look_for_hvd(struct facts *facts, struct finding *finding) {
	bool there = cli_facts_listens(facts->machine->root, facts->machine->socket);
	bool closed = !there && (errno == EACCES || errno == EPERM);
	const char *next = closed ? "Be root, or a member of the group mamparo-admin."
				  : "Start it: systemctl start mamparo-hvd";
	find(finding, there ? GOOD : MISSING, there ? NULL : next, "%s",
		there            ? "it runs"
			: closed ? "it is not for this user"
				 : "it does not run");
}

// From the ground up: what stands first is needed by what follows
static const struct {
	const char *name;
	void (*look)(struct facts *facts, struct finding *finding);
} checks[] = {
	{"Xen", look_for_xen},
	{"dom0", look_for_dom0},
	{"VT-x or SVM", look_for_virtualisation},
	{"IOMMU", look_for_iommu},
	{"memory", look_for_memory},
	{"modules", look_for_modules},
	{"xenstored", look_for_xenstored},
	{"hvd", look_for_hvd},
};

static void print(const char *name, const struct finding *finding) {
	printf("%-8s %-12s ", verdicts[finding->verdict], name);
	cli_text_print(stdout, finding->found);
	puts("");
	if (finding->next != NULL) {
		printf("%22s%s\n", "", finding->next);
	}
}

bool cli_doctor_examine(const struct cli_machine *machine) {
	struct facts *facts = calloc(1, sizeof(*facts));
	bool good = facts != NULL;
	if (facts == NULL) {
		return false;
	}
	facts->machine = machine;
	facts->xen = read_file(facts, "/sys/hypervisor/type") &&
		cli_facts_has_word(facts->text, "xen");
	if (facts->xen) {
		cli_facts_ask(machine->xl, facts->info);
	}
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct finding finding;
		checks[i].look(facts, &finding);
		print(checks[i].name, &finding);
		good = good && finding.verdict != MISSING;
	}
	free(facts);
	return good;
}

int cli_doctor_run(const struct cli_call *call) {
	const struct cli_machine machine = {.root = "", .socket = call->socket, .xl = "xl"};
	return cli_doctor_examine(&machine) ? 0 : CLI_REPORT_FAILED;
}
