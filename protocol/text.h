// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_TEXT_H
#define PROTOCOL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What text of a guest may hold. Strict UTF-8 is a rule of the wire; the rest
 * is cleaning, for text that is well-formed and unwanted.
 */

// Strict UTF-8: no overlong form, surrogate, value over U+10FFFF or NUL
bool text_valid(const uint8_t *bytes, size_t len);

// Decode one code point. Returns its bytes; 0 at the end, or if it is not strict UTF-8.
size_t text_next(const uint8_t *bytes, size_t len, uint32_t *code);

/*
 * Copy valid text for a frame's title: controls, bidi controls, zero-width,
 * tags, private use and every other format character become nothing, white
 * space a space. dst is always terminated; a cut never splits a character.
 */
void text_title(char *dst, size_t size, const uint8_t *bytes, size_t len);

/*
 * The same for local programs, which shape text: only a fixed list of Latin,
 * Greek and Cyrillic characters without combining marks, 64 of them at most;
 * others become '?'.
 */
void text_plain(char *dst, size_t size, const uint8_t *bytes, size_t len);

// An app id: [A-Za-z0-9._-], others become '_'
void text_app_id(char *dst, size_t size, const uint8_t *bytes, size_t len);

#endif
