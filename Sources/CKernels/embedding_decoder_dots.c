#include "embedding_decoder.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>
#include <string.h>

#define TARGET                                                                                                     \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni,avx2,bmi,bmi2,popcnt")))
#define INLINE TARGET static inline __attribute__((always_inline))

enum { LANES = 16, PLACES = 3, MOST_NUMBERS = CK_DECODER_MOST_GROUPS * 8 };

typedef __m512i V;

INLINE V four_rows(const int16_t *const *rows, int first, int offset) {
    V v = _mm512_castsi128_si512(_mm_loadu_si128((const void *)(rows[first] + offset)));
    v = _mm512_inserti32x4(v, _mm_loadu_si128((const void *)(rows[first + 4] + offset)), 1);
    v = _mm512_inserti32x4(v, _mm_loadu_si128((const void *)(rows[first + 8] + offset)), 2);
    return _mm512_inserti32x4(v, _mm_loadu_si128((const void *)(rows[first + 12] + offset)), 3);
}

/// Clips at 0 and at 65,535 (`start` is less 32,768), cuts the fraction off and clips at 999.
INLINE V whole(V start, V noise, V bits) {
    V clipped = _mm512_xor_si512(_mm512_subs_epi16(start, noise), _mm512_set1_epi16(INT16_MIN));
    return _mm512_min_epu16(_mm512_srlv_epi16(clipped, bits), _mm512_set1_epi16(999));
}

/// The digit bytes of sixteen positions: place by place, four numbers after four numbers, four bytes a position.
INLINE void write_digits(const ck_dot_keys *keys, const int16_t *const *rows, const int16_t *const *starts,
                         const bool shared, int fraction_bits, V *digits, const int groups) {
    const V bits = _mm512_set1_epi16((int16_t)fraction_bits);
    const V first_bytes = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)keys->first_bytes));
    const V second_bytes = _mm512_loadu_si512(keys->second_bytes);
    // floor(r / 10) = floor((r >> 1) / 5): 64 bytes hold ten times every tens digit.
    uint8_t tens_bytes[64];
    for (int i = 0; i < 64; i++) {
        tens_bytes[i] = (uint8_t)(i / 5 * 10);
    }
    const V tens = _mm512_loadu_si512(tens_bytes);
    for (int group = 0; group < groups; group++) {
        V shared_start = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)(starts[0] + group * 8)));
        V firsts[4], rests[4];
        for (int row = 0; row < 4; row++) {
            V start = shared ? shared_start : four_rows(starts, row, group * 8);
            V v = whole(start, four_rows(rows, row, group * 8), bits);
            firsts[row] = _mm512_mulhi_epu16(v, _mm512_set1_epi16(656));
            rests[row] = _mm512_sub_epi16(v, _mm512_mullo_epi16(firsts[row], _mm512_set1_epi16(100)));
        }
        // Packing pairs positions 4i and 4i + 1, and 4i + 2 and 4i + 3, eight bytes each; the shuffles take four bytes of
        // each, so that lane n is position n.
        __m512 a = _mm512_castsi512_ps(_mm512_packus_epi16(firsts[0], firsts[1]));
        __m512 b = _mm512_castsi512_ps(_mm512_packus_epi16(firsts[2], firsts[3]));
        __m512 c = _mm512_castsi512_ps(_mm512_packus_epi16(rests[0], rests[1]));
        __m512 d = _mm512_castsi512_ps(_mm512_packus_epi16(rests[2], rests[3]));
        V first[2] = {_mm512_castps_si512(_mm512_shuffle_ps(a, b, 0x88)),
                      _mm512_castps_si512(_mm512_shuffle_ps(a, b, 0xDD))};
        V rest[2] = {_mm512_castps_si512(_mm512_shuffle_ps(c, d, 0x88)),
                     _mm512_castps_si512(_mm512_shuffle_ps(c, d, 0xDD))};
        for (int half = 0; half < 2; half++) {
            // The permutation looks at six bits of an index; what the shift brings in from the next byte is above them.
            V halved = _mm512_srli_epi16(rest[half], 1);
            V *place = digits + group * 2 + half;
            place[0] = _mm512_shuffle_epi8(first_bytes, first[half]);
            place[groups * 2] = _mm512_permutexvar_epi8(halved, second_bytes);
            place[groups * 4] = _mm512_sub_epi8(rest[half], _mm512_permutexvar_epi8(halved, tens));
        }
    }
}

