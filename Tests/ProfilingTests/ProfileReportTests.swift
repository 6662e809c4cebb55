import Foundation
import Profiling
import Testing

struct ProfileReportTests {
    @Test func stagesWithoutItemsHaveNoTimePerItem() {
        var stage = StageFacts(
            name: "read", summary: "", time: 30, share: 1, calls: 1, items: 0, itemName: "bytes", bytes: nil,
            access: .streaming, latency: nil, isIdle: false)
        #expect(stage.timePerItem == nil)
        stage.items = 10
        #expect(stage.timePerItem == 3)
    }

    @Test func tablesThatACacheHoldsAreHeldAgainstTheCache() throws {
        let report = ExampleReport.make()
        var stage = try #require(report.stages.first { $0.access == .gathering })
        for (bytes, limit) in [
            (nil, 3.4e9), (33_554_433, 3.4e9), (33_554_432, 42e9), (0, 42e9),
        ] as [(Int?, Double)] {
            stage.tableBytes = bytes
            #expect(report.memoryLimit(of: stage) == limit, "\(bytes ?? -1) bytes")
        }
        // Without the cache's own limit there is none; memory's would be too low.
        var unmeasured = report
        unmeasured.machine.cachedGatherBandwidth = nil
        #expect(unmeasured.memoryLimit(of: stage) == nil)
        stage.access = .streaming
        #expect(report.memoryLimit(of: stage) == 11.2e9)
        stage.access = .cached
        #expect(report.memoryLimit(of: stage) == nil)
    }

    @Test func whatProbesAddHasASignAndAnInterval() throws {
        var report = ExampleReport.make()
        report.run.passes = [98, 97, 99, 98, 97]
        report.run.plainPasses = [100, 101, 100, 99, 100]
        let overhead = try #require(report.probeOverhead)
        #expect(abs(overhead.estimate + 0.02) < 1e-9)
        #expect(overhead.lower < overhead.estimate && overhead.estimate < overhead.upper)
        #expect(overhead.upper < 0)
        report.run.passes = []
        #expect(report.probeOverhead == nil)
    }
}
