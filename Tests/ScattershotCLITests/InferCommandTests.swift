import Foundation
import Testing

@Suite struct InferCommandTests {
    @Test func allFormatsAnswer() throws {
        let lab = try CommandLab().train(.spacing, .tags, .chunks, .pairs, .conllu)
        for (input, model, output) in [
            ("theoldcatsees\\n", "spacing", "the old cat sees\n"),
            ("the\\nold\\ncat\\n", "tags", "the\tDET\nold\tADJ\ncat\tNOUN\n"),
            ("the\\tDET\\nold\\tADJ\\n", "chunks", "the\tDET\tB-NP\nold\tADJ\tI-NP\n"),
            ("the old cat\\n", "pairs", "the old cat\tDET ADJ NOUN\n"),
            (
                "# c\\n1\\tthe\\t_\\t_\\t_\\t_\\t_\\t_\\t_\\t_\\n", "conllu",
                "# c\n1\tthe\t_\tDET\t_\t_\t_\t_\t_\t_\n"
            ),
        ] {
            let answered = try lab.run("printf '\(input)' | scattershot infer --model \(model).model")
            #expect(answered.output == output)
            #expect(answered.error == "")
            #expect(answered.status == 0)
        }
    }

    @Test func allWaysInAndOutAreTheSame() throws {
        let lab = try CommandLab().train(.tags)
        try lab.write("in.txt", String(repeating: "the\nold\ncat\n\nno\nriver\ncarries\n\n\n", count: 500))
        let plain = try lab.run("scattershot infer --model tags.model in.txt")
        #expect(plain.output.split(separator: "\n", omittingEmptySubsequences: false).count == 4501)
        for script in [
            "scattershot infer --model tags.model < in.txt", "scattershot infer -m tags.model - < in.txt",
            "cat in.txt | scattershot infer --model tags.model --line-buffered",
            "scattershot infer --model tags.model --no-mmap in.txt",
            "scattershot infer --model tags.model --output out.txt in.txt && cat out.txt",
            "scattershot infer --model tags.model -o /dev/stdout in.txt",
            "mkfifo f; cat in.txt > f & scattershot infer --model tags.model f",
        ] + (1...5).map({ "scattershot infer --model tags.model --threads \($0) in.txt" }) {
            let answered = try lab.run(script)
            #expect(answered.output == plain.output, "\(script)")
            #expect(answered.status == 0, "\(script): \(answered.error)")
        }
        #expect(
            try lab.run("cp in.txt same; scattershot infer -m tags.model -o same same && cat same").output
                == plain.output)
    }

    @Test func outputsOfPartsAreTheOutputForTheFile() throws {
        let lab = try CommandLab().train(.spacing, .tags)
        try lab.write(
            "tags.txt.in", String(repeating: "the\nold\ncat\n\nno\nriver\tof\ncarries\n\n\n", count: 300))
        try lab.write("spacing.txt.in", String(repeating: "theoldcatsees\n\u{0}nul\n\n", count: 300))
        try lab.write("objects.in", String(repeating: #"{"input":["the","cat"]}"# + "\n{}\n", count: 300))
        for (model, arguments) in [
            ("tags", "--on-error mark tags.txt.in"), ("tags", "--on-error skip tags.txt.in"),
            ("spacing", "--on-error mark spacing.txt.in"), ("tags", "--jsonl --on-error mark objects.in"),
        ] {
            let command = "scattershot infer --quiet --model \(model).model \(arguments)"
            let whole = try lab.run(command)
            let parts = try lab.run("for i in 1 2 3 4 5 6 7; do \(command) --shard $i/7; done")
            #expect(parts.output == whole.output, "\(command)")
            #expect(parts.error == whole.error, "\(command)")
            #expect(whole.output.isEmpty == false)
        }
        let piped = try lab.run("cat tags.txt.in | scattershot infer --model tags.model --shard 1/2 -")
        #expect(piped.status == 65)
        #expect(piped.error.contains("only a file has parts"))
        let wrong = try lab.run("scattershot infer --model tags.model --shard 3/2 tags.txt.in")
        #expect(wrong.status == 64)
    }

    @Test func emptyInputGivesEmptyOutput() throws {
        let lab = try CommandLab().train(.spacing, .tags)
        for model in ["spacing", "tags"] {
            for script in [
                "scattershot infer -m \(model).model < /dev/null",
                "scattershot infer -m \(model).model /dev/null",
                "scattershot infer -m \(model).model -o out /dev/null && cat out",
            ] {
                let answered = try lab.run(script)
                #expect(answered.status == 0 && answered.output == "" && answered.error == "", "\(script)")
            }
        }
    }

    @Test func aLineWithoutEndIsALine() throws {
        let lab = try CommandLab().train(.spacing)
        #expect(
            try lab.run("printf 'theold\\nthecat' | scattershot infer -m spacing.model").output
                == "the old\nthe cat\n")
    }

    @Test func longLinesNeedPermission() throws {
        let lab = try CommandLab().train(.pairs)
        // White space is no token of this model, so that the line costs nothing to answer.
        let make = "(echo the; head -c 2000000 /dev/zero | tr '\\0' ' '; echo; echo cat) > in.txt;"
        let refused = try lab.run("\(make) scattershot infer -m pairs.model in.txt")
        #expect(refused.status == 65)
        #expect(
            refused.error
                == "scattershot: error: in.txt:2: the line is longer than 1048576 bytes; split it or raise the "
                + "limit for lines (is this a text file?)\n")
        #expect(refused.output == "the\tDET\n")
        let accepted = try lab.run(
            "scattershot infer -m pairs.model --max-line-bytes 2000000 in.txt | wc -lc")
        #expect(
            accepted.output.split(separator: " ").map { $0.trimmingCharacters(in: .newlines) } == [
                "3", "2000019",
            ])
    }

    @Test func jsonLines() throws {
        let lab = try CommandLab().train(.spacing)
        let answered = try lab.run(
            #"printf '{"id":1,"input":"theold"}\n\n{"input":"thecat"}' | scattershot infer -m spacing.model --jsonl"#
        )
        #expect(
            answered.output == #"{"id":1,"input":"theold","output":"the old"}"# + "\n\n"
                + #"{"input":"thecat","output":"the cat"}"# + "\n")
    }

    @Test func policiesAreReportedAndChangeTheExitCode() throws {
        let lab = try CommandLab().train(.tags)
        try lab.write("in.txt", "the\n\na\tb\n\ncat\n")
        let problem =
            "in.txt:3: 2 columns where the model expects 1 input column; leave the tags out, for example through "
            + "'cut -f1-1'"
        let stopped = try lab.run("scattershot infer -m tags.model in.txt")
        #expect(stopped.status == 65)
        #expect(stopped.output == "the\tDET\n\n")
        #expect(stopped.error == "scattershot: error: \(problem)\n")
        let skipped = try lab.run("scattershot infer -m tags.model --on-error skip in.txt")
        #expect(skipped.status == 65)
        #expect(skipped.output == "the\tDET\n\n\ncat\tNOUN\n")
        #expect(skipped.errorLines.first == "scattershot: \(problem)")
        #expect(skipped.errorLines.last?.hasSuffix("1 records refused") == true)
        let marked = try lab.run("scattershot infer -m tags.model --on-error mark --quiet -o out in.txt")
        #expect(marked.status == 65)
        #expect(try lab.read("out") == "the\tDET\n\n#error \(problem)\n\ncat\tNOUN\n")
        #expect(marked.error == "scattershot: \(problem)\n")
    }

    @Test func statsAreJSON() throws {
        let lab = try CommandLab().train(.spacing)
        let answered = try lab.run(
            "printf 'theold\\n\\n' | scattershot infer -m spacing.model --stats --threads 2")
        let stats = try #require(
            try JSONSerialization.jsonObject(with: Data(answered.error.utf8)) as? [String: Any]
        ).compactMapValues { $0 as? Double }
        #expect(stats["lines"] == 2)
        #expect(stats["tokens"] == 6)
        #expect(stats["refused"] == 0)
        #expect(stats["bytesIn"] == 8)
        #expect(stats["bytesOut"] == 9)
        #expect(stats["threads"] == 2)
        for name in ["seconds", "tokensPerSecond", "peakMemoryBytes"] {
            #expect(stats[name] ?? 0 > 0, "\(name)")
        }
    }

    @Test func anAnswerComesBeforeTheNextQuestion() throws {
        let lab = try CommandLab().train(.spacing)
        let pipe = Pipe()
        let process = try lab.start(
            [CommandLab.command, "infer", "--model", "spacing.model", "--line-buffered", "--threads", "2"],
            input: pipe)
        for round in 1...3 {
            pipe.fileHandleForWriting.write(Data("thecat\n".utf8))
            #expect(try lab.wait { try lab.read(".out") == String(repeating: "the cat\n", count: round) })
        }
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func aClosedPipeEndsQuietly() throws {
        let lab = try CommandLab().train(.tags)
        let answered = try lab.run(
            "yes the | head -200000 | sed 'n;G' | scattershot infer -m tags.model | head -1; echo done")
        #expect(answered.output == "the\tDET\ndone\n")
        #expect(answered.error == "")
    }
}
