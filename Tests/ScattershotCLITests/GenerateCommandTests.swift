import Foundation
import Testing

@Suite struct GenerateCommandTests {
    private func lab() throws -> CommandLab {
        let lab = try CommandLab()
        try lab.write("book", SampleText.spacing.training)
        return lab
    }

    private func report(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    @Test func learnsAndGoesOnInOneGo() throws {
        let lab = try lab()
        let first = try lab.run("scattershot generate --learn book --length 200")
        #expect(first.status == 0 && first.error == "")
        #expect(first.output.count == 201 && first.output.hasSuffix("\n"))
        #expect(
            try lab.run("scattershot generate write --learn - --length 200 < book").output == first.output)
        let other = try lab.run("scattershot generate --learn book --length 200 --seed 2")
        #expect(other.output != first.output)
        #expect(try lab.names() == ["book"])
    }

    @Test func aModelFileGoesOnLikeTheText() throws {
        let lab = try lab()
        let learned = try lab.run("scattershot generate learn --model book.model book --json")
        #expect(learned.status == 0, "\(learned.error)")
        let facts = try report(learned.output)
        #expect(facts["characters"] as? Int == SampleText.spacing.training.count)
        #expect((facts["contexts"] as? Int ?? 0) > 100)
        #expect(learned.error.hasPrefix("wrote book.model: "))
        for options in ["", "--temperature 0", "--prompt 'the old ' --temperature 1 --seed 7"] {
            let fromFile = try lab.run("scattershot generate --model book.model --length 150 \(options)")
            let fromText = try lab.run("scattershot generate --learn book --length 150 \(options)")
            #expect(
                fromFile.status == 0 && fromFile.output == fromText.output, "\(options): \(fromFile.error)")
        }
        let prompted = try lab.run("scattershot generate -m book.model --length 10 --prompt 'the old '")
        #expect(prompted.output.hasPrefix("the old ") && prompted.output.count == 19)
    }

    @Test func scores() throws {
        let lab = try lab()
        try lab.write("other", "the old dog carries no letter\nthe Üde carries\n")
        _ = try lab.run("scattershot generate learn -q --model book.model book")
        let json = try lab.run("scattershot generate score --model book.model other --json -q")
        let facts = try report(json.output)
        #expect(facts["characters"] as? Int == 46 && facts["bytes"] as? Int == 47)
        #expect(facts["unknownCharacters"] as? Int == 1 && facts["adapt"] as? Bool == false)
        let bits = try #require(facts["bitsPerCharacter"] as? Double)
        #expect(bits > 0.5 && bits < 4)
        let text = try lab.run("scattershot generate score --learn book other")
        #expect(
            text.output.hasSuffix(" bits per byte of 47\n") && text.output.contains(" of 46, 1 unknown\n"))
        let adapting = try report(
            try lab.run("scattershot generate score --learn book other --adapt --json").output)
        #expect(adapting["adapt"] as? Bool == true && adapting["bits"] as? Double != facts["bits"] as? Double)
    }

    @Test func reportsRepetition() throws {
        let lab = try lab()
        func stats(_ options: String) throws -> [String: Any] {
            let run = try lab.run("scattershot generate --learn book --length 1000 --stats -q \(options)")
            return try report(run.error)
        }
        let circles = try stats("--temperature 0 --visit-cost 0")
        #expect((circles["longestRepeat"] as? Int ?? 0) >= 40)
        let walk = try stats("--temperature 0")
        // The book repeats itself too, so its continuation may, but not for ever.
        #expect((walk["longestRepeat"] as? Int ?? 1000) < (circles["longestRepeat"] as? Int ?? 0))
        #expect(walk["characters"] as? Int == 1000)
    }

    /// The text comes while it is written, and an interrupt ends it with a line end and the shell's code.
    @Test(arguments: [SIGINT, SIGTERM]) func anInterruptEndsTheText(signal: Int32) throws {
        let lab = try lab()
        let process = try lab.start([
            CommandLab.command, "generate", "--learn", "book", "--length", "1000000000", "-q",
        ])
        #expect(try lab.wait { try lab.scratch.get(".out").count > 100 })
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let outcome = try lab.outcome(of: process)
        #expect(!outcome.isSignal && outcome.status == 128 + signal)
        #expect(outcome.output.hasSuffix("\n") && outcome.error == "")
    }

    @Test func wrongArgumentsAndTexts() throws {
        let lab = try lab()
        _ = try lab.scratch.put("latin", Array("one\ntwo ".utf8) + [0xE9, 0x0A])
        _ = try lab.run("scattershot generate learn -q -m book.model book")
        for arguments in [
            "generate", "generate --model book.model --learn book", "generate --learn book --order 0",
            "generate --learn book --temperature -1", "generate --learn book --temperature nan",
            "generate --learn book --length -1", "generate --learn book --visit-cost inf",
            "generate --learn book --without last --without window --without words",
            "generate --learn book --without notes", "generate --learn book --damping 1",
            "generate --model book.model --order 3", "generate learn book", "generate score --learn book",
            "generate score --learn - -",
        ] {
            let failed = try lab.run("scattershot \(arguments)")
            #expect(failed.status == 64, "\(arguments): \(failed.status)")
            #expect(failed.output == "" && failed.error.hasPrefix("Error: "), "\(arguments): \(failed.error)")
        }
        for (arguments, problem) in [
            ("generate --learn latin", "latin:2: the byte at offset 8 is not valid UTF-8"),
            ("generate score --learn book latin", "latin:2: the byte at offset 8 is not valid UTF-8"),
            ("generate learn -m m /dev/null", "/dev/null:1: the text is empty"),
            ("generate --model book", "book: not a Scattershot model"),
            ("infer --model book.model", "book.model: "),
        ] {
            let failed = try lab.run("scattershot \(arguments)")
            #expect(failed.status == 65, "\(arguments): \(failed.status)")
            #expect(failed.error.hasPrefix("scattershot: error: \(problem)"), "\(failed.error)")
            #expect(failed.errorLines.count == 1 && failed.output == "")
        }
        #expect(try lab.run("scattershot generate --learn nowhere").status == 66)
        #expect(try lab.run("scattershot generate learn -m nowhere/m book").status == 74)
        #expect(try lab.names() == ["book", "book.model", "latin"])
    }

    @Test(arguments: ["learn", "write", "score"]) func everyOptionIsExplained(command: String) throws {
        let options = [
            "learn": ["<book>", "--model", "-m", "--json", "--quiet"],
            "write": [
                "--model", "--learn", "--prompt", "--length", "--temperature", "--seed", "--visit-cost",
                "--stats", "--quiet",
            ],
            "score": ["--model", "--learn", "--adapt", "--json", "--quiet", "<text>"],
        ]
        let help = try CommandLab().run("scattershot generate \(command) --help")
        #expect(help.status == 0 && help.error == "")
        for option in options[command, default: []] + ["--order", "--without", "--prior", "--damping"] {
            #expect(help.output.contains(option), "\(option)")
        }
    }

    /// The figures that the recorded table promises, on the text that it was recorded with.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["SCATTERSHOT_DATA"] != nil,
            "set SCATTERSHOT_DATA to the folder with spacing to measure generation on real text"))
    func bitsPerCharacterOfRealText() throws {
        let lab = try CommandLab()
        let data = try #require(ProcessInfo.processInfo.environment["SCATTERSHOT_DATA"])
        let prepared = try lab.run(
            """
            head -c 300000 '\(data)/spacing/train.txt' > book
            tail -c +300001 '\(data)/spacing/train.txt' | head -c 30000 > held-out
            scattershot generate learn -q --json -m book.model book
            """)
        #expect(prepared.status == 0, "\(prepared.error)")
        let score = try report(
            try lab.run("scattershot generate score -q --json -m book.model held-out").output)
        #expect((score["bitsPerCharacter"] as? Double ?? 9) <= 2.32, "\(score)")
        let walk = try report(
            try lab.run("scattershot generate -m book.model --temperature 0 --length 2000 --stats").error)
        #expect((walk["longestRepeat"] as? Int ?? 1000) < 40, "\(walk)")
        #expect((walk["distinctShare"] as? Double ?? 0) > 0.5, "\(walk)")
    }
}
