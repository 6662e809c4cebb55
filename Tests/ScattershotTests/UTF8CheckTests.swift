import Scattershot
import Testing

@Suite struct UTF8CheckTests {
    private func firstInvalid(_ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { UTF8Check.firstInvalidOffset(in: $0) }
    }

    private func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    @Test func acceptsEveryScalarAtEveryAlignment() {
        var bytes: [UInt8] = []
        for value in UInt32(0)...0x10FFFF {
            if let scalar = Unicode.Scalar(value) { bytes += Array(UTF8.encode(scalar) ?? .init()) }
        }
        #expect(firstInvalid(bytes) == nil)
        #expect(firstInvalid([]) == nil)
        #expect(UTF8Check.firstInvalidOffset(in: UnsafeBufferPointer(start: nil, count: 0)) == nil)
    }

    @Test(
        arguments: [
            ([0x80], 0), ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0xE0, 0x9F, 0xBF], 0),
            ([0xF0, 0x8F, 0xBF, 0xBF], 0),
            ([0xED, 0xA0, 0x80], 0), ([0xED, 0xBF, 0xBF], 0), ([0xF4, 0x90, 0x80, 0x80], 0),
            ([0xF5, 0x80, 0x80, 0x80], 0),
            ([0xFF], 0), ([0x61, 0xE2, 0x82], 1), ([0x61, 0xE2, 0x82, 0x41], 1), ([0xC3, 0xA9, 0xC3], 2),
            ([0xF0, 0x9F, 0x98], 0), ([0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0xBF], 9),
        ] as [([UInt8], Int)])
    func findsIllFormedSequences(bytes: [UInt8], offset: Int) {
        #expect(firstInvalid(bytes) == offset)
    }

    @Test func agreesWithTheStandardLibraryOnShortSequences() {
        for first in UInt8(0x7E)...0xFF {
            for second in UInt8.min...UInt8.max {
                for tail in [[], [0x7F], [0x80], [0x80, 0x80], [0xBF, 0xC0], [0x80, 0xBF, 0x41]] as [[UInt8]]
                {
                    let bytes = [first, second] + tail
                    #expect((firstInvalid(bytes) == nil) == isValid(bytes[...]), "\(bytes)")
                }
            }
        }
    }

    /// The bytes before the offset are valid, and one to four more of them never are.
    @Test func theOffsetIsTheLongestValidPrefix() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for _ in 0..<3000 {
            var bytes = Array(generator.text(scalars: Int.random(in: 1...20, using: &generator)).utf8)
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let position = Int.random(in: bytes.indices, using: &generator)
                bytes[position] = UInt8(truncatingIfNeeded: generator.next())
            }
            guard let offset = firstInvalid(bytes) else {
                #expect(isValid(bytes[...]), "seed \(seed)")
                continue
            }
            #expect(isValid(bytes[..<offset]), "seed \(seed)")
            for end in (offset + 1)...min(offset + 4, bytes.count) {
                #expect(!isValid(bytes[..<end]), "seed \(seed)")
            }
        }
    }
}
