import CuckooTable
import TokenPipeline
import WorkPool

/// What look-ups do when a model answers a text: in the dictionaries of its tokens and in the tables that decoding really
/// reads, how the nearest keys are found, and how often each layer has a row.
///
/// Everything is counted look-up by look-up in a run of its own. Layers are told apart by a second one, with hashed rows,
/// one sequence after the other; both together cost tens of times the time of inference.
public struct LookupSurvey: Sendable {
    /// The tokens of one input column.
    public struct Column: Sendable, Hashable {
        /// Tokens that the dictionary has.
        public let entries: Int
        /// Share of the slots of its index that hold a token, 0 to 1.
        public let load: Double
        /// What looking tokens up did. A token that its only byte leads to opens no bucket.
        public internal(set) var counts = LookupCounts()
    }

    /// One layer.
    public struct Layer: Sendable, Hashable {
        /// The layer as text.
        public let text: String
        /// What its look-ups found.
        public let counts: LookupCensus.Layer
    }

    /// One pass of the model.
    public struct Pass: Sendable, Hashable {
        /// The tables that were looked up in.
        public let tables: [LookupCensus.Table]
        /// How the nearest keys were found.
        public let search: SearchCensus
    }

    /// Input columns of the data in order.
    public let columns: [Column]
    /// The pass whose decisions are the answer.
    public let last: Pass
    /// The pass before it; nil for a model without one.
    public let first: Pass?
    /// Layers of the last pass in the order of the model.
    public let layers: [Layer]
    /// Bytes of whole records that were looked at.
    public let bytes: Int
    /// Positions that were looked at.
    public let positions: Int

    /// Surveys the first records of `source`.
    ///
    /// - Parameters:
    ///   - model: whose look-ups are counted.
    ///   - source: records as the model's format has them.
    ///   - mostBytes: where to end, at a record's end.
    ///   - options: how the source is cut; the boundary is the format's own.
    ///   - workers: the model prepared as it is used, always taking the nearest token; prepared here without it.
    /// - Throws: `InputError` for a record that cannot be used; the errors of the source.
    /// - Complexity: O(bytes · layers · numbers).
    public init(
        of model: Model, on source: any ByteSource, mostBytes: Int,
        blocks options: LineBlocks.Options = LineBlocks.Options(), workers: WorkerSet? = nil
    ) throws {
        let workers = workers ?? WorkerSet(model: model, pool: WorkPool(threads: 1))
        let (last, first, hashed) = (LookupCensus(), LookupCensus(), LookupCensus())
        let surveyor = workers.surveyor(model, last: last, first: first)
        let isCompiled = last.layers.isEmpty
        var decoding = [surveyor]
        if isCompiled {
            decoding.append(workers.surveyor(model, GreedyDecoder(model: model.tokens, census: hashed)))
        }
        var columns = surveyor.records.columns.indices.map { column in
            let size = surveyor.size(ofColumn: column)
            return Column(entries: size.entries, load: size.load)
        }
        var (bytes, positions) = (0, 0)
        var options = options
        options.boundary = model.format.codec.boundary
        options.targetBytes = min(options.targetBytes, mostBytes)
        let blocks = LineBlocks(source, options: options)
        while bytes < mostBytes, let block = try blocks.next() {
            let failure = block.withText { text in
                for worker in decoding {
                    worker.startBlock(mostLineTokens: options.maxLineTokens)
                    BlockTransduction.decode(text, worker: worker, stopsAtFailure: true)
                }
                for column in columns.indices {
                    surveyor.countTokens(in: text, column: column, into: &columns[column].counts)
                }
                return surveyor.records.failures.first?.error
            }
            if let failure {
                throw SourcePlace(source).error(failure, in: block)
            }
            bytes += block.bytes.count
            positions += surveyor.records.count
        }
        (self.columns, self.bytes, self.positions) = (columns, bytes, positions)
        self.last = Pass(tables: last.tables, search: last.search)
        self.first = model.firstPass == nil ? nil : Pass(tables: first.tables, search: first.search)
        layers = zip(model.tokens.frame.layout.layers, (isCompiled ? hashed : last).layers).map {
            Layer(text: "\($0)", counts: $1)
        }
    }
}
