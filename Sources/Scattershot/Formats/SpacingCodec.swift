import Platform

/// Plain text. Tokens are the grapheme clusters that are no white space; a position emits one space or nothing. Spaces
/// in the input are ignored, so the same line can be the question and the answer.
struct SpacingCodec: RecordCodec {
    let columnCount = 1
    let boundary = LineBlocks.Boundary.line
    let onlyEmission: String? = " "

    func record(from line: Int, of text: BlockText) -> Range<Int> { line..<line + 1 }

    func parse(
        _ lines: Range<Int>, of text: BlockText, withGold: Bool, into records: ParsedRecords
    ) throws(RecordError) {
        for line in lines {
            if withGold {
                parseWithGold(text.range(ofLine: line), of: text, into: records)
            } else {
                tokenize(text.range(ofLine: line), of: text, into: records.columns[0])
            }
            try records.endLine(line)
        }
    }

    private func parseWithGold(_ range: Range<Int>, of text: BlockText, into records: ParsedRecords) {
        let tokens = records.columns[0]
        let start = tokens.count
        let line = UnsafeBufferPointer(rebasing: text.bytes[range])
        GraphemeClusters.forEachCluster(in: line) { cluster in
            let place = range.lowerBound + cluster.lowerBound..<range.lowerBound + cluster.upperBound
            if WhiteSpace.isWhiteSpace(text.bytes, at: place) {
                // A space after the last token seen; several in a row are one, and none stands before the first.
                if records.gold.count == (records.goldEnds.elements.last ?? 0), tokens.count > start {
                    records.gold.append(BytePlace(place))
                }
            } else {
                if tokens.count > start { records.endGold() }
                tokens.append(BytePlace(place))
            }
        }
        guard tokens.count > start else { return }
        // White space at the end of a line is no space between words.
        records.gold.truncate(to: records.goldEnds.elements.last ?? 0)
        records.endGold()
    }

    func tokenize(_ range: Range<Int>, of text: BlockText, into tokens: ScratchList<BytePlace>) {
        ClusterPlaces.append(range, of: text, withWhiteSpace: false, to: tokens)
    }

    func render(_ answer: Answer, _ part: Answer.Part, of text: BlockText, into output: OutputBytes) {
        var record = part.records.lowerBound
        for line in part.lines {
            if record < part.records.upperBound && answer.records.firstLines[record] == line {
                renderText(answer, positions: answer.records.positions(of: record), of: text, into: output)
                record += 1
            }
            output.appendTerminator(ofLine: line, of: text)
        }
    }

    func renderText(_ answer: Answer, positions: Range<Int>, of text: BlockText, into output: OutputBytes) {
        let tokens = answer.records.columns[0].base
        guard let last = positions.last else { return }
        let isFast: Void? = answer.emissions.withDecisions { decisions in
            let span = tokens[last].end - tokens[positions.lowerBound].start
            var next = output.room(for: span + answer.mostBytes(of: positions, separator: 0))
            let writer = answer.outputs.writer
            for position in positions.dropLast() {
                let place = tokens[position]
                if place.length == 1 {
                    next[0] = text.base[place.start]
                    next += 1
                } else {
                    next.update(from: text.base + place.start, count: Int(place.length))
                    next += Int(place.length)
                }
                next = writer.copy(decisions[position], to: next)
            }
            next.update(from: text.base + tokens[last].start, count: Int(tokens[last].length))
            output.extend(to: next + Int(tokens[last].length))
        }
        if isFast != nil { return }
        for position in positions {
            answer.appendOutput(of: position, isLast: position == last, text: text, to: output)
        }
    }
}
