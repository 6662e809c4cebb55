import DigitKeys
import KeyLayers
import NoiseSampling
import Platform
import Probes
import TokenPipeline

/// Reads training data into numbers: dictionaries, spans and the encoded corpus.
struct CorpusReader {
    private let codec: any RecordCodec
    /// What the data looks like; of `pairs` with what positions emit as soon as they are aligned.
    private(set) var format: DataFormat
    /// The costs by which pairs were aligned.
    private(set) var alignment: AlignmentTable?
    private let tokens: [TokenDictionaryBuilder]
    private let outputs: TokenDictionaryBuilder
    private let spans = SpanIndexBuilder()
    /// Input tokens since the last emission.
    private var span: [UInt32] = []
    private let followsSpans: Bool
    private(set) var corpus: EncodedCorpus
    /// What was read of `pairs`, which is aligned when all of it is known.
    private var pairs = UnalignedPairs()

    init(format: DataFormat, seed: UInt64, followsSpans: Bool) {
        self.format = format
        self.followsSpans = followsSpans
        codec = format.codec
        tokens = (0..<format.inputColumns).map {
            TokenDictionaryBuilder(keySource: DictionaryKeys.column($0).source(seed: seed))
        }
        outputs = TokenDictionaryBuilder(keySource: DictionaryKeys.outputs.source(seed: seed))
        corpus = EncodedCorpus(columnCount: format.inputColumns)
        if format.kind != .pairs && format.plan.hasStop { _ = outputs.intern(EmissionPlan.stopText) }
    }

    /// Adds everything in `source`.
    ///
    /// - Throws: `InputError` for the first record that does not have the format; the errors of the source.
    mutating func read(_ source: any ByteSource, blocks options: LineBlocks.Options) throws {
        try GoldBlocks(format: format, options: options).forEach(of: source) { records, text, firstLine in
            if format.kind == .pairs {
                pairs.append(records, text, firstLine: firstLine, tokens: tokens[0])
            } else {
                append(records, text)
            }
        }
    }

    /// Aligns the pairs that were read, which become the corpus.
    ///
    /// - Throws: what `progress` throws.
    mutating func align(
        _ settings: PairSettings, progress: (LearnedAlignment.Round) throws -> Void
    ) throws -> AlignmentReport {
        let aligned = try AlignedPairs(
            pairs, format: format, tokens: tokens[0].finished(), settings: settings, progress: progress)
        pairs = UnalignedPairs()
        if aligned.plan.hasStop { _ = outputs.intern(EmissionPlan.stopText) }
        for pair in 0..<aligned.count {
            aligned.forEachPosition(of: pair) { token, emissions, isLast in
                append([token], emissions: emissions.map { UInt32(outputs.intern($0)) }, isLast: isLast)
            }
            corpus.endSequence()
        }
        format = format.emitting(aligned.plan)
        alignment = aligned.costs
        return aligned.report
    }

    /// The dictionaries and spans of what was read.
    ///
    /// - Parameters:
    ///   - keys: for views of keys' leading digits.
    ///   - states: says how outputs are ordered.
    ///   - probe: told of the stages of the work.
    /// - Throws: `InvalidStructure` when a view is of a lexicon that there is not, or a column cannot be derived.
    func finished(
        views: [[TokenView]], derived: [DerivedColumn], seed: UInt64, minimumSpans: Int,
        keys keyList: KeyList?, states: StateSettings, distance: DigitDistance, probe: Probe
    ) throws(InvalidStructure) -> TrainingVocabulary {
        var corpus = corpus
        let outputs = orderedOutputs(states, in: &corpus)
        let spans = spans.finished(minimumCount: minimumSpans)
        probe.lap(.tokenise, items: corpus.positionCount)
        let (dictionaries, clusters) = try corpus.derive(
            derived, dictionaries: tokens.map { $0.finished() }, outputs: outputs, distance: distance,
            spans: spans
        ) { DictionaryKeys.column($0).source(seed: seed) }
        if !derived.isEmpty { probe.lap(.derive, items: corpus.positionCount * derived.count) }
        var vocabulary = TrainingVocabulary(
            format: format, alignment: alignment, corpus: corpus, columns: [], clusters: clusters,
            outputs: outputs, spans: spans)
        for (column, tokens) in dictionaries.enumerated() {
            let keys = { DictionaryKeys.view(column: column, view: $0).source(seed: seed) }
            let lexica = try lexica(
                of: views[column], column: column, tokens: tokens, keys: keyList, in: &vocabulary,
                keySource: keys)
            vocabulary.columns.append(
                try ColumnVocabulary(
                    tokens: tokens, views: views[column], lexica: lexica, keySource: keys))
        }
        return vocabulary
    }

