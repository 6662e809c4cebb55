/// Which graphs of a list run on an input: those whose embedding reaches the input's key, and those that have none.
public struct GraphSelection: Sendable, Hashable {
    /// The reach of each graph; nil for one that runs on every input.
    public let reaches: [GraphReach?]

    /// A selection.
    ///
    /// - Complexity: O(1).
    public init(reaches: [GraphReach?]) { self.reaches = reaches }

    /// The numbers of the graphs that run, ascending.
    ///
    /// - Complexity: O(graphs · numbers).
    public func graphs(for key: SequenceKey) -> [Int] {
        let points = KeyPoints(key)
        return reaches.indices.filter { reaches[$0]?.contains(points) ?? true }
    }
}
