import Platform
import TokenPipeline

/// A record of a file or stream that was refused.
public struct InputError: Error, CustomStringConvertible, Sendable, Hashable {
    /// The file, or `standard input`.
    public let source: String
    /// Counts from 1.
    public let line: Int
    /// What is wrong, and the remedy.
    public let problem: String

    /// An error at a line of a source.
    public init(source: String, line: Int, problem: String) {
        self.source = source
        self.line = line
        self.problem = problem
    }

    /// One line: file, line, problem and remedy.
    public var description: String { "\(source):\(line): \(problem)".asPlainLine }
}

/// What messages need to know of a source.
struct SourcePlace: Sendable {
    private let name: String
    private let origin: LineOrigin

    init(_ source: any ByteSource) { (name, origin) = (source.name, source.origin) }

    /// The number in the file of a line of a block.
    func line(_ line: Int, in block: LineBlock) -> Int { origin.line(block.firstLine + line) }

    /// The error of a record as one of the file.
    func error(_ error: RecordError, in block: LineBlock) -> InputError {
        InputError(source: name, line: line(error.line, in: block), problem: error.problem)
    }
}

/// Answers single inputs. For streams and files, `BatchTransducer` is faster.
///
/// Not `Sendable`: give each thread its own; they share the model.
public final class Transducer {
    private let worker: TransductionWorker

    /// A transducer for `model`.
    ///
    /// - Complexity: O(layers + outputs).
    public init(model: Model) {
        worker = TransductionWorker(model: model)
    }

    /// A transducer that searches with a beam.
    ///
    /// - Parameter beam: hypotheses about a record that are kept.
    /// - Throws: `InvalidStructure` when the model cannot be searched so; see `Model.checkBeam`.
    /// - Complexity: O(rows · numbers).
    public init(model: Model, beam: Int) throws(InvalidStructure) {
        try model.checkBeam(beam)
        worker = TransductionWorker(model: model, beam: beam)
    }

    /// The output for one record: a line (`spacing`, `pairs`) or the lines of a sentence (`tags`).
    ///
    /// - Returns: what `scattershot infer` writes for the record; without a line end at the end where `text` has none.
    /// - Throws: `InputError` when the record does not have the model's format.
    /// - Complexity: O(tokens · layers · numbers).
    public func transduce(_ text: String) throws(InputError) -> String {
        let output = OutputBytes()
        worker.startBlock()
        let failure = BlockTransduction.run(try LineBlock(text: text), worker: worker, output: output)
        if let failure {
            throw InputError(source: "input", line: failure.line + 1, problem: failure.problem)
        }
        let isLonger = output.bytes.last == 0x0A && text.utf8.last != 0x0A
        return String(decoding: output.bytes.dropLast(isLonger ? 1 : 0), as: UTF8.self)
    }
}

extension LineBlock {
    /// The lines of a text in memory.
    ///
    /// - Throws: `InputError` when it is too long.
    init(text: String) throws(InputError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= BytePlace.longestBuffer else {
            throw InputError(source: "input", line: 1, problem: "the text has 4 GiB or more; split it")
        }
        var lines: [Range<Int>] = []
        var start = 0
        for place in bytes.indices where bytes[place] == 0x0A {
            let end = place > start && bytes[place - 1] == 0x0D ? place - 1 : place
            lines.append(start..<end)
            start = place + 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        self.init(bytes: bytes, index: 0, firstLine: 1, lines: LineRanges(lines))
    }
}
