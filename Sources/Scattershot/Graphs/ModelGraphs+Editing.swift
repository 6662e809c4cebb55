import GraphPipeline
import Platform

extension ModelGraphs {
    /// A change of the list; numbers count from 1.
    public enum Edit: Sendable, Hashable {
        /// Puts a written graph before the one with this number, or at the end.
        case add(GraphLines.Line, before: Int?)
        /// Replaces a graph.
        case replace(Int, by: Graph)
        /// Makes a graph run, or not.
        case enable(Int, Bool)
        /// Takes a graph out.
        case remove(Int)
        /// Chooses what runs of what was learned.
        case use(TaggingGraphDecoder.Product)
        /// Chooses which graphs run on an input.
        case choose(GraphChoice)
        /// Puts a written graph at the end, with the embedding that selects it, and lets embeddings select; the text says on what
        /// it was found.
        case select(Graph, by: GraphReach, found: String)
    }

    /// Changes the list and notes it in the history.
    ///
    /// - Throws: `InvalidStructure` for a number that there is not, or when the list is full.
    /// - Complexity: O(entries).
    public mutating func apply(_ edit: Edit) throws(InvalidStructure) {
        switch edit {
        case .add(let line, let place):
            guard entries.count < Self.most else {
                throw InvalidStructure("the model has \(Self.most) graphs, which is the most; remove some")
            }
            let index =
                try place.map { place throws(InvalidStructure) in try self.index(of: place) } ?? entries.count
            entries.insert(Entry(line, origin: .written), at: index)
            history.append("added as \(index + 1): \(line.graph)")
        case .replace(let number, let graph):
            let index = try index(of: number)
            history.append("changed \(number): \(entries[index].line.graph)")
            entries[index].line.graph = graph
            if entries[index].origin == .learned { entries[index].origin = .edited }
            // It was found for another graph.
            entries[index].reach = nil
        case .enable(let number, let isEnabled):
            let index = try index(of: number)
            entries[index].line.isEnabled = isEnabled
            history.append("\(isEnabled ? "enabled" : "disabled") \(number)")
        case .remove(let number):
            let index = try index(of: number)
            history.append("removed \(number): \(entries[index].line.graph)")
            entries.remove(at: index)
        case .use(let product):
            switch product {
            case .list: break
            case .constraints where tagging?.constraints.isEmpty == false: break
            case .rows where tagging?.rows != nil: break
            case .constraints, .rows:
                throw InvalidStructure(
                    "the model has no \(product == .rows ? "rows" : "counts that must hold"); 'train --graphs' looks for them"
                )
            }
            self.product = product
            history.append("uses \(product.rawValue)")
        case .choose(let choice):
            switch choice {
            case .order: break
            case .embedding where entries.contains { $0.reach != nil }: break
            case .decoded where sequences != nil: break
            case .embedding:
                throw InvalidStructure(
                    "no graph of the model has an embedding; 'graph find' and 'train --graph-choice embedding' look for them"
                )
            case .decoded:
                throw InvalidStructure(
                    "the model decodes no graphs; 'train --graph-choice decoded' learns it")
            }
            self.choice = choice
            history.append("chooses by \(choice.rawValue)")
        case .select(let graph, let reach, let found):
            try apply(.add(GraphLines.Line(graph), before: nil))
            entries[entries.count - 1].reach = reach
            history.append("selected by an embedding: \(found)")
            if choice != .embedding { try apply(.choose(.embedding)) }
        }
    }

    private func index(of number: Int) throws(InvalidStructure) -> Int {
        guard entries.indices.contains(number - 1) else {
            throw InvalidStructure(
                entries.isEmpty
                    ? "the model has no graphs; 'scattershot graph add' writes the first one"
                    : "there is no graph \(number); the model has 1 to \(entries.count)")
        }
        return number - 1
    }
}
