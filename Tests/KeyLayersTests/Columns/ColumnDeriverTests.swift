import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing

/// Derived columns against their definition on strings.
@Suite struct ColumnDeriverTests {
    private static let words = ["a", "b", "c", "d", "e"]
    private static let tags = ["N", "V", "A", "D", "X"]

    /// The texts that a deriver writes for a column whose dictionary is made from the sequences themselves.
    private func derive(_ rule: String, _ sequences: [[(String, String)]]) throws -> [[String]] {
        let column = try DerivedColumn(text: "column 3 = " + rule)
        let dictionaries = [Self.words, Self.tags].map { VocabularyFixture.dictionary($0) }
        let columns = [
            sequences.joined().map { UInt32(dictionaries[0].index(of: $0.0) ?? 99) },
            sequences.joined().map { UInt32(dictionaries[1].index(of: $0.1) ?? 99) },
        ]
        var ends: [Int] = []
        for sequence in sequences { ends.append((ends.last ?? 0) + sequence.count) }
        let source = KeySource(seed: 1, dictionary: 3)
        let fixed = ColumnDeriver.dictionary(of: column, dictionaries: dictionaries, keySource: source)
        let paths = try PathDictionary.dictionary(
            of: column, dictionaries: dictionaries, columns: columns, sequenceEnds: ends, keySource: source)
        let own = try #require(fixed ?? paths)
        let all = dictionaries + [own]
        let deriver = try ColumnDeriver(columns: [column], dictionaries: all, spans: .empty)
        let resolver = TokenResolver(
            columns: try all.map { try ColumnVocabulary(tokens: $0, views: []) { _ in source } })
        let memory = (columns + [columns[0]]).map { column in
            let copy = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: max(column.count, 1))
            _ = copy.initialize(from: column)
            return copy
        }
        defer { memory.forEach { $0.deallocate() } }
        let bases = memory.compactMap(\.baseAddress)
        ends.withUnsafeBufferPointer { deriver.derive(bases, sequenceEnds: $0, resolver: resolver) }
        var next = 0
        return sequences.map { sequence in
            sequence.map { _ in
                defer { next += 1 }
                let entry = Int(memory[2][next])
                return entry < own.count ? own[entry] : "unknown"
            }
        }
    }

    private func random(_ seed: UInt64) -> [[(String, String)]] {
        var generator = SeededGenerator(seed: seed)
        return (0..<40).map { _ in
            (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                (
                    Self.words.randomElement(using: &generator) ?? "",
                    Self.tags.randomElement(using: &generator) ?? ""
                )
            }
        }
    }

    @Test(arguments: UInt64(0)..<10, [true, false])
    func nearestIsTheFirstOnItsSide(seed: UInt64, isLeft: Bool) throws {
        let sequences = random(seed)
        let found = try derive("nearest \(isLeft ? "left" : "right") V,A in 2 take 1", sequences)
        for (sequence, found) in zip(sequences, found) {
            let expected = sequence.indices.map { position in
                let side =
                    isLeft ? Array(sequence[..<position].reversed()) : Array(sequence[(position + 1)...])
                return side.first { $0.1 == "V" || $0.1 == "A" }?.0 ?? DerivedColumn.nothing
            }
            #expect(found == expected)
        }
    }

    @Test(arguments: UInt64(0)..<10, [true, false])
    func pathsEndAtTheirGoalOrTheEdge(seed: UInt64, isLeft: Bool) throws {
        let sequences = random(seed)
        let found = try derive("path \(isLeft ? "left" : "right") V in 2 skip D,X", sequences)
        for (sequence, found) in zip(sequences, found) {
            let expected = sequence.indices.map { position -> String in
                let side =
                    isLeft ? Array(sequence[..<position].reversed()) : Array(sequence[(position + 1)...])
                var path: [String] = []
                for (_, tag) in side where tag != "D" && tag != "X" && tag != path.last {
                    path.append(tag)
                    if tag == "V" || path.count == DerivedColumn.longestPath { break }
                }
                let isOpen = path.last != "V" && path.count < DerivedColumn.longestPath
                return (path + (isOpen ? ["|"] : [])).joined(separator: "\t")
            }
            #expect(found == expected)
        }
    }

    @Test func columnsThatAreNotThereAreRefused() {
        let dictionaries = [Self.words, Self.tags, ["·"]].map { VocabularyFixture.dictionary($0) }
        for text in [
            "column 4 = pass", "column 3 = nearest left V in 3 take 1", "column 3 = path left V in 3",
            "column 3 = nearest left V in 1 take 4",
        ] {
            #expect(throws: InvalidStructure.self, "\(text)") {
                try ColumnDeriver(
                    columns: [DerivedColumn(text: text)], dictionaries: dictionaries, spans: .empty)
            }
        }
    }
}
