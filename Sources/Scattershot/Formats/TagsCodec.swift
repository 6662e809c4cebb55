import Platform
import TokenPipeline

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

    private static let tab: UInt8 = 0x09
    private static let space: UInt8 = 0x20

    var columnCount: Int { format.inputColumns }

    /// A single column of a file that separates by tabs is the whole line: its tokens may contain spaces.
    private var spacesSeparateInput: Bool { format.inputColumns > 1 || format.separator != "\t" }

    /// A sentence, or one empty line.
    func record(from line: Int, of text: BlockText) -> Range<Int> {
        var end = line
        while end < text.lines.count && !text.isBlank(line: end) { end += 1 }
        return line..<max(end, line + 1)
    }

    func parse(
        _ lines: Range<Int>, of text: BlockText, withGold: Bool, into records: ParsedRecords
    ) throws(RecordError) {
        let columns = records.columns + (withGold ? [records.gold] : [])
        let (columnCount, lineCount) = (columns.count, lines.count)
        let rooms = ScratchBuffer<UnsafeMutablePointer<BytePlace>>(capacity: columnCount)
        for (column, list) in columns.enumerated() { rooms.base[column] = list.room(for: lineCount) }
        let places = rooms.base
        let numbers = records.lines.room(for: lineCount)
        let ends = records.ends.room(for: lineCount)
        let firstLines = records.firstLines.room(for: lineCount)
        let spacesSeparate = withGold || spacesSeparateInput
        let isPlain = format.dialect == .columns
        let before = records.count
        var fields: [Range<Int>] = []
        // Positions written, those of complete records, these records, and where the next one starts.
        var (position, complete, ended, firstLine) = (0, 0, 0, lines.lowerBound)
        // Counts what the loop has written; all lists have the same length.
        func finish() {
            for (column, list) in columns.enumerated() { list.extend(to: places[column] + position) }
            records.lines.extend(to: numbers + position)
            records.ends.extend(to: ends + ended)
            records.firstLines.extend(to: firstLines + ended)
            records.skip(to: firstLine)
            while withGold && records.goldEnds.count < records.gold.count {
                records.goldEnds.append(records.goldEnds.count + 1)
            }
        }
        for line in lines {
            let place = text.lines[line]
            if place.length == 0 || (text.base[place.start] <= Self.space && text.isBlank(line: line)) {
                if position > complete {
                    ends[ended] = before &+ position
                    firstLines[ended] = UInt32(truncatingIfNeeded: firstLine)
                    ended &+= 1
                    complete = position
                }
                firstLine = line &+ 1
                continue
            }
            let isSimple =
                isPlain
                && ColumnFields.splitSimple(
                    place, of: text, spacesSeparate: spacesSeparate, count: columnCount, into: places,
                    at: position)
            if !isSimple {
                do throws(RecordError) {
                    let isToken =
                        try isPlain
                        ? split(line, of: text, withGold: withGold, into: &fields)
                        : splitConllu(line, of: text, into: &fields)
                    if !isToken { continue }
                } catch {
                    finish()
                    throw error
                }
                for column in 0..<columnCount { places[column][position] = BytePlace(fields[column]) }
            }
            numbers[position] = UInt32(truncatingIfNeeded: line)
            position &+= 1
        }
        finish()
        records.endRecord(nextLine: lines.upperBound)
    }

    /// The fields of any line of columns; always a token.
    private func split(
        _ line: Int, of text: BlockText, withGold: Bool, into fields: inout [Range<Int>]
    ) throws(RecordError) -> Bool {
        ColumnFields.split(
            text.range(ofLine: line), of: text.bytes, spacesSeparate: withGold || spacesSeparateInput,
            into: &fields)
        let expected = format.inputColumns + (withGold ? 1 : 0)
        guard fields.count == expected else {
            throw RecordError(
                line: line, problem: Self.columnProblem(fields.count, expected, withGold: withGold))
        }
        if let empty = fields.firstIndex(where: \.isEmpty) {
            throw RecordError(
                line: line, problem: "column \(empty + 1) is empty; write a placeholder such as _")
        }
        return true
    }

    /// FORM and UPOS of a line of CoNLL-U.
    ///
    /// - Returns: false for a line that is no token.
    private func splitConllu(
        _ line: Int, of text: BlockText, into fields: inout [Range<Int>]
    ) throws(RecordError) -> Bool {
        let range = text.range(ofLine: line)
        if text.bytes[range.lowerBound] == UInt8(ascii: "#") { return false }
        ColumnFields.split(range, of: text.bytes, into: &fields)
        guard fields.count == Self.conlluColumns else {
            throw RecordError(
                line: line,
                problem: "\(fields.count) columns; CoNLL-U has \(Self.conlluColumns), separated by tabs")
        }
        let number = text.bytes[fields[0]]
        if number.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }) { return false }
        guard !fields[Self.conlluForm].isEmpty, !fields[Self.conlluTag].isEmpty else {
            throw RecordError(line: line, problem: "FORM or UPOS is empty; write _ where there is no value")
        }
        fields = [fields[Self.conlluForm], fields[Self.conlluTag]]
        return true
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

    func tokenize(_ range: Range<Int>, of text: BlockText, into tokens: ScratchList<BytePlace>) {
        tokens.append(BytePlace(range))
    }

    func render(_ answer: Answer, _ part: Answer.Part, of text: BlockText, into output: OutputBytes) {
        let isFast: Bool? =
            format.dialect == .columns
            ? answer.emissions.withDecisions { decisions in
                renderColumns(answer, decisions, part, of: text, into: output)
                return true
            } : nil
        if isFast == nil { renderAny(answer, part, of: text, into: output) }
    }

    private func renderColumns(
        _ answer: Answer, _ decisions: UnsafeBufferPointer<UInt32>, _ part: Answer.Part, of text: BlockText,
        into output: OutputBytes
    ) {
        // Each line gets a separator, a tag, and at most one byte more of a line end than it has.
        var next = output.room(
            for: text.byteCount(ofLines: part.lines)
                + answer.mostBytes(of: part.positions, separator: 1) + part.lines.count)
        let writer = answer.outputs.writer
        let base = text.base
        let numbers = answer.records.lines.base
        let first = answer.records.columns[0].base
        let separator = format.separator.utf8.first ?? Self.tab
        var position = part.positions.lowerBound
        for line in part.lines {
            let place = text.lines[line]
            ByteCopy.copy(
                base + place.start, Int(place.length), readable: text.bytes.count &- place.start, to: next)
            next += Int(place.length)
            if position < part.positions.upperBound && numbers[position] == line {
                // Where there are several columns, what separates them stands after the first one.
                next[0] = columnCount > 1 ? base[first[position].end] : separator
                next = writer.copy(decisions[position], to: next + 1)
                position &+= 1
            }
            if text.start(afterLine: line) &- place.end == 2 {
                next[0] = 0x0D
                next += 1
            }
            next[0] = 0x0A
            next += 1
        }
        output.extend(to: next)
    }

    private func renderAny(
        _ answer: Answer, _ part: Answer.Part, of text: BlockText, into output: OutputBytes
    ) {
        var position = part.positions.lowerBound
        var fields: [Range<Int>] = []
        for line in part.lines {
            let range = text.range(ofLine: line)
            if position < part.positions.upperBound && answer.records.lines[position] == line {
                if format.dialect == .conllu {
                    ColumnFields.split(range, of: text.bytes, into: &fields)
                    let tag = fields[Self.conlluTag]
                    output.append(text.piece(BytePlace(range.lowerBound..<tag.lowerBound)))
                    answer.appendEmissions(of: position, to: output)
                    output.append(text.piece(BytePlace(tag.upperBound..<range.upperBound)))
                } else {
                    output.append(text.piece(text.lines[line]))
                    let separator =
                        ColumnFields.separator(of: range, in: text.bytes, spacesSeparate: spacesSeparateInput)
                        ?? format.separator.utf8.first
                    answer.appendEmissions(of: position, separator: separator, to: output)
                }
                position += 1
            } else {
                output.append(text.piece(text.lines[line]))
            }
            output.appendTerminator(ofLine: line, of: text)
        }
    }

    func renderText(_ answer: Answer, positions: Range<Int>, of text: BlockText, into output: OutputBytes) {}
}
