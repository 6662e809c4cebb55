#ifndef CKERNELS_PREFETCH_H
#define CKERNELS_PREFETCH_H

/// Asks the processor to bring the cache line that holds `p` into every cache level, for reading. Any address is
/// allowed: a prefetch of an unmapped one does nothing.
static inline __attribute__((always_inline)) void ck_prefetch(const void *p) {
    __builtin_prefetch(p, 0, 3);
}

#endif
