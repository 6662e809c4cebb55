import Platform
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
    func record(from line: Int, of text: BlockText) -> Range<Int>

    /// Finds the tokens of the records on `lines`, one after another.
    ///
    /// - Parameters:
    ///   - lines: of whole records; their bytes are valid UTF-8. The first one is `records.nextLine`.
    ///   - withGold: the records contain the wanted output, which is to be found as well.
    /// - Throws: the error of the first record that cannot be used; it starts at `records.nextLine`, and `records.fail`
    ///   removes what was read of it.
    func parse(
        _ lines: Range<Int>, of text: BlockText, withGold: Bool, into records: ParsedRecords
    ) throws(RecordError)

    /// Finds the tokens of a text that is one whole input; `pairs` and `spacing` alone.
    func tokenize(_ range: Range<Int>, of text: BlockText, into tokens: ScratchList<BytePlace>)

    /// Appends what stands in the output for some lines.
    func render(_ answer: Answer, _ part: Answer.Part, of text: BlockText, into output: OutputBytes)

    /// Appends the output text of a record without its input; `pairs` and `spacing` alone.
    func renderText(_ answer: Answer, positions: Range<Int>, of text: BlockText, into output: OutputBytes)
}

extension DataFormat {
    /// The codec of this format.
    var codec: any RecordCodec {
        switch kind {
        case .spacing: SpacingCodec()
        case .tags: TagsCodec(format: self)
        case .pairs: PairsCodec(format: self)
        }
    }
}
