import Platform

/// An input, a tab and an output on each line. Input and output must have equally many tokens: position for position,
/// one token becomes one token.
struct PairsCodec: RecordCodec {
    let tokens: DataFormat.Tokens
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
            records.endRecord(nextLine: line + 1)
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
        let (inputStart, goldStart) = (records.count, records.gold.count)
        tokenize(range.lowerBound..<tab, of: text, into: records.columns[0])
        tokenize(tab + 1..<range.upperBound, of: text, into: records.gold)
        let (inputs, outputs) = (records.count - inputStart, records.gold.count - goldStart)
        guard inputs == outputs else {
            throw RecordError(
                line: line,
                problem:
                    "\(inputs) input tokens, but \(outputs) output tokens; pairs of unequal length "
                    + "are not supported yet, so remove the line or split it so that tokens correspond one to one"
            )
        }
        for token in 0..<inputs { records.goldEnds.append(goldStart + token + 1) }
    }

    func tokenize(_ range: Range<Int>, of text: BlockText, into tokens: ScratchList<BytePlace>) {
        if self.tokens == .characters {
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
        for position in positions {
            if tokens == .words && position > positions.lowerBound { output.append(0x20) }
            answer.appendOutput(
                of: position, isLast: position == positions.upperBound - 1, text: text, to: output)
        }
    }
}
