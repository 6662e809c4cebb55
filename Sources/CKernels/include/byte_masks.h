#ifndef CKERNELS_BYTE_MASKS_H
#define CKERNELS_BYTE_MASKS_H

#include <stdint.h>

/// Comparisons of 64 bytes at once; bit i of a mask stands for byte i. All functions read 64 bytes from any address.
/// Vector extensions of the compiler, so that each target gets the registers it has.

typedef uint8_t ck_bytes64 __attribute__((vector_size(64), aligned(1)));
typedef int8_t ck_signs64 __attribute__((vector_size(64), aligned(1)));
typedef _Bool ck_bits64 __attribute__((ext_vector_type(64)));

/// The mask of a comparison's result. A macro, since such vectors are passed to functions in ways that depend on the
/// target.
#define CK_MASK64(truth) ck_mask_of_bits64(__builtin_convertvector((ck_signs64)(truth), ck_bits64))
#define ck_mask_of_bits64(bits) \
    ({ \
        ck_bits64 ck_bits = (bits); \
        uint64_t ck_mask; \
        __builtin_memcpy(&ck_mask, &ck_bits, sizeof ck_mask); \
        ck_mask; \
    })

/// The bytes that are equal to `byte`.
static inline __attribute__((always_inline)) uint64_t ck_equal_mask64(const uint8_t *bytes, uint8_t byte) {
    ck_bytes64 block;
    __builtin_memcpy(&block, bytes, sizeof block);
    return CK_MASK64(block == byte);
}

/// The bytes from 0x80 up.
static inline __attribute__((always_inline)) uint64_t ck_high_mask64(const uint8_t *bytes) {
    ck_signs64 block;
    __builtin_memcpy(&block, bytes, sizeof block);
    return CK_MASK64(block < 0);
}

/// The bytes that are ASCII white space: 0x20 and 0x09 to 0x0D.
static inline __attribute__((always_inline)) uint64_t ck_space_mask64(const uint8_t *bytes) {
    ck_bytes64 block;
    __builtin_memcpy(&block, bytes, sizeof block);
    ck_bytes64 control = block - (uint8_t)9;
    return CK_MASK64(((block == (uint8_t)0x20) | (control < (uint8_t)5)));
}

/// Copies 16 bytes from any address to any other; both stretches must be accessible.
static inline __attribute__((always_inline)) void ck_copy16(uint8_t *to, const uint8_t *from) {
    __builtin_memcpy(to, from, 16);
}

#endif
