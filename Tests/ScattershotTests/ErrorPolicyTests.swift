import Scattershot
import Testing

@Suite struct ErrorPolicyTests {
    private static let columns = "the\ncat\n\nbad\tline\nthe\n\nno\ndog\n\nwrong\tagain\n"

    private func answers(
        _ input: String, _ model: Result<Model, any Error>, _ policy: ErrorPolicy, threads: Int = 1,
        targetBytes: Int = 1 << 18
    ) throws -> BatchAnswers {
        try BatchAnswers(
            input, model, threads: threads,
            options: .init(onError: policy, blocks: .init(targetBytes: targetBytes)))
    }

    @Test(arguments: [1, 2, 5], [1, 20, 1 << 18]) func skipLeavesRecordsOut(threads: Int, bytes: Int)
        throws
    {
        let answers = try answers(
            Self.columns, SampleModels.tags, .skip, threads: threads, targetBytes: bytes)
        #expect(answers.output == "the\tDET\ncat\tNOUN\n\n\nno\tDET\ndog\tNOUN\n\n")
        #expect(answers.refused.map(\.line) == [4, 10])
        #expect(answers.report.refused == 2)
        #expect(answers.report.lines == 10)
        #expect(answers.report.tokens == 4)
    }

    @Test(arguments: [1, 2, 5], [1, 20, 1 << 18]) func markKeepsTheNumberOfLines(
        threads: Int, bytes: Int
    ) throws {
        let answers = try answers(
            Self.columns, SampleModels.tags, .mark, threads: threads, targetBytes: bytes)
        let remedy =
            "2 columns where the model expects 1 input column; leave the tags out, for example through 'cut -f1-1'"
        let first = "#error input.txt:4: \(remedy)\n"
        #expect(
            answers.output == "the\tDET\ncat\tNOUN\n\n\(first)\(first)\nno\tDET\ndog\tNOUN\n\n"
                + "#error input.txt:10: \(remedy)\n")
        #expect(
            answers.refused.map(\.description) == ["input.txt:4: \(remedy)", "input.txt:10: \(remedy)"])
    }

    @Test(arguments: [1, 2, 5], [1, 20, 1 << 18]) func stopAnswersWhatCameBefore(
        threads: Int, bytes: Int
    ) throws {
        let (error, output) = try BatchAnswers.failure(
            Array(Self.columns.utf8), SampleModels.tags, threads: threads,
            options: .init(blocks: .init(targetBytes: bytes)))
        #expect(error.hasPrefix("input.txt:4: 2 columns"))
        #expect(output == "the\tDET\ncat\tNOUN\n\n")
    }

    @Test(arguments: [1, 3]) func linesOfWrongTextAreMarked(threads: Int) throws {
        var input: [UInt8] = []
        for line in 0..<200 { input += line % 7 == 3 ? [0xFF, 0x0D, 0x0A] : Array("thecat\n".utf8) }
        let options = BatchTransducer.Options(onError: .mark, blocks: .init(targetBytes: 64))
        let answers = try BatchAnswers(
            bytes: input, SampleModels.spacing.get(), threads: threads, options: options)
        let lines = answers.output.split(whereSeparator: \.isNewline)
        #expect(lines.count == 200)
        #expect(answers.refused.map(\.line) == (0..<200).filter { $0 % 7 == 3 }.map { $0 + 1 })
        for (index, line) in lines.enumerated() {
            let problem = "#error input.txt:\(index + 1): byte 1 of the line is not valid UTF-8"
            #expect(index % 7 == 3 ? line.hasPrefix(problem) : line == "the cat")
        }
    }
}
