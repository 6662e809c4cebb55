/// Reads data that contains the wanted output, block by block.
struct GoldBlocks {
    let format: DataFormat
    var options: LineBlocks.Options

    /// Calls `body` with the records of each block of `source`, their text, and the number of the block's first line.
    ///
    /// - Throws: `InputError` for the first record that does not have the format, after `body` has seen those before it;
    ///   the errors of the source.
    func forEach(of source: any ByteSource, _ body: (ParsedRecords, BlockText, Int) -> Void) throws {
        let codec = format.codec
        var options = options
        options.boundary = codec.boundary
        let blocks = LineBlocks(source, options: options)
        let records = ParsedRecords(columnCount: format.inputColumns)
        while let block = try blocks.next() {
            do throws(RecordError) {
                try block.withText { text throws(RecordError) in
                    BlockTransduction.parse(
                        text, codec: codec, withGold: true, stopsAtFailure: true, into: records)
                    body(records, text, block.firstLine)
                    if let failure = records.failures.first { throw failure.error }
                }
            } catch {
                throw InputError(
                    source: blocks.name, line: block.firstLine + error.line, problem: error.problem)
            }
        }
    }
}
