#ifndef CKERNELS_CYCLE_CLOCK_H
#define CKERNELS_CYCLE_CLOCK_H

#include <stdint.h>
#include <time.h>

/// What `ck_cycle_clock` reads: a counter of the processor, or clock_gettime where the processor has none that runs at
/// one rate whatever the processor does.
enum { CK_CLOCK_SYSTEM = 0, CK_CLOCK_TSC = 1, CK_CLOCK_GENERIC_TIMER = 2 };

/// One of the above. Set before main and never again.
extern int ck_chosen_cycle_clock;

/// The same, for Swift, which does not read C's variables.
int ck_cycle_clock_source(void);

/// Ticks a second where the processor itself says so, else 0.
uint64_t ck_cycle_clock_frequency(void);

/// Ticks of the clock that was chosen. Instructions before and after can be reordered around the
/// reading by some tens of cycles; to prevent that would cost more than it tells.
static inline __attribute__((always_inline)) uint64_t ck_cycle_clock(void) {
#if defined(__x86_64__)
    if (__builtin_expect(ck_chosen_cycle_clock == CK_CLOCK_TSC, 1)) {
        return __builtin_ia32_rdtsc();
    }
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#endif
#if !defined(__aarch64__)
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
#endif
}

#endif
