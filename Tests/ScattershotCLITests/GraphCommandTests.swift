import Foundation
import TestSupport
import Testing

@Suite struct GraphCommandTests {
    /// A lab with a model of pairs, and without graphs.
    private func lab() throws -> CommandLab { try CommandLab().train(.pairs, .tags) }

    private func graph(_ lab: CommandLab, _ arguments: String) throws -> CommandLab.Outcome {
        try lab.run("scattershot graph \(arguments)")
    }

    @Test func writtenGraphsRunAfterTheTokens() throws {
        let lab = try lab()
        let infer = "printf 'the old cat\\nthe cat\\n' | scattershot infer -m pairs.model"
        #expect(try lab.run(infer).output == "the old cat\tDET ADJ NOUN\nthe cat\tDET NOUN\n")
        #expect(
            try graph(lab, "add -m pairs.model 'substitute ADJ -> nothing if present out=NOUN'").status == 0)
        #expect(try lab.run(infer).output == "the old cat\tDET NOUN\nthe cat\tDET NOUN\n")
        #expect(
            try graph(lab, "add -m pairs.model --before 1 'when length out = 2 then continue new'").status
                == 0)
        #expect(try lab.run(infer).output == "the old cat\tDET NOUN\nthe cat\tDET NOUN new\n")
        let jsonl = try lab.run(
            #"printf '{"input":"the cat"}' | scattershot infer -m pairs.model --jsonl"#)
        #expect(jsonl.output == #"{"input":"the cat","output":"DET NOUN new"}"# + "\n")
        for threads in 1...3 {
            #expect(
                try lab.run(infer + " --threads \(threads) --kernel scalar").output
                    == "the old cat\tDET NOUN\nthe cat\tDET NOUN new\n")
        }
    }

    @Test func theListIsEditedAndItsHistoryKept() throws {
        let lab = try lab()
        try lab.write("graphs", "# two rules\nsubstitute DET -> X\n\noff substitute X -> Y\n")
        #expect(try graph(lab, "add -m pairs.model --file graphs -o edited.model").status == 0)
        #expect(try graph(lab, "list -m pairs.model").output == "")
        #expect(
            try graph(lab, "list -m edited.model").output
                == "1  written  substitute DET -> X\n2  written  off substitute X -> Y\n")
        #expect(try graph(lab, "enable -m edited.model 2").status == 0)
        #expect(try graph(lab, "disable -m edited.model 1").status == 0)
        #expect(try graph(lab, "edit -m edited.model 2 'substitute NOUN -> Z'").status == 0)
        #expect(
            try graph(lab, "list --plain -m edited.model").output
                == "off substitute DET -> X\nsubstitute NOUN -> Z\n")
        let answer = try lab.run("printf 'the cat\\n' | scattershot infer -m edited.model")
        #expect(answer.output == "the cat\tDET Z\n")
        #expect(try graph(lab, "remove -m edited.model 1 2").status == 0)
        #expect(try graph(lab, "list -m edited.model").output == "")
        let history = try graph(lab, "list --history -m edited.model").output.split(separator: "\n")
        #expect(
            history == [
                "added as 1: substitute DET -> X", "added as 2: substitute X -> Y", "enabled 2", "disabled 1",
                "changed 2: substitute X -> Y", "removed 2: substitute NOUN -> Z",
                "removed 1: substitute DET -> X",
            ])
        let plain = try lab.run("printf 'the cat\\n' | scattershot infer -m edited.model")
        #expect(plain.output == "the cat\tDET NOUN\n")
    }

    @Test func plainListsAreReadAgain() throws {
        let lab = try lab()
        let texts = [
            #"map a -> b, b -> a if not (out[0]="," or present before token={c d})"#, "exactly 0..1 NOUN",
            #"bias "⟨stop⟩" +1.50"#,
        ]
        for text in texts { #expect(try graph(lab, "add -m pairs.model '\(text)'").status == 0, "\(text)") }
        let list = try graph(lab, "list --plain -m pairs.model").output
        try lab.write("list", list)
        #expect(try graph(lab, "add -m pairs.model -o twice.model --file list").status == 0)
        #expect(try graph(lab, "list --plain -m twice.model").output == list + list)
        let shown = try graph(lab, "show -m pairs.model 2").output
        #expect(shown.hasPrefix("exactly 0..1 NOUN\nwritten\n\n"))
        #expect(shown.contains("  exactly\n"))
    }

    @Test func alignedOutputsKeepTheirLength() throws {
        let lab = try lab()
        #expect(try graph(lab, "add -m tags.model 'substitute DET -> NOUN if token[1]=old'").status == 0)
        let answer = try lab.run("printf 'the\\nold\\n\\nthe\\ncat\\n' | scattershot infer -m tags.model")
        #expect(answer.output == "the\tNOUN\nold\tADJ\n\nthe\tDET\ncat\tNOUN\n")
        for (text, problem) in [
            ("continue NOUN", "changes the number of output tokens"),
            ("substitute DET -> NOUN NOUN", "changes the number of output tokens"),
            ("substitute DET -> XYZ", "no output 'XYZ'"),
            ("substitute DET -> NOUN if 3.token[0]=a", "looks at column 3"),
            ("substitute DET", "column"), ("", "column"),
        ] {
            let failed = try graph(lab, "add -m tags.model '\(text)'")
            #expect(failed.status == 65, "\(text)")
            #expect(failed.error.contains(problem), "\(text): \(failed.error)")
            #expect(failed.errorLines.count == 1)
        }
        #expect(try graph(lab, "list -m tags.model").output.split(separator: "\n").count == 1)
    }

    @Test func mistakesAreNamed() throws {
        let lab = try lab()
        #expect(try graph(lab, "disable -m pairs.model 1").error.contains("the model has no graphs"))
        _ = try graph(lab, "add -m pairs.model 'substitute DET -> X'")
        let wrong = try graph(lab, "edit -m pairs.model 2 'substitute DET -> X'")
        #expect(wrong.status == 65)
        #expect(wrong.error.contains("there is no graph 2; the model has 1 to 1"))
        try lab.write("graphs", "substitute a -> b\nsubstitute a ->\n")
        let line = try graph(lab, "add -m pairs.model --file graphs")
        #expect(line.status == 65)
        #expect(line.error.hasPrefix("scattershot: error: graphs:2: column "))
        #expect(try graph(lab, "test -m tags.model tags.txt").error.contains("no graph of the model runs"))
        #expect(try graph(lab, "list -m pairs.model").output.split(separator: "\n").count == 1)
    }

    @Test func graphsAreTestedAndTraced() throws {
        let lab = try lab()
        _ = try graph(lab, "add -m pairs.model 'substitute NOUN -> X if token[0]=cat'")
        _ = try graph(lab, "add -m pairs.model 'substitute X -> NOUN if present token=old'")
        try lab.write("gold", "the old cat\tDET ADJ NOUN\nthe cat\tDET X\nno dog\tDET NOUN\n")
        let report = try graph(lab, "test -m pairs.model --json gold")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any])
        #expect(json["records"] as? Int == 3)
        #expect(json["rightWithout"] as? Int == 2)
        #expect(json["rightWith"] as? Int == 3)
        #expect(json["errorsWithout"] as? Int == 1)
        #expect(json["errorsWith"] as? Int == 0)
        let lines = try #require(json["graphs"] as? [[String: Any]])
        #expect(lines.map { $0["changed"] as? Int } == [2, 1])
        #expect(lines.map { $0["fixed"] as? Int } == [1, 1])
        #expect(lines.map { $0["broken"] as? Int } == [1, 0])
        #expect(try graph(lab, "test -m pairs.model gold").output.contains("3 of 3 records right"))
        let with = try graph(lab, "test -m pairs.model --with 'substitute DET -> Q' --json gold")
        #expect(with.output.contains("substitute DET -> Q"))

        let trace = try lab.run("printf 'the cat\\n\\nno dog\\n' | scattershot infer -m pairs.model --trace")
        #expect(
            trace.output == """
                {"graphs":[{"graph":1,"isSkipped":false,"matched":[2],"output":["DET","X"],"text":"substitute NOUN -> X if \
                token[0]=cat"}],"input":[["the","cat"]],"line":1,"output":["DET","X"],"tokens":["DET","NOUN"]}
                {"graphs":[],"input":[["no","dog"]],"line":3,"output":["DET","NOUN"],"tokens":["DET","NOUN"]}

                """)
        let marked = try lab.run(
            "printf 'a\\tb\\nno dog\\n' | scattershot infer -q -m pairs.model --trace --on-error mark")
        #expect(marked.status == 65)
        #expect(marked.output.hasPrefix(#"{"error":"standard input:1:"#))
        let explained = try lab.run("scattershot explain -m pairs.model 'the old cat'")
        #expect(explained.output.contains("graphs, after the tokens' answer:  DET ADJ NOUN\n"))
        #expect(explained.output.contains("3  NOUN → X\n"))
        #expect(explained.output.contains("3  X → NOUN\n"))
        #expect(explained.output.contains("matches at 3\n"))
        _ = try graph(lab, "add -m pairs.model 'substitute DET -> DET'")
        let idle = try lab.run("scattershot explain -m pairs.model 'the old cat' --position 1")
        #expect(idle.output.contains("substitute DET -> DET\n      matches at 1\n      changes nothing\n"))
        #expect(try graph(lab, "test -m pairs.model --json gold").output.contains(#""changed" : 0"#))
    }

    /// What a graph leaves where each position has one output is told, and counts only where it stays.
    @Test func whatIsUndoneIsTold() throws {
        let lab = try lab()
        _ = try graph(lab, "add -m tags.model 'substitute DET -> NOUN if token[1]=old'")
        _ = try graph(lab, "add -m tags.model 'substitute NOUN -> token[0] if token[0]=old'")
        _ = try graph(lab, "add -m tags.model 'substitute NOUN -> out[1]'")
        try lab.write("gold", "the\tDET\nold\tADJ\n\nthe\tDET\ncat\tNOUN\n")
        let skipped = try lab.run("scattershot explain -m tags.model 'the cat'")
        #expect(skipped.output.contains("matches at 2\n      skipped: "), "\(skipped.output)")
        _ = try graph(lab, "add -m tags.model 'substitute ADJ -> ⟨1⟩'")
        let undone = try lab.run("scattershot explain -m tags.model 'the old'")
        #expect(undone.output.contains("undone: the graphs leave 0 output tokens at 2 positions"))
        let report = try graph(lab, "test -m tags.model --json gold")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any])
        #expect(json["reverted"] as? Int == 1)
        #expect(json["errorsWith"] as? Int == json["errorsWithout"] as? Int)
        let lines = try #require(json["graphs"] as? [[String: Any]])
        #expect(lines.map { $0["changed"] as? Int } == [0, 0, 0, 0])
    }

    @Test func damagedGraphsAreRefused() throws {
        let lab = try lab()
        _ = try graph(lab, "add -m pairs.model 'substitute NOUN -> X'")
        // The same length, so that only the section's checksum can tell.
        let damaged = try lab.run(
            "LC_ALL=C sed 's/substitute NOUN/substitute NOUM/' pairs.model > bad.model; scattershot graph list -m bad.model"
        )
        #expect(damaged.status == 65)
        #expect(damaged.errorLines.count == 1)
    }
}
