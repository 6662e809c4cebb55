import DigitKeys
import KeyLayers
import Platform
import Testing
import TokenPipeline

/// A small task made by a rule, with all that is needed to learn it.
struct SyntheticTask {
    /// Sequences of positions of columns.
    var inputs: [[[String]]] = []
    /// What each position of a sequence emits.
    var outputs: [[[String]]] = []
    var plan = EmissionPlan.oneForOne
    var start = EncoderStart.weights
    var layers: [String]
    var numbers = 32
    var factor = 10.0
    var penalty = 0
    /// Spans end where something is emitted; they are collected from the data when this is not 0.
    var spanMinimum = 0
    var spread = KeySpread.uniform
    var unitSeparator: String?
    /// Columns that are derived from those of the inputs.
    var columns: [String] = []

    init(layers: [String]) { self.layers = layers }

    func frame() throws -> TokenModelFrame {
        let layers = try layers.map { try ContextLayer(text: $0) }
        var columns = try (0..<(inputs.first?.first?.count ?? 1)).map { column in
            let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 1, dictionary: UInt64(column)))
            for token in inputs.joined().lazy.map({ $0[column] }) {
                _ = builder.intern(token)
            }
            return try ColumnVocabulary(
                tokens: builder.finished(), views: Self.views(of: layers, column: column + 1)
            ) {
                KeySource(seed: 2, dictionary: UInt64($0))
            }
        }
        let outputs = TokenDictionaryBuilder(keySource: KeySource(seed: 3, dictionary: 7))
        if plan.hasStop { _ = outputs.intern(EmissionPlan.stopText) }
        for token in self.outputs.joined().joined() { _ = outputs.intern(token) }
        let finished = outputs.finished()
        // The rarest outputs come at most once: what is learned from random answers need not keep to it.
        let traits = OutputTraits(
            unitSeparator: unitSeparator, silent: finished.count > 5 ? [1] : [],
            once: Array((0..<finished.count).suffix(3)))
        let distance = try DigitDistance(shape: .vector(numbers), factor: factor, penalty: penalty)
        let spans = spans(tokens: columns[0].tokens)
        let derived = try self.columns.map { try DerivedColumn(text: $0) }
        var data = corpus(of: columns.map(\.tokens), outputs: finished)
        let added = try Self.derive(
            derived, in: &data, columns.map(\.tokens), outputs: finished, distance: distance, spans: spans)
        columns += try added.dictionaries.dropFirst(columns.count).enumerated().map { index, tokens in
            try ColumnVocabulary(
                tokens: tokens, views: Self.views(of: layers, column: columns.count + index + 1)
            ) { KeySource(seed: 4, dictionary: UInt64($0)) }
        }
        return try TokenModelFrame(
            plan: plan, start: start, columns: columns, spans: spans, outputs: finished, layers: layers,
            distance: distance, spread: spread, traits: traits, derived: derived, clusters: added.clusters)
    }

    private static func views(of layers: [ContextLayer], column: Int) -> [TokenView] {
        var views: [TokenView] = []
        for part in layers.flatMap(\.parts) {
            if case .column(column, let view) = part.source, view != .token, !views.contains(view) {
                views.append(view)
            }
        }
        return views
    }

    private func spans(tokens: TokenDictionary) -> SpanIndex {
        guard spanMinimum > 0 else { return .empty }
        let builder = SpanIndexBuilder()
        for (input, output) in zip(inputs, outputs) {
            var span: [UInt32] = []
            for (token, emitted) in zip(input, output) {
                span.append(tokens.index(of: token[0]).map(PartValue.known) ?? PartValue.unknown)
                if !emitted.isEmpty {
                    builder.add(span)
                    span = []
                }
            }
        }
        return builder.finished(minimumCount: spanMinimum)
    }

    /// The task as numbers, with the derived columns of a frame that was made for it.
    func corpus(for frame: TokenModelFrame) throws -> EncodedCorpus {
        let dictionaries = frame.columns.dropLast(frame.derived.count).map(\.tokens)
        var corpus = corpus(of: dictionaries, outputs: frame.outputs)
        _ = try Self.derive(
            frame.derived, in: &corpus, dictionaries, outputs: frame.outputs, distance: frame.distance,
            spans: frame.spans)
        return corpus
    }

    private static func derive(
        _ derived: [DerivedColumn], in corpus: inout EncodedCorpus, _ dictionaries: [TokenDictionary],
        outputs: TokenDictionary, distance: DigitDistance, spans: SpanIndex
    ) throws -> (dictionaries: [TokenDictionary], clusters: [SequenceClusters]) {
        try corpus.derive(
            derived, dictionaries: dictionaries, outputs: outputs, distance: distance, spans: spans
        ) { KeySource(seed: 8, dictionary: UInt64($0)) }
    }

    private func corpus(of dictionaries: [TokenDictionary], outputs: TokenDictionary) -> EncodedCorpus {
        var corpus = EncodedCorpus(columnCount: dictionaries.count)
        for (input, output) in zip(inputs, self.outputs) {
            for (tokens, emitted) in zip(input, output) {
                corpus.append(
                    tokens: tokens.enumerated().map { column, token in
                        UInt32(dictionaries[column].index(of: token) ?? 0)
                    },
                    emissions: emitted.map { UInt32(outputs.index(of: $0) ?? 0) })
            }
            corpus.endSequence()
        }
        return corpus
    }

    /// Learns the task and reports each pass.
    func learn(
        epochs: Int = 5, seed: UInt64 = 1, noise: NoiseRule = .canonical, margin: Double = 0,
        minimumUpdates: UInt32 = 1, states: StateSettings = StateSettings()
    ) throws -> (model: TokenModel, reports: [EpochReport]) {
        let frame = try frame()
        let learner = Learner(
            frame: frame,
            settings: LearningSettings(
                seed: seed, noise: noise, margin: margin, minimumUpdates: minimumUpdates,
                states: states))
        let corpus = try corpus(for: frame)
        let reports = (0..<epochs).map { _ in learner.learn(corpus) { _ in } }
        return (try learner.model(), reports)
    }

    /// The share of positions whose emissions are all right.
    func accuracy(of model: TokenModel) -> Double {
        let decoder = StringDecoder(model: model)
        var (right, total) = (0, 0)
        for (input, output) in zip(inputs, outputs) {
            let found = decoder.decode(input)
            for (position, wanted) in output.enumerated() {
                right += found[position].map { model.frame.outputs[Int($0)] } == wanted ? 1 : 0
                total += 1
            }
        }
        return Double(right) / Double(max(total, 1))
    }
}

