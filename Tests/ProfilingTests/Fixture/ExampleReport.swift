import Profiling
import TestSupport

/// A report like that of a real run: all members filled, stages that add up to the time of the workers, a timeline that shows all of it.
enum ExampleReport {
    /// Stages in the order of the work; the last is waiting.
    private static let stages:
        [(name: String, summary: String, item: String, weight: Double, access: StageFacts.Access)] = [
            ("read", "copy the block's bytes", "bytes", 0.4, .streaming),
            ("parse", "lines and tokens", "tokens", 1.2, .cached),
            ("look up", "rows of the active layers", "rows", 3, .gathering),
            ("search", "nearest key of the decoder", "keys", 5, .streaming),
            ("write", "join the output tokens", "bytes", 0.5, .streaming),
            ("wait", "no block to work on", "", 0, .cached),
        ]

    /// A report with this many workers, and blocks for each of them.
    static func make(workers: Int = 3, blocks: Int = 6, seed: UInt64 = 1) -> ProfileReport {
        var generator = SeededGenerator(seed: seed)
        var times = [[Double]](repeating: [], count: stages.count)
        let tracks = (0..<workers).map { worker in
            track(worker, blocks: blocks, times: &times, &generator)
        }
        let all = times.joined().reduce(0, +)
        let spans = { (index: Int) in times[index].count }
        let stageFacts = stages.enumerated().map { index, stage in
            let time = times[index].reduce(0, +)
            let items = stage.item.isEmpty ? 0 : 12_000 * spans(index)
            return StageFacts(
                name: stage.name, summary: stage.summary, time: time, share: time / all, calls: spans(index),
                items: items, itemName: stage.item,
                bytes: stage.access == .cached ? nil : Int(time * (stage.access == .streaming ? 4.5 : 1.9)),
                access: stage.access, tableBytes: stage.access == .gathering ? 50 << 20 : nil,
                latency: Percentiles(durations: times[index]),
                isIdle: stage.name == "wait")
        }
        let wall = tracks.flatMap(\.spans).map { $0.start + $0.duration }.max() ?? 0
        return ProfileReport(
            subject: "infer", version: "1.4.0", date: "2026-11-24T21:30:00Z", machine: machine,
            settings: [
                Setting(name: "threads", value: "\(workers)"), Setting(name: "block-size", value: "64KiB"),
            ],
            run: run(wall: wall, items: 12_000 * spans(1), &generator), stages: stageFacts, lookups: lookups,
            workers: tracks.map { facts(of: $0, blocks: blocks) },
            memory: MemoryFacts(
                peakResident: 312_456_789, heapInUse: 98_765_432, allocationsPerPass: 42,
                modelBytes: 201_326_592),
            counters: CounterFacts(
                unavailable: nil,
                values: [
                    CounterFacts.Value(name: "instructions", count: 8.1e10),
                    CounterFacts.Value(name: "cycles", count: 3.2e10),
                    CounterFacts.Value(name: "cache misses", count: 4.4e7),
                ]),
            timeline: tracks,
            notes: [
                "Each block was timed once; searches within it were sampled, one in 64.", "Turbo was on.",
            ])
    }

    private static func track(
        _ worker: Int, blocks: Int, times: inout [[Double]], _ generator: inout SeededGenerator
    ) -> TimelineTrack {
        var spans: [TimelineTrack.Span] = []
        var now = 0.0
        for _ in 0..<blocks {
            let start = now
            let place = spans.count
            spans.append(TimelineTrack.Span(stage: -1, start: start, duration: 0))
            for (index, stage) in stages.dropLast().enumerated() {
                let duration = (stage.weight * Double.random(in: 60_000...140_000, using: &generator))
                    .rounded()
                spans.append(TimelineTrack.Span(stage: index, start: now, duration: duration))
                times[index].append(duration)
                now += duration
            }
            spans[place].duration = now - start
            let pause = Double.random(in: 10_000...(100_000 + 80_000 * Double(worker)), using: &generator)
                .rounded()
            spans.append(TimelineTrack.Span(stage: stages.count - 1, start: now, duration: pause))
            times[stages.count - 1].append(pause)
            now += pause
        }
        return TimelineTrack(worker: worker, spans: spans)
    }

    private static func facts(of track: TimelineTrack, blocks: Int) -> WorkerFacts {
        func time(_ isWanted: (Int) -> Bool) -> Double {
            track.spans.filter { isWanted($0.stage) }.reduce(0) { $0 + $1.duration }
        }
        return WorkerFacts(
            number: track.worker, node: track.worker % 2, processor: track.worker * 2, blocks: blocks,
            steals: track.worker, sleeps: 2 * track.worker, busy: time { $0 == -1 },
            idle: time { $0 == stages.count - 1 }, localShare: 0.98)
    }

    private static func run(wall: Double, items: Int, _ generator: inout SeededGenerator) -> RunFacts {
        func passes(_ factor: Double) -> [Double] {
            (0..<9).map { _ in wall * factor * Double.random(in: 0.98...1.02, using: &generator) }
        }
        return RunFacts(
            itemName: "tokens", items: items, bytesIn: items * 5, bytesOut: items * 6, passes: passes(1.01),
            plainPasses: passes(1), preparation: 41_000_000, outputDigest: "9f86d081884c7d65")
    }

    private static let machine = MachineFacts(
        fingerprint: "a1b2c3d4", processor: "Example CPU 9000 @ 3.1 GHz", processors: 8, nodes: 2,
        streamBandwidth: 11.2e9, gatherBandwidth: 3.4e9, cachedGatherBandwidth: 42e9, bandwidthWorkers: 3,
        caches: [49_152, 2_097_152, 33_554_432])

    private static let lookups = [
        LookupFacts(
            name: "token index, column 1", lookups: 1_200_000, hits: 1_163_000,
            figures: [
                LookupFacts.Figure(name: "load factor", value: 0.87, unit: ""),
                LookupFacts.Figure(name: "buckets opened", value: 1.21, unit: "a look-up"),
            ]),
        LookupFacts(name: "layer suffix3[0]", lookups: 1_200_000, hits: 402_000, figures: []),
    ]
}
