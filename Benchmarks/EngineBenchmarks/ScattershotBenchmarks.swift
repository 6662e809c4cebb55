import Benchmark
import Platform
import Scattershot
import WorkPool

/// Keeps what is written.
private final class MemorySink: ByteSink {
    let name = "memory"
    private(set) var bytes: [UInt8] = []

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) { self.bytes.append(contentsOf: bytes) }
    func finish() throws(SystemError) {}
}

/// A task on the synthetic language.
private enum TextTask: String {
    case tagging = "sentences of 20 tokens"
    case spacing = "lines of 100 characters"

    func model() throws -> Model {
        switch self {
        case .tagging: try SyntheticLanguage.taggingModel()
        case .spacing: try SyntheticLanguage.spacingModel()
        }
    }

    /// Records with their line ends.
    func records() -> [String] {
        var language = SyntheticLanguage(seed: 2)
        return (0..<1000).map { _ in
            switch self {
            case .tagging: language.sentence(length: 20).map(\.text).joined(separator: "\n") + "\n\n"
            case .spacing: language.line(length: 100).filter { $0 != " " } + "\n"
            }
        }
    }
}

/// A thousand records, and the two ways to answer them.
private final class AnsweringSubject {
    let model: Model
    let transducer: Transducer
    let records: [String]
    let bytes: [UInt8]
    let pool: WorkPool
    let expected: [UInt8]

    init(_ task: TextTask, threads: Int) throws {
        model = try task.model()
        let transducer = Transducer(model: model)
        self.transducer = transducer
        records = task.records()
        bytes = Array(records.joined().utf8)
        pool = WorkPool(threads: threads)
        expected = try records.flatMap { Array(try transducer.transduce($0).utf8) }
        require(expected.count > bytes.count, "\(task.rawValue): the answers are too short")
    }

    func answerOneByOne() throws -> [UInt8] {
        var output: [UInt8] = []
        for record in records { output.append(contentsOf: try transducer.transduce(record).utf8) }
        return output
    }

    func answerBatch() throws -> [UInt8] {
        let sink = MemorySink()
        // Small blocks, so that a thousand records are enough of them for two threads to share.
        let batch = BatchTransducer(
            model: model, options: BatchTransducer.Options(blocks: LineBlocks.Options(targetBytes: 8 << 10)))
        _ = try batch.run(MemorySource(bytes), to: sink, pool: pool)
        return sink.bytes
    }
}

func registerScattershot() {
    for task in [TextTask.tagging, .spacing] {
        measure(
            "Scattershot: \(task.rawValue): Transducer", per: .kilo,
            prepare: { try AnsweringSubject(task, threads: 1) },
            run: { try $0.answerOneByOne() },
            isRight: { $0.expected == $1 })
        for threads in [1, 2] {
            measure(
                "Scattershot: \(task.rawValue): BatchTransducer, \(threads) thread\(threads == 1 ? "" : "s")",
                per: .kilo,
                prepare: { try AnsweringSubject(task, threads: threads) },
                run: { try $0.answerBatch() },
                isRight: { $0.expected == $1 })
        }
    }
}
