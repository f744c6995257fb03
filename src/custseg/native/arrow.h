/* Columns as Arrow passes them on: https://arrow.apache.org/docs/format/CDataInterface.html */
#ifndef CUSTSEG_ARROW_H
#define CUSTSEG_ARROW_H

#include "records.h"

struct ArrowSchema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#define MAY_BE_NULL 2
#define SHORT 12 /* bytes of a text that stands in its view */

typedef struct {
    uint32_t size;
    union {
        byte inlined[SHORT];
        struct {
            byte prefix[4];
            uint32_t buffer, offset;
        } far;
    } is;
} view;

#endif
