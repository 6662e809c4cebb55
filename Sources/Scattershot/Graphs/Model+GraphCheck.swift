import GraphPipeline
import Platform
import TokenPipeline

extension Model {
    /// Checks that the model's graphs fit its data: that their columns are there and, where each position keeps its decision,
    /// that they change no length and write no token that the decoder does not have.
    ///
    /// - Throws: `InvalidStructure` naming the graph and what does not fit.
    /// - Complexity: O(graph tokens).
    public func checkGraphs() throws(InvalidStructure) {
        if let tagging = graphs?.tagging {
            guard format.kind != .pairs else {
                throw InvalidStructure("graphs for one output at each position, and outputs of any length")
            }
            let outputs = tokens.frame.outputs
            try tagging.check(
                labels: (0..<outputs.count).map { outputs[$0] }, columns: format.inputColumns)
        }
        guard (graphs?.sequences == nil) == (graphRows == nil) else {
            throw InvalidStructure("the decoder of graph sequences is without its rows, or they without it")
        }
        guard graphs?.sequences == nil || format.kind == .pairs else {
            throw InvalidStructure("graphs are decoded for outputs of any length alone")
        }
        let numbers = 2 * tokens.frame.distance.shape.numbers
        for (index, entry) in (graphs?.entries ?? []).enumerated() {
            if let reach = entry.reach, reach.point.count != numbers {
                throw InvalidStructure(
                    "graph \(index + 1) has an embedding of \(reach.point.count) numbers; keys have \(numbers)"
                )
            }
            if let problem = problem(with: entry.line.graph) {
                throw InvalidStructure("graph \(index + 1) (\(entry.line.graph)): \(problem)")
            }
        }
    }

    /// Checks that a count can be kept, where a graph that is to be added has one and each position keeps its decision: that takes the
    /// distances of all outputs.
    ///
    /// - Throws: `InvalidStructure` naming the graph and why there are no distances.
    /// - Complexity: O(graph tokens + outputs).
    public func checkDistances(of graph: Graph) throws(InvalidStructure) {
        guard format.kind != .pairs, graph.hasCount else { return }
        do throws(InvalidStructure) {
            _ = try DecisionDistances(of: tokens.frame)
        } catch {
            throw InvalidStructure("'\(graph)' cannot keep its count without distances: \(error)")
        }
    }

    private func problem(with graph: Graph) -> String? {
        if let column = graph.columns.first(where: { $0 > format.inputColumns }) {
            return "it looks at column \(column), but the data has \(format.inputColumns) input column(s)"
        }
        guard format.kind != .pairs else { return nil }
        if graph.changesLength {
            return
                "it changes the number of output tokens, but \(format.kind.rawValue) keeps one for each position"
        }
        let outputs = tokens.frame.outputs
        let unknown = graph.written.compactMap(\.text).first { outputs.index(of: $0) == nil }
        return unknown.map { "the model has no output '\($0)'" }
    }
}

extension Graph {
    /// The input columns that the graph looks at.
    fileprivate var columns: Set<Int> {
        var columns: Set<Int> = []
        forEachView { if case .query(let column, _) = $0 { columns.insert(column) } }
        return columns
    }

    /// Tokens that the graph may write.
    fileprivate var written: [GraphSymbol] {
        switch self {
        case .rewrite(let rewrites, _):
            rewrites.flatMap(\.template).compactMap {
                if case .symbol(let symbol) = $0 { symbol } else { nil }
            }
        case .append(let template, _):
            template.compactMap { if case .symbol(let symbol) = $0 { symbol } else { nil } }
        case .bias(let symbol, _, _), .exactly(let symbol, _): [symbol]
        case .choose(_, let first, let second): first.written + (second?.written ?? [])
        case .sequence(let graphs): graphs.flatMap(\.written)
        case .repeated(let graph): graph.written
        }
    }

    /// Whether a part of it is a count that must hold.
    fileprivate var hasCount: Bool {
        switch self {
        case .exactly: true
        case .rewrite, .append, .bias: false
        case .choose(_, let first, let second): first.hasCount || second?.hasCount == true
        case .sequence(let graphs): graphs.contains(where: \.hasCount)
        case .repeated(let graph): graph.hasCount
        }
    }

    /// Whether it may write more or fewer tokens than it replaces. A count does not, since it has distances; where a graph does
    /// so all the same, it is skipped when it runs.
    fileprivate var changesLength: Bool {
        switch self {
        case .rewrite(let rewrites, _): rewrites.contains { !$0.keepsLength }
        case .append: true
        case .bias, .exactly: false
        case .choose(_, let first, let second): first.changesLength || second?.changesLength == true
        case .sequence(let graphs): graphs.contains(where: \.changesLength)
        case .repeated(let graph): graph.changesLength
        }
    }
}

extension Rewrite {
    fileprivate var keepsLength: Bool {
        pattern.count == template.count
            && template.allSatisfy { term in
                switch term {
                case .symbol, .cell: true
                case .all, .most: false
                }
            }
    }
}
