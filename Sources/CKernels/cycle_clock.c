#include "cycle_clock.h"

#if defined(__x86_64__)

#include <cpuid.h>

int ck_chosen_cycle_clock = CK_CLOCK_SYSTEM;

// Older counters follow the clock of the core, which changes with load, and stop in deep sleep (Intel SDM volume 3,
// section 19.17.1; AMD APM volume 3, CPUID 8000_0007).
__attribute__((constructor)) static void choose_source(void) {
    unsigned a, b, c, d;
    if (__get_cpuid(0x80000007u, &a, &b, &c, &d) && (d >> 8 & 1)) {
        ck_chosen_cycle_clock = CK_CLOCK_TSC;
    }
}

// Leaf 15H gives the rate on some processors only, and rounded: measuring is as good everywhere.
uint64_t ck_cycle_clock_frequency(void) {
    return 0;
}

#elif defined(__aarch64__)

int ck_chosen_cycle_clock = CK_CLOCK_GENERIC_TIMER;

uint64_t ck_cycle_clock_frequency(void) {
    uint64_t frequency;
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
    return frequency;
}

#else

int ck_chosen_cycle_clock = CK_CLOCK_SYSTEM;

uint64_t ck_cycle_clock_frequency(void) {
    return 1000000000u;
}

#endif

int ck_cycle_clock_source(void) {
    return ck_chosen_cycle_clock;
}
