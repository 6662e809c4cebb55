import InMemoryTracing
import Platform
import Probes
import ScattershotTracing
import Testing
import Tracing

@Suite(.enabled(if: ProbeSession.isAvailable)) struct TracingObserverTests {
    @Test func blocksHaveTheirStagesAsChildren() throws {
        let tracer = InMemoryTracer()
        let before = DefaultTracerClock.now.nanosecondsSinceEpoch
        let request = tracer.startSpan("request")
        let run = try ObservedRun(TracingObserver(tracer: tracer, context: request.context))
        let after = DefaultTracerClock.now.nanosecondsSinceEpoch
        let spans = tracer.finishedSpans
        let blocks = spans.filter { $0.operationName == "scattershot.block" }
        #expect(blocks.count == run.blocks)
        #expect(tracer.activeSpans.count == 1)
        var tokens = 0
        for block in blocks {
            #expect(block.parentSpanID == request.spanID)
            tokens += block.attributes.number("scattershot.tokens")
            let children = spans.filter { $0.parentSpanID == block.spanID }
            #expect(children.first?.operationName == "scattershot.tokenise")
            #expect(children.last?.operationName == "scattershot.render")
            #expect(block.start > before && block.end < after)
            // Stages follow each other without gaps from the start of the block to its end.
            #expect(children.first?.start == block.start)
            #expect(children.last?.end == block.end)
            for (one, next) in zip(children, children.dropFirst()) { #expect(one.end == next.start) }
        }
        #expect(tokens == run.report.tokens)
        let workers = Set(blocks.map { $0.attributes.number("scattershot.worker") })
        #expect(workers.isSubset(of: [0, 1]))
        let lookUps = run.session.recorders.reduce(0) { $0 + $1.total(of: .lookUp).items }
        let seen = spans.filter { $0.operationName == "scattershot.look up" }
        #expect(seen.reduce(0) { $0 + $1.attributes.number("scattershot.items") } == lookUps)
    }

    @Test(arguments: [1, 2, 3, 100]) func oneBlockInSoManyIsEmitted(_ share: Int) throws {
        let tracer = InMemoryTracer()
        let run = try ObservedRun(TracingObserver(tracer: tracer, oneBlockIn: share, prefix: ""))
        let count = tracer.finishedSpans.filter { $0.operationName == "block" }.count
        #expect(count == (run.blocks + share - 1) / share)
    }

    @Test func manyStagesAreLeftOut() throws {
        let tracer = InMemoryTracer()
        _ = try ObservedRun(TracingObserver(tracer: tracer, mostStages: 3), isJSONLines: true)
        let spans = tracer.finishedSpans
        let block = try #require(spans.last { $0.operationName == "scattershot.block" })
        #expect(spans.filter { $0.parentSpanID == block.spanID }.count == 3)
        #expect(block.attributes.number("scattershot.stages_left_out") > 0)
    }
}

extension FinishedInMemorySpan {
    fileprivate var start: UInt64 { startInstant.nanosecondsSinceEpoch }
    fileprivate var end: UInt64 { endInstant.nanosecondsSinceEpoch }
}

extension SpanAttributes {
    /// An attribute that is a whole number; -1 without it.
    fileprivate func number(_ name: String) -> Int {
        guard case .int64(let value) = get(name) else { return -1 }
        return Int(value)
    }
}
