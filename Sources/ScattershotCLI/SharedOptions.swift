import ArgumentParser
import Platform
import Scattershot
import WorkPool

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Options of all commands that work on many records.
struct WorkOptions: ParsableArguments {
    @Option(
        help:
            "Threads to work with; the result does not depend on it. Default: the CPUs this process may use.")
    var threads: Int = ProcessorSet.current().defaultThreadCount

    @Flag(
        inversion: .prefixedNo,
        help: """
            Keep each thread on a processor of its own. Default: when there are as many threads as processors, and more \
            than one.
            """)
    var pin: Bool?

    @Option(
        help: """
            How much of the processor vector code may use; the result does not depend on it. 'scattershot system' lists \
            what this machine can run. Default: the environment variable SCATTERSHOT_KERNEL, or the highest level.
            """)
    var kernel: Kernel?

    @Option(help: "Longest line that is accepted, in bytes.")
    var maxLineBytes: Int = LineBlocks.Options().maxLineBytes

    @Option(help: "Most lines of a sentence in a column file.")
    var maxSentenceLines: Int = LineBlocks.Options().maxRecordLines

    func validate() throws {
        if let kernel {
            do {
                try Kernel.prefer(kernel)
            } catch {
                throw ValidationError("\(error)")
            }
        }
        guard (1...4096).contains(threads) else {
            throw ValidationError("--threads must be 1 to 4096, not \(threads)")
        }
        guard (1...1 << 30).contains(maxLineBytes) else {
            throw ValidationError("--max-line-bytes must be 1 to \(1 << 30), not \(maxLineBytes)")
        }
        guard maxSentenceLines >= 1 else {
            throw ValidationError("--max-sentence-lines must be at least 1, not \(maxSentenceLines)")
        }
    }

    /// A pool as the options describe it. The calling thread is its first worker and is placed like the others.
    func makePool() throws -> WorkPool {
        let processors = ProcessorSet.current()
        let placement = WorkerPlacement(
            workers: threads,
            on: try MemoryNodes.current(
                of: processors, environment: ProcessInfo.processInfo.environment),
            isPinned: pin ?? (threads > 1 && threads == processors.processors.count))
        placement.placeCurrentThread(as: 0)
        return WorkPool(placement: placement)
    }

    var blocks: LineBlocks.Options {
        LineBlocks.Options(maxLineBytes: maxLineBytes, maxRecordLines: maxSentenceLines)
    }
}

/// Options of all commands that load a model.
struct ModelOptions: ParsableArguments {
    @Option(
        name: [.short, .long], help: "Model file that 'scattershot train' wrote.",
        completion: .file(extensions: ["model"]))
    var model: String

    @Flag(
        help: """
            Read the model into memory instead of mapping it. A mapped file that somebody truncates ends this process.
            """)
    var noMmap = false

    func load() throws -> Model { try Model(contentsOf: model, isMapped: !noMmap) }
}

extension DataFormat.Kind: ExpressibleByArgument {}
extension DataFormat.Tokens: ExpressibleByArgument {}
extension ErrorPolicy: ExpressibleByArgument {}
extension Kernel: ExpressibleByArgument {}
