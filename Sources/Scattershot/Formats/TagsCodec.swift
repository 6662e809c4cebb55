/// Column files: one token a line, an empty line after each sentence. The last column is the tag; in CoNLL-U, FORM is the
/// token and UPOS the tag, while comments, ranges (`1-2`) and empty nodes (`1.1`) are passed through.
struct TagsCodec: RecordCodec {
    let format: DataFormat
    let boundary = LineBlocks.Boundary.blankLine
    let onlyEmission: String? = nil

    /// Columns of a CoNLL-U line, and those that are read and written, counting from 0.
    private static let conlluColumns = 10
    private static let conlluForm = 1
    private static let conlluTag = 3

    var columnCount: Int { format.inputColumns }

    /// A single column of a file that separates by tabs is the whole line: its tokens may contain spaces.
    private var spacesSeparateInput: Bool { format.inputColumns > 1 || format.separator != "\t" }

    /// A sentence, or one empty line.
    func record(from line: Int, of block: LineBlock) -> Range<Int> {
        var end = line
        while end < block.lines.count && !block.isBlank(line: end) { end += 1 }
        return line..<max(end, line + 1)
    }

    func parse(
        _ lines: Range<Int>, of block: LineBlock, bytes: UnsafeBufferPointer<UInt8>, withGold: Bool,
        into record: inout ParsedRecord
    ) throws(RecordError) {
        var fields: [Range<Int>] = []
        for line in lines {
            let range = block.lines[line]
            if block.isBlank(line: line) { continue }
            if format.dialect == .conllu {
                try parseConllu(line, range, bytes, withGold: withGold, fields: &fields, into: &record)
                continue
            }
            ColumnFields.split(
                range, of: bytes, spacesSeparate: withGold || spacesSeparateInput, into: &fields)
            let expected = format.inputColumns + (withGold ? 1 : 0)
            guard fields.count == expected else {
                throw RecordError(
                    line: line, problem: Self.columnProblem(fields.count, expected, withGold: withGold))
            }
            if let empty = fields.firstIndex(where: \.isEmpty) {
                throw RecordError(
                    line: line, problem: "column \(empty + 1) is empty; write a placeholder such as _")
            }
            for column in 0..<format.inputColumns { record.columns[column].append(fields[column]) }
            record.lines.append(line)
            if withGold {
                record.gold.append(fields[expected - 1])
                record.endGold()
            }
        }
    }

    private func parseConllu(
        _ line: Int, _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>, withGold: Bool,
        fields: inout [Range<Int>], into record: inout ParsedRecord
    ) throws(RecordError) {
        if bytes[range.lowerBound] == UInt8(ascii: "#") { return }
        ColumnFields.split(range, of: bytes, into: &fields)
        guard fields.count == Self.conlluColumns else {
            throw RecordError(
                line: line,
                problem: "\(fields.count) columns; CoNLL-U has \(Self.conlluColumns), separated by tabs")
        }
        if bytes[fields[0]].contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }) { return }
        guard !fields[Self.conlluForm].isEmpty, !fields[Self.conlluTag].isEmpty else {
            throw RecordError(line: line, problem: "FORM or UPOS is empty; write _ where there is no value")
        }
        record.columns[0].append(fields[Self.conlluForm])
        record.lines.append(line)
        if withGold {
            record.gold.append(fields[Self.conlluTag])
            record.endGold()
        }
    }

    private static func columnProblem(_ found: Int, _ expected: Int, withGold: Bool) -> String {
        if withGold {
            return
                "\(found) columns where \(expected) are expected; every line of a sentence needs the same columns, the "
                + "tag last, and an empty line stands between sentences"
        }
        return "\(found) columns where the model expects \(expected) input column\(expected == 1 ? "" : "s")"
            + (found == expected + 1 ? "; leave the tags out, for example through 'cut -f1-\(expected)'" : "")
    }

    func tokenize(_ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, into tokens: inout [Range<Int>])
    {
        tokens.append(range)
    }

    func render(
        _ answer: Answer, lines: Range<Int>, of block: LineBlock, bytes: UnsafeBufferPointer<UInt8>,
        into output: inout [UInt8]
    ) {
        var position = 0
        for line in lines {
            let range = block.lines[line]
            if position < answer.record.lines.count && answer.record.lines[position] == line {
                if format.dialect == .conllu {
                    renderConllu(range, bytes, answer, position: position, into: &output)
                } else {
                    output.append(contentsOf: bytes[range])
                    let separator =
                        ColumnFields.separator(of: range, in: bytes, spacesSeparate: spacesSeparateInput)
                        ?? format.separator.utf8.first
                    answer.appendEmissions(of: position, separator: separator, to: &output)
                }
                position += 1
            } else {
                output.append(contentsOf: bytes[range])
            }
            block.appendTerminator(ofLine: line, to: &output)
        }
    }

    /// The line with its UPOS replaced.
    private func renderConllu(
        _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>, _ answer: Answer, position: Int,
        into output: inout [UInt8]
    ) {
        var fields: [Range<Int>] = []
        ColumnFields.split(range, of: bytes, into: &fields)
        output.append(contentsOf: bytes[range.lowerBound..<fields[Self.conlluTag].lowerBound])
        answer.appendEmissions(of: position, to: &output)
        output.append(contentsOf: bytes[fields[Self.conlluTag].upperBound..<range.upperBound])
    }

    func renderText(_ answer: Answer, bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {}
}
