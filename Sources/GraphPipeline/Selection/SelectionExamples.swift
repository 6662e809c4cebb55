import TokenPipeline

/// An input that reaches are learned from: what graphs run on, what is wanted, and the input's key.
public struct SelectionExample: Sendable {
    /// Input and held-out output.
    public let windows: GraphWindows
    /// The wanted output.
    public let wanted: [String]
    /// The key of the input's tokens.
    public let key: SequenceKey

    /// An example.
    ///
    /// - Complexity: O(1).
    public init(windows: GraphWindows, wanted: [String], key: SequenceKey) {
        self.windows = windows
        self.wanted = wanted
        self.key = key
    }
}

/// Examples that a choice of graphs is learned from and compared on. Those that compare must have had no part in learning the
/// graphs, nor in accepting them.
public struct SelectionExamples: Sendable {
    /// Those that say where a graph helps.
    public let selection: [SelectionExample]
    /// Those on which what was found must help as well.
    public let validation: [SelectionExample]
    /// Those that only compare the choice with running all graphs.
    public let comparison: [SelectionExample]

    /// Examples.
    ///
    /// - Complexity: O(1).
    public init(
        selection: [SelectionExample], validation: [SelectionExample], comparison: [SelectionExample]
    ) {
        self.selection = selection
        self.validation = validation
        self.comparison = comparison
    }

    /// A half, a quarter and a quarter of examples that no graph was learned from, in an order that the seed decides.
    ///
    /// - Complexity: O(examples).
    public init(_ examples: [SelectionExample], seed: UInt64) {
        let slices = ExampleSlices(count: examples.count, seed: seed)
        func taken(_ range: Range<Int>) -> [SelectionExample] { slices.order[range].map { examples[$0] } }
        selection = taken(slices.selection)
        validation = taken(slices.validation)
        comparison = taken(slices.untouched)
    }

    /// Number of examples.
    var count: Int { selection.count + validation.count + comparison.count }
}
