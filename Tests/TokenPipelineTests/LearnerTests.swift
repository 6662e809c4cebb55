import CuckooTable
import KeyLayers
import Testing
import TokenPipeline

@Suite struct LearnerTests {
    @Test(arguments: [16, 32, 64], EncoderStart.allCases)
    func learnsARuleOfTheToken(numbers: Int, start: EncoderStart) throws {
        var task = SyntheticTask.tokenRule(seed: 1)
        task.numbers = numbers
        task.start = start
        let (model, reports) = try task.learn(epochs: 20)
        let accuracy = task.accuracy(of: model)
        #expect(accuracy >= 0.97, "\(accuracy)")
        var test = SyntheticTask.tokenRule(sequences: 50, seed: 2)
        test.numbers = numbers
        #expect(test.accuracy(of: model) >= 0.93, "\(test.accuracy(of: model))")
        #expect((reports.first?.errors ?? 0) > 10 * (reports.last?.errors ?? 0))
    }

    /// Without layers that see the state the rule cannot be learned.
    @Test func learnsARuleOfTheState() throws {
        let task = SyntheticTask.stateRule(seed: 3)
        let (model, _) = try task.learn(epochs: 30)
        #expect(task.accuracy(of: model) >= 0.99, "\(task.accuracy(of: model))")
        #expect(SyntheticTask.stateRule(sequences: 50, seed: 4).accuracy(of: model) >= 0.99)
        var blind = task
        blind.layers = ["bias", "token[0]", "token[-1..0]"]
        let accuracy = try blind.accuracy(of: blind.learn(epochs: 30).model)
        #expect(accuracy < 0.85, "\(accuracy)")
    }

    @Test func learnsSpacingWithSpans() throws {
        let task = SyntheticTask.spacing(seed: 5)
        let (model, _) = try task.learn(epochs: 30)
        let accuracy = SyntheticTask.spacing(sequences: 100, seed: 6).accuracy(of: model)
        #expect(accuracy >= 0.97, "\(accuracy)")
        // Words and their beginnings are what the spans are.
        let known = Set(
            model.frame.spans.spans().dropFirst(2).map { span in
                span.map { model.frame.columns[0].tokens[Int($0) - 2] }.joined()
            })
        #expect(Set(SyntheticTask.lexicon).isSubset(of: known))
    }

    @Test(arguments: [(0, 3), (1, 2), (1, 3), (2, 3)])
    func learnsToEmitSeveralTokens(minimum: Int, maximum: Int) throws {
        let task = try SyntheticTask.transcription(minimum: minimum, maximum: maximum, seed: 7)
        let (model, _) = try task.learn(epochs: 20)
        let test = try SyntheticTask.transcription(minimum: minimum, maximum: maximum, seed: 8)
        #expect(test.accuracy(of: model) >= 0.92, "\(test.accuracy(of: model))")
    }

    @Test(arguments: [NoiseRule.canonical, .sampled(samples: 16)])
    func theSameSeedLearnsTheSame(noise: NoiseRule) throws {
        for task in [
            SyntheticTask.tokenRule(sequences: 40, seed: 1), .stateRule(sequences: 40, seed: 2),
            .spacing(sequences: 20, seed: 3),
        ] {
            let first = try task.learn(epochs: 3, seed: 5, noise: noise)
            let second = try task.learn(epochs: 3, seed: 5, noise: noise)
            #expect(first.model.rows.values == second.model.rows.values)
            #expect(first.model.rows.updates == second.model.rows.updates)
            #expect(first.model.rows.fractionBits == second.model.rows.fractionBits)
            #expect(first.model.table.buckets == second.model.table.buckets)
            #expect(first.reports.map(\.errors) == second.reports.map(\.errors))
            let other = try task.learn(epochs: 3, seed: 6, noise: noise)
            #expect(first.model.rows.values != other.model.rows.values)
            #expect(first.model.table.buckets != other.model.table.buckets)
        }
    }

    @Test func reportsCountDecisionsErrorsAndRows() throws {
        let task = try SyntheticTask.transcription(minimum: 0, maximum: 3, seed: 9)
        let (model, reports) = try task.learn(epochs: 4, minimumUpdates: 0)
        // Each position decides once for every token and once to stop, but never more than three times.
        let decisions = task.outputs.joined().reduce(0) { $0 + min($1.count + 1, 3) }
        #expect(reports.map(\.epoch) == [1, 2, 3, 4])
        #expect(reports.allSatisfy { $0.decisions == decisions })
        #expect(reports.allSatisfy { $0.errors <= $0.decisions })
        #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.rows <= $1.rows })
        #expect(model.rows.count <= (reports.last?.rows ?? 0))
        // Every error updates one row of each of the seven layers, since all tokens are known.
        let updates = (1...model.rows.count).reduce(0) { $0 + Int(model.rows.updates[$1]) }
        #expect(updates <= 7 * reports.reduce(0) { $0 + $1.errors })
        #expect(updates > 6 * reports.reduce(0) { $0 + $1.errors })
    }

    /// What is right from the start needs no row.
    @Test func aTaskWithoutErrorsHasNoRows() throws {
        var task = SyntheticTask.tokenRule(words: 5, tags: 1, sequences: 10, seed: 1)
        task.start = .middle
        let (model, reports) = try task.learn(epochs: 2)
        #expect(reports.allSatisfy { $0.errors == 0 && $0.rows == 0 })
        #expect(model.rows.count == 0 && model.table.count == 0)
        #expect(task.accuracy(of: model) == 1)
    }

    @Test func aLearnerThatSawNothingGivesAnEmptyModel() throws {
        let frame = try SyntheticTask.tokenRule(sequences: 3, seed: 1).frame()
        let learner = Learner(
            frame: frame,
            settings: LearningSettings(seed: 1, noise: .canonical, margin: 0, minimumUpdates: 0))
        let report = learner.learn(EncodedCorpus(columnCount: 1)) { _ in }
        #expect(report.decisions == 0 && report.errors == 0 && report.rows == 0)
        #expect(try learner.model().rows.count == 0)
    }

    @Test func progressRisesAndCanEndThePass() throws {
        let task = SyntheticTask.tokenRule(sequences: 500, seed: 1)
        let frame = try task.frame()
        let corpus = try task.corpus(for: frame)
        let learner = Learner(
            frame: frame,
            settings: LearningSettings(seed: 1, noise: .canonical, margin: 0, minimumUpdates: 0))
        var seen: [Int] = []
        _ = learner.learn(corpus) { seen.append($0) }
        #expect(seen.count == 4)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $1 - $0 >= 1024 })
        #expect(seen.allSatisfy { $0 <= corpus.positionCount })
        struct Enough: Error {}
        var calls = 0
        #expect(throws: Enough.self) {
            _ = try learner.learn(corpus) { _ in
                calls += 1
                if calls == 2 { throw Enough() }
            }
        }
        #expect(calls == 2)
    }
}
