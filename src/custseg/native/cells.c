/* The cells of regular records as columns of text. */
#include "arrow.h"
#include "memory.h"

/* A column that is being filled: views, the texts too long for them, and which are there. */
typedef struct {
    view *views;
    byte *valid, *texts;
    int64_t room, used;
} column;

static int is_out_of_room(column *c, int64_t size) {
    int64_t room = c->room ? c->room : 1 << 16;
    while (room - c->used < size) room *= 2;
    if (room == c->room) return 0;
    byte *texts = realloc(c->texts, (size_t)room);
    if (!texts) return 1;
    c->texts = texts;
    c->room = room;
    return 0;
}

/* A short text as its view. Up to 16 bytes may be looked at where `end` is that far away. */
#if defined(__SSE2__)
static const byte kept[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

static inline void inlined(view *v, const byte *text, int64_t size, const byte *end) {
    if (end - text < 16) {
        memset(v, 0, sizeof *v);
        memcpy(v->is.inlined, text, (size_t)size);
        v->size = (uint32_t)size;
        return;
    }
    __m128i bytes = _mm_and_si128(_mm_loadu_si128((const __m128i *)text),
                                  _mm_loadu_si128((const __m128i *)(kept + 16 - size)));
    bytes = _mm_or_si128(_mm_slli_si128(bytes, 4), _mm_cvtsi32_si128((int)size));
    _mm_storeu_si128((__m128i *)v, bytes);
}
#else
static inline void inlined(view *v, const byte *text, int64_t size, const byte *end) {
    (void)end;
    memset(v, 0, sizeof *v);
    memcpy(v->is.inlined, text, (size_t)size);
    v->size = (uint32_t)size;
}
#endif

/* Take a text of a row; returns 0 where there is no memory for it. */
static inline int take(column *c, int64_t row, const byte *text, int64_t size, const byte *end) {
    view *v = c->views + row;
    if (size <= SHORT) {
        if (!size) c->valid[row >> 3] &= (byte)~(1u << (row & 7));
        inlined(v, text, size, end);
        return 1;
    }
    if (c->room - c->used < size && is_out_of_room(c, size)) return 0;
    memcpy(c->texts + c->used, text, (size_t)size);
    v->size = (uint32_t)size;
    memcpy(v->is.far.prefix, text, 4);
    v->is.far.buffer = 0;
    v->is.far.offset = (uint32_t)c->used;
    c->used += size;
    return 1;
}

/* --- cutting ---------------------------------------------------------------------------------------- */

typedef struct {
    const byte *lines;
    int64_t size, width;
    byte separator;
    int windows;
    byte *spare; /* room for a cell whose quotes are taken out */
} piece;

enum { IRREGULAR = -1, NO_MEMORY = -2, OPEN = -3 };

/* Cut records without quotes, at most `most`; returns how many, and where the last of them ends. */
static int64_t cut_unquoted(const piece *p, column *columns, int64_t most, int64_t *whole) {
    int64_t rows = 0, cell = 0, start = 0;
    const byte *lines = p->lines;
    for (int64_t base = 0; base < p->size; base += BLOCK) {
        block b = loaded_at(lines, base, p->size);
        for (bits marks = equal(b, '\n') | equal(b, p->separator); marks; marks &= marks - 1) {
            int64_t end = base + first_of(marks);
            int is_last = cell == p->width - 1;
            if ((lines[end] == '\n') != is_last) return IRREGULAR;
            int64_t stop = end;
            if (is_last && p->windows && (stop == start || lines[--stop] != '\r')) return IRREGULAR;
            column *c = columns + cell;
            if (c->views && !take(c, rows, lines + start, stop - start, lines + p->size)) return NO_MEMORY;
            start = end + 1;
            cell++;
            if (is_last) {
                cell = 0;
                *whole = start;
                if (++rows == most) return rows;
            }
        }
    }
    return rows;
}

/* The size of the quoted cell at `start`, written to `spare`; `*after` is the place after its quotes. */
static int64_t unquoted(const piece *p, int64_t start, int64_t *after) {
    int64_t size = 0, place = start + 1;
    for (;;) {
        const byte *quote = memchr(p->lines + place, '"', (size_t)(p->size - place));
        if (!quote) return OPEN;
        int64_t there = quote - p->lines;
        int is_doubled = there + 1 < p->size && p->lines[there + 1] == '"';
        int64_t taken = there - place + is_doubled;
        memcpy(p->spare + size, p->lines + place, (size_t)taken);
        size += taken;
        place = there + 1 + is_doubled;
        if (!is_doubled) break;
    }
    *after = place;
    return size;
}

/* The same where some cells are in quotes. */
static int64_t cut_quoted(const piece *p, column *columns, int64_t most, int64_t *whole) {
    int64_t rows = 0, cell = 0, place = 0;
    const byte *lines = p->lines;
    while (place < p->size) {
        const byte *text = lines + place;
        int64_t size, end = place;
        if (*text == '"') {
            size = unquoted(p, place, &end);
            if (size == OPEN) return rows;
            text = p->spare;
            if (p->windows && end < p->size && lines[end] == '\r') end++;
        } else {
            while (end < p->size && lines[end] != p->separator && lines[end] != '\n') end++;
            size = end - place;
            if (p->windows && size && end < p->size && lines[end] == '\n' && text[size - 1] == '\r') size--;
        }
        if (end == p->size) return rows;
        int is_last = cell == p->width - 1;
        if (lines[end] != (is_last ? '\n' : p->separator)) return IRREGULAR;
        column *c = columns + cell;
        if (c->views && !take(c, rows, text, size, text + size)) return NO_MEMORY;
        cell = is_last ? 0 : cell + 1;
        place = end + 1;
        if (is_last) {
            *whole = place;
            if (++rows == most) return rows;
        }
    }
    return rows;
}

/* --- as Arrow --------------------------------------------------------------------------------------- */

/* What an array holds on to: which cells are there, views, texts, and how large the buffer of texts is. */
typedef struct {
    const void *buffers[4];
    column column;
    int64_t size;
} memory;

static void release_array(struct ArrowArray *array) {
    memory *m = array->private_data;
    free(m->column.valid);
    give_back(m->column.views);
    free(m->column.texts);
    free(m);
    array->release = NULL;
}

static void release_type(struct ArrowSchema *schema) { schema->release = NULL; }

static int64_t nulls_of(const column *c, int64_t rows) {
    int64_t nulls = 0;
    for (int64_t row = 0; row < rows; row += 8) {
        byte lacking = (byte)~c->valid[row >> 3];
        if (rows - row < 8) lacking &= (byte)((1 << (rows - row)) - 1);
        nulls += count_of(lacking);
    }
    return nulls;
}

/* Hand a column over to Arrow; returns 0 where there is no memory for it. */
static int is_passed_on(column *c, int64_t rows, struct ArrowArray *array, struct ArrowSchema *schema) {
    memory *m = malloc(sizeof *m);
    if (!m) return 0;
    m->column = *c;
    m->size = c->used;
    int has_texts = c->texts != NULL;
    int64_t nulls = nulls_of(c, rows);
    m->buffers[0] = nulls ? c->valid : NULL;
    m->buffers[1] = c->views;
    m->buffers[2] = has_texts ? (void *)c->texts : (void *)&m->size;
    m->buffers[3] = &m->size;
    memset(array, 0, sizeof *array);
    array->length = rows;
    array->null_count = nulls;
    array->n_buffers = has_texts ? 4 : 3;
    array->buffers = m->buffers;
    array->private_data = m;
    array->release = release_array;
    memset(c, 0, sizeof *c);
    memset(schema, 0, sizeof *schema);
    schema->format = "vu";
    schema->name = "";
    schema->flags = MAY_BE_NULL;
    schema->release = release_type;
    return 1;
}

static int64_t count_of_ends(const byte *lines, int64_t size) {
    int64_t ends = 0;
    for (int64_t base = 0; base < size; base += BLOCK)
        ends += count_of(equal(loaded_at(lines, base, size), '\n'));
    return ends;
}

static int is_ready(column *columns, const byte *wanted, int64_t width, int64_t rows) {
    for (int64_t i = 0; i < width; i++) {
        if (!wanted[i]) continue;
        columns[i].views = memory_of((size_t)rows * sizeof(view));
        columns[i].valid = malloc((size_t)rows / 8 + 1);
        if (!columns[i].views || !columns[i].valid) return 0;
        memset(columns[i].valid, 0xFF, (size_t)rows / 8 + 1);
    }
    return 1;
}

/* Cut what lines begin with into records of `width` cells, at most `most`; returns how many.

   `wanted` says of each cell whether it becomes a column; `arrays` and `schemas` have a place for each of
   these. An empty cell is null. `end` is the place after the last record: what comes then is the beginning
   of another. Returns -1 where a record is not regular, -2 where memory does not suffice. */
OFFERED int64_t custseg_cut(const byte *lines, int64_t size, byte separator, int64_t width, int windows,
                            int is_quoted, const byte *wanted, int64_t most, struct ArrowArray **arrays,
                            struct ArrowSchema **schemas, int64_t *end) {
    int64_t room = count_of_ends(lines, size), rows = NO_MEMORY;
    if (room > most) room = most;
    column *columns = calloc((size_t)width, sizeof *columns);
    piece p = {lines, size, width, separator, windows, is_quoted ? malloc((size_t)size + 1) : NULL};
    *end = 0;
    /* One row more: the cells of a record that has only begun are taken, too. */
    if (columns && (p.spare || !is_quoted) && is_ready(columns, wanted, width, room + 1))
        rows = is_quoted ? cut_quoted(&p, columns, most, end) : cut_unquoted(&p, columns, most, end);
    for (int64_t i = 0, n = 0; rows >= 0 && i < width; i++)
        if (wanted[i] && !is_passed_on(columns + i, rows, arrays[n], schemas[n])) rows = NO_MEMORY;
        else n += wanted[i];
    for (int64_t i = 0, n = 0; i < width; i++) {
        if (wanted[i]) {
            if (rows < 0 && arrays[n]->release) arrays[n]->release(arrays[n]);
            n++;
        }
        if (!columns) continue;
        give_back(columns[i].views);
        free(columns[i].valid);
        free(columns[i].texts);
    }
    free(columns);
    free(p.spare);
    return rows;
}
