import Platform
import TestSupport
import Testing

@Suite struct ByteMaskTests {
    private func mask(_ bytes: ArraySlice<UInt8>, _ isSet: (UInt8) -> Bool) -> UInt64 {
        bytes.enumerated().reduce(0) { $0 | (isSet($1.element) ? 1 << UInt64($1.offset) : 0) }
    }

    @Test func bitsTellAboutBytesAtAnyAddress() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let bytes = (0..<200).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
                    >> UInt8.random(in: 0...4, using: &generator)
            }
            let start = Int.random(in: 0...136, using: &generator)
            let window = bytes[start..<start + 64]
            let byte = window.randomElement(using: &generator) ?? 0
            bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                #expect(ByteMask.equal(base + start, to: byte) == mask(window) { $0 == byte }, "seed \(seed)")
                #expect(ByteMask.high(base + start) == mask(window) { $0 >= 0x80 }, "seed \(seed)")
                #expect(
                    ByteMask.whiteSpace(base + start) == mask(window) { $0 == 0x20 || (9...13).contains($0) },
                    "seed \(seed)")
            }
        }
    }

    @Test func lowBits() {
        #expect([0, 1, 63, 64, 1000].map { ByteMask.low($0) } == [0, 1, .max >> 1, .max, .max])
    }

    @Test func copiesOfEveryLength() {
        let source = (0..<200).map { UInt8($0) }
        for count in 0...100 {
            for start in [0, 1, 199 - count] {
                var copy = [UInt8](repeating: 0xEE, count: count + ByteCopy.slack)
                source.withUnsafeBufferPointer { buffer in
                    guard let base = buffer.baseAddress else { return }
                    ByteCopy.copy(base + start, count, readable: 200 - start, to: &copy)
                }
                #expect(Array(copy[..<count]) == Array(source[start..<start + count]))
            }
        }
    }
}
