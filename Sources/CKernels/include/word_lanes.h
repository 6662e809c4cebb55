#ifndef CKERNELS_WORD_LANES_H
#define CKERNELS_WORD_LANES_H

/// Operations on eight 64-bit lanes that Swift's SIMD types spell as loops over lanes. The compiler takes such loops apart
/// and may put them together badly; these are single vector operations on whatever the program was built for.

/// Swift sees SIMD8<UInt64>.
typedef unsigned long long ck_lanes __attribute__((ext_vector_type(8)));

/// a ^ b ^ c.
static inline __attribute__((always_inline)) ck_lanes ck_lanes_xor3(ck_lanes a, ck_lanes b, ck_lanes c) {
    return a ^ b ^ c;
}

/// The upper 32 bits of each lane.
static inline __attribute__((always_inline)) ck_lanes ck_lanes_upper(ck_lanes a) { return a >> 32; }

/// The products of the lower 32 bits of each lane.
static inline __attribute__((always_inline)) ck_lanes ck_lanes_product(ck_lanes a, ck_lanes b) {
    return (a & 0xFFFFFFFFull) * (b & 0xFFFFFFFFull);
}

/// The lower 32 bits of `low`, and those of `high` above them.
static inline __attribute__((always_inline)) ck_lanes ck_lanes_join(ck_lanes low, ck_lanes high) {
    // A shuffle of words: a shift of a product would become another, slower multiplication.
    typedef unsigned ck_words __attribute__((ext_vector_type(16)));
    ck_words words = __builtin_shufflevector((ck_words)low, (ck_words)high, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26,
                                             12, 28, 14, 30);
    return (ck_lanes)words;
}

#endif
