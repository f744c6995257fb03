/* Columns of text as days and amounts, where every cell is written in the plainest way.

   The same as dates.py and money.py in custseg/schema/values, which read whatever else there is. */
#include "arrow.h"
#include "memory.h"

typedef struct {
    int64_t low, high;
} decimal; /* the two halves of 128 bits */

#define DECIMALS 6
#define MOST_DIGITS 12 /* before the point: a million times as much is still less than 2 to the 63rd */

static int is_digit(byte b) { return (byte)(b - '0') < 10; }
static int two(const byte *at) { return (at[0] - '0') * 10 + at[1] - '0'; }
static int are_two(const byte *at) { return is_digit(at[0]) && is_digit(at[1]); }

/* Days from 1970-01-01 to a day of the Gregorian calendar, March being the first month of its year. */
static int32_t days_of(int year, int month, int day) {
    year -= month < 3;
    int century = year / 100, since_march = (month + 9) % 12;
    return 365 * year + year / 4 - century + century / 4 + (153 * since_march + 2) / 5 + day - 719469;
}

static int is_time(const byte *at, int64_t size) {
    if (size < 6 || (*at != ' ' && *at != 'T') || !are_two(at + 1) || at[3] != ':' || !are_two(at + 4)) return 0;
    if (two(at + 1) > 23 || two(at + 4) > 59) return 0;
    if (size == 6) return 1;
    if (size < 9 || at[6] != ':' || !are_two(at + 7) || two(at + 7) > 59) return 0;
    if (size == 9) return 1;
    if (size == 10 || at[9] != '.') return 0;
    for (int64_t i = 10; i < size; i++)
        if (!is_digit(at[i])) return 0;
    return 1;
}

/* Whether eight bytes are like 2024-01-, its digits then being numbers. */
static int is_month(const byte *at, uint64_t *digits) {
    uint64_t said;
    memcpy(&said, at, sizeof said);
    said ^= 0x2D30302D30303030u; /* zeros and hyphens */
    *digits = said;
    return !((said | (said + 0x7F76767F76767676u)) & 0x8080808080808080u);
}

#define DIGIT(i) ((int)(digits >> 8 * (i) & 0xFF))

/* 2024-01-31, and nothing or a time behind it. */
static int is_day(const byte *at, int64_t size, int32_t *day) {
    static const byte longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint64_t digits;
    if (size < 10 || !is_month(at, &digits) || !are_two(at + 8) || (size > 10 && !is_time(at + 10, size - 10)))
        return 0;
    int y = DIGIT(0) * 1000 + DIGIT(1) * 100 + DIGIT(2) * 10 + DIGIT(3), m = DIGIT(5) * 10 + DIGIT(6), d = two(at + 8);
    if (y < 1 || m < 1 || m > 12 || d < 1 || d > longest[m - 1]) return 0;
    if (m == 2 && d == 29 && (y % 4 || (y % 100 == 0 && y % 400))) return 0;
    *day = days_of(y, m, d);
    return 1;
}

static const int64_t power[] = {1000000, 100000, 10000, 1000, 100, 10, 1};

static void set(decimal *amount, int64_t millionths, int is_negative) {
    amount->low = is_negative ? -millionths : millionths;
    amount->high = amount->low < 0 ? -1 : 0;
}

static int are_digits(uint64_t said) {
    uint64_t high = said & 0xF0F0F0F0F0F0F0F0u, beyond = (said + 0x0606060606060606u) & 0xF0F0F0F0F0F0F0F0u;
    return !((high ^ 0x3030303030303030u) | (beyond ^ 0x3030303030303030u));
}

