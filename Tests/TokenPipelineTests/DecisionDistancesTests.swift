import KeyLayers
import Platform
import TestSupport
import Testing
import TokenPipeline
import WorkPool

/// The distances that fast decoders give against those of the plain one.
@Suite struct DecisionDistancesTests {
    /// Distances of all positions of `sequences`, and what they emit.
    private func distances(
        _ decoder: any SequenceDecoder, _ distances: DecisionDistances, _ model: TokenModel,
        _ sequences: [[[String]]]
    ) -> (distances: [Int32], emissions: Emissions) {
        let resolver = TokenResolver(columns: model.frame.columns)
        let columns = model.frame.columns.indices.map { column in
            let memory = ScratchBuffer<UInt32>(capacity: max(sequences.joined().count, 1))
            for (place, position) in sequences.joined().enumerated() {
                var token = position[column]
                memory.base[place] = token.withUTF8 { resolver.entry(of: $0, column: column) }
            }
            return memory
        }
        var end = 0
        let ends = sequences.map { sequence in
            end += sequence.count
            return end
        }
        var emissions = Emissions()
        ends.withUnsafeBufferPointer { ends in
            decoder.decode(
                columns: columns.map { UnsafeBufferPointer(start: $0.base, count: end) }, sequenceEnds: ends,
                resolver: resolver, into: &emissions)
        }
        return (Array(distances.all), emissions)
    }

    @Test(arguments: UInt64(0)..<8)
    func everyDecoderGivesThePlainDistances(seed: UInt64) throws {
        var task = SyntheticTask.stateRule(sequences: 40, seed: seed)
        task.start = seed % 2 == 0 ? .middle : .weights
        task.penalty = seed % 4 == 3 ? 400 : 0
        task.numbers = seed % 3 == 0 ? 64 : 32
        let model = try task.learn(epochs: 2, seed: seed).model
        let sequences = task.inputs + [[], [["never seen"]], Array(repeating: ["x"], count: 70)]
        let plain = ReferenceDecoder(model: model)
        let expected = sequences.flatMap { plain.decode($0).flatMap { $0.distances.map { Int32($0) } } }
        for (kernel, isCompiled) in [(Kernel.preferred, true), (.preferred, false), (.scalar, true)] {
            let given = try DecisionDistances(of: model.frame, kernel: kernel)
            let decoder = DecodableModel(model, kernel: kernel, isCompiled: isCompiled)
                .makeDecoder(distances: given)
            let found = distances(decoder, given, model, sequences)
            #expect(found.distances == expected, "\(kernel), compiled \(isCompiled), seed \(seed)")
            let silent = DecodableModel(model, kernel: kernel, isCompiled: isCompiled).makeDecoder()
            #expect(distances(silent, given, model, sequences).emissions == found.emissions)
        }
    }

    /// A model whose rows lie on a line has none to sum when it is compiled.
    @Test func modelsOnALineGiveDistancesAsWell() throws {
        let task = SyntheticTask.spacing(sequences: 30, seed: 2)
        let model = try task.learn(epochs: 2).model
        let given = try DecisionDistances(of: model.frame)
        let decoder = DecodableModel(model).makeDecoder(distances: given)
        let plain = ReferenceDecoder(model: model)
        let expected = task.inputs.flatMap { plain.decode($0).flatMap { $0.distances.map { Int32($0) } } }
        #expect(distances(decoder, given, model, task.inputs).distances == expected)
    }

    @Test func plansOfSeveralDecisionsHaveNone() throws {
        let task = try SyntheticTask.transcription(minimum: 0, maximum: 3, seed: 1)
        #expect(throws: InvalidStructure.self) { _ = try DecisionDistances(of: try task.frame()) }
    }

