import Foundation
import Scattershot
import Testing

@Suite struct JSONLinesTests {
    private func answers(
        _ input: String, _ model: Result<Model, any Error>, onError: ErrorPolicy = .stop,
        threads: Int = 1
    ) throws -> BatchAnswers {
        try BatchAnswers(
            input, model, threads: threads,
            options: .init(onError: onError, isJSONLines: true, blocks: .init(targetBytes: 50)))
    }

    private func error(_ input: [UInt8], _ model: Result<Model, any Error>) throws -> String {
        try BatchAnswers.failure(input, model, options: .init(isJSONLines: true)).error
    }

    @Test func theOutputStandsAtTheEnd() throws {
        #expect(
            try answers(#"{"input":"thecat"}"# + "\n", SampleModels.spacing).output
                == #"{"input":"thecat","output":"the cat"}"# + "\n")
        #expect(
            try answers(#"{"input":"the cat"}"# + "\n", SampleModels.characters).output
                == #"{"input":"the cat","output":"th2 c1T"}"# + "\n")
    }

    @Test func everythingElseStaysToTheByte() throws {
        for line in [
            #" { "id" : 1.50e+3, "input" : "thecat" } "#,
            #"{"a":{"output":1,"input":[{}]},"input":"thecat","z":[1,{"b":"}"}]}"#,
            #"{"input":"thecat","note":"\u00e9 \ud83d\ude00 } \" \\"}"#, #"{"\u0069nput":"thecat"}"#,
            "{\"input\":\"thecat\",\"k\":\"é👩‍👩‍👧\"}\t", #"{"input":"\u0074\u0068ecat"}"#,
        ] {
            let answered = try answers(line + "\n", SampleModels.spacing).output
            let end = try #require(line.lastIndex(of: "}"))
            #expect(answered == line[..<end] + #","output":"the cat""# + line[end...] + "\n")
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(answered.utf8)) }
        }
    }

    @Test func textOfTheAnswerIsEscaped() throws {
        let answered = try answers(
            #"{"input":"a\"b\\c\u0001\u2028é/\ud83d\ude00"}"# + "\n", SampleModels.spacing
        ).output
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(answered.utf8)) as? [String: String])
        // The line separator is white space and goes with all other white space.
        #expect(object["output"]?.filter { $0 != " " } == "a\"b\\c\u{1}é/😀")
        #expect(answered.filter { $0 == "\n" }.count == 1)
    }

    @Test func sentencesAreArrays() throws {
        #expect(
            try answers(#"{"input":["the","cat"]}"# + "\n" + #"{"input":[]}"# + "\n", SampleModels.tags)
                .output
                == #"{"input":["the","cat"],"output":["DET","NOUN"]}"# + "\n" + #"{"input":[],"output":[]}"#
                + "\n")
        #expect(
            try answers(#"{"input":[["the","DET"],["cat","NOUN"]]}"# + "\n", SampleModels.chunks).output
                == #"{"input":[["the","DET"],["cat","NOUN"]],"output":["B-NP","I-NP"]}"# + "\n")
        #expect(
            try answers(#"{"input":["a\tb\n","","é"]}"# + "\n", SampleModels.tags).report.tokens == 3)
        #expect(
            try answers(#"{"input":["every","cat"]}"# + "\n", SampleModels.conllu).output
                == #"{"input":["every","cat"],"output":["DET","NOUN"]}"# + "\n")
    }

    @Test func theKindOfInputMustFit() throws {
        for (line, model, problem) in [
            (#"{"input":["the"]}"#, SampleModels.spacing, "\"input\" must be a text"),
            (#"{"input":"the"}"#, SampleModels.tags, "\"input\" must be an array of tokens"),
            (
                #"{"input":["the"]}"#, SampleModels.chunks,
                "\"input\" must be an array of tokens, each an array of 2 texts"
            ),
            (
                #"{"input":[["the"]]}"#, SampleModels.chunks,
                "\"input\" must be an array of tokens, each an array of 2 texts"
            ),
        ] {
            #expect(try error(Array(line.utf8), model) == "input.txt:1: \(problem)")
        }
    }

    @Test func otherLinesAreRefused() throws {
        let problem = "not a JSON object with a member \"input\" that is a text; one object a line"
        for line in [
            "thecat", "{}", "[]", "[\"input\"]", "\"input\"", "null", "{\"input\":1}", "{\"input\":null}",
            "{\"Input\":\"x\"}",
            "{\"input\":\"x\"", "{\"input\":\"x\"}}", "{\"input\":\"x\"},",
            "{\"input\":\"x\"} {\"input\":\"y\"}",
            "{\"input\":\"\\ud800\"}", "{'input':'x'}",
            String(repeating: "[", count: 100_000),
            "{\"input\":" + String(repeating: "[", count: 100_000),
        ] {
            let lines = Array("{\"input\":\"thecat\"}\n\(line)\n".utf8)
            #expect(
                try error(lines, SampleModels.spacing) == "input.txt:2: \(problem)", "\(line.prefix(60))")
        }
    }

    @Test func aCommaBeforeTheEndIsRefused() throws {
        for line in ["{\"input\":\"x\",}", "{\"input\":\"x\" , } "] {
            #expect(
                try error(Array(line.utf8), SampleModels.spacing).hasPrefix("input.txt:1: not a JSON object"))
        }
    }

    @Test func anObjectWithAnOutputIsRefused() throws {
        for value in ["\"x\"", "null", "[1]", "{}"] {
            for line in [
                "{\"input\":\"thecat\",\"output\":\(value)}", "{\"output\":\(value),\"input\":\"thecat\"}",
            ] {
                #expect(
                    try error(Array(line.utf8), SampleModels.spacing)
                        == "input.txt:1: the object has a member \"output\" already; rename or remove it")
            }
        }
    }

    @Test func textMustBeUTF8() throws {
        let bad = Array("{\"input\":\"thecat\",\"x\":\"".utf8) + [0xFF] + Array("\"}\n".utf8)
        #expect(
            try error(bad, SampleModels.spacing).hasPrefix(
                "input.txt:1: byte 24 of the line is not valid UTF-8"))
        let wide = Array("{\"input\":\"a\"}".utf8).flatMap { [$0, UInt8(0)] }
        #expect(try error(wide, SampleModels.spacing).hasPrefix("input.txt:1: not a JSON object"))
    }

    @Test(arguments: [1, 2, 4]) func policies(threads: Int) throws {
        let input = "{\"input\":\"thecat\"}\nbad\n\n{\"input\":\"thedog\"}\r\n{}\n{\"input\":\"acat\"}"
        let skipped = try answers(input, SampleModels.spacing, onError: .skip, threads: threads)
        #expect(
            skipped.output == "{\"input\":\"thecat\",\"output\":\"the cat\"}\n\n"
                + "{\"input\":\"thedog\",\"output\":\"the dog\"}\r\n{\"input\":\"acat\",\"output\":\"a cat\"}\n"
        )
        #expect(skipped.refused.map(\.line) == [2, 5])
        let marked = try answers(input, SampleModels.spacing, onError: .mark, threads: threads)
        let lines = marked.output.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        #expect(lines.count == 7)
        for line in [1, 4] where line < lines.count {
            let object =
                try JSONSerialization.jsonObject(with: Data(lines[line].utf8)) as? [String: String]
            #expect(object?["error"]?.hasPrefix("input.txt:\(line + 1): not a JSON object") == true)
        }
        #expect(marked.report.refused == 2)
        #expect(marked.report.lines == 6)
    }
}
