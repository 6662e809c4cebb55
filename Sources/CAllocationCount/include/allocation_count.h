#ifndef CALLOCATION_COUNT_H
#define CALLOCATION_COUNT_H

#include <stdbool.h>
#include <stdint.h>

/// Whether calls that allocate heap memory can be counted: with glibc 2.34 and newer, and without a sanitizer, which has
/// its own malloc.
bool ca_is_available(void);

/// Sets the count to zero and starts counting, over all threads.
void ca_start(void);

/// Ends counting: calls of malloc, calloc, realloc, aligned_alloc, posix_memalign and memalign since `ca_start`.
int64_t ca_stop(void);

#endif
