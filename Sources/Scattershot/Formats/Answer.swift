import Platform
import TokenPipeline

/// Parsed records with what their positions emitted, as a codec needs them for writing.
struct Answer {
    let plan: EmissionPlan
    let records: ParsedRecords
    let emissions: Emissions
    let outputs: OutputTexts
    /// Output tokens that graphs wrote in the place of emissions, by the first position of their record; of `pairs` alone.
    let rewritten: [Int: [String]]

    /// Lines that follow each other without a record that cannot be used.
    struct Part {
        /// Indices in the block.
        let lines: Range<Int>
        /// The records with positions on these lines.
        let records: Range<Int>
        /// Their positions.
        let positions: Range<Int>
    }

    /// The parts of a block of `lines` lines, with the failure that follows each of them but the last.
    func forEachPart(lines: Int, _ body: (Part, ParsedRecords.Failure?) -> Void) {
        var (line, record, position) = (0, 0, 0)
        for failure in records.failures {
            body(
                Part(
                    lines: line..<failure.lines.lowerBound, records: record..<failure.recordsBefore,
                    positions: position..<failure.positionsBefore), failure)
            (line, record, position) = (
                failure.lines.upperBound, failure.recordsBefore, failure.positionsBefore
            )
        }
        body(
            Part(
                lines: line..<max(line, min(lines, records.nextLine)), records: record..<records.ends.count,
                positions: position..<records.count), nil)
    }

    /// Most bytes that the emissions of these positions take, with `separator` bytes before each of them.
    func mostBytes(of positions: Range<Int>, separator: Int) -> Int {
        if outputs.longest <= OutputTexts.cell {
            return positions.count * plan.maximum * (separator + outputs.longest)
        }
        return emissions[positions].reduce(0) { $0 + separator + outputs.byteCount(of: Int($1)) }
    }

    /// The output tokens of a record, chunks taken apart.
    func units(of positions: Range<Int>) -> [String] {
        rewritten[positions.lowerBound] ?? emissions[positions].flatMap { outputs.units(Int($0)) }
    }

    /// Appends what `position` puts out: the input token itself where the plan copies it, then what was emitted.
    func appendOutput(of position: Int, isLast: Bool, text: BlockText, to output: OutputBytes) {
        if plan.copiesInput { output.append(text.piece(records.columns[0][position])) }
        // A space after the last character would not stand between words.
        if !plan.copiesInput || !isLast { appendEmissions(of: position, to: output) }
    }

    /// Appends the text of each token that `position` emitted.
    func appendEmissions(of position: Int, separator: UInt8? = nil, to output: OutputBytes) {
        for token in emissions[position] {
            if let separator { output.append(separator) }
            outputs.append(Int(token), to: output)
        }
    }
}
