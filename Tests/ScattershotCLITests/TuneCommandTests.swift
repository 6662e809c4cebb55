import Foundation
import TestSupport
import Testing

@Suite struct TuneCommandTests {
    private func lab() throws -> CommandLab {
        let lab = try CommandLab().train(.tags)
        try lab.write("in.txt", String(repeating: "the\nold\ncat\n\nno\nriver\ncarries\n\n", count: 200))
        return lab
    }

    @Test func settingsAreWrittenAndPickedUp() throws {
        let lab = try lab()
        let plain = try lab.run("scattershot infer -m tags.model in.txt").output
        let tuned = try lab.run(
            "scattershot tune --budget 1 --run-seconds 0.005 --html map.html tags.model in.txt")
        #expect(tuned.status == 0, "\(tuned.error)")
        for word in ["best", "default", "threads", "kernel", "measurements"] {
            #expect(tuned.output.contains(word), "\(tuned.output)")
        }
        #expect(tuned.error.contains("wrote tags.model.settings.json"))
        #expect(try lab.read("map.html").hasPrefix("<!DOCTYPE html>"))
        let infer = "scattershot infer --quiet --stats -m tags.model"
        let picked = try lab.run("\(infer) in.txt")
        #expect(picked.output == plain)
        #expect(picked.error.contains(#""from":"tags.model.settings.json""#), "\(picked.error)")
        let ignored = try lab.run("\(infer) --no-settings in.txt")
        #expect(ignored.output == plain && ignored.error.contains(#""from":"default""#))
        // Options win over the file.
        let option = try lab.run("\(infer) --threads 3 --block-bytes 4096 --prefetch 2 --kernel simd in.txt")
        for member in [#""threads":3"#, #""blockBytes":4096"#, #""prefetch":2"#, #""kernel":"simd""#] {
            #expect(option.error.contains(member), "\(option.error)")
        }
        #expect(option.output == plain)
        #expect(try lab.run("scattershot evaluate --quiet -m tags.model tags.txt").status == 0)
    }

