import DigitKeys
import Platform
import TestSupport
import Testing

@Suite struct TokenScanTests {
    @Test(arguments: UInt64(1)...6) func scansFindWhatTheIndexFinds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: seed, dictionary: 0))
        func token() -> String {
            let length = Int.random(in: 0...24, using: &random)
            return String((0..<length).map { _ in "abé".randomElement(using: &random) ?? "a" })
        }
        for _ in 0..<Int.random(in: 0...60, using: &random) { _ = builder.intern(token()) }
        let dictionary = builder.finished()
        let (scan, index) = (TokenScan(dictionary), TokenIndex(dictionary))
        let asked = (0..<200).map { _ in token() } + (0..<dictionary.count).map { dictionary[$0] }
        for var token in asked {
            token.withUTF8 { bytes in
                let expected = index.find(bytes)
                #expect(scan.find(bytes, kernel: .scalar) == expected, "seed \(seed): \(bytes)")
                #expect(scan.find(bytes, kernel: .simd) == expected, "seed \(seed): \(bytes)")
            }
        }
    }
}
