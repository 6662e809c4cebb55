import Foundation
import Profiling
import Testing

struct ProfileJSONTests {
    /// The JSON of the example as a dictionary, changed, as bytes.
    private func altered(_ change: (inout [String: Any]) throws -> Void) throws -> [UInt8] {
        let json = Data(try ExampleReport.make(workers: 2, blocks: 2).json())
        var object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        try change(&object)
        return Array(try JSONSerialization.data(withJSONObject: object))
    }

    private func message(_ json: [UInt8]) throws -> String {
        let error = try #require(throws: ProfileFileError.self) {
            try ProfileReport(json: json, name: "old.json")
        }
        #expect(!error.description.contains("\n"))
        #expect(error.description.hasPrefix("old.json: "))
        return String(error.description.dropFirst("old.json: ".count))
    }

    @Test func reportsSurviveTheRoundTrip() throws {
        let report = ExampleReport.make()
        let json = try report.json()
        #expect(try ProfileReport(json: json, name: "x") == report)
        let text = String(decoding: json, as: UTF8.self)
        #expect(text.hasSuffix("}\n") && text.contains("\n  \"schema\" : \"scattershot.profile/1\""))
    }

    @Test func unknownMembersAreIgnored() throws {
        let json = try altered { $0["later"] = ["more": 1] }
        #expect(try ProfileReport(json: json, name: "x").subject == "infer")
    }

    @Test func otherSchemasAreNamed() throws {
        let text = try message(try altered { $0["schema"] = "scattershot.profile/9" })
        #expect(
            text.hasPrefix(
                "the file follows scattershot.profile/9, this program reads scattershot.profile/1: "))
    }

    @Test func whatIsNotAProfileIsAnErrorOfOneLine() throws {
        #expect(try message([]) == "not JSON")
        #expect(try message(Array("{\"schema\": 1e9999}".utf8)).hasPrefix("not "))
        #expect(try message(Array("[1, 2]".utf8)) == "not a profile: the file is not an object")
        #expect(try message(Array("{}".utf8)) == "not a profile: member schema is missing")
        #expect(try message([0xFF, 0xFE, 0x00, 0x7B]).hasPrefix("not "))
        #expect(try message([UInt8](repeating: UInt8(ascii: "["), count: 100_000)).hasPrefix("not "))
    }

    @Test func missingAndWrongMembersAreNamed() throws {
        #expect(
            try message(try altered { $0["machine"] = nil }) == "not a profile: member machine is missing")
        let run = try altered {
            var run = try #require($0["run"] as? [String: Any])
            run["plainPasses"] = nil
            $0["run"] = run
        }
        #expect(try message(run) == "not a profile: member run.plainPasses is missing")
        let stages = try altered {
            var stages = try #require($0["stages"] as? [[String: Any]])
            stages[2]["time"] = "long"
            $0["stages"] = stages
        }
        #expect(try message(stages) == "not a profile: stages[2].time is not a number")
        #expect(try message(try altered { $0["notes"] = NSNull() }) == "not a profile: notes is null")
    }

    /// A value that does not belong, and the member that the error must name.
    private static let hostile: [(member: String, change: @Sendable (inout ProfileReport) -> Void)] = [
        ("run.passes[0]", { $0.run.passes[0] = -1 }),
        ("run.plainPasses[1]", { $0.run.plainPasses[1] = 0 }),
        ("run.passes", { $0.run.passes = [Double](repeating: 1, count: 10_001) }),
        ("timeline[1].worker", { $0.timeline[1].worker = $0.timeline[0].worker }),
        ("run.items", { $0.run.items = Int.max }),
        ("run.bytesIn", { $0.run.bytesIn = Int.min }),
        ("machine.streamBandwidth", { $0.machine.streamBandwidth = 0 }),
        ("machine.cachedGatherBandwidth", { $0.machine.cachedGatherBandwidth = -1 }),
        ("machine.bandwidthWorkers", { $0.machine.bandwidthWorkers = 0 }),
        ("stages[1].tableBytes", { $0.stages[1].tableBytes = -1 }),
        ("machine.caches[0]", { $0.machine.caches[0] = -1 }),
        ("stages[1].time", { $0.stages[1].time = 1e300 }),
        ("stages[1].share", { $0.stages[1].share = 1.5 }),
        ("stages[2].bytes", { $0.stages[2].bytes = -5 }),
        ("stages[0].latency.p99", { $0.stages[0].latency?.p99 = 1 }),
        ("stages[0].latency.bars[0]", { $0.stages[0].latency?.bars[0].to = 1 }),
        ("lookups[0].hits", { $0.lookups[0].hits = 2_000_000 }),
        ("lookups[0].figures[1].value", { $0.lookups[0].figures[1].value = -1e200 }),
        ("workers[1].busy", { $0.workers[1].busy = -3 }),
        ("workers[0].localShare", { $0.workers[0].localShare = -0.1 }),
        ("memory.heapInUse", { $0.memory.heapInUse = -1 }),
        ("counters.values[0].count", { $0.counters.values[0].count = -1 }),
        ("timeline[0].spans[3].stage", { $0.timeline[0].spans[3].stage = 6 }),
        ("timeline[0].spans[3].stage", { $0.timeline[0].spans[3].stage = -2 }),
        ("timeline[1].spans[0].duration", { $0.timeline[1].spans[0].duration = -1 }),
        ("timeline[1].spans[4]", { $0.timeline[1].spans[4].start = 0 }),
    ]

    @Test func hostileValuesAreRefused() throws {
        let sound = ExampleReport.make(workers: 2, blocks: 2)
        for (member, change) in Self.hostile {
            var report = sound
            change(&report)
            let text = try message(try report.json())
            #expect(text.hasPrefix("not a profile: \(member) "), "\(member): \(text)")
        }
    }

    @Test func moreNamesThanThereCanBeAreRefused() throws {
        let json = try altered {
            $0["settings"] = (0..<2000).map { ["name": "s\($0)", "value": "1"] }
        }
        #expect(try message(json).contains("settings has more than"))
    }

    @Test func valuesWithoutAJSONNumberAreNotWritten() throws {
        var report = ExampleReport.make()
        report.stages[1].time = .nan
        let error = try #require(throws: ProfileFileError.self) { try report.json() }
        #expect(error.description.contains("stages[1].time"), "\(error)")
    }
}
