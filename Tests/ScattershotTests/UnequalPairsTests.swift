import Foundation
import KeyLayers
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline
import WorkPool

@Suite struct UnequalPairsTests {
    @Test(arguments: DataFormat.EmissionWay.allCases)
    func lettersBecomeSounds(emissionWay: DataFormat.EmissionWay) throws {
        let model = try UnequalPairs.model(emissionWay)
        #expect(model.format.plan.minimum == 0)
        #expect(model.format.plan.maximum == (emissionWay == .steps ? 2 : 1))
        let transducer = Transducer(model: model)
        for word in UnequalPairs.words(60, seed: 8) + ["h", "hhh", "xx"] {
            let expected = UnequalPairs.sounds(of: word).joined(separator: " ")
            #expect(try transducer.transduce(word) == "\(word)\t\(expected)")
        }
    }

    /// With its own history, right or wrong, training must not lose the course of a position: where it had to go on, a wrong
    /// stop is no state, or stops would follow stops.
    @Test func ownHistoryStaysOnCourse() throws {
        let model = try SampleModels.train(
            .pairs(.characters, .words), UnequalPairs.text(400, seed: 7)
        ) {
            $0.epochs = 4
            $0.history = .own
        }
        for word in UnequalPairs.words(30, seed: 9) {
            let expected = UnequalPairs.sounds(of: word).joined(separator: " ")
            #expect(try Transducer(model: model).transduce(word) == "\(word)\t\(expected)")
        }
    }

    /// Characters are written without anything between them, whichever way they are emitted.
    @Test(arguments: DataFormat.EmissionWay.allCases)
    func charactersBecomeCharacters(emissionWay: DataFormat.EmissionWay) throws {
        let lines = UnequalPairs.words(300, seed: 3).map { word in
            "\(word)\t\(word.replacingOccurrences(of: "x", with: "k s").replacingOccurrences(of: "h", with: ""))\n"
        }
        let model = try SampleModels.train(
            .pairs(.characters, .characters, emit: emissionWay), lines.joined())
        #expect(try Transducer(model: model).transduce("axhb") == "axhb\tak sb")
        let report = try Evaluator(model: model).evaluate(
            MemorySource("axhb\tak sb\nhh\t\nb\tbb\n", name: "gold"), pool: WorkPool(threads: 1))
        guard case .pairs(let measure, _) = report else {
            Issue.record("a report of another kind")
            return
        }
        #expect(measure.sequences == 3 && measure.wrongSequences == 1 && measure.goldTokens == 7)
    }

    /// The plain decoder, the hashed one and the compiled one answer alike, where layers see units of chunks and spans.
    @Test(arguments: DataFormat.EmissionWay.allCases, UInt64(0)..<3)
    func allDecodersAgree(emissionWay: DataFormat.EmissionWay, seed: UInt64) throws {
        let text = UnequalPairs.text(150, seed: seed)
        let model = try SampleModels.train(.pairs(.characters, .words, emit: emissionWay), text) {
            // Half-learned models make many kinds of mistakes.
            $0.epochs = 1
            $0.seed = seed
            $0.layers = [
                "bias", "token[0]", "unit[-1]", "unit[-3..-1] token[0]", "out[-1] token[1]", "span[0]",
            ].map { .at($0) }
        }
        let words = UnequalPairs.words(80, seed: seed + 50)
        let input = words.joined(separator: "\n") + "\n"
        let explanation = Explanation(model: model)
        let plain = try words.map { word in
            let choices = try explanation.explain(word).map(\.choice).filter { $0 != EmissionPlan.stopText }
            return word + "\t" + choices.joined(separator: " ") + "\n"
        }
        for kernel in [Kernel.scalar, .preferred] {
            let sink = CollectingSink()
            _ = try BatchTransducer(
                model: model, options: .init(engine: EngineSettings(threads: 2, kernel: kernel))
            ).run(MemorySource(input), to: sink, pool: WorkPool(threads: 2))
            #expect(sink.text == plain.joined(), "seed \(seed)")
        }
    }

    @Test func wordsBecomeCharacters() throws {
        let model = try SampleModels.train(
            .pairs(.words, .characters),
            String(repeating: "one two\t12\ntwo\t2\none\t1\nten one\t101\nten\t10\n", count: 20))
        #expect(try Transducer(model: model).transduce("ten  one") == "ten  one\t101")
        #expect(try Transducer(model: model).transduce("one two") == "one two\t12")
    }

