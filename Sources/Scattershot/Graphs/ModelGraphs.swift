import GraphPipeline
import Platform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The graphs of a model, in running order, with where each comes from: what people read and edit.
public struct ModelGraphs: Sendable, Hashable {
    /// Where a graph comes from.
    public enum Origin: String, Sendable, Hashable, Codable, CaseIterable {
        /// Training found it.
        case learned
        /// Training found it, and somebody has changed it since.
        case edited
        /// Somebody wrote it.
        case written
    }

    /// A graph of the list.
    public struct Entry: Sendable, Hashable {
        /// The graph, and whether it runs.
        public var line: GraphLines.Line
        /// Where it comes from.
        public var origin: Origin
        /// The embedding that selects it; nil where it runs on every input.
        public var reach: GraphReach?

        /// An entry.
        ///
        /// - Complexity: O(1).
        public init(_ line: GraphLines.Line, origin: Origin, reach: GraphReach? = nil) {
            self.line = line
            self.origin = origin
            self.reach = reach
        }
    }

    /// Most graphs of a model.
    public static let most = 10_000

    /// The graphs.
    public var entries: [Entry]
    /// What happened to the list, oldest first, a line each.
    public var history: [String]
    /// What was learned for a task with one output at each position: rows over conditions, and the list in a form that runs
    /// fast.
    public let tagging: TaggingGraphs?
    /// What of it runs. Graphs that people wrote or changed run after rows, and within a list.
    public var product: TaggingGraphDecoder.Product
    /// Which graphs run on an input.
    public var choice: GraphChoice
    /// What the decoder of graph sequences is made of, whose rows are `Model.graphRows`; nil where none was learned.
    public let sequences: GraphSequenceFrame?

    /// A list that nobody has written yet.
    ///
    /// - Complexity: O(1).
    public init() {
        (entries, history, tagging, product) = ([], [], nil, .list)
        (choice, sequences) = (.order, nil)
    }

    /// A list as it was learned.
    ///
    /// - Complexity: O(graphs).
    init(
        learned graphs: [Graph], tagging: TaggingGraphs? = nil, reaches: [GraphReach?]? = nil,
        sequences: GraphSequenceFrame? = nil, choice: GraphChoice = .order
    ) {
        entries = graphs.enumerated().map { index, graph in
            Entry(GraphLines.Line(graph), origin: .learned, reach: reaches?[index])
        }
        self.choice = choice
        self.sequences = sequences
        history = ["learned by version \(scattershotVersion)"]
        self.tagging = tagging
        product = tagging?.rows == nil ? .list : .rows
    }

    /// The graphs that run, in order.
    ///
    /// - Complexity: O(entries).
    public var enabled: [Graph] { entries.filter(\.line.isEnabled).map(\.line.graph) }

    /// Why the learned graphs of the list do not run, and what lets them, for people; nil where they run, or there are none.
    ///
    /// - Complexity: O(entries).
    public var replacement: String? {
        guard entries.contains(where: { $0.origin == .learned }) else { return nil }
        if product != .list, tagging?.isEmpty == false {
            return "\(product.title) run in the place of the learned list, whose graphs do nothing; "
                + "'scattershot graph use list' lets it run"
        }
        guard choice == .decoded, sequences != nil else { return nil }
        return "decoded graphs run in the place of the learned list, whose graphs do nothing; "
            + "'scattershot graph use order' lets it run"
    }

    /// The list as text, as `GraphLines` reads it.
    ///
    /// - Complexity: O(graph tokens).
    public var text: String { GraphLines(entries.map(\.line)).description }
}

extension ModelGraphs {
    /// Name of the section of a model file.
    static let section = "graphs"

    /// Reads the section.
    ///
    /// - Throws: `InvalidStructure` for anything that `encode(to:)` did not write.
    init(bytes: UnsafeRawBufferPointer) throws {
        do {
            self = try JSONDecoder().decode(ModelGraphs.self, from: Data(bytes))
        } catch let error as InvalidStructure {
            throw error
        } catch {
            throw InvalidStructure("the graphs of the model cannot be read")
        }
    }
}

extension ModelGraphs: Codable {
    private enum CodingKeys: CodingKey {
        case entries, history, tagging, product, choice, sequences
    }

    private struct StoredEntry: Codable {
        var text: String
        var isEnabled: Bool
        var origin: Origin
        var reach: GraphReach?
    }

    /// Reads a list.
    ///
    /// - Throws: `DecodingError` naming the graph and what is wrong with it.
    /// - Complexity: O(characters).
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let stored = try values.decode([StoredEntry].self, forKey: .entries)
        guard stored.count <= Self.most else { throw InvalidStructure("more than \(Self.most) graphs") }
        entries = try stored.enumerated().map { number, stored in
            do {
                return Entry(
                    GraphLines.Line(try Graph(text: stored.text), isEnabled: stored.isEnabled),
                    origin: stored.origin, reach: stored.reach)
            } catch {
                throw InvalidStructure("graph \(number + 1) of the model: \(error)")
            }
        }
        history = try values.decode([String].self, forKey: .history)
        tagging = try values.decodeIfPresent(TaggingGraphs.self, forKey: .tagging)
        product = try values.decode(TaggingGraphDecoder.Product.self, forKey: .product)
        // Older models do not choose.
        choice = try values.decodeIfPresent(GraphChoice.self, forKey: .choice) ?? .order
        sequences = try values.decodeIfPresent(GraphSequenceFrame.self, forKey: .sequences)
    }

    /// Writes the list.
    ///
    /// - Complexity: O(graph tokens).
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(
            entries.map {
                StoredEntry(
                    text: $0.line.graph.description, isEnabled: $0.line.isEnabled, origin: $0.origin,
                    reach: $0.reach)
            }, forKey: .entries)
        try values.encode(history, forKey: .history)
        try values.encodeIfPresent(tagging, forKey: .tagging)
        try values.encode(product, forKey: .product)
        if choice != .order { try values.encode(choice, forKey: .choice) }
        try values.encodeIfPresent(sequences, forKey: .sequences)
    }
}
