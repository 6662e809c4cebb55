import Platform
import Scattershot
import TestSupport
import Testing

@Suite struct KeyPermutationTests {
    /// Sentences of subject, verb, object, with words of each kind that are told apart by nothing else.
    private func text(seed: UInt64, sentences: Int) -> [[String]] {
        var generator = SeededGenerator(seed: seed)
        let kinds = ["noun", "verb", "thing"]
        return (0..<sentences).map { _ in
            kinds.map { "\($0)\(Int.random(in: 0..<12, using: &generator))" }
        }
    }

    private func plain(_ sentences: [[String]]) -> MemorySource {
        MemorySource(sentences.map { $0.joined(separator: " ") + "\n" }.joined())
    }

    private var permutation: KeyPermutation {
        var permutation = KeyPermutation()
        permutation.weights = [1, 1]
        return permutation
    }

    @Test func tokensOfAKindGetTheSameFirstDigits() throws {
        let keys = try permutation.run([plain(text(seed: 1, sentences: 600))])
        var kinds: [Substring: Set<String>] = [:]
        for entry in keys.entries {
            kinds[entry.digits.prefix(1), default: []].insert(entry.token.filter(\.isLetter))
        }
        #expect(keys.entries.count == 36)
        #expect(kinds.values.allSatisfy { $0.count == 1 }, "\(kinds)")
        #expect(keys.entries.map { $0.digits.prefix(2) } == keys.entries.map { $0.digits.prefix(2) }.sorted())
        #expect(Set(keys.entries.map(\.digits)).count == 36)
    }

    @Test func resumedSearchesEndLikeOthers() throws {
        var permutation = permutation
        permutation.smallestGain = -1
        let sentences = text(seed: 2, sentences: 300)
        permutation.rounds = 5
        let whole = try permutation.run([plain(sentences)])
        permutation.rounds = 2
        var written: [KeyList] = []
        let first = try permutation.run([plain(sentences)], checkpoint: { written.append($0) })
        #expect(written.count == 2 && written.last == first)
        permutation.rounds = 5
        permutation.seed = 77
        let second = try permutation.run([plain(sentences)], resuming: first)
        #expect(second == whole)
        // With more text and other words than before.
        let more = try permutation.run(
            [plain(text(seed: 3, sentences: 300)), MemorySource("x y x y\n")], resuming: first)
        #expect(more.entries.contains { $0.token == "x" })
        #expect(Set(more.entries.map(\.digits)).count == more.entries.count)
    }

    @Test func keysThatNoSearchMadeCannotBeResumed() throws {
        let text = "a b a b\n"
        for list in [
            "a\t01\n", "# keys: seed 1, pool 32, digits 2, rounds 1\na\t0123456789012345\n",
            "# keys: seed 1, pool 32, digits 3, rounds 1\n",
            "# keys: seed 1, pool 4294967295, digits 3, rounds 0\n",
        ] {
            let earlier = try KeyList(reading: MemorySource(list))
            #expect(throws: InvalidStructure.self, "\(list)") {
                try permutation.run([MemorySource(text)], resuming: earlier)
            }
        }
    }

    /// The same words as plain text, as columns and as CoNLL-U.
    @Test func plainTextAndColumnsAreTheSame() throws {
        var permutation = permutation
        permutation.minimumCount = 1
        let sentences = [
            ["The", "\"", "old", "(", "man", ")", ".", "…"], ["\"", "Old", "men", "\"", "?"], ["it's"],
        ]
        let lines = ["The \"old (man). …", "\"Old men\"?", "it's"]
        let columns = sentences.map { $0.map { "\($0)\tX\n" }.joined() + "\n" }.joined()
        let conllu = sentences.map { sentence in
            let lines = sentence.enumerated().map { index, word in
                "\(index + 1)\t\(word)" + String(repeating: "\t_", count: 8) + "\n"
            }
            return "# text\n\(lines.joined())\n"
        }
        let expected = try permutation.run([MemorySource(columns)])
        #expect(Set(expected.entries.map(\.token)).isSuperset(of: ["the", "old", "it's", "\"", "…", ")"]))
        #expect(try permutation.run([MemorySource(lines.joined(separator: "\n"))]) == expected)
        #expect(try permutation.run([MemorySource(conllu.joined())]) == expected)
    }

    @Test func badTextAndBadSettingsAreNamed() throws {
        #expect { try permutation.run([MemorySource(Array("ok\nbad ".utf8) + [0xFF])]) } throws: {
            ($0 as? InputError)?.line == 2
        }
        #expect { try permutation.run([MemorySource("a\tX\nb\tX\tY\n")]) } throws: {
            ($0 as? InputError)?.line == 2
        }
        for change: (inout KeyPermutation) -> Void in [
            { $0.weights = [] }, { $0.weights = [0, 0] }, { $0.weights = [1, 1, 1, 1] },
            { $0.weights = [-1] },
            { $0.minimumCount = 0 }, { $0.mostContexts = 0 }, { $0.keysPerToken = 0 }, { $0.rounds = -1 },
        ] {
            var permutation = permutation
            change(&permutation)
            #expect(throws: InvalidStructure.self) { try permutation.run([MemorySource("a b\n")]) }
        }
        #expect(try permutation.run([MemorySource("")]).entries.isEmpty)
    }
}
