import ArgumentParser
import Platform
import Scattershot

/// `scattershot merge`
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merge what the shards of a training have learned into one model.",
        discussion: """
            Training in shards goes in rounds. In each round a process for every shard, anywhere, learns its part of a pass \
            ('train --shard i/n') from what the round before came to, and merge makes one model of all parts:

                scattershot train --format tags --shard 1/2 --checkpoint part.1 train.tsv
                scattershot train --format tags --shard 2/2 --checkpoint part.2 train.tsv
                scattershot merge part.1 part.2 --checkpoint round.1
                scattershot train --format tags --shard 1/2 --resume round.1 --checkpoint part.1 train.tsv
                scattershot train --format tags --shard 2/2 --resume round.1 --checkpoint part.2 train.tsv
                scattershot merge part.1 part.2 --base round.1 -o tags.model

            The result does not depend on the order of the files. All shards read the whole training data, and find dictionaries \
            and layers in it; options and data must be the same for all of them, and what does not belong together is refused.
            """)

    @Argument(help: "What all shards of one round have kept.", completion: .file())
    var shards: [String]

    @Option(
        help: "What the shards went on from (their --resume); none in the first round.", completion: .file())
    var base: String?

    @Option(name: [.short, .long], help: "Where the merged model is written.", completion: .file())
    var output: String?

    @Option(help: "Where the next round's --resume is written; it is a model as well.", completion: .file())
    var checkpoint: String?

    @Flag(help: "Print a report as JSON on standard output.")
    var json = false

    @Flag(name: [.short, .long], help: "No summary.")
    var quiet = false

    func validate() throws {
        guard output != nil || checkpoint != nil else {
            throw ValidationError("give --output for a model, --checkpoint for the next round, or both")
        }
        guard output != checkpoint else {
            throw ValidationError("--output and --checkpoint cannot name the same file")
        }
    }

    private struct Report: Encodable {
        var version = scattershotVersion
        var shards: Int
        var rounds: Int
        var decisions: Int
        var rows: Int
        var seconds: Double
        var peakMemoryBytes: Int
    }

    mutating func run() throws {
        // A wrong path must be noticed before the work, not after it.
        let targets = [checkpoint, output].compactMap(\.self)
        for path in targets { try AtomicFile.checkWritable(path) }
        let progress = ProgressLine(isSilent: quiet)
        let parts = try shards.enumerated().map { index, path in
            progress.show("reading", fraction: Double(index) / Double(shards.count))
            return try SavedTraining(contentsOf: path)
        }
        let base = try self.base.map { try SavedTraining(contentsOf: $0) }
        progress.show("merging")
        let merged = try MergedTraining(parts, base: base)
        if let checkpoint { try merged.write(to: checkpoint) }
        if let output { try merged.model.write(to: output) }
        let provenance = merged.model.provenance
        if json {
            try JSONReport.print(
                Report(
                    shards: shards.count, rounds: provenance.merged?.rounds ?? 0,
                    decisions: provenance.decisions, rows: merged.model.tokens.rows.count,
                    seconds: progress.elapsed, peakMemoryBytes: peakResidentBytes()))
        }
        progress.note(
            "wrote \(targets.joined(separator: " and ")): round \(provenance.epochs), \(shards.count) shards, "
                + "\(NumberText.grouped(merged.model.tokens.rows.count)) rows, \(NumberText.fixed(progress.elapsed, 1)) s"
        )
    }
}
