#include "key_scan.h"

#include "key_scan_ranking.h"

// A scan that computes whole distances in 16 bits, for distances up to 65,534.
//
// A digit costs at most P + 9 <= 255. The costs of one place are summed in bytes over `chunk` numbers, with
// chunk * (P + 9) <= 255, then in words, then weighted: every partial sum is at most the distance, so none wraps.
// After the heaviest place the sum is a lower bound: a block in which all keys exceed the ceiling with it is left.

#if defined(__x86_64__) || defined(__aarch64__)

enum { largest = 65534 };

/// The number of each lane of 16 bits, for telling keys from padding.
static const int16_t lane_numbers[32] __attribute__((aligned(64))) = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static inline int32_t limit_of(const ck_ranking *ranking) {
    return ranking->is_final ? -1 : ranking->ceiling > largest ? largest : (int32_t)ranking->ceiling;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDTH 32
#define NAME(name) name##_avx2
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define BYTES __m256i
#define ZERO _mm256_setzero_si256()
#define COSTS(sum, codes, table)                                                                      \
    _mm256_add_epi8(sum, _mm256_shuffle_epi8(                                                         \
        _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(table))), _mm256_load_si256((const __m256i *)(codes))))
#define EVEN(sum) _mm256_and_si256(sum, _mm256_set1_epi16(255))
#define ODD(sum) _mm256_srli_epi16(sum, 8)
#define ADD(a, b) _mm256_add_epi16(a, b)
#define WEIGH(sum, weight) _mm256_mullo_epi16(sum, _mm256_set1_epi16((short)(weight)))
/// One bit a byte for the words that are at most `limit`, even keys in the even bits.
TARGET static inline uint64_t at_most_avx2(__m256i even, __m256i odd, int32_t limit) {
    __m256i most = _mm256_set1_epi16((short)limit);
    __m256i evens = _mm256_cmpeq_epi16(_mm256_min_epu16(even, most), even);
    __m256i odds = _mm256_cmpeq_epi16(_mm256_min_epu16(odd, most), odd);
    evens = _mm256_and_si256(evens, _mm256_set1_epi16(255));
    odds = _mm256_slli_epi16(odds, 8);
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(evens, odds));
}
TARGET static inline int32_t smallest_avx2(__m256i even, __m256i odd) {
    __m256i both = _mm256_min_epu16(even, odd);
    __m128i half = _mm_min_epu16(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
    return _mm_cvtsi128_si32(_mm_minpos_epu16(half)) & 0xffff;
}
TARGET static inline void store_avx2(uint16_t *distances, __m256i even, __m256i odd) {
    __m256i low = _mm256_unpacklo_epi16(even, odd), high = _mm256_unpackhi_epi16(even, odd);
    _mm256_storeu_si256((__m256i *)distances, _mm256_permute2x128_si256(low, high, 0x20));
    _mm256_storeu_si256((__m256i *)(distances + 16), _mm256_permute2x128_si256(low, high, 0x31));
}
/// All ones where the words are `distance`.
TARGET static inline __m256i without_avx2(__m256i words, int32_t distance) {
    return _mm256_or_si256(words, _mm256_cmpeq_epi16(words, _mm256_set1_epi16((short)distance)));
}
/// All ones from the key `count` on.
TARGET static inline void blank_avx2(__m256i *even, __m256i *odd, int count) {
    __m256i lanes = _mm256_load_si256((const __m256i *)lane_numbers);
    *even = _mm256_or_si256(*even, _mm256_cmpgt_epi16(lanes, _mm256_set1_epi16((short)((count + 1) / 2 - 1))));
    *odd = _mm256_or_si256(*odd, _mm256_cmpgt_epi16(lanes, _mm256_set1_epi16((short)(count / 2 - 1))));
}
#include "key_scan_sums_lanes.h"

#define WIDTH 64
#define NAME(name) name##_avx512
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512dq")))
#define BYTES __m512i
#define ZERO _mm512_setzero_si512()
#define COSTS(sum, codes, table)                                                                      \
    _mm512_add_epi8(sum, _mm512_shuffle_epi8(                                                         \
        _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)(table))), _mm512_load_si512(codes)))
