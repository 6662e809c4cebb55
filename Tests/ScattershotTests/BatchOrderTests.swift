import DigitKeys
import Platform
import Scattershot
import Testing
import TokenPipeline
import WorkPool

/// A batch gives the same bytes for any number of threads and any size of blocks, and they are the answers to the
/// single records.
@Suite struct BatchOrderTests {
    @Test(arguments: SampleModel.allCases) func threadsAndBlocksHaveNoInfluence(sample: SampleModel)
        throws
    {
        let model = try sample.model
        let input = sample.input(records: 60, seed: 11)
        let transducer = Transducer(model: model)
        let expected = try sample.records(of: input).map { try transducer.transduce($0) + "\n" }.joined()
        let reference = try BatchAnswers(input, .success(model))
        #expect(reference.output == expected)
        for threads in 1...5 {
            for targetBytes in [1, 7, 100, 1000, 1 << 18] {
                for isEager in [false, true] {
                    let options = BatchTransducer.Options(
                        blocks: .init(targetBytes: targetBytes, isEager: isEager))
                    let answers = try BatchAnswers(input, .success(model), threads: threads, options: options)
                    let comment: Comment =
                        "\(threads) threads, blocks of \(targetBytes) bytes, eager \(isEager)"
                    #expect(answers.output == reference.output, comment)
                    #expect(answers.report == reference.report, comment)
                }
            }
        }
    }

    @Test func theReportCounts() throws {
        let answers = try BatchAnswers("thecat\n\nthedog", SampleModels.spacing)
        var expected = BatchReport()
        #expect(expected == BatchReport())
        expected = answers.report
        #expect((expected.lines, expected.tokens, expected.refused) == (3, 12, 0))
        #expect((expected.bytesIn, expected.bytesOut) == (14, 17))
        #expect(try BatchAnswers("", SampleModels.spacing).report == BatchReport())
        #expect(try BatchAnswers("", SampleModels.tags).output == "")
    }

    @Test(arguments: SampleModel.allCases) func answersAreThoseOfTheReference(sample: SampleModel)
        throws
    {
        let model = try sample.model
        let reference = ReferenceDecoder(model: model.tokens)
        let seed = UInt64.random(in: .min ... .max)
        let input = sample.input(records: 30, seed: seed)
        let transducer = Transducer(model: model)
        for record in sample.records(of: input) where !record.isEmpty {
            let answer = try transducer.transduce(record)
            let tokens = Self.tokens(of: record, for: sample)
            let traces = reference.decode(model.withDerivedColumns(tokens))
            let emissions = reference.emissions(of: traces, positions: tokens.count)
            let texts = (0..<tokens.count).map { position in
                emissions[position].map { model.tokens.frame.outputs[Int($0)] }.joined()
            }
            #expect(
                answer == Self.rendered(texts, tokens, record, for: sample), "seed \(seed): \(record)")
        }
    }

    private static func tokens(of record: String, for sample: SampleModel) -> [[String]] {
        switch sample {
        case .spacing, .knownWords, .characters, .keyLayers: record.map { [String($0)] }
        case .words: record.split(separator: " ").map { [String($0)] }
        case .tags: record.split(separator: "\n").map { [String($0)] }
        case .chunks, .structure:
            record.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        case .conllu: conlluFields(record).compactMap { isToken($0) ? [$0[1]] : nil }
        }
    }

    private static func conlluFields(_ record: String) -> [[String]] {
        record.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    }

    private static func isToken(_ fields: [String]) -> Bool {
        fields.count == 10 && fields[0].allSatisfy(\.isNumber)
    }

    private static func rendered(
        _ texts: [String], _ tokens: [[String]], _ record: String, for sample: SampleModel
    ) -> String {
        switch sample {
        case .spacing, .knownWords:
            let spaced = zip(tokens, texts).map { $0[0] + $1 }.joined()
            return spaced.hasSuffix(" ") ? String(spaced.dropLast()) : spaced
        case .characters, .keyLayers: return record + "\t" + texts.joined()
        case .words: return record + "\t" + texts.joined(separator: " ")
        case .tags, .chunks, .structure:
            return zip(record.split(separator: "\n"), texts).map { $0 + "\t" + $1 }.joined(
                separator: "\n")
        case .conllu:
            var next = texts.makeIterator()
            return conlluFields(record).map { fields in
                guard isToken(fields) else { return fields.joined(separator: "\t") }
                var fields = fields
                fields[3] = next.next() ?? "too few answers"
                return fields.joined(separator: "\t")
            }.joined(separator: "\n")
        }
    }
}
