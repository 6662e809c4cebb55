import Scattershot
import Testing

@Suite struct WhiteSpaceTests {
    private func isWhiteSpace(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { WhiteSpace.isWhiteSpace($0) }
    }

    @Test func equalsTheUnicodePropertyForEveryScalar() {
        var wrong: [UInt32] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            if isWhiteSpace(bytes) != scalar.properties.isWhitespace { wrong.append(value) }
        }
        #expect(wrong == [])
    }

    @Test func everyScalarMustBeWhiteSpace() {
        #expect(isWhiteSpace(Array("\r\n".utf8)))
        #expect(isWhiteSpace(Array(" \u{3000}\t".utf8)))
        #expect(!isWhiteSpace(Array(" \u{301}".utf8)))
        #expect(!isWhiteSpace(Array("a ".utf8)))
        #expect(!isWhiteSpace([]))
    }

    @Test func cutOffSequencesAreNotWhiteSpace() {
        #expect(!isWhiteSpace([0xC2]))
        #expect(!isWhiteSpace([0xE3, 0x80]))
        #expect(!isWhiteSpace([0x20, 0xE2, 0x80]))
    }

    @Test func looksAtTheRangeOnly() {
        let bytes = Array("a b".utf8)
        bytes.withUnsafeBufferPointer { bytes in
            #expect(WhiteSpace.isWhiteSpace(bytes, at: 1..<2))
            #expect(!WhiteSpace.isWhiteSpace(bytes, at: 0..<2))
        }
    }
}
