// SPDX-License-Identifier: MIT
/*
 * cputime: for dom0. "clock NANOSECONDS" of a clock that goes forward, then "DOMID
 * NANOSECONDS" for each domain: the time that its processors have had from Xen, which xl
 * tells in tenths of a second only.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <xenctrl.h>

#define DOMAINS_MAX 16

int main(void) {
	xc_domaininfo_t domains[DOMAINS_MAX];
	struct timespec now;
	xc_interface *xc = xc_interface_open(NULL, NULL, 0);
	if (xc == NULL) {
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	int count = xc_domain_getinfolist(xc, 0, DOMAINS_MAX, domains);
	printf("clock %" PRIu64 "\n", (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec);
	for (int i = 0; i < count; i++) {
		printf("%u %" PRIu64 "\n", domains[i].domain, domains[i].cpu_time);
	}
	xc_interface_close(xc);
	return count < 0;
}
