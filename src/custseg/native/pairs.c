/* Text of East Asian encodings, in which characters beyond ASCII are two bytes each, as UTF-8.

   What the codecs of Python do, which read whatever else there is. */
#include "records.h"

#define STEP 16

#if defined(__SSE2__)
static inline int ascii_of(const byte *at, byte *out) {
    __m128i step = _mm_loadu_si128((const __m128i *)at);
    _mm_storeu_si128((__m128i *)out, step);
    int beyond = _mm_movemask_epi8(step);
    return beyond ? __builtin_ctz((unsigned)beyond) : STEP;
}
#else
static inline int ascii_of(const byte *at, byte *out) {
    int n = 0;
    memcpy(out, at, STEP);
    while (n < STEP && at[n] < 0x80) n++;
    return n;
}
#endif

/* Write text as UTF-8; returns its size, -1 where a character is not among the `pairs`.

   A pair stands where its two bytes are a number, as up to three bytes of UTF-8, the first in the lowest
   bits, and their number in the highest; 0 is none. `out` has room for half as much again and 16 bytes. */
OFFERED int64_t custseg_from_pairs(const byte *text, int64_t size, const uint32_t *pairs, byte *out) {
    byte *begin = out;
    const byte *end = text + size;
    while (text < end) {
        if (*text < 0x80) {
            int n = 1;
            if (end - text >= STEP) n = ascii_of(text, out);
            else *out = *text;
            text += n;
            out += n;
            continue;
        }
        if (end - text < 2) return -1;
        uint32_t pair = pairs[text[0] << 8 | text[1]];
        if (!pair) return -1;
        for (int i = 0; i < 3; i++) out[i] = (byte)(pair >> 8 * i);
        out += pair >> 24;
        text += 2;
    }
    return out - begin;
}

/* Whether a line has a character beyond ASCII and is UTF-8. */
OFFERED int custseg_has_utf8_line(const byte *text, int64_t size) {
    for (int64_t base = 0; base < size;) {
        bits beyond = beyond_ascii(loaded_at(text, base, size));
        if (!beyond) {
            base += BLOCK;
            continue;
        }
        int64_t place = base + first_of(beyond);
        for (int length = 1; length && place < size && text[place] != '\n'; place += length)
            length = character(text + place, size - place);
        if (place == size || text[place] == '\n') return 1;
        const byte *feed = memchr(text + place, '\n', (size_t)(size - place));
        if (!feed) return 0;
        base = feed - text + 1;
    }
    return 0;
}
