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

    @Test func longLinesInTrainingAreNamed() {
        var trainer = Trainer(.spacing)
        trainer.blocks.maxLineBytes = 10
        let error = #expect(throws: LineBlockError.self) {
            try trainer.train(["a b c", "a longer line"])
        }
        #expect(error == .lineTooLong(source: "training text", line: 2, limit: 10))
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
