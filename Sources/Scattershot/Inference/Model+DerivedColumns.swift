import TokenPipeline

extension Model {
    /// A sequence with the texts of its derived columns, what a first pass decides among them, as the reference decoder wants
    /// it.
    ///
    /// - Parameter tokens: for each position the texts of the data's columns.
    /// - Complexity: O(tokens of the columns), meant for people.
    package func withDerivedColumns(_ tokens: [[String]]) -> [[String]] {
        let frame = self.tokens.frame
        var derived = frame.withDerivedColumns(tokens)
        guard let firstPass else { return derived }
        let traces = ReferenceDecoder(model: firstPass).decode(derived.map { Array($0.dropLast()) })
        for trace in traces { derived[trace.position][frame.columns.count - 1] = frame.outputs[trace.choice] }
        return derived
    }
}
