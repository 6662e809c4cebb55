import DigitKeys
import Platform
import TokenPipeline

/// The costs by which the training data of a model was aligned, as counts with texts, so that they can be applied to other
/// pairs.
public struct AlignmentTable: Sendable, Equatable {
    /// How often an input token emitted a run of output tokens.
    public struct Entry: Sendable, Equatable {
        /// The input token.
        public var input: String
        /// The output tokens that it emitted.
        public var chunk: [String]
        /// In how many places.
        public var count: UInt32
    }

    /// Tokens that an input token emits at most.
    public let most: Int
    /// Different output tokens.
    public let outputCount: Int
    /// What was counted, in the order in which it first occurred.
    public let entries: [Entry]

    init(_ learned: LearnedAlignment, inputs: TokenDictionary, outputs: TokenDictionary) {
        most = learned.most
        outputCount = outputs.count
        entries = learned.table.map { entry in
            Entry(
                input: inputs[Int(entry.input)], chunk: entry.chunk.map { outputs[Int($0)] },
                count: entry.count)
        }
    }

    /// The costs for pairs with other dictionaries.
    func costs(inputs: TokenDictionaryBuilder, outputs: TokenDictionaryBuilder) -> AlignmentCosts {
        .learned(
            entries.map { entry in
                LearnedAlignment.Entry(
                    input: UInt32(inputs.intern(entry.input)),
                    chunk: entry.chunk.map { UInt32(outputs.intern($0)) }, count: entry.count)
            }, outputCount: outputCount)
    }
}

/// The section `alignment`: lines of fields separated by tabs, which no token of a pair contains. The first line has the
/// most emissions and the number of output tokens; each other one a count, an input token and the output tokens.
extension AlignmentTable {
    static let section = "alignment"

    var bytes: [UInt8] {
        var text = "\(most)\t\(outputCount)\n"
        for entry in entries {
            text += ([String(entry.count), entry.input] + entry.chunk).joined(separator: "\t") + "\n"
        }
        return Array(text.utf8)
    }

    /// - Throws: `InvalidStructure` when the bytes are no such lines.
    init(bytes: UnsafeRawBufferPointer) throws(InvalidStructure) {
        let damaged = InvalidStructure("the costs of the alignment cannot be read")
        guard let text = String(validating: bytes, as: UTF8.self) else { throw damaged }
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.split(separator: 0x09, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        guard lines.popLast() == [""], lines.first?.count == 2, let most = Int(lines[0][0]),
            (1...EmissionPlan.mostEmissions).contains(most), let outputCount = Int(lines[0][1]),
            outputCount >= 0
        else { throw damaged }
        self.most = most
        self.outputCount = outputCount
        var (entries, total) = ([Entry](), UInt32(0))
        for fields in lines.dropFirst() {
            guard fields.count >= 2, fields.count <= 2 + most, let count = UInt32(fields[0]), count > 0 else {
                throw damaged
            }
            let sum = total.addingReportingOverflow(count)
            guard !sum.overflow else { throw damaged }
            total = sum.partialValue
            entries.append(Entry(input: fields[1], chunk: Array(fields.dropFirst(2)), count: count))
        }
        self.entries = entries
    }
}
