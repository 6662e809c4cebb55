import KeyLayers
import TokenPipeline

/// What look-ups find when a model answers a text: how many tokens its dictionaries know and how often each layer has a
/// row. Made with hashed rows, one sequence after the other, so it costs tens of times the time of inference.
public struct LookupSurvey: Sendable {
    /// The tokens of one input column.
    public struct Column: Sendable, Hashable {
        /// Tokens looked up.
        public var tokens = 0
        /// Tokens that the dictionary has.
        public var known = 0
    }

    /// One layer.
    public struct Layer: Sendable, Hashable {
        /// The layer as text.
        public var text: String
        /// What its look-ups found.
        public var counts: LookupCensus.Layer
    }

    /// Input columns in order.
    public private(set) var columns: [Column]
    /// Layers in the order of the model.
    public private(set) var layers: [Layer] = []
    /// Bytes of whole records that were looked at.
    public private(set) var bytes = 0
    /// Positions that were looked at.
    public private(set) var positions = 0

    /// Surveys the first records of `source`.
    ///
    /// - Parameters:
    ///   - model: whose look-ups are counted.
    ///   - source: records as the model's format has them.
    ///   - mostBytes: where to end, at a record's end.
    ///   - options: how the source is cut; the boundary is the format's own.
    /// - Throws: `InputError` for a record that cannot be used; the errors of the source.
    /// - Complexity: O(bytes · layers · numbers).
    public init(
        of model: Model, on source: any ByteSource, mostBytes: Int,
        blocks options: LineBlocks.Options = LineBlocks.Options()
    ) throws {
        let census = LookupCensus(model.tokens)
        let worker = TransductionWorker(
            model: model, decoder: GreedyDecoder(model: model.tokens, census: census))
        columns = worker.records.columns.map { _ in Column() }
        var options = options
        options.boundary = model.format.codec.boundary
        options.targetBytes = min(options.targetBytes, mostBytes)
        let blocks = LineBlocks(source, options: options)
        while bytes < mostBytes, let block = try blocks.next() {
            worker.startBlock(mostLineTokens: options.maxLineTokens)
            let failure = block.withText { text in
                BlockTransduction.decode(text, worker: worker, stopsAtFailure: true)
                return worker.records.failures.first?.error
            }
            if let failure {
                throw SourcePlace(source).error(failure, in: block)
            }
            for column in columns.indices {
                columns[column].tokens += worker.records.count
                for position in 0..<worker.records.count
                where !worker.isUnknown(position: position, column: column) {
                    columns[column].known += 1
                }
            }
            bytes += block.bytes.count
            positions += worker.records.count
        }
        layers = zip(model.tokens.frame.layout.layers, census.layers).map { layer, counts in
            Layer(text: "\(layer)", counts: counts)
        }
    }
}
