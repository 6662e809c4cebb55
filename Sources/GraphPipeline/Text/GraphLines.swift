/// Graphs in running order, one on a line: what people edit.
///
///     # comments and empty lines are kept out
///     exactly 1 root
///     off bias root +1.00 if absent before 2.token=VERB
public struct GraphLines: Sendable, Hashable {
    /// A graph of the list.
    public struct Line: Sendable, Hashable {
        /// The graph.
        public var graph: Graph
        /// False for a graph that stays in the list and does not run.
        public var isEnabled: Bool

        /// A line.
        public init(_ graph: Graph, isEnabled: Bool = true) {
            self.graph = graph
            self.isEnabled = isEnabled
        }
    }

    /// The graphs.
    public var lines: [Line]

    /// A list.
    ///
    /// - Complexity: O(1).
    public init(_ lines: [Line] = []) { self.lines = lines }

    /// The graphs that run, in order.
    ///
    /// - Complexity: O(lines).
    public var enabled: [Graph] { lines.filter(\.isEnabled).map(\.graph) }
}

extension GraphLines: CustomStringConvertible {
    /// The text, with a line end after each line.
    public var description: String {
        lines.map { "\($0.isEnabled ? "" : "off ")\($0.graph)\n" }.joined()
    }

    /// Reads a list.
    ///
    /// - Throws: `GraphTextError` naming line and column, what is wrong there and what can be written instead.
    /// - Complexity: O(characters).
    public init(text: some StringProtocol) throws(GraphTextError) {
        lines = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            guard let start = line.firstIndex(where: { !$0.isWhitespace }), line[start] != "#" else {
                continue
            }
            let rest = line[start...].hasPrefix("off ") ? line[start...].dropFirst(4) : line[start...]
            do {
                lines.append(Line(try Graph(text: rest), isEnabled: rest.startIndex == start))
            } catch {
                let skipped = line[..<rest.startIndex].unicodeScalars.count
                var shifted = GraphTextError(column: error.column + skipped, error.problem)
                shifted.line = index + 1
                throw shifted
            }
        }
    }
}