    @Test func filesOfOthersAreIgnoredWithANote() throws {
        let lab = try lab()
        #expect(
            try lab.run("scattershot tune -q --budget 1 --run-seconds 0.005 tags.model in.txt").status == 0)
        let infer = "scattershot infer --stats -m tags.model in.txt"
        let file = "tags.model.settings.json"
        let written = try lab.read(file)
        for (text, note) in [
            (written.replacing("\"machine\" : \"", with: "\"machine\" : \"0"), "another machine"),
            (written.replacing("\"model\" : \"", with: "\"model\" : \"0"), "another version of the model"),
            ("{", "warning: \(file): "),
        ] {
            try lab.write(file, text)
            let answered = try lab.run(infer)
            #expect(answered.status == 0 && answered.error.contains(#""from":"default""#))
            #expect(answered.errorLines.count == 2, "\(answered.error)")
            #expect(answered.errorLines[0].contains(note) && answered.errorLines[0].contains("tune"))
            #expect(try lab.run(infer + " --quiet").errorLines.count == 1)
        }
        // A file that was named must be right, but may be for another model and machine.
        let named = try lab.run("\(infer) --settings \(file)")
        #expect(named.status == 65 && named.error.contains(file), "\(named.error)")
        try lab.write("mine.json", written.replacing("\"model\" : \"", with: "\"model\" : \"0"))
        #expect(try lab.run("\(infer) --settings mine.json").error.contains(#""from":"mine.json""#))
        #expect(try lab.run("\(infer) --settings nowhere.json").status == 66)
        #expect(try lab.run("\(infer) --settings mine.json --no-settings").status == 64)
    }

    @Test func aDryRunWritesNothing() throws {
        let lab = try lab()
        let before = try lab.names()
        let tuned = try lab.run(
            "scattershot tune --dry-run -q --json --budget 1 --run-seconds 0.005 --threads 1 tags.model in.txt"
        )
        #expect(tuned.status == 0 && tuned.error == "", "\(tuned.error)")
        #expect(try lab.names() == before)
        let report = try JSONSerialization.jsonObject(with: Data(tuned.output.utf8)) as? [String: Any]
        let chosen = try #require(report?["chosen"] as? [String: Any])
        #expect((chosen["options"] as? String)?.hasPrefix("--threads 1") == true)
        #expect((report?["measurements"] as? [Any])?.isEmpty == false)
    }

    @Test(arguments: [SIGINT, SIGTERM]) func anInterruptKeepsTheBestSoFar(signal: Int32) throws {
        let lab = try lab()
        // Lines of progress say that something was measured.
        let process = try lab.start([
            CommandLab.command, "tune", "--budget", "600", "--repeat", "1000", "tags.model", "in.txt",
        ])
        #expect(try lab.wait { try lab.read(".err").contains("measurements, best") })
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let outcome = try lab.outcome(of: process)
        #expect(outcome.status == 128 + signal && !outcome.isSignal, "\(outcome.error)")
        #expect(outcome.output.contains("interrupted") && outcome.output.contains("best"))
        #expect(try lab.read("tags.model.settings.json").contains(#""end" : "cancelled""#))
        #expect(try !lab.names().contains { $0.hasSuffix(".tmp") })
    }

    @Test func anInterruptEndsTheSizingOfTheInput() throws {
        let lab = try lab()
        // Runs of ten minutes: the input grows for far longer than this test takes.
        let process = try lab.start([
            CommandLab.command, "tune", "--budget", "86400", "--run-seconds", "600", "--threads", "1",
            "--kernel", "simd", "tags.model", "in.txt",
        ])
        Thread.sleep(forTimeInterval: 3)
        kill(process.processIdentifier, SIGINT)
        #expect(lab.wait { !process.isRunning })
        process.waitUntilExit()
        let outcome = try lab.outcome(of: process)
        #expect(outcome.status == 130 && !outcome.isSignal, "\(outcome.error)")
        #expect(outcome.error.contains("interrupted before anything was measured"))
        #expect(try !lab.names().contains { $0.hasPrefix("tags.model.settings") })
    }

    @Test func theBudgetCountsTheSizingOfTheInput() throws {
        let lab = try lab()
        let tuned = try lab.run(
            "scattershot tune -q --dry-run --json --budget 2 --run-seconds 600 tags.model in.txt")
        #expect(tuned.status == 0, "\(tuned.error)")
        let report = try JSONSerialization.jsonObject(with: Data(tuned.output.utf8)) as? [String: Any]
        #expect(report?["end"] as? String == "budget")
        #expect(try #require(report?["seconds"] as? Double) < 60)
    }

    @Test func theReportSaysWhyTheSearchEnded() throws {
        let lab = try lab()
        let tune = "scattershot tune -q --dry-run --budget 600 --run-seconds 0.002 --threads 1 --kernel simd"
        let few = try lab.run("\(tune) --repeat 1 --json tags.model in.txt")
        let report = try JSONSerialization.jsonObject(with: Data(few.output.utf8)) as? [String: Any]
        #expect(report?["end"] as? String == "repeats" && report?["repeats"] as? Int == 1, "\(few.error)")
        let whole = try lab.run(
            "\(tune) --block-bytes 65536 --exhaustive --repeat 2 tags.model in.txt")
        #expect(whole.output.contains("every combination was measured as often as --repeat 2 says"))
        #expect(whole.output.contains("too few measurements for an interval"), "\(whole.output)")
        let budget = try lab.run(
            "scattershot tune -q --dry-run --budget 0.01 --run-seconds 0.002 tags.model in.txt")
        #expect(budget.output.contains("the budget is used up"), "\(budget.output)")
    }

    @Test func reportsFollowTheSchema() throws {
        let lab = try lab()
        let schema = try JSONSchema(named: "tune")
        // Settings that are left to the default are no members, so all are given here.
        let tuned = try lab.run(
            "scattershot tune -q --dry-run --json --budget 60 --run-seconds 0.002 --repeat 3 --pin --threads 2 "
                + "--shards 2 --block-bytes 8192 tags.model in.txt")
        #expect(tuned.status == 0, "\(tuned.error)")
        var report = try #require(
            try JSONSerialization.jsonObject(with: Data(tuned.output.utf8)) as? [String: Any])
        #expect(report["schema"] as? String == "scattershot.tune/1")
        var problems = schema.problems(of: report)
        #expect(problems.isEmpty, "\(problems)")
        let unused = schema.members().subtracting(schema.members(of: report))
        #expect(unused.isEmpty, "\(unused)")
        report["end"] = "boredom"
        report["evaluations"] = -1
        report["surface"] = nil
        problems = schema.problems(of: report)
        #expect(problems.count == 3, "\(problems)")
    }

    @Test func mistakesAreNamed() throws {
        let lab = try lab()
        for (arguments, status) in [
            ("--budget 0 tags.model in.txt", 64), ("--repeat 0 tags.model in.txt", 64),
            ("--prefetch 3 tags.model in.txt", 64), ("tags.model nowhere.txt", 66),
            ("nowhere.model in.txt", 66),
            ("in.txt in.txt", 65), ("tags.model /dev/null", 65), ("-o no/where.json tags.model in.txt", 74),
        ] {
            let failed = try lab.run("scattershot tune \(arguments)")
            #expect(failed.status == status, "\(arguments): \(failed.status) \(failed.error)")
        }
    }
}
