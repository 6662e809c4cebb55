import GraphPipeline
import Scattershot

/// What `train` says of learning graphs.
enum GraphLearningNotes {
    /// Shows progress and notes what was found.
    static func show(
        _ event: GraphLearningEvent, on progress: ProgressLine, report: inout TrainingReport
    ) {
        report.graphSeconds = report.graphSeconds ?? GraphLearningTime()
        report.graphSeconds?.count(event)
        switch event {
        case .holdingOut(let training, let trainings, let done, let positions):
            let fraction = (Double(training - 1) + Double(done) / Double(positions)) / Double(trainings)
            progress.show("tokens for graphs, training \(training) of \(trainings)", fraction: fraction)
        case .tagging(.rows(let pass, let passes)):
            progress.show("rows over conditions, pass \(pass) of \(passes)")
        case .tagging(.scored): break
        case .tagging(.list(let round, let graphs)):
            progress.show("list of graphs, round \(round), \(graphs) found")
        case .rewriting(let news):
            progress.show("graphs, round \(news.round + 1), \(NumberText.grouped(news.edits)) edits left")
        case .choosing(let choice, let fraction):
            progress.show("choosing graphs by \(choice.rawValue)", fraction: fraction)
        case .ended(.choice(let choice)):
            report.graphChoice = choice
            progress.note(line(choice))
        case .ended(.refused(let reason)):
            report.graphs = []
            progress.note("no graphs: \(reason)")
        case .ended(.tagging(let tagging)):
            report.graphs = (tagging.constraints + tagging.graphs).filter(\.isAccepted).map(\.text)
            report.tagging = tagging
            for line in lines(tagging) { progress.note(line) }
            let list = tagging.graphs.filter(\.isAccepted)
            for line in table(list.map(GraphRow.init)) { progress.note(line) }
            if !list.isEmpty { progress.note(line(tagging.makers, tagging.noise)) }
            if let seconds = report.graphSeconds?.evaluation, tagging.tried > 0, seconds > 0 {
                let rate = Int(Double(tagging.tried) / seconds)
                progress.note(
                    "\(NumberText.grouped(tagging.tried)) graphs evaluated, \(NumberText.grouped(rate)) a second"
                )
            }
        case .ended(.rewriting(let learned)):
            report.graphs = learned.graphs.map(\.description)
            report.rewriting = learned.report
            let score = learned.report.untouched
            progress.note(
                learned.graphs.isEmpty
                    ? "no graphs: none helps in examples that the search has not seen"
                    : "\(learned.graphs.count) graphs: \(score.rightAfter) of \(score.examples) examples right that the "
                        + "search has not seen, without graphs \(score.rightBefore)")
            guard learned.report.isAccepted else { return }
            for line in table(learned.report.graphs.map(GraphRow.init)) { progress.note(line) }
            progress.note(line(learned.report.makers, learned.report.noise))
        }
    }

    /// What one graph does in data that no search has seen.
    private struct GraphRow {
        let text: String
        let gain: Int
        let fires: Int
        let right: Int
        let wrong: Int

        init(_ entry: TaggingReport.Entry) {
            let effect = entry.effects.untouched
            (text, gain, fires) = (entry.text, effect.gain, effect.positions)
            (right, wrong) = (effect.right, effect.wrong)
        }

        init(_ entry: RewritingReport.Entry) {
            let effect = entry.untouched
            (text, gain, fires) = (entry.text, effect.gain, effect.examples)
            (right, wrong) = (effect.right, effect.wrong)
        }
    }

    /// Graphs that notes name; `--json` has all of them.
    private static let mostRows = 12

    /// The first graphs with what they do.
    private static func table(_ all: [GraphRow]) -> [String] {
        let rows = all.prefix(mostRows)
        guard !rows.isEmpty else { return [] }
        let cells = rows.map { row in
            ["\(row.gain)", NumberText.grouped(row.fires), "\(row.right)", "\(row.wrong)"]
        }
        let heads = ["gain", "fires", "right", "wrong"]
        let widths = heads.indices.map { column in
            max(heads[column].count, cells.map { $0[column].count }.max() ?? 0)
        }
        func line(_ cells: [String], _ text: String) -> String {
            zip(cells, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
                .joined(separator: "  ") + "  " + text
        }
        let left = all.count - rows.count
        return [line(heads, "in data that no search has seen")] + zip(cells, rows).map { line($0, $1.text) }
            + (left > 0 ? ["and \(left) more"] : [])
    }

    private static func line(_ makers: MakerCounts, _ noise: NoiseDraws) -> String {
        "built at errors \(makers.errors), edited \(makers.edits), decoded from noise \(makers.noise); "
            + "of \(NumberText.grouped(noise.draws)) draws \(NumberText.grouped(noise.graphs)) were graphs"
    }

    private static func line(_ report: GraphChoiceReport) -> String {
        let score = report.score
        return
            "graphs by \(report.choice.rawValue): \(score.rightChosen) of \(score.examples) examples right that had no part in learning, "
            + "\(score.editsChosen) edits left; in order \(score.rightInOrder) right, \(score.editsInOrder) left"
            + (report.refused.map { "; \($0) sequences made no graph" } ?? "")
            + (report.isUsed ? "" : "; they run in order")
    }

    private static func lines(_ report: TaggingReport) -> [String] {
        func line(_ name: String, _ entry: TaggingReport.Entry) -> String {
            let effect = entry.effects.untouched
            return "\(name): \(effect.right) fixed, \(effect.wrong) broken in data that no search has seen"
                + (entry.isAccepted ? "" : "; left out")
        }
        var lines = report.constraints.map { line($0.text, $0) }
        if let list = report.list {
            lines.append(line("list of \(report.graphs.filter(\.isAccepted).count) graphs", list))
        }
        if let rows = report.rows { lines.append(line("rows over conditions", rows)) }
        return lines.isEmpty ? ["no graphs: nothing was found that helps"] : lines
    }
}
