import ArgumentParser
import Platform
import Scattershot
import TextTable

/// `scattershot evaluate`
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure a model on data that contains the wanted output.",
        discussion: """
            spacing: precision, recall and F1 of words and of boundaries. tags: accuracy, F1 of each label, and span F1 \
            as conlleval counts it where the labels are those of spans (B-X, I-X, O). pairs: sequence and token error, and \
            how many positions emitted as many tokens as the model allows without coming to a stop.
            """)

    @OptionGroup var modelOptions: ModelOptions

    @Argument(
        help: "Gold data, in the format of the training data; - for standard input.", completion: .file())
    var gold: String

    @OptionGroup var search: BeamOption

    @Flag(
        help: """
            Of pairs: lines with the same input are one sequence for which any of their outputs is right, like the \
            pronunciations of a word.
            """)
    var alternatives = false

    @Flag(help: "Print the measures as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    @OptionGroup var work: WorkOptions

    @OptionGroup var settingsOptions: SettingsOptions

    mutating func run() throws {
        let model = try modelOptions.load()
        try search.check(model)
        let progress = ProgressLine(isSilent: quiet)
        let settings = try settingsOptions.lookup(
            model: modelOptions.model, work: work, isQuiet: quiet
        ).settings
        let evaluator = Evaluator(
            model: model, takesAlternatives: alternatives, beam: search.beam)
        let report = try evaluator.evaluate(
            try FileInput(gold), pool: try settings.makePool(), blocks: work.blocks, engine: settings
        ) { tokens in
            progress.show("\(NumberText.grouped(tokens)) tokens")
        }
        ProgressLine.clear()
        if json { try JSONReport.print(EvaluationJSON(report)) } else { try EvaluationTable.print(report) }
    }
}

/// What `evaluate --json` prints: shares from 0 to 1 beside the counts they come from.
struct EvaluationJSON: Encodable {
    /// Counts with what follows from them.
    struct Counts: Encodable {
        var gold: Int
        var predicted: Int
        var right: Int
        var precision: Double
        var recall: Double
        var f1: Double

        init(_ counts: MatchCounts) {
            (gold, predicted, right) = (counts.gold, counts.predicted, counts.right)
            (precision, recall, f1) = (counts.precision, counts.recall, counts.f1)
        }
    }

    var format: String
    var headline: String
    var value: Double
    var words: Counts?
    var boundaries: Counts?
    var lines: Int?
    var exactLines: Int?
    var tokens: Int?
    var accuracy: Double?
    var unknownTokens: Int?
    var unknownAccuracy: Double?
    var sentences: Int?
    var exactSentences: Int?
    var labels: [String: Counts]?
    var spans: Counts?
    var spanTypes: [String: Counts]?
    var sequences: Int?
    var sequenceError: Double?
    var tokenError: Double?
    var boundedPositions: Int?

    init(_ report: EvaluationReport) {
        (headline, value) = report.headline
        switch report {
        case .spacing(let measure):
            format = "spacing"
            (words, boundaries) = (Counts(measure.words), Counts(measure.boundaries))
            (lines, exactLines) = (measure.lines, measure.exactLines)
        case .tags(let measure, let spanMeasure):
            format = "tags"
            (tokens, accuracy) = (measure.tokens, measure.accuracy)
            (unknownTokens, unknownAccuracy) = (measure.unknownTokens, measure.unknownAccuracy)
            (sentences, exactSentences) = (measure.sentences, measure.exactSentences)
            labels = measure.labels.mapValues { Counts($0) }
            spans = spanMeasure.map { Counts($0.spans) }
            spanTypes = spanMeasure?.types.mapValues { Counts($0) }
        case .pairs(let measure, let bounded):
            format = "pairs"
            boundedPositions = bounded
            (sequences, sequenceError, tokenError) = (
                measure.sequences, measure.sequenceError, measure.tokenError
            )
        }
    }
}

/// The measures as a table.
enum EvaluationTable {
    private struct Row {
        var name: String
        var counts: MatchCounts
    }

    static func print(_ report: EvaluationReport) throws {
        var text = ""
        switch report {
        case .spacing(let measure):
            text += table([
                Row(name: "words", counts: measure.words),
                Row(name: "boundaries", counts: measure.boundaries),
            ])
            text +=
                "exact lines \(percent(measure.exactLines, measure.lines)) of \(NumberText.grouped(measure.lines))\n"
        case .tags(let measure, let spans):
            text += table(rows(measure.labels))
            if let spans { text += table([Row(name: "all spans", counts: spans.spans)] + rows(spans.types)) }
            text +=
                "accuracy \(percent(measure.rightTokens, measure.tokens)) of \(NumberText.grouped(measure.tokens)) tokens\n"
            text += "unknown tokens \(percent(measure.rightUnknownTokens, measure.unknownTokens)) of "
            text += "\(NumberText.grouped(measure.unknownTokens))\n"
            text += "exact sentences \(percent(measure.exactSentences, measure.sentences)) of "
            text += "\(NumberText.grouped(measure.sentences))\n"
        case .pairs(let measure, let bounded):
            text += "sequence error \(NumberText.percent(measure.sequenceError)) % of "
            text += "\(NumberText.grouped(measure.sequences))\n"
            text +=
                "token error \(NumberText.percent(measure.tokenError)) % of \(NumberText.grouped(measure.goldTokens))\n"
            if bounded > 0 {
                text += "\(NumberText.grouped(bounded)) positions emitted as much as the model allows\n"
            }
        }
        let (name, value) = report.headline
        let output = FileOutput.standardOutput()
        try output.write(text + "\(name) \(NumberText.percent(value))\n")
        try output.finish()
    }

    private static func rows(_ counts: [String: MatchCounts]) -> [Row] {
        counts.sorted { ($1.value.gold, $0.key) < ($0.value.gold, $1.key) }.map {
            Row(name: $0.key, counts: $0.value)
        }
    }

    private static func percent(_ part: Int, _ whole: Int) -> String {
        "\(NumberText.percent(whole == 0 ? 0 : Double(part) / Double(whole))) %"
    }

    private static func table(_ rows: [Row]) -> String {
        TextTable<Row> { row in
            [
                Column("" <- row.name, align: .left),
                Column("gold" <- NumberText.grouped(row.counts.gold), align: .right),
                Column("predicted" <- NumberText.grouped(row.counts.predicted), align: .right),
                Column("right" <- NumberText.grouped(row.counts.right), align: .right),
                Column("precision" <- NumberText.percent(row.counts.precision), align: .right),
                Column("recall" <- NumberText.percent(row.counts.recall), align: .right),
                Column("F1" <- NumberText.percent(row.counts.f1), align: .right),
            ]
        }.string(for: rows).map { $0 + "\n" } ?? ""
    }
}