/* An amount of at most eight bytes, read at once: its point is taken out, zeros are put in front. */
static int is_short_amount(const byte *at, int64_t size, decimal *amount) {
    uint64_t said = 0;
    memcpy(&said, at, (size_t)size);
    int is_negative = (said & 0xFF) == '-';
    said >>= 8 * is_negative;
    size -= is_negative;
    uint64_t points = said ^ 0x2E2E2E2E2E2E2E2Eu;
    points = (points - 0x0101010101010101u) & ~points & 0x8080808080808080u;
    int64_t digits = size, decimals = 0;
    if (points) {
        int64_t point = first_of(points) >> 3;
        uint64_t whole = ((uint64_t)1 << 8 * point) - 1;
        if (!point || point == size - 1) return 0;
        said = (said & whole) | (said >> 8 & ~whole);
        digits--;
        decimals = digits - point;
    }
    if (!digits) return 0;
    if (digits < 8) said = said << 8 * (8 - digits) | (uint64_t)0x3030303030303030u >> 8 * digits;
    if (!are_digits(said)) return 0;
    said -= 0x3030303030303030u;
    said = said * 10 + (said >> 8); /* pairs, in every other byte */
    said = ((said & 0x000000FF000000FFu) * 0x000F424000000064u +
            (said >> 16 & 0x000000FF000000FFu) * 0x0000271000000001u) >> 32;
    set(amount, (int64_t)said * power[decimals], is_negative);
    return 1;
}

/* -1234.56: digits, and up to six decimals. */
static int is_amount(const byte *at, int64_t size, decimal *amount) {
    if (size < 9) return size && is_short_amount(at, size, amount);
    int is_negative = *at == '-';
    const byte *end = at + size;
    int64_t value = 0;
    at += is_negative;
    const byte *begin = at;
    for (; at < end && is_digit(*at); at++) {
        if (at - begin == MOST_DIGITS) return 0;
        value = value * 10 + (*at - '0');
    }
    if (at == begin) return 0;
    int decimals = 0;
    if (at < end) {
        if (*at++ != '.' || at == end || end - at > DECIMALS) return 0;
        for (; at < end; at++, decimals++) {
            if (!is_digit(*at)) return 0;
            value = value * 10 + (*at - '0');
        }
    }
    set(amount, value * power[decimals], is_negative);
    return 1;
}

/* Digits, up to eighteen. */
static int is_figure(const byte *at, int64_t size) {
    if (!size || size > 18) return 0;
    for (; size >= 8; at += 8, size -= 8) {
        uint64_t said;
        memcpy(&said, at, sizeof said);
        if (!are_digits(said)) return 0;
    }
    for (; size; at++, size--)
        if (!is_digit(*at)) return 0;
    return 1;
}

/* --- whole columns ------------------------------------------------------------------------------------ */

typedef struct {
    const void *buffers[2];
    void *values;
    byte *valid;
} memory;

static void release_values(struct ArrowArray *array) {
    memory *m = array->private_data;
    give_back(m->values);
    free(m->valid);
    free(m);
    array->release = NULL;
}

static void release_type(struct ArrowSchema *schema) { schema->release = NULL; }

static int64_t size_of(int is_money) { return is_money ? sizeof(decimal) : sizeof(int32_t); }

static const byte *cell_of(const struct ArrowArray *text, const view *v) {
    if (v->size <= SHORT) return v->is.inlined;
    return (const byte *)text->buffers[2 + v->is.far.buffer] + v->is.far.offset;
}

static int is_there(const byte *valid, int64_t bit) { return !valid || valid[bit >> 3] >> (bit & 7) & 1; }

/* Read a chunk of text into values from `row` on; returns 0 where a cell is written otherwise. */
static int is_read(const struct ArrowArray *text, int is_money, memory *m, int64_t row, int64_t *nulls) {
    int64_t size = size_of(is_money);
    const byte *valid = text->buffers[0];
    const view *views = (const view *)text->buffers[1] + text->offset;
    for (int64_t i = 0; i < text->length; i++, row++) {
        if (!is_there(valid, text->offset + i)) {
            m->valid[row >> 3] &= (byte)~(1u << (row & 7));
            memset((byte *)m->values + row * size, 0, (size_t)size);
            ++*nulls;
            continue;
        }
        const byte *cell = cell_of(text, views + i);
        int64_t length = views[i].size;
        if (!(is_money ? is_amount(cell, length, (decimal *)m->values + row)
                       : is_day(cell, length, (int32_t *)m->values + row)))
            return 0;
    }
    return 1;
}

