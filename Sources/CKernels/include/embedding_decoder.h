#ifndef CKERNELS_EMBEDDING_DECODER_H
#define CKERNELS_EMBEDDING_DECODER_H

#include <stddef.h>
#include <stdint.h>

/// From sums of rows to the nearest keys, several positions at a time: digits and sums of absolute differences with
/// one position in every 64-bit lane.
///
/// A key is a record of `digits` places × `groups` × 8 bytes, followed by its index as a 64-bit number. Byte n of a
/// place is that digit of number n, times the place's scale; bytes beyond the last number are 0, in queries as well.

/// How the places' sums make a distance.
enum {
    /// The first place's sum shifted left by `shift`, plus the other places' sums; no penalty.
    CK_DECODER_SHIFT = 0,
    /// Every place's sum times its weight; no penalty.
    CK_DECODER_MULTIPLY = 1,
    /// Every place's sum times its weight, and its digits that differ times its penalty.
    CK_DECODER_PENALTY = 2,
};

/// Limits of the kernels.
enum {
    CK_DECODER_MOST_DIGITS = 4,
    CK_DECODER_MOST_GROUPS = 16,
    /// Dictionaries up to this size are searched without early exit when distances stay below 2^24.
    CK_DECODER_MOST_SMALL = 256,
};

/// The keys of a dictionary and their distance.
typedef struct {
    const uint8_t *keys;
    uint32_t count;
    int32_t numbers;
    int32_t digits;
    int32_t groups;
    int32_t form;
    int32_t shift;
    /// The largest number: 10^digits − 1.
    int32_t largest;
    /// 1 when every distance is below 2^24 and there are at most `CK_DECODER_MOST_SMALL` keys. Every distance is below
    /// 2^32 in any case.
    int32_t small;
    /// What stands for a digit of each place: the digit times the place's scale, bytes from 10 on unused.
    uint8_t digit_bytes[CK_DECODER_MOST_DIGITS][16];
    uint32_t weights[CK_DECODER_MOST_DIGITS];
    uint32_t penalties[CK_DECODER_MOST_DIGITS];
} ck_decoder_keys;

/// What is decoded.
typedef struct {
    /// `count` × numbers.
    const int16_t *sums;
    size_t count;
    /// The start of all positions, or NULL.
    const int32_t *start;
    /// The start of each position when `start` is NULL.
    const int32_t *const *starts;
    /// `largest << fraction_bits` is at most 65,535.
    int32_t fraction_bits;
    /// Receives the index of each position's nearest key.
    uint32_t *choices;
    /// Receives the index of each position's next key (2^32 − 1 when there is one key only), or is NULL.
    uint32_t *runners_up;
} ck_decoder_batch;

/// Keys of three digits for products of bytes: with m = min(q, k), Σ w|q − k| = Σ wq + Σ wk − 2 Σ wm, and Σ wq is the
/// same for all keys. A key is a record of 3 places × `groups` × 8 bytes, followed by 32 bits of
/// 2^low_bits · Σ wk + turn and 32 unused bits. The keys are dealt to `hands` hands like cards: hand h has the keys
/// h, h + hands, h + 2 · hands …, and a key's turn, its place in the hand, is below 2^low_bits. Records are sorted by
/// hand, then by turn.
typedef struct {
    const uint8_t *keys;
    uint32_t count;
    int32_t groups;
    /// Number of hands, at most 2^(8 − low_bits).
    int32_t hands;
    int32_t low_bits;
    /// −2^(low_bits + 1) · w / scale of each place; scales are at most 28, and 1 for the last place.
    int8_t weights[3];
    /// a · scale for the first place's digit a, in bytes 0 to 9.
    uint8_t first_bytes[16];
    /// b · scale for the second place's digit b, in bytes 5b to 5b + 4.
    uint8_t second_bytes[64];
} ck_dot_keys;

#if defined(__x86_64__)
/// Four positions at a time in 256-bit registers.
void ck_decode_avx2(const ck_decoder_keys *keys, const ck_decoder_batch *batch);

/// Eight positions at a time in 512-bit registers.
void ck_decode_avx512(const ck_decoder_keys *keys, const ck_decoder_batch *batch);

/// Sixteen positions at a time in 512-bit registers, by products of bytes (AVX-512 VBMI and VNNI). Distances are below
/// 2^22, keys at most 256, numbers 8 · groups. Up to eight positions left over are decoded by `ck_decode_avx512`.
void ck_decode_vbmi(const ck_dot_keys *dots, const ck_decoder_keys *keys, const ck_decoder_batch *batch);
#endif

#endif
