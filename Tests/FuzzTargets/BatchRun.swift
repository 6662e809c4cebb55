import KeyLayers
import Platform
import Scattershot
import WorkPool

/// What a batch made of an input: everything that a user would see.
struct BatchRun: Equatable {
    var output: [UInt8] = []
    /// Lines of refused records, and of what ended the run.
    var refusals: [String] = []
    var report = BatchReport()

    /// One thread for all executions.
    static let pool = WorkPool(threads: 1)

    /// How a batch is run.
    struct Way {
        var kernel = Kernel.scalar
        /// Compiled tables; the plain path looks every row up.
        var isCompiled = false
        /// Bytes that the source returns at a time; nil for all there are.
        var readBytes: Int?
    }

    /// Runs a batch. Refusals are part of the result; other errors are thrown.
    init(_ input: [UInt8], _ model: Model, _ way: Way, options: BatchTransducer.Options = .init()) throws {
        let engine = EngineSettings(threads: 1, kernel: way.kernel)
        let workers = WorkerSet(
            model: model, pool: Self.pool, settings: engine, isCompiled: way.isCompiled, beam: options.beam)
        let sink = CollectingSink()
        var refusals: [String] = []
        do {
            report = try BatchTransducer(model: model, options: options).run(
                PiecewiseSource(input, piece: way.readBytes), to: sink, pool: Self.pool, workers: workers,
                refused: { refusals.append($0.description) })
        } catch let error as InputError {
            refusals.append(error.description)
        } catch let error as LineBlockError {
            refusals.append(error.description)
        }
        self.refusals = refusals
        output = sink.bytes
        for refusal in refusals { checkRefusal(refusal) }
    }
}
