/* Whether whole lines are regular records, what may occur in their cells, and which words they have.

   The same as regularity.py and survey.py in custseg/read/text, which decide wherever this does not. */
#include "records.h"

enum { QUOTED = 1, PADDED = 2, STRANGE = 4, ROUNDED = 8, MARKED = 16, BLANKS = 32 };
enum { IRREGULAR = -1, OPEN = -2, HAS_QUOTES = -3 };

static int is_digit(byte b) { return b >= '0' && b <= '9'; }
static int is_blank(byte b) { return b == ' ' || (b >= '\t' && b <= '\r') || b == 0; }

typedef struct {
    const byte *lines;
    int64_t size;
    byte separator;
    int64_t width;
    int windows;
    uint32_t found;
} piece;

/* A byte beside the piece is a line end. */
static byte at(const piece *p, int64_t place) {
    return place < 0 || place >= p->size ? '\n' : p->lines[place];
}

static int is_edge(const piece *p, int64_t place) {
    byte b = at(p, place);
    return b == p->separator || b == '\n' || b == '\r' || b == '"';
}

/* Note what a rare byte may mean for its cell. */
static void note(piece *p, int64_t place) {
    byte b = p->lines[place];
    if (b == '+') {
        if (at(p, place - 1) == 'E') p->found |= ROUNDED;
    } else if (b == '\'') {
        byte before = at(p, place - 1), after = at(p, place + 1);
        int begins = is_blank(before) || before == '"' || before >= 0x80 || before == p->separator;
        if (begins && is_digit(after == '+' ? at(p, place + 2) : after)) p->found |= MARKED;
    } else if (is_blank(b)) {
        if (!b) p->found |= STRANGE;
        if (is_edge(p, place - 1) || is_edge(p, place + 1)) p->found |= PADDED;
    }
}

/* Whether the line that begins here says nothing. */
static int says_nothing(const piece *p, int64_t place) {
    while (p->lines[place] != '\n') {
        byte b = p->lines[place];
        if (b != p->separator && b != '"' && !is_blank(b)) {
            if (b < 0x80) return 0;
            /* A wide blank may follow, or a word: who asks looks at it. */
            return b == 0xC2 || b == 0xE2 || b == 0xE3 || b == 0xEF;
        }
        place++;
    }
    return 1;
}

static int64_t rows_unquoted(piece *p) {
    int64_t rows = 0, marks = 0, returns = 0, line = 0;
    for (int64_t base = 0; base < p->size; base += BLOCK) {
        block b = loaded_at(p->lines, base, p->size);
        bits ends = equal(b, '\n'), cuts = equal(b, p->separator);
        bits all = ends | cuts;
        bits rare = (at_most(b, '"') | equal(b, '\'') | equal(b, '+')) & ~all;
        if (rare) {
            bits back = equal(b, '\r') & ~all;
            if (back && !p->windows) return IRREGULAR;
            returns += count_of(back);
            for (rare &= ~back; rare; rare &= rare - 1) {
                int64_t place = base + first_of(rare);
                if (p->lines[place] == '"') return HAS_QUOTES;
                note(p, place);
            }
        }
        for (bits left = ends; left; left &= left - 1) {
            int64_t place = base + first_of(left);
            bits before = (left & -left) - 1;
            if (marks + count_of(all & before) != (rows + 1) * p->width - 1) return IRREGULAR;
            if (p->windows && at(p, place - 1) != '\r') return IRREGULAR;
            if (!(p->found & BLANKS) && says_nothing(p, line)) p->found |= BLANKS;
            line = place + 1;
            rows++;
        }
        marks += count_of(all);
    }
    return p->windows && returns != rows ? IRREGULAR : rows;
}

/* The place of the separator or line end after the cell that begins at `place`. */
static int64_t cell_end(const piece *p, int64_t place) {
    const byte *lines = p->lines;
    if (lines[place] == '"') {
        for (place++;; place += 2) {
            const byte *quote = memchr(lines + place, '"', (size_t)(p->size - place));
            if (!quote) return OPEN;
            place = quote - lines;
            if (at(p, place + 1) != '"') break;
        }
        place++;
        if (place == p->size || lines[place] == p->separator || lines[place] == '\n') return place;
        return p->windows && lines[place] == '\r' && at(p, place + 1) == '\n' ? place + 1 : IRREGULAR;
    }
    for (;; place++) {
        byte b = lines[place];
        if (b == p->separator || b == '\n') return place;
        if (b == '"' || (b == '\r' && !(p->windows && at(p, place + 1) == '\n'))) return IRREGULAR;
    }
}

