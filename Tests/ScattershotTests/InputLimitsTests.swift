import Platform
import Scattershot
import Testing
import WorkPool

@Suite struct InputLimitsTests {
    @Test(arguments: [1, 3]) func invalidTextIsNamedByLineAndByte(threads: Int) throws {
        for (bad, place) in [
            ([0x61, 0x62, 0xFF], 3), ([0xC3], 1), ([0xED, 0xA0, 0x80], 1), ([0xC0, 0x80], 1),
            ([0x61, 0x80, 0x62], 2),
        ] as [([UInt8], Int)] {
            let input = Array("the\ncat\n\n".utf8) + bad + Array("\ndog\n".utf8)
            for model in [SampleModels.spacing, SampleModels.tags, SampleModels.characters] {
                let (error, output) = try BatchAnswers.failure(input, model, threads: threads)
                #expect(
                    error.hasPrefix("input.txt:4: byte \(place) of the line is not valid UTF-8; convert"))
                #expect(output.split(separator: "\n", omittingEmptySubsequences: false).count == 4)
            }
        }
    }

    @Test func invalidTextInTrainingIsNamed() throws {
        for format in [DataFormat.spacing, .tags(), .pairs(.words)] {
            let bytes = Array("a\tb\n".utf8) + [0x61, 0x09, 0xFF, 0x0A]
            let error = #expect(throws: InputError.self) {
                try Trainer(format).train(MemorySource(bytes, name: "train.txt"))
            }
            #expect(
                error?.description.hasPrefix("train.txt:2: byte 3 of the line is not valid UTF-8") == true)
        }
    }

    @Test func longLinesAreNamed() throws {
        let options = BatchTransducer.Options(blocks: .init(maxLineBytes: 20))
        let input = Array(("thecat\n" + String(repeating: "x", count: 21) + "\n").utf8)
        let (error, output) = try BatchAnswers.failure(input, SampleModels.spacing, options: options)
        #expect(
            error.hasPrefix("input.txt:2: the line is longer than 20 bytes; split it or raise the limit"))
        #expect(output == "the cat\n")
        let allowed = BatchTransducer.Options(blocks: .init(maxLineBytes: 21))
        #expect(
            try BatchAnswers(bytes: input, SampleModels.spacing.get(), options: allowed).report.lines == 2
        )
    }

    @Test func longSentencesAreNamed() throws {
        let options = BatchTransducer.Options(blocks: .init(maxRecordLines: 3))
        let (error, output) = try BatchAnswers.failure(
            Array("the\n\nthe\nthe\nthe\nthe\n".utf8), SampleModels.tags, options: options)
        #expect(error.hasPrefix("input.txt:3: no blank line within 3 lines from here"))
        #expect(output == "the\tDET\n\n")
    }

    /// The bytes of a sentence count up to the end of its last line, whatever the size of blocks and of what is read at once.
    @Test func largeSentencesAreNamed() throws {
        let input = Array("the\n\nthe\r\ncat\nthe\n\nthe\ncat\ntoolong\nend\n\nno\n".utf8)
        for targetBytes in [1, 9, 1 << 18] {
            for piece in [nil, 1, 5] as [Int?] {
                func lines(limit: Int) throws -> (lines: Int, error: String) {
                    let blocks = LineBlocks(
                        PiecewiseSource(input, piece: piece),
                        options: .init(
                            boundary: .blankLine, targetBytes: targetBytes, maxRecordBytes: limit))
                    var lines = 0
                    do {
                        while let block = try blocks.next() { lines += block.lines.count }
                    } catch {
                        return (lines, "\(error)")
                    }
                    return (lines, "")
                }
                #expect(try lines(limit: 19) == (12, ""))
                for limit in [18, 15, 12] {
                    let (before, error) = try lines(limit: limit)
                    #expect(before == 6)
                    #expect(
                        error
                            == "input.txt:7: no blank line within \(limit) bytes from here; put a blank line after each "
                            + "sentence or raise the limit for bytes per record")
                }
                #expect(try lines(limit: 11).error.hasPrefix("input.txt:3: no blank line within 11 bytes"))
            }
        }
    }

    @Test func linesOfTooManyTokensAreNamed() throws {
        let options = BatchTransducer.Options(blocks: .init(maxLineTokens: 6))
        let problem =
            "the line has 7 tokens where at most 6 are allowed; split it or raise the limit for tokens of a line"
        for (model, input, whole) in [
            (SampleModels.spacing, "the cat\nthe cats\n", "the cat\n"),
            (SampleModels.characters, "thecat\nthecats\n", nil),
        ] {
            let (error, output) = try BatchAnswers.failure(Array(input.utf8), model, options: options)
            #expect(error == "input.txt:2: \(problem)")
            #expect(output.count { $0 == "\n" } == 1)
            if let whole { #expect(output == whole) }
        }
        let skipping = BatchTransducer.Options(
            onError: .skip, isJSONLines: true, blocks: .init(maxLineTokens: 2))
        for (model, short, long) in [
            (SampleModels.tags, #"["the","cat"]"#, #"["the","cat","sees"]"#),
            (SampleModels.spacing, #""at""#, #""the""#),
        ] {
            let input = [short, long].map { "{\"input\":\($0)}\n" }.joined()
            let answers = try BatchAnswers(input, model, options: skipping)
            #expect(answers.refused.map(\.line) == [2])
            #expect(answers.output.hasPrefix("{\"input\":\(short),\"output\":"))
            #expect(answers.output.count { $0 == "\n" } == 1)
        }
    }

    /// Either side of a pair counts, in training and in measuring; a library's call with a text in memory has no limit.
    @Test func pairsOfTooManyTokensAreNamed() throws {
        var trainer = Trainer(.pairs(.words))
        trainer.blocks.maxLineTokens = 3
        for line in ["a b c d\tx", "a\tx y z w"] {
            let error = #expect(throws: InputError.self) {
                try trainer.train(MemorySource("a b c\tx y z\n" + line + "\n", name: "train.txt"))
            }
            #expect(
                error?.description.hasPrefix("train.txt:2: the line has 4 tokens where at most 3") == true)
        }
        let measured = #expect(throws: InputError.self) {
            try Evaluator(model: SampleModels.spacing.get()).evaluate(
                PiecewiseSource(Array("the cat\n".utf8)), pool: WorkPool(threads: 1),
                blocks: .init(maxLineTokens: 5))
        }
        #expect(measured?.description.hasPrefix("input.txt:1: the line has 6 tokens where at most 5") == true)
    }

    @Test func longLinesInTrainingAreNamed() {
        var trainer = Trainer(.spacing)
        trainer.blocks.maxLineBytes = 10
        let error = #expect(throws: LineBlockError.self) {
            try trainer.train(["a b c", "a longer line"])
        }
        #expect(error == .lineTooLong(source: "training text", line: 2, limit: 10))
    }

    /// As many opening brackets as a line can have, which a reader that calls itself for each would not survive.
    @Test func deepObjectsAreRefused() throws {
        for text in [#"{"input":"#, "[", #"{"a":"#] {
            let line = text + String(repeating: "[", count: 1_000_000)
            let answers = try BatchAnswers(
                line + "\n", SampleModels.tags, options: .init(onError: .skip, isJSONLines: true))
            #expect(answers.refused.map(\.line) == [1])
            #expect(answers.output == "")
        }
        let objects = String(repeating: #"{"a":"#, count: 160_000)
        let answers = try BatchAnswers(
            objects + "\n", SampleModels.tags, options: .init(onError: .skip, isJSONLines: true))
        #expect(answers.refused.map(\.line) == [1])
    }

    /// A graph that would take more steps than it may is skipped for the record: the decoder's answer stays.
    @Test func graphsEndWithinTheirSteps() throws {
        let model = SampleModels.characterGraphs
        let line = String(repeating: "the cat ", count: 20)
        let decided = try BatchAnswers(line, SampleModels.characters).output
        let edited = try BatchAnswers(line, model).output
        #expect(edited != decided)
        var options = BatchTransducer.Options()
        options.graphLimits.steps = 100
        #expect(try BatchAnswers(line, model, options: options).output == decided)
        options.isTrace = true
        #expect(try BatchAnswers(line, model, options: options).output.contains(#""isSkipped":true"#))
    }

    @Test func unknownTokensAreForgottenWithoutHarm() throws {
        // More unknown words, and more bytes of them, than are remembered; the answers must not depend on it.
        let rare = (0..<40_000).map { "w\($0)\(String(repeating: "q", count: $0 % 90))s" }
        let input = rare.joined(separator: "\n\n") + "\n"
        let options = BatchTransducer.Options(blocks: .init(targetBytes: 4096))
        let together = try BatchAnswers(input, SampleModels.tags, options: options).output
        let apart = try rare.indices.filter { $0 % 1999 == 0 }.map {
            try Transducer(model: SampleModels.tags.get()).transduce(rare[$0])
        }
        let lines = together.split(separator: "\n")
        #expect(lines.count == rare.count)
        #expect(rare.indices.filter { $0 % 1999 == 0 }.map { String(lines[$0]) } == apart)
    }
}
