#ifndef CUSTSEG_MEMORY_H
#define CUSTSEG_MEMORY_H

#include <stddef.h>
#include <stdlib.h>

void *memory_of(size_t size);
void give_back(void *memory);

#endif
