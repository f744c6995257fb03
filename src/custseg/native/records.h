/* What the parts share: how bytes are looked at many at a time. */
#ifndef CUSTSEG_RECORDS_H
#define CUSTSEG_RECORDS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the lowest byte must come first: Python does without"
#endif

#if defined(_WIN32)
#define OFFERED __declspec(dllexport)
#else
#define OFFERED __attribute__((visibility("default")))
#endif

#define BLOCK 64

typedef uint8_t byte;
typedef uint64_t bits; /* one for each byte of a block, the first byte the lowest */

/* A block of 64 bytes, as four registers or as it is. */
#if defined(__SSE2__)
typedef struct {
    __m128i part[4];
} block;

static inline block loaded(const byte *at) {
    block b;
    for (int i = 0; i < 4; i++) b.part[i] = _mm_loadu_si128((const __m128i *)(at + 16 * i));
    return b;
}

static inline bits gathered(__m128i a, __m128i b, __m128i c, __m128i d) {
    return (bits)(uint32_t)_mm_movemask_epi8(a) | (bits)(uint32_t)_mm_movemask_epi8(b) << 16 |
           (bits)(uint32_t)_mm_movemask_epi8(c) << 32 | (bits)(uint32_t)_mm_movemask_epi8(d) << 48;
}

static inline bits equal(block b, byte sought) {
    __m128i s = _mm_set1_epi8((char)sought);
    return gathered(_mm_cmpeq_epi8(b.part[0], s), _mm_cmpeq_epi8(b.part[1], s),
                    _mm_cmpeq_epi8(b.part[2], s), _mm_cmpeq_epi8(b.part[3], s));
}

static inline bits at_most(block b, byte limit) {
    __m128i s = _mm_set1_epi8((char)limit);
#define BELOW(i) _mm_cmpeq_epi8(_mm_min_epu8(b.part[i], s), b.part[i])
    return gathered(BELOW(0), BELOW(1), BELOW(2), BELOW(3));
#undef BELOW
}

static inline bits beyond_ascii(block b) {
    return gathered(b.part[0], b.part[1], b.part[2], b.part[3]);
}
#else
typedef struct {
    byte part[BLOCK];
} block;

static inline block loaded(const byte *at) {
    block b;
    memcpy(b.part, at, BLOCK);
    return b;
}

#define EACH(condition)                                                  \
    bits found = 0;                                                      \
    for (int i = 0; i < BLOCK; i++) found |= (bits)(condition) << i;     \
    return found

static inline bits equal(block b, byte sought) { EACH(b.part[i] == sought); }
static inline bits at_most(block b, byte limit) { EACH(b.part[i] <= limit); }
static inline bits beyond_ascii(block b) { EACH(b.part[i] >> 7); }
#undef EACH
#endif

/* The block at `at`, of whose bytes only the first `left` are there; the others are letters. */
static inline block loaded_end(const byte *at, int64_t left) {
    byte whole[BLOCK];
    memset(whole, 'x', BLOCK);
    memcpy(whole, at, (size_t)left);
    return loaded(whole);
}

static inline block loaded_at(const byte *lines, int64_t at, int64_t size) {
    return size - at >= BLOCK ? loaded(lines + at) : loaded_end(lines + at, size - at);
}

static inline int first_of(bits b) { return __builtin_ctzll(b); }

/* Counted in parallel within the word: not every processor has an instruction for it. */
static inline int count_of(bits b) {
    b -= b >> 1 & 0x5555555555555555u;
    b = (b & 0x3333333333333333u) + (b >> 2 & 0x3333333333333333u);
    b = (b + (b >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (int)(b * 0x0101010101010101u >> 56);
}

/* The length of the character that begins at `at`, of which `left` bytes are there; 0 where it is none. */
static inline int character(const byte *at, int64_t left) {
    byte a = at[0];
#define MORE(i) ((at[i] & 0xC0) == 0x80)
    if ((a & 0xF0) == 0xE0) {
        if (left < 3 || !MORE(1) || !MORE(2)) return 0;
        return (a == 0xE0 && at[1] < 0xA0) || (a == 0xED && at[1] > 0x9F) ? 0 : 3;
    }
    if (a < 0x80) return 1;
    if (a < 0xE0) return a >= 0xC2 && left > 1 && MORE(1) ? 2 : 0;
    if (a > 0xF4 || left < 4 || !MORE(1) || !MORE(2) || !MORE(3)) return 0;
#undef MORE
    return (a == 0xF0 && at[1] < 0x90) || (a == 0xF4 && at[1] > 0x8F) ? 0 : 4;
}

#endif
