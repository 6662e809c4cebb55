import MetricsTestKit
import Platform
import Probes
import ScattershotMetrics
import Testing

@Suite(.enabled(if: ProbeSession.isAvailable)) struct MetricsObserverTests {
    @Test(arguments: [false, true]) func totalsAreThoseOfTheSession(isJSONLines: Bool) throws {
        let metrics = TestMetrics()
        let run = try ObservedRun(
            MetricsObserver(workers: 2, factory: metrics), isJSONLines: isJSONLines)
        #expect(run.blocks > 4)
        #expect(try metrics.counterTotal("scattershot.blocks") == run.blocks)
        #expect(try metrics.counterTotal("scattershot.tokens") == run.report.tokens)
        for (worker, recorder) in run.session.recorders.enumerated() {
            let dimension = ("worker", String(worker))
            #expect(
                try metrics.expectTimer("scattershot.block", [dimension]).values.count == recorder.blocks)
            for stage in Stage.allCases {
                let timer = try metrics.expectTimer(
                    "scattershot.stage", [dimension, ("stage", stage.name)])
                let expected = CycleClock.nanoseconds(recorder.total(of: stage).ticks)
                let sum = Double(timer.values.reduce(0, +))
                // Each value is rounded to whole nanoseconds.
                #expect(abs(sum - expected) <= Double(timer.values.count) + 1, "\(stage) of \(worker)")
            }
        }
    }

    @Test func namesAreTheProgramsOwn() throws {
        let metrics = TestMetrics()
        var labels = MetricLabels()
        labels.stage = "tagger_stage"
        labels.worker = "thread"
        labels.stageDimension = "part"
        labels.dimensions = [("model", "pos")]
        _ = try ObservedRun(MetricsObserver(workers: 2, labels: labels, factory: metrics))
        let sums = try (0..<2).map { worker in
            try metrics.expectTimer(
                "tagger_stage", [("model", "pos"), ("thread", "\(worker)"), ("part", "look up")]
            ).values.reduce(0, +)
        }
        #expect(sums.reduce(0, +) > 0)
        #expect(throws: TestMetricsError.self) {
            try metrics.expectTimer("scattershot.stage", [("worker", "0"), ("stage", "look up")])
        }
    }
}

extension TestMetrics {
    /// The sum of a counter over the two workers.
    fileprivate func counterTotal(_ label: String) throws -> Int {
        try (0..<2).reduce(0) { sum, worker in
            sum + Int(try expectCounter(label, [("worker", "\(worker)")]).totalValue)
        }
    }
}
