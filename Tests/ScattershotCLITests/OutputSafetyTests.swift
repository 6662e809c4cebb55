import Foundation
import Testing

/// Files appear whole or not at all, and nothing is left behind.
@Suite struct OutputSafetyTests {
    @Test func anErrorLeavesTheOldFile() throws {
        let lab = try CommandLab().train(.tags)
        try lab.write("out", "old")
        try lab.write("in", String(repeating: "the\n\n", count: 100_000) + "a\tb\n")
        let before = try lab.names()
        let failed = try lab.run("scattershot infer -m tags.model -o out in")
        #expect(failed.status == 65)
        #expect(failed.error.hasPrefix("scattershot: error: in:200001: "))
        #expect(try lab.read("out") == "old")
        #expect(try lab.names() == before)
    }

    @Test func aFullDiskLeavesTheOldFile() throws {
        let lab = try CommandLab().train(.tags)
        try lab.write("in", String(repeating: "the\n\n", count: 100_000))
        try lab.write("out", "old")
        let model = try lab.scratch.get("tags.model")
        let before = try lab.names()
        // The limit on the size of files stands in for a full disk.
        for script in [
            "scattershot infer -m tags.model -o out in",
            "scattershot train -q --format tags -m tags.model tags.txt",
        ] {
            let failed = try lab.run("ulimit -f 8; \(script)")
            #expect(failed.status == 74, "\(failed.error)")
            #expect(
                failed.errorLines.count == 1
                    && failed.error.hasPrefix("scattershot: error: cannot write to '"))
        }
        #expect(try lab.read("out") == "old")
        #expect(try lab.scratch.get("tags.model") == model)
        #expect(try lab.names() == before)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func aFullDeviceIsAnError() throws {
        let lab = try CommandLab().train(.tags)
        for script in [
            "infer -m tags.model tags.in > /dev/full", "infer -m tags.model -o /dev/full tags.in",
            "evaluate -m tags.model tags.txt > /dev/full", "inspect tags.model > /dev/full",
            "inspect tags.model --json > /dev/full", "explain -m tags.model the > /dev/full",
            "system > /dev/full",
            "train -q --format tags -m /dev/full tags.txt",
        ] {
            try lab.write("tags.in", "the\ncat\n")
            let failed = try lab.run("scattershot \(script)")
            #expect(failed.status == 74, "\(script): \(failed.error)")
            #expect(failed.errorLines.count == 1, "\(script)")
            #expect(failed.error.hasSuffix("No space left on device\n"), "\(script): \(failed.error)")
        }
    }

    @Test func interruptedInferenceLeavesNothing() throws {
        let lab = try CommandLab().train(.spacing)
        try lab.write("out", "old")
        let before = try lab.names()
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            let pipe = Pipe()
            let process = try lab.start(
                [CommandLab.command, "infer", "--model", "spacing.model", "--output", "out"], input: pipe)
            pipe.fileHandleForWriting.write(Data("thecat\n".utf8))
            #expect(try lab.wait { try lab.names().contains { $0.hasSuffix(".tmp") } })
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal)
            #expect(process.terminationStatus == signal)
            #expect(try lab.names() == before)
            #expect(try lab.read("out") == "old")
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func interruptedTrainingLeavesNothing(signal: Int32) throws {
        let lab = try CommandLab().train(.spacing)
        let model = try lab.scratch.get("spacing.model")
        let before = try lab.names()
        let process = try lab.start([
            CommandLab.command, "train", "--format", "spacing", "--epochs", "1000", "--model",
            "spacing.model",
            "spacing.txt",
        ])
        #expect(try lab.wait { try lab.read(".err").contains("pass 1:") })
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let stopped = try lab.outcome(of: process)
        #expect(!stopped.isSignal && stopped.status == 128 + signal)
        #expect(stopped.errorLines.last?.hasPrefix("scattershot: training was stopped in pass ") == true)
        #expect(stopped.errorLines.last?.hasSuffix("(--checkpoint FILE keeps what was learned)") == true)
        #expect(try lab.names() == before)
        #expect(try lab.scratch.get("spacing.model") == model)
    }

    @Test func aLinkToNothingGetsAWholeFileOrNone() throws {
        let lab = try CommandLab().train(.tags)
        try lab.write("in", String(repeating: "the\n\n", count: 100_000))
        let before = try lab.names()
        let failed = try lab.run("ln -s target link; ulimit -f 8; scattershot infer -m tags.model -o link in")
        #expect(failed.status == 74, "\(failed.error)")
        #expect(try lab.names() == (before + ["link"]).sorted())
        let refused = try lab.run("scattershot train -q --format tags -m link none")
        #expect(refused.status == 66)
        #expect(try lab.names() == (before + ["link"]).sorted())
        let done = try lab.run(
            "scattershot infer -m tags.model -o link in && cat target | wc -l && test -L link")
        #expect(done.status == 0 && done.output.contains("200000"), "\(done.output) \(done.error)")
    }

    /// Whoever reads a named pipe sees its end when the work is done, not when its path is checked.
    @Test func aNamedPipeIsOpenedOnce() throws {
        let lab = try CommandLab().train(.tags)
        let done = try lab.run(
            """
            mkfifo pipe; cat pipe > got & scattershot train -q --format tags -m pipe tags.txt; wait
            cmp got tags.model
            """)
        #expect(done.status == 0, "\(done.output) \(done.error)")
    }

    @Test func aClosedStandardErrorEndsNoWork() throws {
        let lab = try CommandLab().train(.tags)
        try lab.write("in", String(repeating: "a\tb\tc\n\nthe\n\n", count: 5000))
        // The reader ends at once; the fifo keeps the writer from starting before that.
        let done = try lab.run(
            """
            { sleep 0.3; scattershot train --format tags -m new.model tags.txt; echo $? > trained
              scattershot infer -m tags.model --on-error skip -o out in; echo $? > inferred; } 2>&1 | true
            cmp new.model tags.model && cat trained inferred
            """)
        #expect(done.output == "0\n65\n", "\(done.output) \(done.error)")
        #expect(try lab.read("out").split(separator: "\n").count == 5000)
    }
}
