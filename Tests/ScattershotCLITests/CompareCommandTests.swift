import Foundation
import TestSupport
import Testing

@Suite struct CompareCommandTests {
    private func lab() throws -> CommandLab {
        let lab = try CommandLab().train(.tags)
        try lab.write("in.txt", String(repeating: "the\nold\ncät\n\nno\nriver\ncarries\n\n", count: 20))
        return lab
    }

    @Test func everyFormatHasEveryRow() throws {
        let lab = try lab()
        let options = "--repeat 2 --seconds 0.02 tags.model in.txt"
        for format in ["text", "markdown", "json"] {
            let compared = try lab.run("scattershot compare --quiet --format \(format) \(options)")
            #expect(compared.status == 0 && compared.error == "", "\(compared.error)")
            for word in [
                "baseline", "scalar", "hashed look-up", "simd", "prefetch", "block", "pin", "index scan",
            ] {
                #expect(compared.output.contains(word), "\(format): \(word)")
            }
            if format == "markdown" { #expect(compared.output.contains("| --- |")) }
            guard format == "json" else { continue }
            let report = try JSONSerialization.jsonObject(with: Data(compared.output.utf8)) as? [String: Any]
            let rows = try #require(report?["rows"] as? [[String: Any]])
            #expect(rows.first?["group"] as? String == "baseline")
            #expect(rows.allSatisfy { ($0["nanoseconds"] as? [Any])?.count == 2 })
        }
    }

    @Test func reportsFollowTheSchema() throws {
        let lab = try lab()
        let schema = try JSONSchema(named: "engine-comparison")
        let compare = "scattershot compare -q --repeat 2 --seconds 0.02 --format json"
        var report: [String: Any] = [:]
        for options in ["--files-only", ""] {
            let compared = try lab.run("\(compare) \(options) tags.model in.txt")
            #expect(compared.status == 0, "\(compared.error)")
            report = try #require(
                try JSONSerialization.jsonObject(with: Data(compared.output.utf8)) as? [String: Any])
            #expect(report["schema"] as? String == "scattershot.engine-comparison/1")
            let problems = schema.problems(of: report)
            #expect(problems.isEmpty, "\(problems)")
        }
        let unused = schema.members().subtracting(schema.members(of: report))
        #expect(unused.isEmpty, "\(unused)")
        report["rounds"] = 0
        report["lookUps"] = nil
        report["remark"] = "new"
        let problems = schema.problems(of: report)
        #expect(problems.count == 3, "\(problems)")
    }

    @Test func anInterruptEndsIt() throws {
        let lab = try lab()
        let process = try lab.start([
            CommandLab.command, "compare", "--seconds", "600", "tags.model", "in.txt",
        ])
        Thread.sleep(forTimeInterval: 1)
        kill(process.processIdentifier, SIGINT)
        #expect(lab.wait { !process.isRunning })
        process.waitUntilExit()
        let outcome = try lab.outcome(of: process)
        #expect(outcome.isSignal && outcome.status == SIGINT && outcome.output == "", "\(outcome.error)")
    }

    @Test func settingsOfFilesAreCompared() throws {
        let lab = try lab()
        #expect(
            try lab.run("scattershot tune -q --budget 1 --run-seconds 0.005 tags.model in.txt").status == 0)
        let compared = try lab.run(
            "cp tags.model.settings.json mine.json; scattershot compare -q --files-only --with mine.json --repeat 1 "
                + "--seconds 0.02 --format markdown tags.model in.txt")
        #expect(compared.status == 0, "\(compared.error)")
        for name in ["| default |", "| mine.json |", "| tags.model.settings.json |"] {
            #expect(compared.output.contains(name), "\(compared.output)")
        }
        #expect(!compared.output.contains("index scan"))
    }

    @Test func mistakesAreNamed() throws {
        let lab = try lab()
        try lab.write("bad.txt", "the\n\na\tb\n\n")
        for (arguments, status) in [
            ("--repeat 0 tags.model in.txt", 64), ("--format pdf tags.model in.txt", 64),
            ("tags.model bad.txt", 65), ("tags.model nowhere.txt", 66),
            ("--with nowhere.json tags.model in.txt", 66),
        ] {
            let failed = try lab.run("scattershot compare -q \(arguments)")
            #expect(failed.status == status, "\(arguments): \(failed.status) \(failed.error)")
        }
    }
}
