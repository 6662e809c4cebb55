/// Plain text. Tokens are the grapheme clusters that are no white space; a position emits one space or nothing. Spaces
/// in the input are ignored, so the same line can be the question and the answer.
struct SpacingCodec: RecordCodec {
    let columnCount = 1
    let boundary = LineBlocks.Boundary.line
    let onlyEmission: String? = " "

    func record(from line: Int, of block: LineBlock) -> Range<Int> { line..<line + 1 }

    func parse(
        _ lines: Range<Int>, of block: LineBlock, bytes: UnsafeBufferPointer<UInt8>, withGold: Bool,
        into record: inout ParsedRecord
    ) throws(RecordError) {
        let range = block.lines[lines.lowerBound]
        guard withGold else { return tokenize(range, of: bytes, into: &record.columns[0]) }
        let line = UnsafeBufferPointer(rebasing: bytes[range])
        GraphemeClusters.forEachCluster(in: line) { cluster in
            let place = range.lowerBound + cluster.lowerBound..<range.lowerBound + cluster.upperBound
            if WhiteSpace.isWhiteSpace(bytes, at: place) {
                // A space after the last token seen; several in a row are one, and none stands before the first.
                if record.gold.count == (record.goldEnds.last ?? 0), record.count > 0 {
                    record.gold.append(place)
                }
            } else {
                if record.count > 0 { record.endGold() }
                record.columns[0].append(place)
            }
        }
        guard record.count > 0 else { return }
        // White space at the end of a line is no space between words.
        record.gold.removeLast(record.gold.count - (record.goldEnds.last ?? 0))
        record.endGold()
    }

    func tokenize(_ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, into tokens: inout [Range<Int>])
    {
        // No more clusters than bytes; growing by doubling would hold three times as much for a moment.
        tokens.reserveCapacity(tokens.count + range.count)
        GraphemeClusters.forEachCluster(in: UnsafeBufferPointer(rebasing: bytes[range])) { cluster in
            let place = range.lowerBound + cluster.lowerBound..<range.lowerBound + cluster.upperBound
            if !WhiteSpace.isWhiteSpace(bytes, at: place) { tokens.append(place) }
        }
    }

    func render(
        _ answer: Answer, lines: Range<Int>, of block: LineBlock, bytes: UnsafeBufferPointer<UInt8>,
        into output: inout [UInt8]
    ) {
        renderText(answer, bytes: bytes, into: &output)
        block.appendTerminator(ofLine: lines.lowerBound, to: &output)
    }

    func renderText(_ answer: Answer, bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        for position in 0..<answer.record.count {
            answer.appendOutput(of: position, bytes: bytes, to: &output)
        }
    }
}
