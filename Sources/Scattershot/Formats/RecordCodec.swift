import TokenPipeline

/// Reads the records of a format and writes their answers. Values of a codec are shared by all workers.
protocol RecordCodec: Sendable {
    /// Input columns of a record.
    var columnCount: Int { get }
    /// Where blocks of this format may be cut.
    var boundary: LineBlocks.Boundary { get }
    /// The one token that positions can emit, when wanted tokens differ in how they are written only.
    var onlyEmission: String? { get }

    /// The lines of the record that starts at `line`.
    func record(from line: Int, of block: LineBlock) -> Range<Int>

    /// Finds the tokens of a record.
    ///
    /// - Parameters:
    ///   - lines: as `record(from:of:)` gave them; their bytes are valid UTF-8.
    ///   - bytes: the bytes of `block`.
    ///   - withGold: the record contains the wanted output, which is to be found as well.
    func parse(
        _ lines: Range<Int>, of block: LineBlock, bytes: UnsafeBufferPointer<UInt8>, withGold: Bool,
        into record: inout ParsedRecord
    ) throws(RecordError)

    /// Finds the tokens of a text that is one whole input; `pairs` and `spacing` alone.
    func tokenize(_ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, into tokens: inout [Range<Int>])

    /// Appends what stands in the output for a record.
    func render(
        _ answer: Answer, lines: Range<Int>, of block: LineBlock, bytes: UnsafeBufferPointer<UInt8>,
        into output: inout [UInt8])

    /// Appends the output text of a record without its input; `pairs` and `spacing` alone.
    func renderText(_ answer: Answer, bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8])
}

/// A parsed record with what its positions emitted, as a codec needs it for writing.
struct Answer {
    let plan: EmissionPlan
    let record: ParsedRecord
    let emissions: Emissions
    let outputs: OutputTexts

    /// Appends what `position` puts out: the input token itself where the plan copies it, then what was emitted.
    @inline(__always)
    func appendOutput(of position: Int, bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        if plan.copiesInput { output.append(contentsOf: bytes[record.columns[0][position]]) }
        // A space after the last character would not stand between words.
        if !plan.copiesInput || position + 1 < record.count { appendEmissions(of: position, to: &output) }
    }

    /// Appends the text of each token that `position` emitted.
    @inline(__always)
    func appendEmissions(of position: Int, separator: UInt8? = nil, to output: inout [UInt8]) {
        for token in emissions[position] {
            if let separator { output.append(separator) }
            outputs.append(Int(token), to: &output)
        }
    }
}

/// The texts of the decoder's tokens, ready to be copied.
struct OutputTexts: Sendable {
    private let texts: [[UInt8]]

    init(model: TokenModel) {
        let outputs = model.frame.outputs
        texts = (0..<outputs.count).map { outputs.withBytes(of: $0) { Array($0) } }
    }

    @inline(__always)
    func append(_ token: Int, to output: inout [UInt8]) { output.append(contentsOf: texts[token]) }

    func text(_ token: Int) -> String { String(decoding: texts[token], as: UTF8.self) }
}

extension DataFormat {
    /// The codec of this format.
    var codec: any RecordCodec {
        switch kind {
        case .spacing: SpacingCodec()
        case .tags: TagsCodec(format: self)
        case .pairs: PairsCodec(tokens: tokens)
        }
    }
}

extension LineBlock {
    /// Appends a line's own end; a line without one (the last of a file) gets a line feed.
    @inline(__always)
    func appendTerminator(ofLine line: Int, to output: inout [UInt8]) {
        if terminator(ofLine: line) == .carriageReturnLineFeed { output.append(0x0D) }
        output.append(0x0A)
    }
}
