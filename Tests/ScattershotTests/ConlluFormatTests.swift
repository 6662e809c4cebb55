import Scattershot
import Testing

@Suite struct ConlluFormatTests {
    private static let sentence = """
        # text = every cat sees no dog
        1-2\tevery cat\t_\t_\t_\t_\t_\t_\t_\t_
        1\tevery\tL1\t_\tX1\tF1\t2\tdet\t_\tSpaceAfter=No
        2\tcat\tL2\tWRONG\tX2\tF2\t3\tnsubj\t_\t_
        2.1\tghost\t_\tVERB\t_\t_\t_\t_\t_\t_
        3\tsees\tL3\t_\tX3\tF3\t0\troot\t_\t_

        """

    private func answer(_ text: String) throws -> String {
        try Transducer(model: SampleModels.conllu.get()).transduce(text)
    }

    @Test func onlyThePartOfSpeechChanges() throws {
        let expected = Self.sentence.replacing("every\tL1\t_", with: "every\tL1\tDET")
            .replacing("cat\tL2\tWRONG", with: "cat\tL2\tNOUN").replacing(
                "sees\tL3\t_", with: "sees\tL3\tVERB")
        #expect(try answer(Self.sentence) == expected)
        #expect(
            try answer(Self.sentence.replacing("\n", with: "\r\n"))
                == expected.replacing("\n", with: "\r\n"))
    }

    @Test func rangesAndEmptyNodesAreNotTokens() throws {
        let model = try SampleModels.conllu.get()
        #expect(model.tokens.frame.columns[0].tokens.index(of: "elided") == nil)
        #expect(model.tokens.frame.columns[0].tokens.index(of: "of the") == nil)
        #expect(try BatchAnswers(Self.sentence, SampleModels.conllu).report.tokens == 3)
    }

    @Test func tenColumnsAreNeeded() throws {
        let nine = "1\ta\t_\t_\t_\t_\t_\t_\t_\n"
        let (error, _) = try BatchAnswers.failure(Array(("# c\n" + nine).utf8), SampleModels.conllu)
        #expect(error == "input.txt:2: 9 columns; CoNLL-U has 10, separated by tabs")
        let empty = try BatchAnswers.failure(
            Array("1\t\t_\tX\t_\t_\t_\t_\t_\t_\n".utf8), SampleModels.conllu)
        #expect(empty.error == "input.txt:1: FORM or UPOS is empty; write _ where there is no value")
    }

    @Test func commentsAloneAreNoSentence() throws {
        let text = "# one\n# two\n\n\n# three\n"
        #expect(try BatchAnswers(text, SampleModels.conllu).output == text)
    }
}
