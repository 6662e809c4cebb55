import Benchmark
import Contestants
import DigitKeys
import KeyLayers
import TokenPipeline

/// A thousand positions of text, in sentences of twenty, and what the reference decoder emits for them.
private final class DecodingSubject {
    static let sentences = 50
    static let length = 20
    let decoder: GreedyDecoder
    let reference: ReferenceDecoder
    let resolver: TokenResolver
    let sentences: [[[String]]]
    let entries: [[UInt32]]
    let expected: [Emissions]

    init() throws {
        let model = try SyntheticLanguage.taggingModel().tokens
        decoder = GreedyDecoder(model: model)
        let reference = ReferenceDecoder(model: model)
        self.reference = reference
        let resolver = TokenResolver(columns: model.frame.columns)
        self.resolver = resolver
        var language = SyntheticLanguage(seed: 2)
        let texts = (0..<Self.sentences).map { _ in language.sentence(length: Self.length) }
        sentences = texts.map { $0.map { [$0.text] } }
        entries = texts.map { sentence in
            sentence.map { word in
                var text = word.text
                return text.withUTF8 { resolver.entry(of: $0, column: 0) }
            }
        }
        expected = sentences.map { reference.emissions(of: reference.decode($0), positions: Self.length) }
        // A model that learned nothing could be quick as well.
        let right = zip(texts, expected).reduce(0) { sum, pair in
            sum
                + pair.0.indices.count { position in
                    pair.1[position].map { model.frame.outputs[Int($0)] } == [pair.0[position].tag]
                }
        }
        let positions = Self.sentences * Self.length
        require(
            SuiteSize.isSmoke || right * 10 > positions * 6,
            "the synthetic model has only \(right) tags right")
    }
}

/// A text in parts of a thousand positions, and a learner that has seen it twice.
private final class LearningSubject {
    let frame: TokenModelFrame
    let settings = LearningSettings(seed: 1, noise: .canonical, margin: 0.022, minimumUpdates: 1)
    let parts: [EncodedCorpus]
    let learner: Learner
    let errorsOfFirstPart: Int
    var next = 0

    init() throws {
        frame = try SyntheticLanguage.taggingModel().tokens.frame
        let (tokens, outputs) = (frame.columns[0].tokens, frame.outputs)
        var language = SyntheticLanguage(seed: 1)
        parts = (0..<SuiteSize.pick(30, smoke: 1)).map { _ in
            var corpus = EncodedCorpus(columnCount: 1)
            for _ in 0..<50 {
                for word in language.sentence(length: 20) {
                    guard let token = tokens.index(of: word.text), let tag = outputs.index(of: word.tag)
                    else {
                        fatalError("a word of the training text is in no dictionary")
                    }
                    corpus.append(tokens: [UInt32(token)], emissions: [UInt32(tag)])
                }
                corpus.endSequence()
            }
            return corpus
        }
        learner = Learner(frame: frame, settings: settings)
        let first = learner.learn(parts[0]) { _ in }
        errorsOfFirstPart = first.errors
        for part in parts[1...] + parts { _ = learner.learn(part) { _ in } }
    }
}

/// A query, the key that noise shall lead to, and the direction that was found.
private final class SamplingSubject {
    static let samples = 1000
    let sampler: NoiseSampler
    let query: [Int32]
    let wanted: Int
    let rival: Int
    private(set) var expected: [Int64] = []

    init() throws {
        let shape = KeyShape.vector(32)
        let source = KeySource(seed: 7, dictionary: 1)
        let keys = KeyPlanes(keys: (0..<17).map { source.weights(of: $0, shape: shape) }, shape: shape)
        let distance = try DigitDistance(shape: shape, factor: 10, penalty: 0)
        let search = PlaneScan(keys: keys, distance: distance)
        sampler = NoiseSampler(
            decoder: EmbeddingDecoder(keys: keys, distance: distance), samples: Self.samples, seed: 1)
        query = Array(repeating: 499, count: 32)
        // The runner-up is hit often, and on the first rung, so the number of samples is known.
        let nearest = search.nearest(to: KeyNumbers.digits(of: query.map { UInt64($0) }, shape: shape))
        (wanted, rival) = (nearest.runnerUp, nearest.index)
        let direction = direction()
        require(direction.contains { $0 != 0 }, "sampling finds no noise")
        expected = direction
        let length = direction.reduce(0) { $0 + $1.magnitude }
        let moved = query.indices.map { index in
            let noise = direction[index] * 32 * 300 / Int64(length)
            return UInt64(
                KeyNumbers.saturatingSubtract(Int64(query[index]), noise, largest: Int64(shape.largestNumber))
            )
        }
        require(
            search.nearest(to: KeyNumbers.digits(of: moved, shape: shape)).index == wanted,
            "the sampled direction does not lead to the wanted key")
    }

    /// The direction that the samples show.
    func direction() -> [Int64] {
        var sum = [Int64](repeating: 0, count: query.count)
        _ = sum.withUnsafeMutableBufferPointer {
            sampler.addDirection(to: wanted, against: rival, from: query, step: 0, into: $0)
        }
        return sum
    }
}

private func registerDecoders() {
    measure(
        "TokenPipeline: positions: greedy decoder", per: .kilo,
        prepare: { try DecodingSubject() },
        run: { subject in
            subject.entries.map { sentence in
                var emissions = Emissions()
                subject.decoder.decode(
                    columns: [sentence[...]], resolver: subject.resolver, into: &emissions)
                return emissions
            }
        },
        isRight: { $0.expected == $1 })
    measure(
        "TokenPipeline: positions: reference decoder", per: .kilo,
        prepare: { try DecodingSubject() },
        run: { subject in
            subject.sentences.map { sentence in
                let traces = subject.reference.decode(sentence)
                return subject.reference.emissions(of: traces, positions: sentence.count)
            }
        },
        isRight: { $0.expected == $1 })
}

func registerTokenPipeline() {
    registerDecoders()
    measure(
        "TokenPipeline: positions: learner, later passes", per: .kilo,
        prepare: { try LearningSubject() },
        run: { subject in subject.learner.learn(subject.parts[subject.next]) { _ in } },
        isRight: { subject, report in
            subject.next = (subject.next + 1) % subject.parts.count
            return report.decisions == 1000 && report.errors < subject.errorsOfFirstPart
        })
    // Unfavourable: nearly every decision is wrong and makes rows.
    measure(
        "TokenPipeline: positions: learner, the first thousand", per: .kilo,
        prepare: { try LearningSubject() },
        run: { subject in
            let learner = Learner(frame: subject.frame, settings: subject.settings)
            return learner.learn(subject.parts[0]) { _ in }
        },
        isRight: { $1.decisions == 1000 && $1.errors == $0.errorsOfFirstPart })
    measure(
        "TokenPipeline: noise samples, 32x3, 17 keys", per: .kilo,
        prepare: { try SamplingSubject() },
        run: { $0.direction() },
        isRight: { $0.expected == $1 })
}