    @Test(arguments: DataFormat.EmissionWay.allCases)
    func theFileKeepsTheWay(emissionWay: DataFormat.EmissionWay) throws {
        let scratch = try ScratchDirectory()
        let model = try UnequalPairs.model(emissionWay)
        let path = scratch.path + "/pairs.model"
        try model.write(to: path)
        let read = try Model(contentsOf: path)
        #expect(read.format == model.format && read.alignment == model.alignment)
        #expect(read.format.emissionWay == emissionWay)
        #expect(read.format.inputTokens == .characters && read.format.outputTokens == .words)
        let text = UnequalPairs.words(20, seed: 9).joined(separator: "\n")
        #expect(try Transducer(model: read).transduce(text) == Transducer(model: model).transduce(text))
    }

    @Test func whatIsLeftOutIsNamed() throws {
        var lines = UnequalPairs.words(1500, seed: 2).map {
            "\($0)\t\(UnequalPairs.sounds(of: $0).joined(separator: " "))"
        }
        lines[10] = "a\tA B A B A B A"
        lines[20] = "\tA"
        lines[30] = "\t"
        lines[40] = "bbb\tB ODD B"
        var reports: [AlignmentReport] = []
        var trainer = Trainer(.pairs(.characters, .words, emit: .chunks))
        trainer.settings.epochs = 1
        _ = try trainer.train(
            MemorySource(lines.joined(separator: "\n"), name: "train.txt"),
            report: {
                if case .aligned(let report) = $0 { reports.append(report) }
            })
        let report = try #require(reports.first)
        #expect(reports.count == 1 && report.pairs == 1499)
        #expect(report.tooManyOutputs.lines == [11])
        #expect(report.withoutInput.lines == [21])
        #expect(report.rareChunks.lines == [41])
        #expect(report.tooLong.count == 0 && report.leftOut == 3)
    }

    @Test func alternativesAreAllRight() throws {
        let model = try UnequalPairs.model(.steps)
        let gold = "ax\tA\nab\tA B\nax\tA K S\nax\tB\n\tA\nhh\t\n"
        for (takesAlternatives, expected) in [(false, (6, 3, 8)), (true, (4, 1, 6))] {
            let report = try Evaluator(model: model, takesAlternatives: takesAlternatives).evaluate(
                MemorySource(gold),
                pool: WorkPool(threads: 2))
            guard case .pairs(let measure, _) = report else {
                Issue.record("a report of another kind")
                return
            }
            #expect(
                (measure.sequences, measure.wrongSequences, measure.goldTokens) == expected)
        }
    }

    /// Positions emit as much as the plan allows and no more, and it is said how many did.
    @Test func boundedPositionsAreCounted() throws {
        let text = String(
            repeating: "a\tA A\na\tA A\nb\tB B\nb\tB B\nab\tA A B B\nc\t\nc\t\nca\tA A\n", count: 5)
        let model = try SampleModels.train(.pairs(.characters, .words), text) { $0.epochs = 20 }
        #expect(model.format.plan.minimum == 0 && model.format.plan.maximum == 2)
        let sink = CollectingSink()
        let report = try BatchTransducer(model: model).run(
            MemorySource("ab\ncc\n", name: "input"), to: sink, pool: WorkPool(threads: 1))
        #expect(sink.text == "ab\tA A B B\ncc\t\n")
        #expect(report.boundedPositions == 2)
    }

    @Test func alignmentsOfAFileAndByAModel() throws {
        let text = UnequalPairs.text(200, seed: 1) + "xha\tK S A\n"
        var pairs: [AlignedPair] = []
        _ = try PairsAligner(.pairs(.characters, .words)).align(MemorySource(text, name: "pairs")) {
            pairs.append($0)
        }
        #expect(pairs.count == 201)
        let expected = [("x", ["K", "S"]), ("h", []), ("a", ["A"])]
        #expect(pairs.last?.line == 201)
        #expect(pairs.last?.positions?.map(\.input) == expected.map(\.0))
        #expect(pairs.last?.positions?.map(\.output) == expected.map(\.1))

        // One pair alone tells nothing; the model's costs know its letters.
        let aligner = try PairsAligner(model: UnequalPairs.model(.chunks))
        var single: [AlignedPair] = []
        let report = try aligner.align(MemorySource("hxa\tK S A\nq\tA A A\n", name: "pairs")) {
            single.append($0)
        }
        #expect(single.first?.positions?.map(\.output) == [[], ["K", "S"], ["A"]])
        #expect(single.last?.positions == nil && report.tooManyOutputs.lines == [2])
        #expect(throws: (any Error).self) { try PairsAligner(model: SampleModels.tags.get()) }
    }
}
