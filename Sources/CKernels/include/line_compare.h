#ifndef CKERNELS_LINE_COMPARE_H
#define CKERNELS_LINE_COMPARE_H

#include <stdint.h>

/// Comparisons of a few words with one, answered as a bit mask. Swift's SIMD types can compare, but have no way to turn
/// the result into bits: it would go through memory, lane by lane.

typedef uint64_t ck_words64x8 __attribute__((ext_vector_type(8), aligned(8)));
typedef uint32_t ck_words32x4 __attribute__((ext_vector_type(4), aligned(4)));
typedef _Bool ck_bits8 __attribute__((ext_vector_type(8)));
typedef _Bool ck_bits4 __attribute__((ext_vector_type(4)));

/// Bit i is set when word i of the eight at `line` equals `word`.
static inline __attribute__((always_inline)) uint32_t ck_equal_64x8(const uint64_t *line, uint64_t word) {
    ck_bits8 bits = __builtin_convertvector(*(const ck_words64x8 *)line == (ck_words64x8)word, ck_bits8);
    uint8_t mask;
    __builtin_memcpy(&mask, &bits, 1);
    return mask;
}

/// Bit i is set when word i of the four at `words` equals `word`.
static inline __attribute__((always_inline)) uint32_t ck_equal_32x4(const uint32_t *words, uint32_t word) {
    ck_bits4 bits = __builtin_convertvector(*(const ck_words32x4 *)words == (ck_words32x4)word, ck_bits4);
    uint8_t mask;
    __builtin_memcpy(&mask, &bits, 1);
    return mask & 15u;
}

#endif
