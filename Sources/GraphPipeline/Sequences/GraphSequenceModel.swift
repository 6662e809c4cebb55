import KeyLayers
import Platform
import TokenPipeline

/// A learned decoder of graph sequences. Immutable and safe to share.
public struct GraphSequenceModel: Sendable {
    /// What it is made of.
    public let frame: GraphSequenceFrame
    /// Its rows.
    public let tokens: TokenModel

    /// A decoder from its parts; `tokens` has the frame that `frame` makes.
    ///
    /// - Complexity: O(1).
    public init(frame: GraphSequenceFrame, tokens: TokenModel) {
        self.frame = frame
        self.tokens = tokens
    }

    /// A decoder for a single worker.
    ///
    /// - Complexity: O(rows · numbers), O(layers) for `.scalar`.
    public func makeDecoder(kernel: Kernel = .preferred) -> GraphSequenceDecoder {
        DecodableGraphs(self, kernel: kernel).makeDecoder()
    }
}

/// A decoder of graph sequences with the tables that its workers share.
public struct DecodableGraphs: Sendable {
    private let model: GraphSequenceModel
    private let decodable: DecodableModel

    /// Prepares a decoder.
    ///
    /// - Complexity: O(rows · numbers), O(1) for `.scalar`.
    public init(_ model: GraphSequenceModel, kernel: Kernel = .preferred) {
        self.model = model
        decodable = DecodableModel(model.tokens, kernel: kernel)
    }

    /// A decoder for one worker.
    ///
    /// - Complexity: O(layers).
    public func makeDecoder() -> GraphSequenceDecoder { GraphSequenceDecoder(model, decodable) }
}

/// The graph that was decoded for an input.
public enum DecodedGraph: Sendable, Hashable {
    /// ⟨stop⟩ came first: the input needs none.
    case none
    /// A graph.
    case graph(Graph)
    /// The graph tokens make no graph, so the input has none.
    case refused([String], GraphTokenError)

    /// The graph, if there is one.
    public var graph: Graph? { if case .graph(let graph) = self { graph } else { nil } }
}

/// Decodes graphs for inputs. Each worker has its own.
public final class GraphSequenceDecoder {
    private let model: GraphSequenceModel
    private let decoder: any SequenceDecoder
    private let resolver: TokenResolver
    private let columns: [ScratchBuffer<UInt32>]
    private var emissions = Emissions()
    /// Sequences that came before, with what they are.
    private var known: [[UInt32]: DecodedGraph] = [:]

    /// Inputs that are decoded together; each takes room for the longest sequence.
    private static let together = 256
    /// Sequences that are remembered.
    private static let mostKnown = 4096

    init(_ model: GraphSequenceModel, _ decodable: DecodableModel) {
        self.model = model
        decoder = decodable.makeDecoder()
        resolver = TokenResolver(columns: model.tokens.frame.columns)
        columns = model.tokens.frame.columns.map { _ in ScratchBuffer() }
    }

    /// The graphs for inputs.
    ///
    /// - Complexity: O(inputs · longest sequence · layers · numbers).
    public func graphs(for inputs: [(tokens: [String], key: SequenceKey)]) -> [DecodedGraph] {
        stride(from: 0, to: inputs.count, by: Self.together).flatMap {
            decode(inputs[$0..<min($0 + Self.together, inputs.count)])
        }
    }

    private func decode(_ inputs: ArraySlice<(tokens: [String], key: SequenceKey)>) -> [DecodedGraph] {
        let length = model.frame.longest + 1
        for column in columns { column.reserve(inputs.count * length) }
        var position = 0
        for input in inputs {
            for values in model.frame.positions(of: input.tokens, input.key, count: length) {
                for (column, value) in values.enumerated() {
                    var value = value
                    columns[column].base[position] = value.withUTF8 { resolver.entry(of: $0, column: column) }
                }
                position += 1
            }
        }
        let ends = (1...inputs.count).map { $0 * length }
        ends.withUnsafeBufferPointer { ends in
            decoder.decode(
                columns: columns.map { UnsafeBufferPointer(start: $0.base, count: position) },
                sequenceEnds: ends, resolver: resolver, into: &emissions)
        }
        resolver.trim()
        return (0..<inputs.count).map { index in
            let decisions =
                emissions.withDecisions { Array($0[index * length..<(index + 1) * length]) } ?? []
            return graph(of: Array(decisions.prefix { $0 != UInt32(EmissionPlan.stop) }))
        }
    }

    private func graph(of sequence: [UInt32]) -> DecodedGraph {
        if let decoded = known[sequence] { return decoded }
        if known.count >= Self.mostKnown { known.removeAll() }
        let decoded = read(sequence.map { model.tokens.frame.outputs[Int($0)] })
        known[sequence] = decoded
        return decoded
    }

    private func read(_ tokens: [String]) -> DecodedGraph {
        if tokens.isEmpty { return .none }
        do throws(GraphTokenError) {
            return .graph(try Graph(tokens: tokens))
        } catch {
            return .refused(tokens, error)
        }
    }
}
