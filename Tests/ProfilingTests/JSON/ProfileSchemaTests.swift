import Foundation
import Profiling
import TestSupport
import Testing

/// The published schema and the reports agree: in the members there are, in their types and ranges.
struct ProfileSchemaTests {
    private func schema() throws -> JSONSchema { try JSONSchema(named: "profile") }

    private func object(_ report: ProfileReport) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(try report.json()))
    }

    @Test func reportsFollowTheSchema() throws {
        let problems = try schema().problems(of: object(ExampleReport.make()))
        #expect(problems.isEmpty, "\(problems)")
    }

    @Test func reportsWithoutOptionalMembersFollowTheSchema() throws {
        var report = ExampleReport.make(workers: 1, blocks: 1)
        (report.machine.streamBandwidth, report.machine.gatherBandwidth) = (nil, nil)
        (report.machine.cachedGatherBandwidth, report.machine.bandwidthWorkers) = (nil, nil)
        (report.memory.heapInUse, report.memory.allocationsPerPass) = (nil, nil)
        (report.workers[0].processor, report.workers[0].localShare) = (nil, nil)
        (report.stages[0].bytes, report.stages[0].latency) = (nil, nil)
        for stage in report.stages.indices { report.stages[stage].tableBytes = nil }
        report.counters = CounterFacts(unavailable: "None.", values: [])
        let problems = try schema().problems(of: object(report))
        #expect(problems.isEmpty, "\(problems)")
    }

    @Test func everyMemberOfTheSchemaIsInAReport() throws {
        var report = ExampleReport.make(workers: 1, blocks: 1)
        report.counters.unavailable = "Some."
        let unused = try schema().members().subtracting(schema().members(of: object(report)))
        #expect(unused.isEmpty, "\(unused)")
    }

    @Test func theSchemaRefusesWhatIsWrong() throws {
        var report = ExampleReport.make(workers: 1, blocks: 1)
        report.stages[0].share = 7
        report.timeline[0].spans[0].stage = -2
        report.run.passes[0] = 0
        let problems = try schema().problems(of: object(report))
        #expect(problems.count == 3, "\(problems)")
    }
}
