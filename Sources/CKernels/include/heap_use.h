#ifndef CKERNELS_HEAP_USE_H
#define CKERNELS_HEAP_USE_H

#include <stdint.h>

/// Bytes that malloc has given out and not got back, over all arenas; -1 where the C library does not tell.
int64_t ck_heap_bytes_in_use(void);

#endif
