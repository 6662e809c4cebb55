import CuckooTable
import DigitKeys
import Platform
import TestSupport
import Testing

@Suite struct TokenIndexTests {
    /// Tokens of every length around the limits of keys, of few different bytes, zeros among them.
    private static func token(_ generator: inout SeededGenerator) -> [UInt8] {
        let length = [0, 1, 1, 2, 7, 8, 9, 15, 16, 17, 18, 40].randomElement(using: &generator) ?? 0
        return (0..<length).map { _ in [0, 0x61, 0x62, 0xFF].randomElement(using: &generator) ?? 0 }
    }

    private static func dictionary(_ tokens: [[UInt8]]) -> TokenDictionary {
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 1, dictionary: 1))
        for token in tokens { _ = token.withUnsafeBufferPointer { builder.intern($0) } }
        return builder.finished()
    }

    /// Tokens one after another in a buffer without anything around them, and their places.
    private static func text(_ tokens: [[UInt8]]) -> (bytes: [UInt8], places: [BytePlace]) {
        var bytes: [UInt8] = []
        let places = tokens.map { token in
            bytes += token
            return BytePlace(bytes.count - token.count..<bytes.count)
        }
        return (bytes, places)
    }

    private static func find(_ tokens: [[UInt8]], in index: TokenIndex) -> (found: [UInt32], absent: Int) {
        let (bytes, places) = text(tokens)
        var found = [UInt32](repeating: 7, count: tokens.count)
        let absent = places.withUnsafeBufferPointer { places in
            bytes.withUnsafeBufferPointer { index.find(places, in: $0, into: &found) }
        }
        return (found, absent)
    }

    @Test(arguments: [0, 1, 3, 50, 2000])
    func findsWhatTheDictionaryFinds(size: Int) {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let dictionary = Self.dictionary((0..<size).map { _ in Self.token(&generator) })
        let index = TokenIndex(dictionary)
        for count in [0, 1, 15, 16, 17, 127, 128, 129, 700] {
            var tokens = (0..<count).map { _ in Self.token(&generator) }
            // Mostly single bytes is another way through the look-up.
            if count % 2 == 1 { for place in 0..<count where place % 11 != 0 { tokens[place] = [0x61] } }
            let expected = tokens.map { token in
                token.withUnsafeBufferPointer { dictionary.index(of: $0) }.map { UInt32($0) }
                    ?? TokenIndex.absent
            }
            let (found, absent) = Self.find(tokens, in: index)
            #expect(found == expected, "seed \(seed)")
            #expect(absent == expected.count { $0 == TokenIndex.absent }, "seed \(seed)")
            #expect(
                tokens.map { $0.withUnsafeBufferPointer { index.find($0) } } == expected, "seed \(seed)")
        }
    }

    private static func counts(_ tokens: [[UInt8]], in index: TokenIndex) -> LookupCounts {
        let (bytes, places) = text(tokens)
        var counts = LookupCounts()
        places.withUnsafeBufferPointer { places in
            bytes.withUnsafeBufferPointer { index.count(places, in: $0, into: &counts) }
        }
        return counts
    }

    /// Bytes of the index that look-ups of these tokens read.
    private static func bytesRead(_ tokens: [[UInt8]], in index: TokenIndex) -> Int {
        let (bytes, places) = text(tokens)
        var found = [UInt32](repeating: 0, count: tokens.count)
        return places.withUnsafeBufferPointer { places in
            bytes.withUnsafeBufferPointer {
                index.findAll(places, in: $0, into: &found, distance: .standard).bytes
            }
        }
    }

    @Test(arguments: [0, 3, 50, 2000])
    func countsWhatIsFound(size: Int) {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let index = TokenIndex(Self.dictionary((0..<size).map { _ in Self.token(&generator) }))
        #expect(index.count <= size && index.load < 1)
        for count in [0, 1, 127, 128, 129, 700] {
            var tokens = (0..<count).map { _ in Self.token(&generator) }
            if count % 2 == 1 { for place in 0..<count where place % 11 != 0 { tokens[place] = [0x61] } }
            let counts = Self.counts(tokens, in: index)
            #expect(counts.lookups == count, "seed \(seed)")
            #expect(counts.hits == count - Self.find(tokens, in: index).absent, "seed \(seed)")
            #expect(counts.byLength.reduce(0, +) == count, "seed \(seed)")
            // Of those that open a bucket, the first one is what is read at least.
            let direct = counts.byLength[0]
            #expect(Self.bytesRead(tokens, in: index) == (count - direct) * 64 + direct * 4, "seed \(seed)")
            #expect(counts.buckets >= count - direct, "seed \(seed)")
        }
    }

    @Test func singleBytesOpenNoBucketAndZerosMislead() {
        let index = TokenIndex(Self.dictionary([[0x61], [0x61, 0]]))
        let singles = Self.counts([[UInt8]](repeating: [0x61], count: 20), in: index)
        #expect(singles.byLength == [20, 0, 0, 0] && singles.hits == 20 && singles.meanLength == 0)
        let padded = Self.counts([[0x61, 0, 0], [0x62, 0x62], [0x61, 0]], in: index)
        #expect(padded.lookups == 3 && padded.hits == 1)
        // Both tokens look like the first one until sizes are compared.
        #expect(padded.mismatches >= 2)
    }

    @Test func zerosAtTheEndBelongToTheToken() {
        let tokens: [[UInt8]] = [[], [0], [0, 0], [0x61], [0x61, 0], [UInt8](repeating: 0, count: 16)]
        let index = TokenIndex(Self.dictionary(tokens))
        #expect(Self.find(tokens, in: index).found == [0, 1, 2, 3, 4, 5])
        #expect(Self.find([[0, 0, 0], [0x61, 0, 0]], in: index).absent == 2)
        #expect(
            TokenIndex(Self.dictionary([])).find(UnsafeBufferPointer(start: nil, count: 0))
                == TokenIndex.absent)
    }

    @Test func aRegisterNumbersTokensInTheirOrder() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let register = TokenRegister()
        for _ in 0..<3 {
            var expected: [[UInt8]: Int] = [:]
            for _ in 0..<3000 {
                let token = Self.token(&generator)
                let slack = [UInt8](repeating: 0x62, count: Int.random(in: 0...20, using: &generator))
                let (number, isNew) = (token + slack).withUnsafeBufferPointer {
                    register.number(
                        of: UnsafeBufferPointer(rebasing: $0[..<token.count]), available: $0.count)
                }
                #expect(number == expected[token, default: expected.count], "seed \(seed)")
                #expect(isNew == (expected[token] == nil), "seed \(seed)")
                expected[token] = number
                #expect(register.count == expected.count, "seed \(seed)")
            }
            #expect(register.byteCount == expected.keys.reduce(0) { $0 + $1.count }, "seed \(seed)")
            register.removeAll()
            #expect(register.count == 0 && register.byteCount == 0)
        }
    }
}
