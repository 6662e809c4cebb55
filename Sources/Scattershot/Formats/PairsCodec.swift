import Platform

/// An input, a tab and an output on each line, of any length each. Which output belongs to which position is not in the
/// data: all of it stands at the last position of its record.
struct PairsCodec: RecordCodec {
    let format: DataFormat
    let columnCount = 1
    let boundary = LineBlocks.Boundary.line
    let onlyEmission: String? = nil

    private static let tab: UInt8 = 0x09

    func record(from line: Int, of text: BlockText) -> Range<Int> { line..<line + 1 }

    func parse(
        _ lines: Range<Int>, of text: BlockText, withGold: Bool, into records: ParsedRecords
    ) throws(RecordError) {
        for line in lines {
            if withGold {
                try parseWithGold(line, of: text, into: records)
            } else {
                guard !text.piece(text.lines[line]).contains(Self.tab) else {
                    throw RecordError(
                        line: line,
                        problem: "the line has a tab; give the inputs alone, for example through 'cut -f1'")
                }
                tokenize(text.range(ofLine: line), of: text, into: records.columns[0])
            }
            try records.endLine(line)
        }
    }

    private func parseWithGold(
        _ line: Int, of text: BlockText, into records: ParsedRecords
    ) throws(RecordError) {
        let range = text.range(ofLine: line)
        if range.isEmpty { return }
        let tabs = range.filter { text.bytes[$0] == Self.tab }
        guard tabs.count == 1, let tab = tabs.first else {
            throw RecordError(
                line: line, problem: "\(tabs.count) tabs; a pair is an input, one tab and an output")
        }
        let start = records.count
        tokenize(range.lowerBound..<tab, of: text, into: records.columns[0])
        let goldStart = records.gold.count
        Self.tokenize(
            tab + 1..<range.upperBound, of: text, as: format.outputTokens, into: records.gold)
        guard records.count > start else {
            return records.endGoldWithoutPosition(line: line, start: goldStart)
        }
        for _ in start..<records.count - 1 { records.goldEnds.append(goldStart) }
        records.endGold()
    }

    func tokenize(_ range: Range<Int>, of text: BlockText, into tokens: ScratchList<BytePlace>) {
        Self.tokenize(range, of: text, as: format.inputTokens, into: tokens)
    }

    private static func tokenize(
        _ range: Range<Int>, of text: BlockText, as kind: DataFormat.Tokens,
        into tokens: ScratchList<BytePlace>
    ) {
        if kind == .characters {
            return ClusterPlaces.append(range, of: text, withWhiteSpace: true, to: tokens)
        }
        var wordStart: Int?
        GraphemeClusters.forEachCluster(in: UnsafeBufferPointer(rebasing: text.bytes[range])) { cluster in
            let place = range.lowerBound + cluster.lowerBound..<range.lowerBound + cluster.upperBound
            if !WhiteSpace.isWhiteSpace(text.bytes, at: place) {
                wordStart = wordStart ?? place.lowerBound
            } else if let start = wordStart {
                tokens.append(BytePlace(start..<place.lowerBound))
                wordStart = nil
            }
        }
        if let start = wordStart { tokens.append(BytePlace(start..<range.upperBound)) }
    }

    func render(_ answer: Answer, _ part: Answer.Part, of text: BlockText, into output: OutputBytes) {
        var record = part.records.lowerBound
        for line in part.lines {
            output.append(text.piece(text.lines[line]))
            output.append(Self.tab)
            if record < part.records.upperBound && answer.records.firstLines[record] == line {
                renderText(answer, positions: answer.records.positions(of: record), of: text, into: output)
                record += 1
            }
            output.appendTerminator(ofLine: line, of: text)
        }
    }

    func renderText(_ answer: Answer, positions: Range<Int>, of text: BlockText, into output: OutputBytes) {
        if let units = answer.rewritten[positions.lowerBound] {
            return output.append(units.joined(separator: format.outputTokens == .words ? " " : ""))
        }
        var isFirst = true
        for token in answer.emissions[positions] {
            if format.outputTokens == .words && !isFirst { output.append(0x20) }
            isFirst = false
            answer.outputs.append(Int(token), to: output)
        }
    }
}
