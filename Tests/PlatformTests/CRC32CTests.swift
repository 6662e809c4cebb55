import Platform
import TestSupport
import Testing

@Suite struct CRC32CTests {
    @Test func checkValue() {
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.checksum([UInt8]()) == 0)
    }

    /// RFC 3720, appendix B.4 (there as bytes in network order, least significant first).
    @Test func vectorsOfTheISCSIStandard() {
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.checksum(Array(UInt8(0)..<32)) == 0x46DD_794E)
        #expect(CRC32C.checksum((UInt8(0)..<32).reversed()) == 0x113F_DB5C)
    }

    @Test func equalsTheBitByBitDefinition() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for length in 0..<100 {
            let bytes = generator.bytes(length)
            var state: UInt32 = 0xFFFF_FFFF
            for byte in bytes {
                state ^= UInt32(byte)
                for _ in 0..<8 { state = state >> 1 ^ (state & 1 == 0 ? 0 : 0x82F6_3B78) }
            }
            #expect(CRC32C.checksum(bytes) == ~state, "length \(length), seed \(seed)")
        }
    }

    @Test func piecesGiveTheSameAsTheWhole() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let bytes = generator.bytes(Int.random(in: 0...300, using: &generator))
            var checksum = CRC32C()
            var start = 0
            while start < bytes.count {
                let end = Int.random(in: start...bytes.count, using: &generator)
                bytes[start..<end].withUnsafeBytes { checksum.add($0) }
                start = end
            }
            #expect(checksum.value == CRC32C.checksum(bytes), "seed \(seed)")
        }
    }
}
