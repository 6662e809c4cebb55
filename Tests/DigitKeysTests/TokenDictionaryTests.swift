import CuckooTable
import DigitKeys
import Platform
import TestSupport
import Testing

@Suite struct TokenDictionaryTests {
    private let source = KeySource(seed: 1, dictionary: 2)

    /// Strings that a careless hash or comparison confuses: the empty one, prefixes of one another, zeros, strings
    /// that Unicode holds equal though their bytes differ, and random ones of any script.
    private func tokens(seed: UInt64, count: Int) -> [String] {
        var generator = SeededGenerator(seed: seed)
        var tokens = [
            "", "\0", "\0\0", "\0a", "a", "a\0", "é", "e\u{301}", "Å", "\u{212B}", "⟨stop⟩", "👩‍👩‍👧", "👩",
        ]
        tokens += (1...40).map { String(repeating: "x", count: $0) }
        tokens += (1...40).map { String("the quick brown fox jumps over the lazy dog".prefix($0)) }
        let scalars: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0xA0...0x24F, 0x400...0x4FF, 0x4E00...0x4EFF, 0x1F600...0x1F64F,
        ]
        for _ in 0..<count {
            var token = ""
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                let range = scalars[Int.random(in: 0..<scalars.count, using: &generator)]
                token.unicodeScalars.append(
                    Unicode.Scalar(UInt32.random(in: range, using: &generator)) ?? "?")
            }
            tokens.append(token)
        }
        return tokens
    }

    @Test(arguments: UInt64(0)..<4)
    func tokensRoundTrip(seed: UInt64) {
        let tokens = tokens(seed: seed, count: 3000)
        let builder = TokenDictionaryBuilder(keySource: source)
        var expected: [[UInt8]: Int] = [:]
        for token in tokens {
            let index = builder.intern(token)
            #expect(index == expected[Array(token.utf8), default: expected.count], "\(token)")
            expected[Array(token.utf8)] = index
            #expect(builder.count == expected.count)
        }
        let dictionary = builder.finished()
        #expect(dictionary.count == expected.count)
        for token in tokens {
            let index = expected[Array(token.utf8)]
            #expect(dictionary.index(of: token) == index, "\(token)")
            #expect(Array(token.utf8).withUnsafeBufferPointer { dictionary.index(of: $0) } == index)
            if let index {
                #expect(Array(dictionary[index].utf8) == Array(token.utf8))
                #expect(dictionary.withBytes(of: index) { Array($0) } == Array(token.utf8))
            }
        }
        for token in self.tokens(seed: seed + 100, count: 3000) where expected[Array(token.utf8)] == nil {
            #expect(dictionary.index(of: token) == nil, "\(token)")
        }
    }

    @Test func findsNothingInAnEmptyDictionary() {
        let dictionary = TokenDictionaryBuilder(keySource: source).finished()
        #expect(dictionary.count == 0)
        #expect(dictionary.index(of: "") == nil)
        #expect(dictionary.index(of: "a") == nil)
        #expect(dictionary.weights(shape: .line).isEmpty)
    }

    @Test func keysComeFromTheSource() {
        let builder = TokenDictionaryBuilder(keySource: source)
        for token in ["b", "a", "c"] { _ = builder.intern(token) }
        let dictionary = builder.finished()
        #expect(dictionary.keySource == source)
        #expect(dictionary.canonicalKey(of: 2) == source.canonicalKey(of: 2))
        #expect(
            dictionary.weights(shape: .vector(32))
                == (0..<3).map { source.weights(of: $0, shape: .vector(32)) })
    }

    @Test func theBuilderCanGoOnAfterADictionaryWasFinished() {
        let builder = TokenDictionaryBuilder(keySource: source)
        _ = builder.intern("a")
        let first = builder.finished()
        #expect(builder.intern("b") == 1)
        #expect(first.count == 1 && first.index(of: "b") == nil)
        #expect(builder.finished().index(of: "b") == 1)
    }

    private func small() -> TokenDictionary {
        let builder = TokenDictionaryBuilder(keySource: source)
        for token in ["one", "two", "", "three"] { _ = builder.intern(token) }
        return builder.finished()
    }

    @Test func arraysFromAFileGiveTheSameDictionary() throws {
        let dictionary = small()
        let again = try TokenDictionary(
            keySource: source, text: dictionary.text, starts: dictionary.starts,
            buckets: dictionary.table.buckets, tableSeed: dictionary.table.seed)
        #expect(["one", "two", "", "three", "four"].map { again.index(of: $0) } == [0, 1, 2, 3, nil])
        #expect((0..<4).map { again[$0] } == ["one", "two", "", "three"])
    }

    @Test func brokenArraysAreRefused() throws {
        let dictionary = small()
        func open(_ text: [UInt8], _ starts: [UInt32], _ buckets: Slab<Bucket>) throws {
            _ = try TokenDictionary(
                keySource: source, text: Slab(text), starts: Slab(starts), buckets: buckets, tableSeed: 0)
        }
        let (text, buckets) = (Array("onetwothree".utf8), dictionary.table.buckets)
        try open(text, [0, 3, 6, 6, 11], buckets)
        #expect(throws: InvalidStructure.self) { try open(text, [], buckets) }
        #expect(throws: InvalidStructure.self) { try open(text, [0], buckets) }
        #expect(throws: InvalidStructure.self) { try open(text, [1, 3, 6, 6, 11], buckets) }
        #expect(throws: InvalidStructure.self) { try open(text, [0, 3, 6, 6, 10], buckets) }
        #expect(throws: InvalidStructure.self) { try open(text, [0, 3, 6, 6, 12], buckets) }
        #expect(throws: InvalidStructure.self) { try open(text, [0, 6, 3, 6, 11], buckets) }
        #expect(throws: InvalidStructure.self) { try open(text, [0, 3, .max, 6, 11], buckets) }
        // The table points to a fourth token.
        #expect(throws: InvalidStructure.self) { try open(text, [0, 3, 6, 11], buckets) }
        #expect(throws: InvalidStructure.self) { try open(text, [0, 3, 6, 6, 11], Slab([])) }
        #expect(throws: InvalidStructure.self) { try open([], [0], buckets) }
    }

    /// Every token must be found where it stands: none is missing in the table, and none is there twice.
    @Test func tablesThatDoNotFindEachTokenAreRefused() {
        let dictionary = small()
        for text in ["twoonethree", "oneonethree", "onetwothrex"] {
            #expect(throws: InvalidStructure.self, "\(text)") {
                try TokenDictionary(
                    keySource: source, text: Slab(Array(text.utf8)), starts: dictionary.starts,
                    buckets: dictionary.table.buckets, tableSeed: dictionary.table.seed)
            }
        }
        #expect(throws: InvalidStructure.self) {
            try TokenDictionary(
                keySource: source, text: Slab([]), starts: Slab([UInt32](repeating: 0, count: 1001)),
                buckets: Slab([.empty]), tableSeed: 0)
        }
    }

    @Test func indicesOutOfRangeTrap() async {
        await #expect(processExitsWith: .failure) {
            _ = TokenDictionaryBuilder(keySource: KeySource(seed: 0, dictionary: 0)).finished()[0]
        }
    }
}
