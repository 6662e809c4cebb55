import Scattershot
import TextTable

extension GraphTrace {
    /// For people: where each graph matched, and the output tokens that are others after it, by position where their number stays.
    ///
    /// - Parameter position: of the output, from 1; only what matched or changed something there is told. Nil for all.
    func text(about position: Int? = nil) -> String {
        var text = "graphs, after the tokens' answer:  \(tokens.joined(separator: " "))\n"
        var before = tokens
        var isSilent = true
        for step in steps {
            let changes = step.changes(from: before).filter { position == nil || $0.position == position }
            let isTold =
                position.map { step.matched.contains($0) || !changes.isEmpty || step.refusal != nil } ?? true
            before = step.output
            guard isTold else { continue }
            isSilent = false
            text += "   \(step.graph.map { "\($0)  " } ?? "")\(step.text)\n"
            if !step.matched.isEmpty {
                text += "      matches at \(step.matched.map { "\($0)" }.joined(separator: ", "))\n"
            }
            if let refusal = step.refusal {
                text += "      makes no graph: \(refusal)\n"
            } else if step.isSkipped {
                text += "      skipped: it would have gone beyond the limits of steps or of output tokens\n"
            } else if changes.isEmpty {
                text += "      changes nothing\(position == nil ? "" : " here")\n"
            }
            text += changes.map { "      \($0.text)\n" }.joined()
        }
        if isSilent { text += "   none of them matches\(position == nil ? "" : " here")\n" }
        if let reversal { text += "   undone: \(reversal)\n" }
        return text + (conditions?.text ?? "")
    }
}

extension GraphStep {
    /// What others the output tokens are after it; without positions, and as one, where their number changes.
    fileprivate func changes(from before: [String]) -> [(position: Int?, text: String)] {
        guard output != before else { return [] }
        guard output.count == before.count else { return [(nil, "→ \(output.joined(separator: " "))")] }
        return zip(before, output).enumerated().compactMap { index, tokens in
            tokens.0 == tokens.1 ? nil : (index + 1, "\(index + 1)  \(tokens.0) → \(tokens.1)")
        }
    }
}

extension ExplainedConditions {
    /// For people: the rows that hold at the position.
    fileprivate var text: String {
        func distance(_ label: String, _ distances: [Double]) -> String {
            "\(label) from \(NumberText.fixed(distances[0], 0)) to \(NumberText.fixed(distances[1], 1))"
        }
        let head =
            "   rows at \(position):  \(distance(answer, answerDistances)), \(distance(rival, rivalDistances))\n"
        guard !rows.isEmpty else { return head + "      none holds\n" }
        let table = TextTable<ExplainedConditionRow> { row in
            [
                Column("   condition" <- "   " + row.condition, align: .left),
                Column(answer <- NumberText.fixed(row.answer, 1), align: .right),
                Column(rival <- NumberText.fixed(row.rival, 1), align: .right),
            ]
        }
        return head + (table.string(for: rows) ?? "") + "\n"
    }
}
