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
            let failed = try lab.run("trap '' XFSZ; ulimit -f 8; \(script)")
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
        for signal in [SIGINT, SIGTERM, SIGHUP] {
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

    @Test(arguments: [SIGINT, SIGTERM]) func interruptedTrainingLeavesNothing(signal: Int32) throws {
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
}
