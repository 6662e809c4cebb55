import DigitKeys
import TokenPipeline

/// Graph tokens as tokens of a dictionary, with canonical keys like those of any token.
public enum GraphDictionary {
    /// Number of the dictionary of graph tokens among those of a model, which tells its keys apart.
    public static let number: UInt64 = 0x6772_6170_68

    /// The words that every dictionary of graph tokens begins with, in this order; views, cells, numbers, weights and tokens of
    /// the data follow as graphs need them.
    public static let words = [
        "substitute", "map", "continue", "bias", "exactly", "if", "when", "when-else", "sequence", "repeat",
        "to", ",", "end",
        "match", "present", "absent", "order", "compare", "modulo", "not", "and", "or", "count", "nearest",
        "place",
        "place-from-end", "length", "margin", "whole", "before", "after", "within", "sample", "left", "right",
        "=", "!=", "<",
        "<=", ">", ">=", "any", "_", "all", "most",
    ]

    /// A dictionary of ⟨stop⟩, which ends sequences, of all words and of what `graphs` need.
    ///
    /// - Complexity: O(graph tokens).
    public static func containing(_ graphs: some Sequence<Graph>, seed: UInt64) -> TokenDictionary {
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: seed, dictionary: number))
        _ = builder.intern(EmissionPlan.stopText)
        for word in words { _ = builder.intern(word) }
        for graph in graphs {
            for token in graph.tokens { _ = builder.intern(token) }
        }
        return builder.finished()
    }
}

extension TokenDictionary {
    /// The indices of a graph's tokens; nil when one of them is not in the dictionary.
    ///
    /// - Complexity: O(graph tokens).
    public func indices(of graph: Graph) -> [UInt32]? {
        var indices: [UInt32] = []
        for token in graph.tokens {
            guard let index = index(of: token) else { return nil }
            indices.append(UInt32(index))
        }
        return indices
    }

    /// The graph with these tokens.
    ///
    /// - Throws: `GraphTokenError` when they are none, or one has no token.
    /// - Complexity: O(tokens).
    public func graph(of indices: some Collection<UInt32>) throws(GraphTokenError) -> Graph {
        var tokens: [String] = []
        for index in indices {
            guard Int(index) < count else {
                throw GraphTokenError(
                    place: tokens.count + 1, problem: "no graph token has the number \(index)")
            }
            tokens.append(self[Int(index)])
        }
        return try Graph(tokens: tokens)
    }
}
