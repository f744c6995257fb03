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

/* 2024-01-31, and nothing or a time behind it. */
static int is_day(const byte *at, int64_t size, int32_t *day) {
    static const byte longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (size < 10 || !are_two(at) || !are_two(at + 2) || at[4] != '-' || !are_two(at + 5) || at[7] != '-' ||
        !are_two(at + 8) || (size > 10 && !is_time(at + 10, size - 10)))
        return 0;
    int y = two(at) * 100 + two(at + 2), m = two(at + 5), d = two(at + 8);
    if (y < 1 || m < 1 || m > 12 || d < 1 || d > longest[m - 1]) return 0;
    if (m == 2 && d == 29 && (y % 4 || (y % 100 == 0 && y % 400))) return 0;
    *day = days_of(y, m, d);
    return 1;
}

/* -1234.56: digits, and up to six decimals. */
static int is_amount(const byte *at, int64_t size, decimal *amount) {
    int is_negative = size > 0 && *at == '-';
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
    static const int64_t power[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
    value *= power[decimals];
    amount->low = is_negative ? -value : value;
    amount->high = amount->low < 0 ? -1 : 0;
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

/* Read a chunk of text into values from `row` on; returns 0 where a cell is written otherwise. */
static int is_read(const struct ArrowArray *text, int is_money, memory *m, int64_t row, int64_t *nulls) {
    int64_t size = size_of(is_money);
    const byte *valid = text->buffers[0];
    const view *views = (const view *)text->buffers[1] + text->offset;
    for (int64_t i = 0; i < text->length; i++, row++) {
        int64_t bit = text->offset + i;
        if (valid && !(valid[bit >> 3] >> (bit & 7) & 1)) {
            m->valid[row >> 3] &= (byte)~(1u << (row & 7));
            memset((byte *)m->values + row * size, 0, (size_t)size);
            ++*nulls;
            continue;
        }
        const view *v = views + i;
        const byte *cell = v->size <= SHORT
                               ? v->is.inlined
                               : (const byte *)text->buffers[2 + v->is.far.buffer] + v->is.far.offset;
        if (!(is_money ? is_amount(cell, v->size, (decimal *)m->values + row)
                       : is_day(cell, v->size, (int32_t *)m->values + row)))
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
