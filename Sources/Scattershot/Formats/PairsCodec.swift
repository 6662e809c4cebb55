/// An input, a tab and an output on each line. Input and output must have equally many tokens: position for position,
/// one token becomes one token.
struct PairsCodec: RecordCodec {
    let tokens: DataFormat.Tokens
    let columnCount = 1
    let boundary = LineBlocks.Boundary.line
    let onlyEmission: String? = nil

    private static let tab: UInt8 = 0x09

    func record(from line: Int, of block: LineBlock) -> Range<Int> { line..<line + 1 }

    func parse(
        _ lines: Range<Int>, of block: LineBlock, bytes: UnsafeBufferPointer<UInt8>, withGold: Bool,
        into record: inout ParsedRecord
    ) throws(RecordError) {
        let line = lines.lowerBound
        let range = block.lines[line]
        let tabs = bytes[range].indices.filter { bytes[$0] == Self.tab }
        guard withGold else {
            guard tabs.isEmpty else {
                throw RecordError(
                    line: line,
                    problem: "the line has a tab; give the inputs alone, for example through 'cut -f1'")
            }
            return tokenize(range, of: bytes, into: &record.columns[0])
        }
        if range.isEmpty { return }
        guard tabs.count == 1, let tab = tabs.first else {
            throw RecordError(
                line: line, problem: "\(tabs.count) tabs; a pair is an input, one tab and an output")
        }
        tokenize(range.lowerBound..<tab, of: bytes, into: &record.columns[0])
        tokenize(tab + 1..<range.upperBound, of: bytes, into: &record.gold)
        guard record.gold.count == record.count else {
            throw RecordError(
                line: line,
                problem:
                    "\(record.count) input tokens, but \(record.gold.count) output tokens; pairs of unequal length "
                    + "are not supported yet, so remove the line or split it so that tokens correspond one to one"
            )
        }
        record.goldEnds = (0..<record.count).map { $0 + 1 }
    }

    func tokenize(_ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, into tokens: inout [Range<Int>])
    {
        var wordStart: Int?
        GraphemeClusters.forEachCluster(in: UnsafeBufferPointer(rebasing: bytes[range])) { cluster in
            let place = range.lowerBound + cluster.lowerBound..<range.lowerBound + cluster.upperBound
            switch self.tokens {
            case .characters:
                tokens.append(place)
            case .words:
                if !WhiteSpace.isWhiteSpace(bytes, at: place) {
                    wordStart = wordStart ?? place.lowerBound
                } else if let start = wordStart {
                    tokens.append(start..<place.lowerBound)
                    wordStart = nil
                }
            }
        }
        if let start = wordStart { tokens.append(start..<range.upperBound) }
    }

    func render(
        _ answer: Answer, lines: Range<Int>, of block: LineBlock, bytes: UnsafeBufferPointer<UInt8>,
        into output: inout [UInt8]
    ) {
        output.append(contentsOf: bytes[block.lines[lines.lowerBound]])
        output.append(Self.tab)
        renderText(answer, bytes: bytes, into: &output)
        block.appendTerminator(ofLine: lines.lowerBound, to: &output)
    }

    func renderText(_ answer: Answer, bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        for position in 0..<answer.record.count {
            if tokens == .words && position > 0 { output.append(0x20) }
            answer.appendOutput(of: position, bytes: bytes, to: &output)
        }
    }
}