#define EVEN(sum) _mm512_and_si512(sum, _mm512_set1_epi16(255))
#define ODD(sum) _mm512_srli_epi16(sum, 8)
#define ADD(a, b) _mm512_add_epi16(a, b)
#define WEIGH(sum, weight) _mm512_mullo_epi16(sum, _mm512_set1_epi16((short)(weight)))
TARGET static inline uint64_t at_most_avx512(__m512i even, __m512i odd, int32_t limit) {
    __m512i most = _mm512_set1_epi16((short)limit);
    uint64_t evens = _mm512_cmple_epu16_mask(even, most), odds = _mm512_cmple_epu16_mask(odd, most);
    return _pdep_u64(evens, 0x5555555555555555) | _pdep_u64(odds, 0xaaaaaaaaaaaaaaaa);
}
TARGET static inline int32_t smallest_avx512(__m512i even, __m512i odd) {
    __m512i both = _mm512_min_epu16(even, odd);
    __m256i half = _mm256_min_epu16(_mm512_castsi512_si256(both), _mm512_extracti64x4_epi64(both, 1));
    __m128i quarter = _mm_min_epu16(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    return _mm_cvtsi128_si32(_mm_minpos_epu16(quarter)) & 0xffff;
}
TARGET static inline void store_avx512(uint16_t *distances, __m512i even, __m512i odd) {
    __m512i low = _mm512_unpacklo_epi16(even, odd), high = _mm512_unpackhi_epi16(even, odd);
    const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    const __m512i second = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    _mm512_storeu_si512(distances, _mm512_permutex2var_epi64(low, first, high));
    _mm512_storeu_si512(distances + 32, _mm512_permutex2var_epi64(low, second, high));
}
TARGET static inline __m512i without_avx512(__m512i words, int32_t distance) {
    __mmask32 same = _mm512_cmpeq_epi16_mask(words, _mm512_set1_epi16((short)distance));
    return _mm512_mask_set1_epi16(words, same, -1);
}
TARGET static inline void blank_avx512(__m512i *even, __m512i *odd, int count) {
    __m512i lanes = _mm512_load_si512(lane_numbers);
    __mmask32 evens = _mm512_cmpge_epi16_mask(lanes, _mm512_set1_epi16((short)((count + 1) / 2)));
    __mmask32 odds = _mm512_cmpge_epi16_mask(lanes, _mm512_set1_epi16((short)(count / 2)));
    *even = _mm512_mask_set1_epi16(*even, evens, -1);
    *odd = _mm512_mask_set1_epi16(*odd, odds, -1);
}
#include "key_scan_sums_lanes.h"

#else
#include <arm_neon.h>

#define WIDTH 16
#define NAME(name) name##_neon
#define TARGET
#define BYTES uint8x16_t
#define WORDS(bytes) vreinterpretq_u16_u8(bytes)
#define FROM(words) vreinterpretq_u8_u16(words)
#define ZERO vdupq_n_u8(0)
#define COSTS(sum, codes, table) vaddq_u8(sum, vqtbl1q_u8(vld1q_u8(table), vld1q_u8(codes)))
#define EVEN(sum) FROM(vandq_u16(WORDS(sum), vdupq_n_u16(255)))
#define ODD(sum) FROM(vshrq_n_u16(WORDS(sum), 8))
#define ADD(a, b) FROM(vaddq_u16(WORDS(a), WORDS(b)))
#define WEIGH(sum, weight) FROM(vmulq_n_u16(WORDS(sum), weight))
static inline uint64_t at_most_neon(uint8x16_t even, uint8x16_t odd, int32_t limit) {
    const uint16x8_t evens = {1, 4, 16, 64, 256, 1024, 4096, 16384};
    uint16x8_t most = vdupq_n_u16((uint16_t)limit);
    uint32_t low = vaddvq_u16(vandq_u16(vcleq_u16(WORDS(even), most), evens));
    uint32_t high = vaddvq_u16(vandq_u16(vcleq_u16(WORDS(odd), most), evens));
    return low | high << 1;
}
static inline int32_t smallest_neon(uint8x16_t even, uint8x16_t odd) {
    return vminvq_u16(vminq_u16(WORDS(even), WORDS(odd)));
}
static inline void store_neon(uint16_t *distances, uint8x16_t even, uint8x16_t odd) {
    vst1q_u16(distances, vzip1q_u16(WORDS(even), WORDS(odd)));
    vst1q_u16(distances + 8, vzip2q_u16(WORDS(even), WORDS(odd)));
}
static inline uint8x16_t without_neon(uint8x16_t words, int32_t distance) {
    return vorrq_u8(words, FROM(vceqq_u16(WORDS(words), vdupq_n_u16((uint16_t)distance))));
}
static inline void blank_neon(uint8x16_t *even, uint8x16_t *odd, int count) {
    int16x8_t lanes = vld1q_s16(lane_numbers);
    *even = vorrq_u8(*even, FROM(vcgeq_s16(lanes, vdupq_n_s16((int16_t)((count + 1) / 2)))));
    *odd = vorrq_u8(*odd, FROM(vcgeq_s16(lanes, vdupq_n_s16((int16_t)(count / 2)))));
}
#include "key_scan_sums_lanes.h"
#endif

void ck_sum_scan(
    const ck_sum_keys *keys, ck_ranking *ranking, const uint8_t *digits, int64_t first, int64_t end, int level
) {
    if (ranking->is_final && keys->exits_early) return;
    switch (level) {
#if defined(__x86_64__)
    case ck_scan_avx2: sum_scan_avx2(keys, ranking, digits, first, end); break;
    default: sum_scan_avx512(keys, ranking, digits, first, end); break;
#else
    default: sum_scan_neon(keys, ranking, digits, first, end); break;
#endif
    }
}

#else

void ck_sum_scan(
    const ck_sum_keys *keys, ck_ranking *ranking, const uint8_t *digits, int64_t first, int64_t end, int level
) {
    (void)keys, (void)ranking, (void)digits, (void)first, (void)end, (void)level;
    __builtin_trap();
}

#endif