/* Note what rare bytes mean where some cells are in quotes. */
static int64_t returns_noted(piece *p, int64_t rows) {
    int64_t returns = 0, ends = 0, line = 0;
    for (int64_t base = 0; base < p->size; base += BLOCK) {
        block b = loaded_at(p->lines, base, p->size);
        bits feeds = equal(b, '\n');
        bits rare = (at_most(b, '!') | equal(b, '\'') | equal(b, '+')) & ~(feeds | equal(b, p->separator));
        for (; rare; rare &= rare - 1) {
            int64_t place = base + first_of(rare);
            if (p->lines[place] != '\r') note(p, place);
            else if (at(p, place + 1) == '\n') returns++;
            else p->found |= PADDED;
        }
        bits quotes = equal(b, '"');
        if (quotes) p->found |= QUOTED | (is_blank(p->separator) ? PADDED : 0);
        for (; quotes; quotes &= quotes - 1)
            if (at(p, base + first_of(quotes) - 1) == '=') p->found |= MARKED;
        for (; feeds; feeds &= feeds - 1, ends++) {
            if (!(p->found & BLANKS) && says_nothing(p, line)) p->found |= BLANKS;
            line = base + first_of(feeds) + 1;
        }
    }
    if (ends != rows) p->found |= PADDED;
    return returns;
}

static int64_t rows_quoted(piece *p) {
    int64_t rows = 0, cells = 0, whole = 0, place = 0;
    while (place < p->size) {
        int64_t end = cell_end(p, place);
        if (end == OPEN || end == p->size) break;
        if (end < 0) return IRREGULAR;
        int is_last = ++cells == p->width;
        if ((p->lines[end] == '\n') != is_last) return IRREGULAR;
        place = end + 1;
        if (is_last) {
            if (p->windows && at(p, end - 1) != '\r') return IRREGULAR;
            rows++;
            cells = 0;
            whole = place;
        }
    }
    if (place >= p->size && cells) return IRREGULAR;
    p->size = whole;
    int64_t returns = returns_noted(p, rows);
    return p->windows && returns != rows ? IRREGULAR : rows;
}

/* How many records whole lines are, -1 where that is not certain; `found` says what may be in them.

   `end` is the place after the last record: before the end of the lines where a quoted cell goes on. */
OFFERED int64_t custseg_rows(const byte *lines, int64_t size, byte separator, int64_t width,
                             int windows, uint32_t *found, int64_t *end) {
    piece p = {lines, size, separator, width, windows, 0};
    *found = 0;
    *end = size;
    if (!size) return 0;
    if (lines[size - 1] != '\n') return IRREGULAR;
    int64_t rows = rows_unquoted(&p);
    if (rows == HAS_QUOTES) rows = rows_quoted(&p);
    *found = p.found;
    *end = p.size;
    return rows;
}

#define STARTS 4096

/* Words that are looked for, each after its length in one byte, and with which characters those begin
   that are not of ASCII, by a number of theirs that few others share. */
typedef struct {
    const byte *words;
    int64_t count;
    byte starts[STARTS];
    byte letters[256];
    int letters_count;
} sought;

static inline unsigned start_of(const byte *at, int length) {
    return (at[0] * 961u + at[1] * 31u + (length > 2 ? at[2] : 0u)) % STARTS;
}

static void prepare(sought *s, const byte *words, int64_t count) {
    memset(s, 0, sizeof *s);
    s->words = words;
    s->count = count;
    for (int64_t i = 0; i < count; i++, words += words[0] + 1) {
        byte begins = words[1];
        if (begins >= 0x80) s->starts[start_of(words + 1, character(words + 1, words[0]))] = 1;
        else if (!memchr(s->letters, begins, (size_t)s->letters_count)) s->letters[s->letters_count++] = begins;
    }
}

static int has_word_at(const sought *s, const byte *text, int64_t left) {
    const byte *word = s->words;
    for (int64_t i = 0; i < s->count; i++, word += word[0] + 1)
        if (left >= word[0] && !memcmp(text, word + 1, word[0])) return 1;
    return 0;
}

/* Where the first byte is that is no UTF-8, -1 where all are; `has_word` is set where any of the words,
   each of two bytes or more after their number in one byte, stands in the text. */
OFFERED int64_t custseg_not_utf8(const byte *text, int64_t size, const byte *words, int64_t count,
                                 int *has_word) {
    sought s;
    int64_t done = 0;
    prepare(&s, words, count);
    *has_word = 0;
    for (int64_t base = 0; base < size; base += BLOCK) {
        block b = loaded_at(text, base, size);
        for (int i = 0; i < s.letters_count && !*has_word; i++)
            for (bits found = equal(b, s.letters[i]); found; found &= found - 1) {
                int64_t place = base + first_of(found);
                if (has_word_at(&s, text + place, size - place)) *has_word = 1;
            }
        bits beyond = beyond_ascii(b);
        if (done > base) beyond &= done - base >= BLOCK ? 0 : ~(bits)0 << (done - base);
        while (beyond) {
            int64_t place = base + first_of(beyond);
            while (place < size && text[place] >= 0x80) {
                const byte *at = text + place;
                int length = character(at, size - place);
                if (!length) return place;
                if (s.starts[start_of(at, length)] && !*has_word)
                    *has_word = has_word_at(&s, at, size - place);
                place += length;
            }
            done = place;
            beyond &= done - base >= BLOCK ? 0 : ~(bits)0 << (done - base);
        }
    }
    return -1;
}