    /// The decoder's dictionary in the order that is asked for, in whose numbers `corpus` is left.
    private func orderedOutputs(_ states: StateSettings, in corpus: inout EncodedCorpus) -> TokenDictionary {
        let found = outputs.finished()
        guard states.order == .rank else { return found }
        let ranks = StateRanks(
            of: corpus, plan: format.plan, outputCount: found.count, settings: states)
        let ordered = TokenDictionaryBuilder(keySource: found.keySource)
        var numbers = [UInt32](repeating: 0, count: found.count)
        for token in ranks.order(plan: format.plan) { numbers[token] = UInt32(ordered.intern(found[token])) }
        corpus.renumberEmissions(numbers)
        return ordered.finished()
    }

    /// The lexica that views of a column are of. How training must see them goes to `vocabulary`.
    private func lexica(
        of views: [TokenView], column: Int, tokens: TokenDictionary, keys: KeyList?,
        in vocabulary: inout TrainingVocabulary, keySource: (Int) -> KeySource
    ) throws(InvalidStructure) -> [LexiconName: Lexicon] {
        var lexica: [LexiconName: Lexicon] = [:]
        for (index, view) in views.enumerated() {
            guard case .lexicon(let name) = view else { continue }
            let corpus = vocabulary.corpus
            var heldOut: [UInt32]?
            if name == KnownClasses.name {
                let known = try KnownClasses(
                    corpus: corpus, column: column, tokens: tokens, outputs: vocabulary.outputs,
                    keySource: keySource(index))
                lexica[name] = known.lexicon
                heldOut = known.heldOut
            } else if let keys, let digits = KeyClasses.digits(of: view) {
                let lexicon = try KeyClasses.lexicon(keys, digits: digits, keySource: keySource(index))
                lexica[name] = lexicon
                heldOut = KeyClasses.heldOut(
                    keys, lexicon: lexicon, tokens: tokens, corpus: corpus, column: column)
            }
            if let heldOut { vocabulary.heldOut.add(view, column: column, indices: heldOut) }
        }
        return lexica
    }

    /// Adds the tokens of the first column to text whose neighbours are counted.
    func add(to text: RunningText) {
        let tokens = tokens[0].finished()
        for sequence in 0..<corpus.count {
            for position in corpus.positions(of: sequence) {
                text.add(tokens[Int(corpus.columns[0][position])])
            }
            text.endSequence()
        }
    }

    private mutating func append(_ records: ParsedRecords, _ text: BlockText) {
        for record in 0..<records.ends.count { append(records.positions(of: record), of: records, text) }
    }

    private mutating func append(_ positions: Range<Int>, of records: ParsedRecords, _ text: BlockText) {
        var entries = [UInt32](repeating: 0, count: tokens.count)
        for position in positions {
            for column in tokens.indices {
                entries[column] = UInt32(
                    tokens[column].intern(text.piece(records.columns[column][position])))
            }
            let emissions = records.gold(of: position..<position + 1).map { place in
                UInt32(
                    codec.onlyEmission.map { outputs.intern($0) } ?? outputs.intern(text.piece(place)))
            }
            append(entries, emissions: emissions, isLast: position == positions.upperBound - 1)
        }
        corpus.endSequence()
    }

    /// Adds a position to the corpus, and to the running span, which ends where something is emitted.
    private mutating func append(_ entries: [UInt32], emissions: [UInt32], isLast: Bool) {
        corpus.append(tokens: entries, emissions: emissions)
        guard followsSpans else { return }
        span.append(PartValue.known(Int(entries[0])))
        if !emissions.isEmpty || isLast {
            spans.add(span)
            span.removeAll(keepingCapacity: true)
        }
    }
}

/// What the training data made of words.
struct TrainingVocabulary {
    /// What the data looks like.
    let format: DataFormat
    /// The costs by which pairs were aligned.
    let alignment: AlignmentTable?
    /// The data as numbers, derived columns included.
    var corpus: EncodedCorpus
    /// The input columns.
    var columns: [ColumnVocabulary]
    /// Clusters of sequences, of the derived columns that need them.
    let clusters: [SequenceClusters]
    /// The decoder's dictionary.
    var outputs: TokenDictionary
    /// The spans between emissions.
    var spans: SpanIndex
    /// Views that training must not see whole.
    var heldOut = HeldOutViews()
}

/// Numbers the dictionaries of a model, so that each draws its own keys from the model's seed.
enum DictionaryKeys {
    case outputs
    case column(Int)
    case view(column: Int, view: Int)

    /// Where the moves of the outputs' permutation are drawn from.
    static func permutation(seed: UInt64) -> NoiseStream { NoiseStream(seed: seed, number: .max >> 1) }

    func source(seed: UInt64) -> KeySource {
        switch self {
        case .outputs: KeySource(seed: seed, dictionary: 0)
        case .column(let column): KeySource(seed: seed, dictionary: UInt64(1 + column) << 16)
        case .view(let column, let view):
            KeySource(seed: seed, dictionary: UInt64(1 + column) << 16 | UInt64(1 + view))
        }
    }
}