static int are_views(struct ArrowArrayStream *stream) {
    struct ArrowSchema schema;
    if (stream->get_schema(stream, &schema)) return 0;
    int found = !strcmp(schema.format, "vu");
    schema.release(&schema);
    return found;
}

static int are_read(struct ArrowArrayStream *stream, int64_t rows, int is_money, memory *m, int64_t *nulls) {
    int64_t row = 0;
    for (;;) {
        struct ArrowArray text;
        if (stream->get_next(stream, &text)) return 0;
        if (!text.release) return row == rows;
        int is_good = row + text.length <= rows && is_read(&text, is_money, m, row, nulls);
        row += text.length;
        text.release(&text);
        if (!is_good) return 0;
    }
}

/* Read a column of `rows` texts as amounts of 38 digits with six decimals, or as days since 1970.

   Returns 1, with `array` and `schema` filled, where every cell that is there is written in the plainest
   way; else 0. */
OFFERED int custseg_values(struct ArrowArrayStream *stream, int64_t rows, int is_money,
                           struct ArrowArray *array, struct ArrowSchema *schema) {
    if (!are_views(stream)) return 0;
    memory *m = calloc(1, sizeof *m);
    if (!m) return 0;
    int64_t nulls = 0;
    m->values = memory_of((size_t)(rows * size_of(is_money)));
    m->valid = malloc((size_t)rows / 8 + 1);
    if (m->valid) memset(m->valid, 0xFF, (size_t)rows / 8 + 1);
    if (!m->values || !m->valid || !are_read(stream, rows, is_money, m, &nulls)) {
        give_back(m->values);
        free(m->valid);
        free(m);
        return 0;
    }
    memset(array, 0, sizeof *array);
    memset(schema, 0, sizeof *schema);
    m->buffers[0] = nulls ? m->valid : NULL;
    m->buffers[1] = m->values;
    array->length = rows;
    array->null_count = nulls;
    array->n_buffers = 2;
    array->buffers = m->buffers;
    array->private_data = m;
    array->release = release_values;
    schema->format = is_money ? "d:38,6" : "tdD";
    schema->name = "";
    schema->flags = MAY_BE_NULL;
    schema->release = release_type;
    return 1;
}

/* Whether nothing may have to come off an id: see Watch in ids.py. */
static int is_bare(const byte *at, int64_t size) {
    static const byte dress[256] = {[0 ... ' '] = 1, ['"'] = 1, ['\''] = 1, ['='] = 1, ['`'] = 1, [0x80 ... 0xFF] = 1};
    byte found = *at == '-' || (size == 18 && at[17] == 'x');
    for (int64_t i = 0; i < size; i++) found |= dress[at[i]];
    return !found;
}

static int is_alike(const byte *cell, int64_t size, int64_t length) {
    if (length && size != length) return 0;
    return is_figure(cell, size) || (length && is_bare(cell, size));
}

/* Whether every cell that is there, in a column of text, is a bare id of `length` bytes, or a number of up
   to eighteen digits where that is 0. */
OFFERED int custseg_are_alike(struct ArrowArrayStream *stream, int64_t length) {
    int are = are_views(stream);
    while (are) {
        struct ArrowArray text;
        if (stream->get_next(stream, &text)) return 0;
        if (!text.release) break;
        const view *views = (const view *)text.buffers[1] + text.offset;
        for (int64_t i = 0; are && i < text.length; i++)
            if (is_there(text.buffers[0], text.offset + i))
                are = is_alike(cell_of(&text, views + i), views[i].size, length);
        text.release(&text);
    }
    return are;
}
