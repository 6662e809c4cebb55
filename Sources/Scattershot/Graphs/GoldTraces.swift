import TokenPipeline

/// Runs a model step by step on records with the wanted output in them.
struct GoldTraces {
    let worker: TransductionWorker
    private let model: Model
    private let blocks: LineBlocks.Options

    init(_ model: Model, blocks: LineBlocks.Options) {
        (self.model, self.blocks) = (model, blocks)
        worker = TransductionWorker(model: model, stepByStep: true)
    }

    /// Calls `body` with the trace, the wanted output and the number in its block of every record.
    ///
    /// - Parameter afterBlock: called after each block; what it throws ends the work.
    /// - Throws: `InputError` for a record that does not have the model's format; the errors of the source; what `afterBlock` throws.
    /// - Complexity: as for inference on one thread.
    func forEach(
        of source: any ByteSource, afterBlock: () throws -> Void,
        _ body: (_ trace: GraphTrace, _ gold: [String], _ record: Int) -> Void
    ) throws {
        try GoldBlocks(format: model.format, options: blocks).forEach(
            of: source, into: worker.records
        ) { records, text, _ in
            worker.startBlock(mostLineTokens: blocks.maxLineTokens)
            worker.trace(text) { record, trace in
                body(trace, model.wantedOutput(of: records, record, text), record)
            }
            try afterBlock()
        }
    }
}

extension Model {
    /// The wanted output of a record, as the value window of graphs has it.
    fileprivate func wantedOutput(of records: ParsedRecords, _ record: Int, _ text: BlockText) -> [String] {
        let positions = records.positions(of: record)
        guard format.kind == .spacing else {
            return records.gold(of: positions).map { String(decoding: text.piece($0), as: UTF8.self) }
        }
        return positions.map { position in
            let isStop = records.gold(of: position..<position + 1).isEmpty
            return isStop ? EmissionPlan.stopText : " "
        }
    }
}
