import Foundation
import Profiling
import TestSupport
import Testing

struct ChromeTraceTests {
    private struct Trace: Decodable { var traceEvents: [Event] }
    private struct Event: Decodable {
        var name: String
        var ph: String
        var pid: Int
        var tid: Int
        var ts: Double?
        var dur: Double?
        var args: Arguments?
    }
    private struct Arguments: Decodable { var name: String? }

    private func events(_ report: ProfileReport) throws -> [Event] {
        try JSONDecoder().decode(Trace.self, from: Data(ChromeTrace.json(report))).traceEvents
    }

    /// Checks with a stack that each span ends before the one that encloses it, and returns the deepest nesting.
    private func depth(_ spans: [Event]) throws -> Int {
        var open: [Double] = []
        var deepest = 0
        var last = 0.0
        for span in spans {
            let (start, duration) = (try #require(span.ts), try #require(span.dur))
            #expect(duration >= 0)
            #expect(start >= last, "spans come in the order of their start")
            last = start
            while let end = open.last, end <= start { open.removeLast() }
            if let end = open.last { #expect(start + duration <= end, "\(span.name) at \(start)") }
            open.append(start + duration)
            deepest = max(deepest, open.count)
        }
        return deepest
    }

    @Test func eachWorkerHasANamedTrackOfNestedSpans() throws {
        let report = ExampleReport.make(workers: 4, blocks: 5)
        let events = try events(report)
        for track in report.timeline {
            let names = events.filter { $0.ph == "M" && $0.name == "thread_name" && $0.tid == track.worker }
            #expect(names.compactMap { $0.args?.name } == ["worker \(track.worker)"])
            let spans = events.filter { $0.ph == "X" && $0.tid == track.worker }
            #expect(spans.count == track.spans.count)
            #expect(try depth(spans) == 2)
        }
        let search = try #require(events.first { $0.name == "search" && $0.tid == 2 })
        let span = try #require(report.timeline[2].spans.first { $0.stage == 3 })
        // Within a step of 1/1024 microseconds.
        #expect(try abs(#require(search.ts) - span.start / 1000) <= 0.001)
        #expect(try abs(#require(search.dur) - span.duration / 1000) <= 0.001)
    }

    /// A span ends exactly where the next one starts, whatever the times.
    @Test(arguments: UInt64(0)..<4)
    func sumsOfTimesAreExact(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var report = ExampleReport.make(workers: 1, blocks: 1)
        var start = Double.random(in: 0..<1e12, using: &generator)
        report.timeline[0].spans = (0..<2000).map { index in
            let duration = Double.random(in: 1..<1e5, using: &generator)
            defer { start += duration }
            return TimelineTrack.Span(stage: index % 4, start: start, duration: duration)
        }
        let spans = try events(report).filter { $0.ph == "X" }
        #expect(spans.count == 2000)
        for (span, next) in zip(spans, spans.dropFirst()) {
            #expect(try #require(span.ts) + #require(span.dur) == #require(next.ts), "seed \(seed)")
        }
        #expect(try depth(spans) == 1)
    }

    @Test func spansThatProtrudeAreCut() throws {
        var report = ExampleReport.make(workers: 1, blocks: 2)
        report.timeline[0].spans = [
            TimelineTrack.Span(stage: 0, start: 10, duration: 50),
            TimelineTrack.Span(stage: -1, start: 10, duration: 30),
            TimelineTrack.Span(stage: 1, start: 35, duration: 5.4),
            TimelineTrack.Span(stage: 99, start: 38, duration: 100),
            TimelineTrack.Span(stage: -1, start: 40, duration: 30),
        ]
        let spans = try events(report).filter { $0.ph == "X" }
        #expect(spans.map(\.name) == ["block", "read", "parse", "?", "block"])
        #expect(try depth(spans) == 4)
        #expect(spans[0].dur == spans[1].dur && abs((spans[0].dur ?? 0) - 0.03) <= 0.001)
    }

    @Test func timesThatAreNoNumbersAreAnError() {
        var report = ExampleReport.make(workers: 1, blocks: 1)
        report.timeline[0].spans = [TimelineTrack.Span(stage: 0, start: .infinity, duration: 1)]
        #expect(throws: ProfileFileError.self) { try ChromeTrace.json(report) }
    }
}
