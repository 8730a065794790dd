// SPDX-License-Identifier: MIT
#include "hv/cli/cli_terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "protocol/limits.h"

bool cli_terminal_is_there(void) {
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool cli_terminal_make_raw(struct cli_terminal *terminal) {
	if (tcgetattr(STDIN_FILENO, &terminal->saved) != 0) {
		return false;
	}
	struct termios raw = terminal->saved;
	cfmakeraw(&raw);
	terminal->raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
	return terminal->raw;
}

void cli_terminal_restore(struct cli_terminal *terminal) {
	if (terminal->raw) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->saved);
		terminal->raw = false;
	}
}

static uint32_t side(unsigned short length) {
	return length < AGENT_SIDE_MAX ? length : AGENT_SIDE_MAX;
}

void cli_terminal_size(uint32_t *columns, uint32_t *rows) {
	struct winsize size;
	bool known = ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
		size.ws_row > 0;
	*columns = known ? side(size.ws_col) : 0;
	*rows = known ? side(size.ws_row) : 0;
}
