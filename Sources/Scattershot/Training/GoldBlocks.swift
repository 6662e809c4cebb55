/// Reads data that contains the wanted output, block by block.
struct GoldBlocks {
    let format: DataFormat
    var options: LineBlocks.Options

    /// Calls `body` with the records of each block of `source`, their text, and the number of the block's first line.
    ///
    /// - Throws: `InputError` for the first record that does not have the format, after `body` has seen those before it;
    ///   the errors of the source and of `body`.
    ///
    /// - Parameter records: memory to use; nil for memory of its own.
    func forEach(
        of source: any ByteSource, into records: ParsedRecords? = nil,
        _ body: (ParsedRecords, BlockText, Int) throws -> Void
    ) throws {
        let codec = format.codec
        var options = options
        options.boundary = codec.boundary
        let blocks = LineBlocks(source, options: options)
        let records = records ?? ParsedRecords(columnCount: format.inputColumns)
        records.mostLineTokens = options.maxLineTokens
        while let block = try blocks.next() {
            try block.withText { text in
                BlockTransduction.parse(
                    text, codec: codec, withGold: true, stopsAtFailure: true, into: records)
                try body(records, text, block.firstLine)
            }
            if let failure = records.failures.first {
                throw SourcePlace(source).error(failure.error, in: block)
            }
        }
    }
}
