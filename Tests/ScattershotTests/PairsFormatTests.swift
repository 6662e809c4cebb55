import Scattershot
import Testing

@Suite struct PairsFormatTests {
    @Test func charactersBecomeCharacters() throws {
        let transducer = Transducer(model: try SampleModels.characters.get())
        let line = "the cat sees the dog."
        #expect(try transducer.transduce(line) == line + "\t" + EnglishLikeText.enciphered(line))
    }

    @Test func wordsBecomeWords() throws {
        let transducer = Transducer(model: try SampleModels.words.get())
        #expect(try transducer.transduce("two three one") == "two three one\t2 3 1")
        // The input comes back as it was written; the output has single spaces.
        #expect(try transducer.transduce("  two \u{A0} one ") == "  two \u{A0} one \t2 1")
    }

    @Test func emptyInputsHaveEmptyOutputs() throws {
        #expect(
            try BatchAnswers("\n\r\nthe\n", SampleModels.characters).output == "\t\n\t\r\nthe\tth2\n")
    }

    @Test func oneTabIsNeeded() {
        for (text, problem) in [
            ("a\tb\nab\n", "train.txt:2: 0 tabs; a pair is an input, one tab and an output"),
            ("a\tb\tc\n", "train.txt:1: 2 tabs; a pair is an input, one tab and an output"),
        ] {
            let error = #expect(throws: InputError.self) {
                try SampleModels.train(.pairs(.characters), text)
            }
            #expect(error?.description == problem)
        }
    }

    @Test func aTabInTheInputIsRefused() throws {
        let (error, output) = try BatchAnswers.failure(
            Array("the\nthe\tx\n".utf8), SampleModels.characters)
        #expect(
            error
                == "input.txt:2: the line has a tab; give the inputs alone, for example through 'cut -f1'")
        #expect(output == "the\tth2\n")
    }

    @Test func clustersAreSingleTokens() throws {
        let model = try SampleModels.train(
            .pairs(.characters), String(repeating: "e\u{301}🇩🇪x\tabc\n👩‍👩‍👧e\u{301}\tda\nx🇩🇪\tcb\n", count: 10))
        let transducer = Transducer(model: model)
        #expect(try transducer.transduce("👩‍👩‍👧e\u{301}") == "👩‍👩‍👧e\u{301}\tda")
        #expect(try transducer.transduce("x🇩🇪") == "x🇩🇪\tcb")
    }
}
