import DigitKeys
import KeyLayers
import TokenPipeline

/// Reads training data into numbers: dictionaries, spans and the encoded corpus.
struct CorpusReader {
    private let codec: any RecordCodec
    private let format: DataFormat
    private let tokens: [TokenDictionaryBuilder]
    private let outputs: TokenDictionaryBuilder
    private let spans = SpanIndexBuilder()
    private let followsSpans: Bool
    private(set) var corpus: EncodedCorpus

    init(format: DataFormat, seed: UInt64, followsSpans: Bool) {
        self.format = format
        self.followsSpans = followsSpans
        codec = format.codec
        tokens = (0..<format.inputColumns).map {
            TokenDictionaryBuilder(keySource: DictionaryKeys.column($0).source(seed: seed))
        }
        outputs = TokenDictionaryBuilder(keySource: DictionaryKeys.outputs.source(seed: seed))
        corpus = EncodedCorpus(columnCount: format.inputColumns)
        if format.plan.hasStop { _ = outputs.intern(EmissionPlan.stopText) }
    }

    /// Adds everything in `source`.
    ///
    /// - Throws: `InputError` for the first record that does not have the format; the errors of the source.
    mutating func read(_ source: any ByteSource, blocks options: LineBlocks.Options) throws {
        var options = options
        options.boundary = codec.boundary
        let blocks = LineBlocks(source, options: options)
        var record = ParsedRecord(columnCount: format.inputColumns)
        while let block = try blocks.next() {
            var line = 0
            while line < block.lines.count {
                let lines = codec.record(from: line, of: block)
                line = lines.upperBound
                do throws(RecordError) {
                    try block.bytes.withUnsafeBufferPointerTyped { bytes throws(RecordError) in
                        try BlockTransduction.checkText(lines, of: block, bytes: bytes)
                        record.removeAll()
                        try codec.parse(lines, of: block, bytes: bytes, withGold: true, into: &record)
                        append(record, bytes: bytes)
                    }
                } catch {
                    throw InputError(
                        source: blocks.name, line: block.firstLine + error.line, problem: error.problem)
                }
            }
        }
    }

    /// The dictionaries and spans of what was read.
    func finished(
        views: [[TokenView]], seed: UInt64, minimumSpans: Int
    ) -> (columns: [ColumnVocabulary], outputs: TokenDictionary, spans: SpanIndex) {
        let columns = tokens.enumerated().map { column, builder in
            ColumnVocabulary(tokens: builder.finished(), views: views[column]) {
                DictionaryKeys.view(column: column, view: $0).source(seed: seed)
            }
        }
        return (columns, outputs.finished(), spans.finished(minimumCount: minimumSpans))
    }

    private mutating func append(_ record: ParsedRecord, bytes: UnsafeBufferPointer<UInt8>) {
        var span: [UInt32] = []
        var entries = [UInt32](repeating: 0, count: tokens.count)
        for position in 0..<record.count {
            for column in tokens.indices {
                entries[column] = UInt32(
                    tokens[column].intern(
                        UnsafeBufferPointer(rebasing: bytes[record.columns[column][position]])))
            }
            let gold = record.gold[
                (position == 0 ? 0 : record.goldEnds[position - 1])..<record.goldEnds[position]]
            let emissions = gold.map { range in
                UInt32(
                    codec.onlyEmission.map { outputs.intern($0) }
                        ?? outputs.intern(UnsafeBufferPointer(rebasing: bytes[range])))
            }
            corpus.append(tokens: entries, emissions: emissions)
            guard followsSpans else { continue }
            span.append(PartValue.known(Int(entries[0])))
            if !emissions.isEmpty || position == record.count - 1 {
                spans.add(span)
                span.removeAll(keepingCapacity: true)
            }
        }
        corpus.endSequence()
    }
}

/// Numbers the dictionaries of a model, so that each draws its own keys from the model's seed.
enum DictionaryKeys {
    case outputs
    case column(Int)
    case view(column: Int, view: Int)

    func source(seed: UInt64) -> KeySource {
        switch self {
        case .outputs: KeySource(seed: seed, dictionary: 0)
        case .column(let column): KeySource(seed: seed, dictionary: UInt64(1 + column) << 16)
        case .view(let column, let view):
            KeySource(seed: seed, dictionary: UInt64(1 + column) << 16 | UInt64(1 + view))
        }
    }
}

extension [UInt8] {
    /// `withUnsafeBufferPointer` that keeps the type of the error.
    func withUnsafeBufferPointerTyped<Value, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let result = withUnsafeBufferPointer { bytes in
            Result { () throws(Failure) in try body(bytes) }
        }
        return try result.get()
    }
}
