import Scattershot
import Testing

@Suite struct TagsFormatTests {
    private func output(_ input: String, _ model: Result<Model, any Error>) throws -> String {
        try BatchAnswers(input, model).output
    }

    /// Lines with the last column cut off.
    private func withoutTags(_ output: String, separator: Character = "\t") -> String {
        output.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.lastIndex(of: separator).map { String(line[..<$0]) } ?? String(line)
        }.joined(separator: "\n")
    }

    @Test func theTagIsAppended() throws {
        #expect(
            try output("the\ncat\nsees\nthe\ndog\n.\n", SampleModels.tags)
                == "the\tDET\ncat\tNOUN\nsees\tVERB\nthe\tDET\ndog\tNOUN\n.\tPUNCT\n")
        #expect(
            try output("the\tDET\ncat\tNOUN\n\nno DET\n", SampleModels.chunks)
                == "the\tDET\tB-NP\ncat\tNOUN\tI-NP\n\nno DET B-NP\n")
    }

    @Test func blankLinesStayWhereverTheyStand() throws {
        let input = "\n\nthe\ncat\n\n\n \t \nno\ndog\n   \n\n"
        let answered = try output(input, SampleModels.tags)
        #expect(
            answered == "\n\nthe\tDET\ncat\tNOUN\n\n\n \t \nno\tDET\ndog\tNOUN\n   \n\n")
    }

    @Test func aMissingFinalNewlineIsAdded() throws {
        #expect(try output("the\ncat", SampleModels.tags) == "the\tDET\ncat\tNOUN\n")
    }

    @Test func carriageReturnsStay() throws {
        #expect(
            try output("the\r\ncat\r\n\r\nno\n", SampleModels.tags)
                == "the\tDET\r\ncat\tNOUN\r\n\r\nno\tDET\n")
        let model = try SampleModels.train(.tags(), "the\tDET\r\ncat\tNOUN\r\n\r\ncat\tNOUN\r\n")
        #expect(try Transducer(model: model).transduce("cat") == "cat\tNOUN")
    }

    @Test func runsOfSpacesSeparateAndStay() throws {
        let model = try SampleModels.train(
            .tags(inputColumns: 2, separator: " "), "the  DET   X\ncat NOUN Y\n\n  cat NOUN Y \n")
        let answered = try Transducer(model: model).transduce("the   DET\n  cat NOUN")
        #expect(answered == "the   DET X\n  cat NOUN Y")
    }

    @Test func aSingleColumnOfATabFileMayContainSpaces() throws {
        let model = try SampleModels.train(
            .tags(), "New York\tCITY\nis\tVERB\n\nSan  José\tCITY\n\nis\tVERB\n")
        let transducer = Transducer(model: model)
        #expect(try transducer.transduce("New York\nis") == "New York\tCITY\nis\tVERB")
        #expect(try transducer.transduce("San  José") == "San  José\tCITY")
        let bySpaces = try SampleModels.train(.tags(separator: " "), "York CITY\nis VERB\n\nis VERB\n")
        #expect(throws: InputError.self) { try Transducer(model: bySpaces).transduce("New York") }
        #expect(try Transducer(model: bySpaces).transduce("is") == "is VERB")
    }

    @Test func wrongColumnCountsAreNamed() throws {
        let (error, before) = try BatchAnswers.failure(
            Array("the\tDET\n\ncat\tNOUN\ndog\tNOUN\tX\n".utf8), SampleModels.chunks)
        #expect(
            error
                == "input.txt:4: 3 columns where the model expects 2 input columns; leave the tags out, for "
                + "example through 'cut -f1-2'")
        #expect(before == "the\tDET\tB-NP\n\n")
        let missing = try BatchAnswers.failure(Array("the\n".utf8), SampleModels.chunks).error
        #expect(missing == "input.txt:1: 1 columns where the model expects 2 input columns")
    }

    @Test func wrongColumnCountsInTrainingAreNamed() {
        for (text, problem) in [
            ("the\tDET\ncat\n", "train.txt:2: 1 columns where 2 are expected"),
            ("the\tDET\n\ncat\tX\tNOUN\n", "train.txt:3: 3 columns where 2 are expected"),
            ("\n\n\nthe\tDET\t\n", "train.txt:4: 3 columns where 2 are expected"),
        ] {
            let error = #expect(throws: InputError.self) { try SampleModels.train(.tags(), text) }
            #expect(error?.description.hasPrefix(problem) == true, "\(error?.description ?? "")")
        }
    }

    @Test func emptyFieldsAreRefused() throws {
        let training = #expect(throws: InputError.self) {
            try SampleModels.train(.tags(), "the\tDET\n\tX\n")
        }
        #expect(
            training?.description == "train.txt:2: column 1 is empty; write a placeholder such as _")
        let tag = #expect(throws: InputError.self) { try SampleModels.train(.tags(), "the\t\n") }
        #expect(tag?.description == "train.txt:1: column 2 is empty; write a placeholder such as _")
        let input = try BatchAnswers.failure(Array("the\t\n".utf8), SampleModels.chunks).error
        #expect(input == "input.txt:1: column 2 is empty; write a placeholder such as _")
    }

    @Test func theInputComesBackToTheByte() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        let pieces = ["the", "cat", "e\u{301}x", "👩‍👩‍👧", " x", "a b", "\u{0}", "#", "x\u{FEFF}", "日本"]
        for _ in 0..<60 {
            let lines = (0..<20).map { _ in
                Bool.random(using: &generator)
                    ? generator.pick(pieces) : generator.pick(["", " ", "\t ", "dog"])
            }
            let input = lines.joined(separator: "\n") + "\n"
            let answered = try output(input, SampleModels.tags)
            let comment: Comment = "seed \(seed): \(input.debugDescription)"
            let isBlank = lines.map { $0.allSatisfy { $0 == " " || $0 == "\t" } }
            let answers = answered.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(answers.count == lines.count + 1, comment)
            for (index, line) in lines.enumerated() where index < answers.count {
                if isBlank[index] {
                    #expect(answers[index].utf8.elementsEqual(line.utf8), comment)
                } else {
                    #expect(answers[index].utf8.starts(with: Array(line.utf8) + [0x09]), comment)
                }
            }
        }
    }

    @Test func theByteOrderMarkIsDropped() throws {
        let model = try SampleModels.train(.tags(), "\u{FEFF}the\tDET\ncat\tNOUN\n")
        #expect(model.tokens.frame.columns[0].tokens.index(of: "the") != nil)
        #expect(try output("\u{FEFF}the\n", SampleModels.tags) == "the\tDET\n")
    }
}