    @Test func whatDoesNotFitIsRefused() throws {
        var task = SyntheticTask.tokenRule(sequences: 2, seed: 1)
        _ = try DecisionDistances(of: try task.frame())
        task.penalty = 1 << 20
        let error = #expect(throws: InvalidStructure.self) {
            _ = try DecisionDistances(of: try task.frame())
        }
        #expect(error?.description.contains("leave no room") == true)
        let most = DecisionDistances.mostOutputs
        for count in [most, most + 1] {
            var task = SyntheticTask.tokenRule(sequences: 2, seed: 1)
            task.inputs = [(0..<count).map { ["in \($0)"] }]
            task.outputs = [(0..<count).map { ["out \($0)"] }]
            let frame = try task.frame()
            #expect(frame.outputs.count == count)
            guard count > most else {
                #expect(try DecisionDistances(of: frame).outputs == count)
                continue
            }
            #expect(throws: InvalidStructure.self) { _ = try DecisionDistances(of: frame) }
        }
    }

    @Test func heldOutDistancesAreThoseOfTheModelWithoutTheSequence() throws {
        let task = SyntheticTask.tokenRule(sequences: 120, seed: 5)
        let frame = try task.frame()
        let corpus = try task.corpus(for: frame)
        let settings = LearningSettings(seed: 1, noise: .canonical, margin: 0, minimumUpdates: 1)
        let training = HeldOutTraining(
            frame: frame, settings: settings, heldOut: HeldOutViews(), epochs: 2)
        let found = try training.decisions(of: corpus, wantsDistances: true) { _, _ in }
        let outputs = frame.outputs.count
        #expect(found.distances.count == corpus.positionCount * outputs)
        for part in 0..<HeldOutTraining.parts {
            let isHeldOut = { (sequence: Int) in HeldOutViews.fold(of: sequence) / 2 == part }
            let learner = Learner(frame: frame, settings: settings)
            for _ in 0..<2 { _ = learner.learn(corpus, where: { !isHeldOut($0) }) { _ in } }
            let plain = ReferenceDecoder(model: try learner.model())
            for sequence in 0..<corpus.count where isHeldOut(sequence) {
                let range = corpus.positions(of: sequence)
                let traces = plain.decode(task.inputs[sequence])
                #expect(
                    Array(found.distances[range.lowerBound * outputs..<range.upperBound * outputs])
                        == traces.flatMap { $0.distances.map { Int32($0) } })
                #expect(Array(found.tokens[range]) == traces.map { UInt32($0.choice) })
            }
        }
    }

    /// Trainings at the same time come to what trainings one after the other do, and say on the calling thread how far they are.
    @Test(arguments: [2, 3, 8]) func threadsHaveNoInfluence(threads: Int) throws {
        let task = SyntheticTask.tokenRule(sequences: 400, seed: 5)
        let frame = try task.frame()
        let corpus = try task.corpus(for: frame)
        let training = HeldOutTraining(
            frame: frame,
            settings: LearningSettings(seed: 1, noise: .canonical, margin: 0, minimumUpdates: 1),
            heldOut: HeldOutViews(), epochs: 2)
        let alone = try training.decisions(of: corpus, wantsDistances: true) { _, _ in }
        let pool = WorkPool(threads: threads)
        var ended = 0
        let found = try training.decisions(of: corpus, wantsDistances: true, pool: pool) { done, positions in
            #expect(done >= ended && done < HeldOutTraining.parts)
            #expect((0...2 * corpus.positionCount * min(threads, 5)).contains(positions))
            ended = done
        }
        #expect(found.tokens == alone.tokens && found.distances == alone.distances)
        let outputs = try training.outputs(of: corpus) { _, _ in }
        #expect(try training.outputs(of: corpus, pool: pool) { _, _ in } == outputs)
    }

    @Test(arguments: [1, 2]) func progressEndsTrainings(threads: Int) throws {
        struct Ended: Error {}
        let task = SyntheticTask.tokenRule(sequences: 1000, seed: 5)
        let frame = try task.frame()
        let corpus = try task.corpus(for: frame)
        let training = HeldOutTraining(
            frame: frame,
            settings: LearningSettings(seed: 1, noise: .canonical, margin: 0, minimumUpdates: 1),
            heldOut: HeldOutViews(), epochs: 2)
        #expect(throws: Ended.self) {
            _ = try training.outputs(of: corpus, pool: WorkPool(threads: threads)) { _, _ in throw Ended() }
        }
    }
}
