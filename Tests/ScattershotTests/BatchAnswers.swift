import Platform
import Scattershot
import WorkPool

/// What a batch made of an input.
struct BatchAnswers {
    var output: String
    var report: BatchReport
    var refused: [InputError]

    init(
        _ input: String, _ model: Result<Model, any Error>, threads: Int = 1,
        options: BatchTransducer.Options = .init()
    ) throws {
        try self.init(bytes: Array(input.utf8), try model.get(), threads: threads, options: options)
    }

    init(bytes: [UInt8], _ model: Model, threads: Int = 1, options: BatchTransducer.Options = .init())
        throws
    {
        let sink = CollectingSink()
        var refused: [InputError] = []
        report = try BatchTransducer(model: model, options: options).run(
            MemorySource(bytes, name: "input.txt"), to: sink, pool: WorkPool(threads: threads),
            refused: { refused.append($0) })
        output = sink.text
        self.refused = refused
    }

    /// The error of a batch that must stop, and what was written before it.
    static func failure(
        _ input: [UInt8], _ model: Result<Model, any Error>, threads: Int = 1,
        options: BatchTransducer.Options = .init()
    ) throws -> (error: String, output: String) {
        let sink = CollectingSink()
        do {
            _ = try BatchTransducer(model: try model.get(), options: options).run(
                MemorySource(input, name: "input.txt"), to: sink, pool: WorkPool(threads: threads))
            return ("no error", sink.text)
        } catch {
            return ("\(error)", sink.text)
        }
    }
}
