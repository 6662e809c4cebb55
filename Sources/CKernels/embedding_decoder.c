#include "embedding_decoder.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>
#include <string.h>

enum {
    MOST_NUMBERS = CK_DECODER_MOST_GROUPS * 8,
    // Positions whose digits are made before their keys are searched, and the room for these digits.
    MOST_POSITIONS = 256,
    DIGIT_BYTES = 32768,
    // Keys that stay in the first-level cache while all positions of a chunk pass over them.
    TILE_BYTES = 24576,
};

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/// `start` with its fraction, less 32,768: then a saturating signed subtraction clips at 0 and at 65,535.
static void bias_start(const ck_decoder_keys *keys, const int32_t *start, int bits, int16_t *biased) {
    for (int number = 0; number < keys->numbers; number++) {
        biased[number] = (int16_t)(uint16_t)(((uint32_t)start[number] << bits) ^ 0x8000);
    }
    for (int number = keys->numbers; number < keys->groups * 8; number++) {
        biased[number] = INT16_MIN;
    }
}

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define INLINE static inline __attribute__((always_inline))

#define LEVEL avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,bmi,bmi2,popcnt")))
#define LANES 8
#define V __m512i
#define VOP(op) _mm512_##op
#include "embedding_decoder_lanes.h"
#undef LEVEL
#undef TARGET
#undef LANES
#undef V
#undef VOP

#define LEVEL avx2
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define LANES 4
#define V __m256i
#define VOP(op) _mm256_##op
#include "embedding_decoder_lanes.h"

#endif
