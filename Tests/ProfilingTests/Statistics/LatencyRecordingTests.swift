import Profiling
import TestSupport
import Testing

struct LatencyRecordingTests {
    @Test func percentilesOfKnownDurations() throws {
        let percentiles = try #require(Percentiles(durations: (1...1000).map { Double($0) }))
        #expect(percentiles.count == 1000)
        #expect(percentiles.minimum == 1 && percentiles.maximum == 1000)
        #expect(percentiles.p50 == 500 && percentiles.p90 == 900)
        #expect(percentiles.p99 == 990 && percentiles.p999 == 999)
    }

    @Test func percentilesKeepThreeDigitsOverMagnitudes() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        var durations = (0..<5000).map { _ in Double.random(in: 1...1e9, using: &generator) }
        let percentiles = try #require(Percentiles(durations: durations))
        durations.sort()
        for (share, value) in [(0.5, percentiles.p50), (0.9, percentiles.p90), (0.99, percentiles.p99)] {
            let exact = durations[Int(Double(durations.count) * share) - 1]
            #expect(abs(value / exact - 1) < 0.0011, "seed \(seed), share \(share)")
        }
        #expect(percentiles.minimum == durations[0] && percentiles.maximum == durations[4999])
    }

    @Test func barsRiseCoverEveryDurationAndAreFiveADecade() throws {
        let durations = (0..<60).map { Double(1 << ($0 % 30)) } + [0, 0.2, 10, 100, 1000]
        let percentiles = try #require(Percentiles(durations: durations))
        #expect(percentiles.bars.reduce(0) { $0 + $1.count } == durations.count)
        for bar in percentiles.bars {
            #expect(bar.count > 0)
            let rounded = durations.map { $0.rounded() }
            #expect(bar.count == rounded.count { $0 >= bar.from && $0 < bar.to }, "\(bar)")
            #expect(bar.from == 0 || abs(bar.to / bar.from - 1.5848931924611136) < 1e-9)
        }
        for (left, right) in zip(percentiles.bars, percentiles.bars.dropFirst()) {
            #expect(left.to <= right.from * (1 + 1e-12))
        }
    }

    @Test func recordingsAddUp() {
        var (first, second, both) = (LatencyRecording(), LatencyRecording(), LatencyRecording())
        for duration in [5.0, 1e6, 20] {
            first.record(duration)
            both.record(duration)
        }
        for duration in [3.0, 2e9] {
            second.record(duration)
            both.record(duration)
        }
        first.add(second)
        first.add(LatencyRecording())
        #expect(first.percentiles == both.percentiles)
        #expect(first.count == 5)
    }

    @Test func oddDurationsAreTakenWithoutATrap() throws {
        #expect(Percentiles(durations: []) == nil)
        #expect(Percentiles(durations: [.nan]) == nil)
        let percentiles = try #require(Percentiles(durations: [-4, .infinity, 1e300, 0, 7]))
        #expect(percentiles.count == 5)
        #expect(percentiles.minimum == 0 && percentiles.maximum == 0x1p53)
        #expect(percentiles.p50 == 7)
    }
}
