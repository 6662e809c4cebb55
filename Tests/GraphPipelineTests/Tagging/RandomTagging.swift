import DigitKeys
import GraphPipeline
import KeyLayers
import TestSupport

/// Random sequences of two query columns with random distances, and random graphs over them.
struct RandomTagging {
    static let words = ["the", "The", "cat", "cats", "sat", "on", "mat", ".", "running", "Ömer", ""]
    static let tags = ["D", "N", "V", "P"]
    let labels: [String]
    var generator: SeededGenerator

    init(seed: UInt64, labels: Int) {
        self.labels = (0..<labels).map { "label\($0)" }
        generator = SeededGenerator(seed: seed)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

    /// Tokens of one sequence, column by column. Some are in no dictionary.
    mutating func sequence(_ count: Int) -> [[String]] {
        [
            (0..<count).map { _ in number(0...7) == 0 ? pick(["new", "SATS", "x"]) : pick(Self.words) },
            (0..<count).map { _ in pick(Self.tags) },
        ]
    }

    /// Distances with many ties.
    mutating func distances(_ count: Int) -> [Int32] {
        (0..<count * labels.count).map { _ in Int32(number(0...20) * 50) }
    }

    /// - Parameter decided: share of classes of what was decided first, in hundredths; nil for few of them among many others.
    mutating func classes(decided: Int? = nil) -> [TokenClass] {
        if let decided {
            return (0..<40).map { _ in
                let column: WindowColumn =
                    number(0...99) < decided
                    ? pick([.runnerUp, .runnerUp, .nearest]) : pick([.value, .query(2)])
                return TokenClass(
                    column: column, values: [column == .query(2) ? pick(Self.tags) : pick(labels)])
            }
        }
        var classes = Self.tags.map { TokenClass(column: .query(2), values: [$0]) }
        classes += labels.map { TokenClass(column: .value, values: [$0]) }
        classes += [
            TokenClass(column: .query(1), view: .lower, values: ["the", "sat"]),
            TokenClass(column: .query(1), view: .suffix(1), values: ["s", "t", "g"]),
            TokenClass(column: .query(1), view: .shape, values: ["Xx"]),
            TokenClass(column: .query(2), values: ["N", "V"]),
            TokenClass(column: .nearest, values: [labels[0]]),
            TokenClass(column: .runnerUp, values: Array(labels.prefix(2))),
            TokenClass(column: .margin, values: ["0", "2"]),
        ]
        // More than one word of classes in a column.
        for index in 0..<70 {
            classes.append(TokenClass(column: .query(1), values: [Self.words[index % Self.words.count]]))
        }
        return classes
    }

    mutating func condition(_ classes: Int) -> TagCondition {
        let side = pick(WindowSide.allCases)
        let tokens = number(0...classes - 1)
        switch number(0...9) {
        case 0, 1: return .at(tokens, offset: number(-8...8))
        case 2: return .some(side, tokens, atLeast: number(1...4))
        case 3: return .count(tokens, atLeast: number(1...4))
        case 4, 5: return .near(side, tokens, within: number(1...8))
        case 6, 7: return .order(side, tokens, number(0...classes - 1))
        case 8: return .edge(side, atMost: number(0...7))
        default: return .length(atLeast: pick([1, 2, 5, 20, 70]))
        }
    }

    /// So many counts that must hold, of different labels, up to three each.
    mutating func counts(_ count: Int) -> [ExactCount] {
        var rest = Array(labels.indices)
        return (0..<min(count, labels.count - 1)).map { _ in
            ExactCount(label: rest.remove(at: number(0...rest.count - 1)), count: number(1...3))
        }
    }

    /// Rows over random conditions.
    mutating func rows(_ classes: Int, conditions: Int) -> ConditionRows {
        let all = (0..<conditions).map { _ in condition(classes) }
        let counts = all.map { _ in number(1...3) }
        let total = counts.reduce(0, +)
        return ConditionRows(
            conditions: all, rowCounts: counts,
            classes: (0..<total).map { _ in number(0...1) == 0 ? -1 : number(0...classes - 1) },
            weights: (0..<total * labels.count).map { _ in Int32(number(-400...400)) }, fractionBits: 2)
    }

    /// Graphs of random literals.
    mutating func list(_ classes: Int, graphs: Int) -> GraphList {
        GraphList(
            graphs: (0..<graphs).map { _ in
                BiasGraph(
                    literals: (0..<number(1...3)).map { _ in
                        GraphLiteral(condition(classes), isNegated: number(0...2) == 0)
                    }, label: number(0...labels.count - 1), hundredths: number(-300...300))
            }, unit: 100)
    }

    static func dictionary(_ tokens: [String]) -> TokenDictionary {
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 1, dictionary: 0))
        for token in tokens { _ = builder.intern(token) }
        return builder.finished()
    }

    /// What the fast decoder makes of several sequences together.
    static func decide(
        _ graphs: TaggingGraphs, product: TaggingGraphDecoder.Product, _ sequences: [[[String]]],
        distances: [[Int32]]
    ) -> [UInt32] {
        var scores: [Int32] = []
        return decide(graphs, product: product, sequences, distances: distances, scores: &scores)
    }

    /// The same, and what it was decided by.
    static func decide(
        _ graphs: TaggingGraphs, product: TaggingGraphDecoder.Product, _ sequences: [[[String]]],
        distances: [[Int32]], scores: inout [Int32]
    ) -> [UInt32] {
        let dictionaries = [dictionary(words), dictionary(tags)]
        let decoder = TaggingGraphDecoder(graphs, tokens: dictionaries, product: product)
        let texts = (0..<2).map { column in sequences.flatMap { $0[column] } }
        let columns = texts.indices.map { column in
            texts[column].map { dictionaries[column].index(of: $0).map(UInt32.init) ?? UInt32.max }
        }
        var end = 0
        let ends = sequences.map { sequence in
            end += sequence[0].count
            return end
        }
        var decided = [UInt32](repeating: 0, count: end)
        scores = [Int32](repeating: 0, count: end * graphs.labels.count)
        columns[0].withUnsafeBufferPointer { first in
            columns[1].withUnsafeBufferPointer { second in
                ends.withUnsafeBufferPointer { ends in
                    distances.flatMap { $0 }.withUnsafeBufferPointer { distances in
                        guard let first = first.baseAddress, let second = second.baseAddress,
                            let distances = distances.baseAddress
                        else { return }
                        decoder.decide(
                            columns: [first, second], distances: distances, sequenceEnds: ends,
                            text: { texts[$0][$1] }, into: &decided, scores: &scores)
                    }
                }
            }
        }
        return decided
    }
}