INLINE V four_bytes(const uint8_t *p) {
    int word;
    memcpy(&word, p, 4);
    return _mm512_set1_epi32(word);
}

/// Of each lane, the index of the nearest key, and of the next one. 2^low_bits · (distance − Σ wq) + turn is what a hand
/// compares; shifted left it leaves room for the hand below the turn, and (turn, hand) rises with the index, so that
/// minimum alone gives ties to the lowest index.
INLINE void search(const ck_dot_keys *keys, const V *digits, uint32_t *nearest, uint32_t *next, const int groups,
                   const bool two) {
    V own[PLACES * 2 * CK_DECODER_MOST_GROUPS];
    for (int i = 0; i < PLACES * 2 * groups; i++) {
        own[i] = digits[i];
    }
    const V weights[PLACES] = {_mm512_set1_epi8(keys->weights[0]), _mm512_set1_epi8(keys->weights[1]),
                               _mm512_set1_epi8(keys->weights[2])};
    const int up = 8 - keys->low_bits;
    const __m128i shift = _mm_cvtsi32_si128(up);
    const V none = _mm512_set1_epi32(INT32_MAX >> up);
    const uint8_t *key = keys->keys;
    V best = _mm512_set1_epi32(INT32_MAX), second = best;
    const uint32_t hands = (uint32_t)keys->hands;
    for (uint32_t hand = 0; hand < hands; hand++) {
        V low = none, high = none;
        for (uint32_t index = hand; index < keys->count; index += hands) {
            V sum[PLACES] = {four_bytes(key + PLACES * groups * 8), _mm512_setzero_si512(),
                             _mm512_setzero_si512()};
            for (int place = 0; place < PLACES; place++) {
                for (int quad = 0; quad < groups * 2; quad++, key += 4) {
                    V both = _mm512_min_epu8(own[place * groups * 2 + quad], four_bytes(key));
                    sum[place] = _mm512_dpbusd_epi32(sum[place], both, weights[place]);
                }
            }
            key += 8;
            V cost = _mm512_add_epi32(sum[0], _mm512_add_epi32(sum[1], sum[2]));
            if (two) {
                high = _mm512_min_epi32(high, _mm512_max_epi32(low, cost));
            }
            low = _mm512_min_epi32(low, cost);
        }
        const V name = _mm512_set1_epi32((int32_t)hand);
        low = _mm512_add_epi32(_mm512_sll_epi32(low, shift), name);
        if (two) {
            high = _mm512_add_epi32(_mm512_sll_epi32(high, shift), name);
            second = _mm512_min_epi32(_mm512_min_epi32(second, high), _mm512_max_epi32(best, low));
        }
        best = _mm512_min_epi32(best, low);
    }
    const V turn_mask = _mm512_set1_epi32(255), hand_mask = _mm512_set1_epi32((1 << up) - 1);
    const V stride = _mm512_set1_epi32((int32_t)hands);
    V turn = _mm512_srl_epi32(_mm512_and_si512(best, turn_mask), shift);
    V index = _mm512_add_epi32(_mm512_mullo_epi32(turn, stride), _mm512_and_si512(best, hand_mask));
    _mm512_storeu_si512(nearest, index);
    if (two) {
        turn = _mm512_srl_epi32(_mm512_and_si512(second, turn_mask), shift);
        index = _mm512_add_epi32(_mm512_mullo_epi32(turn, stride), _mm512_and_si512(second, hand_mask));
        _mm512_storeu_si512(next, keys->count > 1 ? index : _mm512_set1_epi32(-1));
    }
}

