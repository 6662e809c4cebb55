import Platform
import Probes
import Scattershot
import WorkPool

/// A batch on two threads with an observer.
struct ObservedRun {
    let session: ProbeSession
    let report: BatchReport

    private static let model = Result {
        try Trainer(.spacing).train(["the cat sat on the mat", "the dog sat on the cat"])
    }

    init(_ observer: any ProbeObserver, isJSONLines: Bool = false) throws {
        session = ProbeSession(workers: 2, mostSpans: 0, observer: observer)
        let line = isJSONLines ? "{\"input\":\"thedogsatonthemat\"}\n" : "thedogsatonthemat\n"
        let options = BatchTransducer.Options(
            isJSONLines: isJSONLines, engine: EngineSettings(threads: 2, blockBytes: 1 << 10))
        report = try BatchTransducer(model: try Self.model.get(), options: options).run(
            MemorySource(String(repeating: line, count: 500), name: "input"), to: DiscardingSink(),
            pool: WorkPool(threads: 2), probes: session)
    }

    var blocks: Int { session.recorders.reduce(0) { $0 + $1.blocks } }
}

private final class DiscardingSink: ByteSink {
    let name = "nothing"
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {}
    func finish() throws(SystemError) {}
}
