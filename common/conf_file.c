// SPDX-License-Identifier: MIT
#include "common/conf_file.h"

#include <errno.h>
#include <ini.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/text.h"

static bool refuse(struct conf_file *file, const char *reason) {
	file->stopped = !file->impl->handle_error(file, reason) || file->stopped;
	return false;
}

static bool has_control(const char *line, size_t len) {
	for (size_t i = 0; i < len; i++) {
		bool last = i + 1 == len;
		bool control = (unsigned char)line[i] < ' ' || line[i] == 0x7f;
		if (control && line[i] != '\t' && !(last && line[i] == '\r')) {
			return true;
		}
	}
	return false;
}

static bool check_section(struct conf_file *file, const char *line, size_t len) {
	const struct conf_file_impl *impl = file->impl;
	bool good = line[len - 1] == ']' && impl->known_section != NULL &&
		impl->known_section(line + 1, len - 2);
	return good || refuse(file, "unknown section");
}

// What inih would let pass: sections without a key, text after the bracket, NUL
static bool check_line(struct conf_file *file, const char *line, size_t len) {
	if (has_control(line, len)) {
		return refuse(file, "control character");
	}
	if (!text_valid((const uint8_t *)line, len)) {
		return refuse(file, "not UTF-8");
	}
	while (len > 0 && strchr(" \t\r", line[len - 1]) != NULL) {
		len--;
	}
	size_t indent = strspn(line, " \t");
	if (indent >= len || strchr(";#", line[indent]) != NULL) {
		return true;
	}
	if (line[indent] == '[') {
		return check_section(file, line + indent, len - indent);
	}
	file->wants_key = true;
	return true;
}

// What is told of the line before, by its number
static void end_line(struct conf_file *file) {
	if (file->wants_key) {
		file->wants_key = false;
		refuse(file, "neither a section nor 'key = value'");
	}
}

// The next line, or false at the end
static bool next_line(struct conf_file *file) {
	size_t start = file->line == 0 ? 0 : file->end + 1;
	if (file->stopped || start >= file->len) {
		return false;
	}
	const char *newline = memchr(file->text + start, '\n', file->len - start);
	file->line++;
	file->start = start;
	file->end = newline != NULL ? (size_t)(newline - file->text) : file->len;
	return true;
}

// An ini_reader: like fgets(), but what inih may not see is left out
static char *read_line(char *buffer, int size, void *data) {
	struct conf_file *file = data;
	end_line(file);
	while (next_line(file)) {
		size_t len = file->end - file->start;
		if (size < 1 || len >= (size_t)size || len > CONF_FILE_LINE_MAX) {
			refuse(file, "line is too long");
			continue;
		}
		memcpy(buffer, file->text + file->start, len);
		buffer[len] = '\0';
		if (check_line(file, buffer, len)) {
			return buffer;
		}
	}
	return NULL;
}

// An ini_handler
static int handle_line(void *data, const char *section, const char *key, const char *value) {
	struct conf_file *file = data;
	file->wants_key = false;
	file->stopped = !file->impl->handle_key(file, section, key, value) || file->stopped;
	return 1;
}

// Debian's inih takes these at run time; its own default would cut long lines
void conf_file_parse(struct conf_file *file) {
	ini_allow_bom = false;
	ini_allow_inline_comments = false;
	ini_allow_multiline = false;
	ini_allow_no_value = false;
	ini_max_line = CONF_FILE_LINE_MAX + 2;
	ini_stop_on_first_error = false;
	ini_use_stack = true;
	int line = ini_parse_stream(read_line, file, handle_line, file);
	end_line(file);
	if (line < 0) {
		refuse(file, "out of memory");
	}
}

static ssize_t read_all(int fd, char *text, size_t size) {
	size_t len = 0;
	ssize_t count;
	while ((count = read(fd, text + len, size + 1 - len)) != 0) {
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count < 0 || len + (size_t)count > size) {
			errno = count < 0 ? errno : EFBIG;
			return -1;
		}
		len += (size_t)count;
	}
	return (ssize_t)len;
}

ssize_t conf_file_read(int fd, char *text, size_t size) {
	struct stat stat;
	if (fstat(fd, &stat) != 0) {
		return -1;
	}
	if (!S_ISREG(stat.st_mode)) {
		errno = S_ISDIR(stat.st_mode) ? EISDIR : EINVAL;
		return -1;
	}
	return read_all(fd, text, size);
}
