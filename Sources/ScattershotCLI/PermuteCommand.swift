import ArgumentParser
import Platform
import Scattershot

/// `scattershot permute`
struct PermuteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permute",
        abstract:
            "Search which token owns which key, so that tokens with similar neighbours own similar keys.",
        discussion: """
            The set of keys is drawn from the seed and stays as it is; tokens swap keys, or take one that nobody owns, when \
            that tells more of the tokens beside them. Then the first digit of a key is one of 10 classes of tokens, the first two \
            digits one of 100, the first three one of 1000. 'scattershot train --classes FILE' makes them the lexica key1, key2 and \
            key3, which layers see as @key1[0], @key2[-1] and so on.

            Text is plain text (a line is a sequence, tokens are separated by white space, punctuation at their edges is parted \
            from them), or a file whose first line has a tab: then its first column is read, of CoNLL-U the forms. Labels are \
            not looked at. Give the training data and as much other text as there is.

            The list that is written holds a token in lower case, its key and its number of occurrences on each line, similar \
            tokens beside each other. It is written anew after every round; a search that was interrupted goes on with \
            --resume, also with more text.
            """)

    @Argument(help: "Text; - for standard input.", completion: .file())
    var texts: [String]

    @Option(name: [.short, .long], help: "Where the keys are written.", completion: .file())
    var output: String

    @Option(help: "Begin with these keys, which an earlier search wrote.", completion: .file())
    var resume: String?

    @Option(help: "Seed of the keys and the search; --resume takes the one of the earlier search.")
    var seed: UInt64 = KeyPermutation().seed

    @Option(help: "Rounds at most, those before --resume among them.")
    var rounds: Int = KeyPermutation().rounds

    @Option(help: "Leave out tokens seen less often.")
    var minCount: Int = KeyPermutation().minimumCount

    @Option(help: "How many of the commonest tokens are told apart as neighbours.")
    var contexts: Int = KeyPermutation().mostContexts

    @Option(help: "Keys of the pool for each token; the more, the freer the sizes of classes.")
    var keysPerToken: Int = KeyPermutation().keysPerToken

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "What classes of one, of two and of three digits weigh; fewer weights, fewer digits. Default: 1 1 1.",
            valueName: "weight"))
    var weights: [Int] = []

    @Option(help: "Longest line that is accepted, in bytes.")
    var maxLineBytes: Int = LineBlocks.Options().maxLineBytes

    @Flag(help: "Print a report as JSON on standard output.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    private var permutation: KeyPermutation {
        var permutation = KeyPermutation()
        permutation.seed = seed
        permutation.rounds = rounds
        permutation.minimumCount = minCount
        permutation.mostContexts = contexts
        permutation.keysPerToken = keysPerToken
        if !weights.isEmpty { permutation.weights = weights }
        permutation.blocks.maxLineBytes = maxLineBytes
        return permutation
    }

    func validate() throws {
        do throws(InvalidStructure) {
            try permutation.check()
        } catch {
            throw ValidationError(error.description)
        }
        guard texts.filter({ $0 == "-" }).count < 2 else {
            throw ValidationError("standard input can be read only once")
        }
    }

    mutating func run() throws {
        // A wrong path must be noticed before the work, not after it.
        try AtomicFile.checkWritable(output)
        let sources = try texts.map { try FileInput($0) }
        let earlier = try resume.map { try KeyList(reading: FileInput($0)) }
        let progress = PermutationProgress(ProgressLine(isSilent: quiet))
        let path = output
        let keys = try permutation.run(
            sources, resuming: earlier, checkpoint: { try $0.write(to: path) }, report: progress.show)
        try keys.write(to: output)
        if json { try JSONReport.print(progress.report(keys)) }
        progress.line.note(
            "wrote \(output): keys of \(NumberText.grouped(keys.entries.count)) tokens, "
                + "\(NumberText.fixed(progress.line.elapsed, 1)) s")
    }
}

/// Shows how far a permutation search has come, and remembers its rounds.
final class PermutationProgress {
    let line: ProgressLine
    private var rounds: [PermutationReport.Round] = []
    private var tokens = 0

    init(_ line: ProgressLine) {
        self.line = line
    }

    func show(_ event: KeyPermutation.Event) {
        switch event {
        case .read(let tokens, let distinct, let pairs):
            self.tokens = tokens
            line.beginPhase()
            line.note(
                "read \(NumberText.grouped(tokens)) tokens, \(NumberText.grouped(distinct)) different ones get keys, "
                    + "\(NumberText.grouped(pairs)) different pairs of neighbours")
        case .searching(let round, let rounds, let done, let tokens):
            let fraction =
                (Double(round - 1) + Double(done) / Double(max(tokens, 1))) / Double(max(rounds, 1))
            let objective = self.rounds.last.map { ", objective \(NumberText.fixed($0.objective, 4))" } ?? ""
            line.show("keys: round \(round) of at most \(rounds)\(objective)", fraction: fraction)
        case .round(let round, let objective):
            rounds.append(
                PermutationReport.Round(
                    round: round.number, moved: round.moved, information: round.information,
                    objective: objective))
            let bits = round.information.map { NumberText.fixed($0, 3) }.joined(separator: ", ")
            line.note(
                "keys: round \(round.number): \(NumberText.grouped(round.moved)) moved, the first digits tell \(bits) bits of "
                    + "the neighbours")
        }
    }

    func report(_ keys: KeyList) -> PermutationReport {
        PermutationReport(
            tokens: tokens, keys: keys.entries.count, rounds: rounds, seconds: line.elapsed,
            peakMemoryBytes: peakResidentBytes())
    }
}

/// What `permute --json` prints.
struct PermutationReport: Encodable {
    /// One round of the search.
    struct Round: Encodable {
        var round: Int
        var moved: Int
        /// For one leading digit, two …: bits told of the left and the right neighbour.
        var information: [Double]
        var objective: Double
    }

    var version = scattershotVersion
    var tokens: Int
    var keys: Int
    var rounds: [Round]
    var seconds: Double
    var peakMemoryBytes: Int
}
