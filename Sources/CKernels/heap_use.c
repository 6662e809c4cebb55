#include "heap_use.h"

#include <stddef.h>
#include <stdlib.h>

// Sanitizers replace malloc, and the C library then knows nothing.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MALLOC_IS_REPLACED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(MALLOC_IS_REPLACED)
#if __GLIBC_PREREQ(2, 33)
#define HAS_MALLINFO2 1
#include <malloc.h>
#endif
#endif

int64_t ck_heap_bytes_in_use(void) {
#if defined(HAS_MALLINFO2)
    struct mallinfo2 info = mallinfo2();
    return (int64_t)(info.uordblks + info.hblkhd);
#else
    return -1;
#endif
}