INLINE void bias(const int32_t *start, int bits, int16_t *biased, const int groups) {
    for (int i = 0; i < groups; i++) {
        __m256i shifted = _mm256_sll_epi32(_mm256_loadu_si256((const void *)(start + i * 8)), _mm_cvtsi32_si128(bits));
        __m128i words = _mm256_cvtepi32_epi16(shifted);
        _mm_storeu_si128((void *)(biased + i * 8), _mm_xor_si128(words, _mm_set1_epi16(INT16_MIN)));
    }
}

INLINE void decode(const ck_dot_keys *keys, const ck_decoder_batch *batch, size_t from, size_t to,
                   const int groups) {
    V digits[PLACES * 2 * CK_DECODER_MOST_GROUPS];
    int16_t start[LANES][MOST_NUMBERS];
    uint32_t nearest[LANES], next[LANES];
    const bool shared = batch->start != NULL, two = batch->runners_up != NULL;
    const int16_t *rows[LANES], *starts[LANES];
    if (shared) {
        bias(batch->start, batch->fraction_bits, start[0], groups);
    }
    starts[0] = start[0];
    for (; from < to; from += LANES) {
        const size_t last = to - from < LANES ? to - from - 1 : LANES - 1;
        for (size_t lane = 0; lane < LANES; lane++) {
            const size_t position = from + (lane < last ? lane : last);
            rows[lane] = batch->sums + position * (size_t)(groups * 8);
            if (!shared) {
                bias(batch->starts[position], batch->fraction_bits, start[lane], groups);
                starts[lane] = start[lane];
            }
        }
        if (shared) {
            write_digits(keys, rows, starts, true, batch->fraction_bits, digits, groups);
        } else {
            write_digits(keys, rows, starts, false, batch->fraction_bits, digits, groups);
        }
        const bool full = last == LANES - 1;
        uint32_t *choices = full ? batch->choices + from : nearest;
        if (two) {
            search(keys, digits, choices, full ? batch->runners_up + from : next, groups, true);
        } else {
            search(keys, digits, choices, next, groups, false);
        }
        if (!full) {
            memcpy(batch->choices + from, nearest, (last + 1) * sizeof *nearest);
            if (two) {
                memcpy(batch->runners_up + from, next, (last + 1) * sizeof *next);
            }
        }
    }
}

#define SHAPE(numbers)                                                                                             \
    TARGET static __attribute__((noinline)) void decode_##numbers(                                                 \
        const ck_dot_keys *keys, const ck_decoder_batch *batch, size_t from, size_t to) {                          \
        decode(keys, batch, from, to, numbers / 8);                                                                \
    }

SHAPE(16)
SHAPE(32)
SHAPE(64)

TARGET void ck_decode_vbmi(const ck_dot_keys *dots, const ck_decoder_keys *keys, const ck_decoder_batch *batch) {
    const size_t rest = batch->count % LANES;
    const size_t end = rest <= LANES / 2 ? batch->count - rest : batch->count;
    if (end > 0) {
        if (dots->groups == 4) {
            decode_32(dots, batch, 0, end);
        } else if (dots->groups == 2) {
            decode_16(dots, batch, 0, end);
        } else {
            decode_64(dots, batch, 0, end);
        }
    }
    if (end < batch->count) {
        ck_decoder_batch tail = *batch;
        tail.sums += end * (size_t)keys->numbers;
        tail.count -= end;
        tail.choices += end;
        tail.starts = batch->starts == NULL ? NULL : batch->starts + end;
        tail.runners_up = batch->runners_up == NULL ? NULL : batch->runners_up + end;
        ck_decode_avx512(keys, &tail);
    }
}

#endif
