import Platform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What graphs do to each record, as JSON Lines.
enum TraceTransduction {
    /// One record.
    private struct Line: Encodable {
        /// Of the record's first line in its file.
        var line: Int
        var input: [[String]]
        var tokens: [String]
        var graphs: [GraphStep]
        var output: [String]
        var reversal: String?
    }

    /// Appends a line for each record of a block.
    ///
    /// - Parameter refused: called for each record that cannot be used, in its place.
    static func run(
        _ block: LineBlock, place: SourcePlace, worker: TransductionWorker, stopsAtFailure: Bool,
        into output: OutputBytes, refused: (RecordError) -> Void
    ) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        block.withText { text in
            BlockTransduction.parse(
                text, codec: worker.codec, withGold: false, stopsAtFailure: stopsAtFailure,
                into: worker.records)
            let records = worker.records
            worker.probe.lap(.tokenise, items: records.count, bytes: text.bytes.count)
            var failures = records.failures[...]
            worker.trace(text) { record, trace in
                while let failure = failures.first, failure.recordsBefore <= record {
                    refused(failure.error)
                    failures.removeFirst()
                }
                let line = Line(
                    line: place.line(Int(records.firstLines[record]), in: block), input: trace.input,
                    tokens: trace.tokens, graphs: trace.steps, output: trace.output,
                    reversal: trace.reversal)
                // Texts and numbers can always be encoded.
                output.append((try? encoder.encode(line)) ?? Data())
                output.append(0x0A)
            }
            for failure in failures { refused(failure.error) }
        }
    }
}
