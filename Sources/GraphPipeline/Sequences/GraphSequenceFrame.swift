import DigitKeys
import KeyLayers
import Platform
import TokenPipeline

/// What the encoder–decoder of graph sequences is made of before it learns: cues of the input, a position for each graph token, and
/// layers that look at cues and at the graph tokens that were emitted.
///
/// Each position emits one graph token; all positions of an input see the same cues, and which of them it is.
public struct GraphSequenceFrame: Sendable, Hashable, Codable {
    /// What is seen of inputs.
    public let cues: InputCues
    /// Values of each column, in the order of their numbers; the last column is the number of the position.
    let columns: [[String]]
    /// The graph tokens that can be emitted, ⟨stop⟩ left out.
    let graphTokens: [String]
    /// Graph tokens of the longest sequence that was learned from.
    public let longest: Int
    /// Decides the keys.
    let seed: UInt64
    /// Context layers, as text.
    let layers: [String]

    /// Numbers in keys and rows.
    static let numbers = 32
    /// Most graph tokens before the present one that layers look at.
    private static let reach = 6

    init(cues: InputCues, values: [[String]], sequences: [[String]], seed: UInt64) {
        self.cues = cues
        self.seed = seed
        longest = sequences.map(\.count).max() ?? 0
        graphTokens = Self.unique(sequences.joined())
        columns =
            (0..<cues.columns).map { column in Self.unique(values.lazy.map { $0[column] }) }
            + [(0...longest).map { String($0) }]
        layers = Self.layers(columns: cues.columns)
    }

    /// Layers for so many columns of cues and the column of the position.
    private static func layers(columns: Int) -> [String] {
        let place = "\(columns + 1).token[0]"
        let history = (1...reach).map { $0 == 1 ? "out[-1]" : "out[-\($0)..-1]" }
        return ["bias", place] + history + history.map { "\(place) \($0)" }
            + (1...columns).flatMap { column in
                let cue = column == 1 ? "token[0]" : "\(column).token[0]"
                return ["\(cue) \(place)", "\(cue) out[-1]", "\(cue) out[-2..-1]", "\(cue) out[-3..-1]"]
            }
    }

    private static func unique(_ texts: some Sequence<String>) -> [String] {
        var seen: Set<GraphSymbol> = []
        return texts.filter { seen.insert(.token($0)).inserted }
    }

    /// The frame of the token model.
    ///
    /// - Throws: `InvalidStructure` for parts that came from a file and do not fit each other.
    /// - Complexity: O(graph tokens + values).
    public func tokenFrame() throws -> TokenModelFrame {
        guard let plan = EmissionPlan(copiesInput: false, minimum: 0, maximum: 1),
            (1...Graph.mostTokens).contains(longest), columns.count == cues.columns + 1,
            columns.last?.count == longest + 1, cues.isInRange
        else { throw InvalidStructure("the decoder of graph sequences contradicts itself") }
        let vocabularies = try columns.enumerated().map { number, values in
            try ColumnVocabulary(tokens: dictionary(values, 1 + UInt64(number)), views: []) {
                KeySource(seed: seed, dictionary: UInt64($0))
            }
        }
        return try TokenModelFrame(
            plan: plan, start: .middle, columns: vocabularies, spans: .empty,
            outputs: dictionary([EmissionPlan.stopText] + graphTokens, 0),
            layers: layers.map { try ContextLayer(text: $0) },
            distance: DigitDistance(shape: .vector(Self.numbers), factor: 10, penalty: 0))
    }

    private func dictionary(_ tokens: [String], _ number: UInt64) -> TokenDictionary {
        let builder = TokenDictionaryBuilder(
            keySource: KeySource(seed: seed, dictionary: GraphDictionary.number &+ number))
        for token in tokens { _ = builder.intern(token) }
        return builder.finished()
    }

    /// The columns of the positions of an input, the position's own number last.
    package func positions(of input: [String], _ key: SequenceKey, count: Int) -> [[String]] {
        let values = cues.values(of: input, key)
        return (0..<count).map { values + [String($0)] }
    }
}
