import NoiseSampling
import Testing

/// Known answers of Philox4x32-10, published with Random123 (`tests/kat_vectors`).
@Suite struct PhiloxTests {
    @Test func countsFromZero() {
        #expect(
            Philox.block(counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
                == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    }

    @Test func allBitsSet() {
        #expect(
            Philox.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
                == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    }

    @Test func digitsOfPi() {
        #expect(
            Philox.block(
                counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
                key: SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    @Test func everyBitOfCounterAndKeyMatters() {
        let base = Philox.block(counter: .zero, key: .zero)
        for bit in 0..<128 {
            var counter = SIMD4<UInt32>.zero
            counter[bit / 32] = 1 << UInt32(bit % 32)
            #expect(changedBits(base, Philox.block(counter: counter, key: .zero)) > 30, "counter bit \(bit)")
        }
        for bit in 0..<64 {
            var key = SIMD2<UInt32>.zero
            key[bit / 32] = 1 << UInt32(bit % 32)
            #expect(changedBits(base, Philox.block(counter: .zero, key: key)) > 30, "key bit \(bit)")
        }
    }

    private func changedBits(_ first: SIMD4<UInt32>, _ second: SIMD4<UInt32>) -> Int {
        let difference = first ^ second
        return difference.indices.reduce(0) { $0 + difference[$1].nonzeroBitCount }
    }
}