extension SyntheticTask: CustomTestStringConvertible {
    var testDescription: String { "\(inputs.count) sequences, \(layers.joined(separator: ", "))" }
}

/// Both fast decoders, taking strings: one sequence at a time through the greedy one, all at once through the compiled.
final class StringDecoder {
    private let decoder: GreedyDecoder
    private let compiled: any SequenceDecoder
    private let resolver: TokenResolver
    private let columnCount: Int
    private var emissions = Emissions()

    /// - Parameters:
    ///   - beam: width of the beam with which `decodeTogether` searches; nil to always take the nearest token.
    ///   - census: counts what `decodeTogether` looks up without a beam.
    init(
        model: TokenModel, kernel: Kernel = .preferred, beam: Int? = nil, census: LookupCensus? = nil
    ) {
        decoder = GreedyDecoder(model: model)
        compiled =
            beam.map {
                CompiledDecoder(CompiledModel(model, kernel: kernel, usesLine: false), beam: $0)
            } ?? DecodableModel(model, kernel: kernel).makeDecoder(census: census)
        resolver = TokenResolver(columns: model.frame.columns)
        columnCount = model.frame.columns.count
    }

    /// Forgets tokens that are in no dictionary when too many have gathered.
    func trim() { resolver.trim() }

    /// Decodes sequences together with the compiled decoder; what each position of all of them emits.
    func decodeTogether(_ sequences: [[[String]]]) -> [[UInt32]] {
        let columns = (0..<columnCount).map { column in
            sequences.joined().map { position -> UInt32 in
                var token = position[column]
                return token.withUTF8 { resolver.entry(of: $0, column: column) }
            }
        }
        var ends: [Int] = []
        for sequence in sequences { ends.append((ends.last ?? 0) + sequence.count) }
        let memory = columns.map { column in
            let copy = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: column.count)
            _ = copy.initialize(from: column)
            return copy
        }
        defer { memory.forEach { $0.deallocate() } }
        ends.withUnsafeBufferPointer { ends in
            compiled.decode(
                columns: memory.map { UnsafeBufferPointer($0) }, sequenceEnds: ends, resolver: resolver,
                into: &emissions)
        }
        return (0..<emissions.count).map { Array(emissions[$0]) }
    }

    func decode(_ tokens: [[String]]) -> Emissions {
        let columns = (0..<columnCount).map { column in
            tokens.map { position -> UInt32 in
                var token = position[column]
                return token.withUTF8 { resolver.entry(of: $0, column: column) }
            }[...]
        }
        decoder.decode(columns: columns, resolver: resolver, into: &emissions)
        return emissions
    }
}
