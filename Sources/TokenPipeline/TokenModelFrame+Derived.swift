import KeyLayers
import Platform

extension TokenModelFrame {
    /// Computes derived columns, for one worker.
    ///
    /// - Complexity: O(tokens of the columns) where there are any.
    public func makeDeriver() -> ColumnDeriver {
        do {
            return try ColumnDeriver(
                columns: derived, dictionaries: columns.map(\.tokens), spans: spans, clusters: clusters)
        } catch {
            preconditionFailure("a frame whose columns were checked: \(error)")
        }
    }

    /// A sequence with the texts of its derived columns, as the reference decoder wants it. What a first pass decides is left
    /// to the caller.
    ///
    /// - Parameter tokens: for each position the texts of the data's columns.
    /// - Returns: for each position the texts of all columns; what is in no dictionary of a derived column is two replacement characters, which no dictionary holds.
    /// - Complexity: O(tokens of the columns + positions · columns), meant for people.
    public func withDerivedColumns(_ tokens: [[String]]) -> [[String]] {
        guard !derived.isEmpty else { return tokens }
        let resolver = TokenResolver(columns: columns)
        let memory = columns.map { _ in ScratchBuffer<UInt32>(capacity: max(tokens.count, 1)) }
        for column in memory { column.base.update(repeating: 0, count: tokens.count) }
        for (position, texts) in tokens.enumerated() {
            for (column, text) in texts.enumerated() {
                var text = text
                memory[column].base[position] = text.withUTF8 { resolver.entry(of: $0, column: column) }
            }
        }
        [tokens.count].withUnsafeBufferPointer { ends in
            makeDeriver().derive(memory.map(\.base), sequenceEnds: ends, resolver: resolver)
        }
        return tokens.enumerated().map { position, texts in
            texts
                + (texts.count..<columns.count).map { column in
                    let entry = Int(memory[column].base[position])
                    return entry < columns[column].tokens.count
                        ? columns[column].tokens[entry] : "\u{FFFD}\u{FFFD}"
                }
        }
    }
}
