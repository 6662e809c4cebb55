import Scattershot
import TestSupport
import Testing

@Suite struct SpacingFormatTests {
    private func answer(_ text: String) throws -> String {
        try Transducer(model: SampleModels.spacing.get()).transduce(text)
    }

    @Test func putsSpacesBack() throws {
        #expect(try answer("thecatseesthedog.") == "the cat sees the dog.")
    }

    @Test func whiteSpaceOfTheInputHasNoInfluence() throws {
        let plain = try answer("thecatseesthedog.")
        for variant in [
            "the cat sees the dog.", "  the\tcat   sees the dog.  ",
            "\t thecat\u{A0}sees\u{3000}thedog. \t",
            "t h e c a t s e e s t h e d o g .", "the\u{2028}cat\u{85}sees\rthe\u{B}dog\u{C}.",
        ] {
            #expect(try answer(variant) == plain, "\(variant.debugDescription)")
        }
    }

    @Test func trainingSeesOneSpaceHoweverItIsWritten() throws {
        let lines = EnglishLikeText.lines(60, seed: 9)
        let plain = try Trainer(.spacing).train(lines)
        let odd = try Trainer(.spacing).train(
            lines.map { "\t " + $0.split(separator: " ").joined(separator: "\u{A0} \t") + "  " })
        let scratch = try ScratchDirectory()
        try plain.write(to: scratch.file("plain"))
        try odd.write(to: scratch.file("odd"))
        #expect(try scratch.get("plain") == scratch.get("odd"))
    }

    @Test func emptyAndBlankLinesStay() throws {
        let answers = try BatchAnswers("\nthecat\n\n   \n\u{A0}\nthedog\n\n", SampleModels.spacing)
        #expect(answers.output == "\nthe cat\n\n\n\nthe dog\n\n")
        #expect(answers.report.lines == 7)
        #expect(answers.report.tokens == 12)
        #expect(try answer("") == "")
    }

    @Test func lineEndsStayAsTheyAre() throws {
        let answers = try BatchAnswers("thecat\r\nthedog\nthecat", SampleModels.spacing)
        #expect(answers.output == "the cat\r\nthe dog\nthe cat\n")
        #expect(try answer("thecat\r\n") == "the cat\r\n")
        #expect(try answer("thecat\n") == "the cat\n")
    }

    @Test func charactersAreNeverSplit() throws {
        let clusters = [
            "e\u{301}", "👩‍👩‍👧", "🇩🇪", "👍🏽", "क्षि", "각", "g\u{308}\u{323}\u{35C}", "\u{0}", "\u{FEFF}",
        ]
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for _ in 0..<100 {
            let line = (0..<12).map { _ in generator.pick(clusters + ["cat", "the"]) }.joined()
            let output = try answer(line)
            let comment: Comment = "seed \(seed): \(line.debugDescription)"
            #expect(output.filter { $0 != " " } == line, comment)
            #expect(Array(output.filter { $0 != " " }) == Array(line), comment)
            #expect(Set(output).isSubset(of: Set(line).union([" "])), comment)
        }
    }

    @Test func aSpaceWithACombiningMarkIsNoSpace() throws {
        let output = try answer("the \u{301}cat")
        #expect(output.contains(" \u{301}"))
    }

    @Test func zeroBytesAreText() throws {
        let answers = try BatchAnswers("the\u{0}cat\n\u{0}\n", SampleModels.spacing)
        #expect(answers.output.filter { $0 != " " } == "the\u{0}cat\n\u{0}\n")
        #expect(answers.report.lines == 2)
    }

    @Test func theByteOrderMarkIsDropped() throws {
        #expect(try BatchAnswers("\u{FEFF}thecat\n", SampleModels.spacing).output == "the cat\n")
    }
}
