import Platform
import Scattershot
import Testing
import WorkPool

@Suite struct EvaluatorTests {
    private func evaluate(
        _ model: Model, _ text: String, threads: Int = 1, targetBytes: Int = 1 << 18
    ) throws -> EvaluationReport {
        try Evaluator(model: model).evaluate(
            MemorySource(text, name: "gold.txt"), pool: WorkPool(threads: threads),
            blocks: .init(targetBytes: targetBytes))
    }

    private func gold(_ sample: SampleModel) -> String {
        switch sample {
        case .spacing, .knownWords: EnglishLikeText.lines(50, seed: 21).joined(separator: "\n")
        case .tags: EnglishLikeText.columns(50, seed: 21)
        case .chunks, .structure: EnglishLikeText.columns(50, seed: 21, chunks: true)
        case .characters, .keyLayers: EnglishLikeText.pairs(50, seed: 21)
        case .words: "one two\t1 2\nthree three three\t3 2 3\n"
        case .conllu: SampleModels.conlluText(50, seed: 21)
        }
    }

    @Test(arguments: SampleModel.allCases) func threadsAndBlocksHaveNoInfluence(sample: SampleModel)
        throws
    {
        let text = gold(sample)
        let model = try sample.model
        let report = try evaluate(model, text)
        for threads in 1...4 {
            for targetBytes in [1, 50, 700] {
                #expect(try evaluate(model, text, threads: threads, targetBytes: targetBytes) == report)
            }
        }
    }

    @Test func spacingIsMeasuredOnTheAnswers() throws {
        let model = try SampleModels.spacing.get()
        let transducer = Transducer(model: model)
        let lines = EnglishLikeText.lines(50, seed: 22)
        var expected = SpacingMeasure()
        for line in lines { expected.add(gold: line, predicted: try transducer.transduce(line)) }
        let report = try evaluate(model, lines.joined(separator: "\n\n"))
        #expect(report == .spacing(expected))
        #expect(report.headline.name == "word F1")
        #expect(report.headline.value == expected.words.f1)
        #expect(expected.words.f1 > 0.9)
    }

    @Test func tagsAreMeasuredOnTheAnswers() throws {
        let model = try SampleModels.chunks.get()
        let transducer = Transducer(model: model)
        var tagging = TaggingMeasure()
        var spans = SpanMeasure()
        for words in EnglishLikeText.sentences(40, seed: 23) {
            let answer = try transducer.transduce(
                words.map { "\($0.text)\t\($0.tag)" }.joined(separator: "\n"))
            let predicted = answer.split(separator: "\n").map { String($0.split(separator: "\t")[2]) }
            let known = words.map { model.tokens.frame.columns[0].tokens.index(of: $0.text) != nil }
            tagging.add(gold: words.map(\.chunk), predicted: predicted, isUnknown: { !known[$0] })
            spans.add(gold: words.map(\.chunk), predicted: predicted)
        }
        let report = try evaluate(model, EnglishLikeText.columns(40, seed: 23, chunks: true))
        #expect(report == .tags(tagging, spans: spans))
        #expect(report.headline.name == "span F1")
        #expect(report.headline.value == spans.spans.f1)
        #expect(tagging.accuracy > 0.9)
    }

    @Test func labelsThatAreNoSpansHaveNoSpanMeasure() throws {
        let report = try evaluate(SampleModels.tags.get(), EnglishLikeText.columns(10, seed: 24))
        guard case .tags(let measure, let spans) = report else {
            Issue.record("a report of another kind")
            return
        }
        #expect(spans == nil)
        #expect(report.headline.name == "accuracy")
        #expect(measure.sentences == 10)
        #expect(measure.unknownTokens == 0)
    }

    @Test func pairsAreMeasured() throws {
        let report = try evaluate(SampleModels.words.get(), gold(.words))
        guard case .pairs(let measure, _) = report else {
            Issue.record("a report of another kind")
            return
        }
        #expect(
            (measure.sequences, measure.wrongSequences, measure.goldTokens, measure.edits) == (2, 1, 5, 1)
        )
        #expect(report.headline.value == 0.5)
    }

    @Test func recordsWithoutTheAnswerAreNamed() throws {
        let error = #expect(throws: InputError.self) {
            try evaluate(SampleModels.tags.get(), "the\tDET\n\ncat\n", threads: 2)
        }
        #expect(error?.description.hasPrefix("gold.txt:3: 1 columns where 2 are expected") == true)
    }

    @Test(arguments: SampleModel.allCases) func nothingToMeasureIsAnError(sample: SampleModel) throws {
        for text in ["", "\n\n"] {
            let error = #expect(throws: InputError.self) { try evaluate(sample.model, text) }
            #expect(error?.problem.hasPrefix("nothing to measure") == true)
        }
    }

    @Test func progressCountsTokens() throws {
        var seen: [Int] = []
        _ = try Evaluator(model: SampleModels.spacing.get()).evaluate(
            MemorySource("the cat\na dog\n"), pool: WorkPool(threads: 2),
            blocks: .init(targetBytes: 1, isEager: true)
        ) { seen.append($0) }
        #expect(seen.last == 10)
        #expect(seen == seen.sorted())
    }
}
