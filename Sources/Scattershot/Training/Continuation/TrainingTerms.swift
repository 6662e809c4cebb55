import DigitKeys
import KeyLayers
import Platform
import TokenPipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What trainings must have in common so that one can go on from the other, or be merged with it: the settings that decide
/// what is learned, and the data.
struct TrainingTerms: Codable, Equatable {
    /// A setting as text, named as the option of `scattershot train` that gives it.
    struct Setting: Codable, Equatable {
        var name: String
        var value: String
    }

    var settings: [Setting]
    /// Checksum of the training data as numbers, with its dictionaries: see `init(data:)` of `String`.
    var data: String

    init(_ settings: TrainingSettings, format: DataFormat, data: String) {
        self.data = data
        let pairs = settings.pairs
        let layers = LayerList(columns: settings.columns, layers: settings.usedLayers)
        var all = [
            ("the version of the program", scattershotVersion),
            ("--format", Self.json(format)),
            ("--seed", "\(settings.seed)"),
            ("--numbers", "\(settings.numbers)"),
            ("--digit-factor", "\(settings.digitFactor)"),
            ("--penalty", "\(settings.penalty)"),
            ("--start", settings.start.rawValue),
            ("--keys", settings.spread.rawValue),
            ("--permute", settings.permuted.rawValue),
            ("--history", settings.history.rawValue),
            ("--noise", settings.noise.description),
            ("--margin", "\(settings.margin)"),
            ("--min-updates", "\(settings.minimumUpdates)"),
            ("--min-spans", "\(settings.minimumSpans)"),
            ("--max-emissions", pairs.mostEmissions.map { "\($0)" } ?? "found"),
            ("--min-chunks", "\(pairs.minimumChunks)"),
            ("the treatment of states (--node, --borrow, --ties, --min-rank)", Self.json(settings.states)),
            ("the layers (--layers, --preset)", layers.lines.joined(separator: "\n")),
        ]
        // What is learned depends on the number of passes only through the first pass, which makes as many.
        if settings.columns.last?.rule == .pass { all.append(("--epochs", "\(settings.epochs)")) }
        self.settings = all.map { Setting(name: $0.0, value: $0.1) }
    }

    /// Settings that a model does not tell, or not as they were given.
    private static let untold: Set = [
        "the version of the program", "--format", "--digit-factor", "--permute", "--max-emissions",
        "--min-chunks", "--epochs",
    ]

    /// Checks that a model was made on these terms, as far as it tells: its frame is compared apart
    /// (`TokenModelFrame.difference`).
    ///
    /// - Throws: `InvalidStructure` when the model says otherwise.
    func check(_ model: Model) throws(InvalidStructure) {
        let told = TrainingTerms(TrainingSettings(of: model), format: model.format, data: "")
        let given = Dictionary(settings.map { ($0.name, $0.value) }) { first, _ in first }
        for setting in told.settings where !Self.untold.contains(setting.name) {
            guard given[setting.name] == setting.value else {
                throw InvalidStructure(
                    "the training is said to have another value of \(setting.name) than its model")
            }
        }
    }

    /// Longest value that a message repeats.
    private static let longest = 40

    /// What differs between the settings of a file and those that are asked for, in words that go on from "made with"; nil
    /// when they agree.
    func difference(to wanted: TrainingTerms) -> String? {
        guard settings.map(\.name) == wanted.settings.map(\.name) else { return "other settings" }
        for (mine, other) in zip(settings, wanted.settings) where mine.value != other.value {
            guard max(mine.value.count, other.value.count) <= Self.longest else {
                return "another value of \(mine.name)"
            }
            return "\(mine.name) \(mine.value), not \(other.value)"
        }
        return nil
    }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }
}

extension TrainingVocabulary {
    /// CRC-32C of the data as numbers and of the dictionaries, clusters and costs that were made of it, in hexadecimal: equal
    /// for equal data and settings, whatever the file.
    ///
    /// - Complexity: O(data).
    var checksum: String {
        var checksum = CRC32C()
        func add<Element>(_ array: [Element]) where Element: BitwiseCopyable {
            array.withUnsafeBytes { checksum.add($0) }
        }
        func add<Element>(_ slab: Slab<Element>) { slab.withUnsafeBytes { checksum.add($0) } }
        func add(_ dictionary: TokenDictionary) {
            add(dictionary.text)
            add(dictionary.starts)
        }
        for column in columns {
            add(column.tokens)
            add(column.viewIndices)
            for dictionary in column.viewDictionaries { add(dictionary) }
            for lexicon in column.lexica {
                guard let lexicon else { continue }
                add(lexicon.entries)
                add(lexicon.classOfEntry)
            }
        }
        add(outputs)
        add(spans.endCounts)
        for clusters in clusters {
            add(clusters.centers)
            add(clusters.lengthNumbers)
        }
        if let alignment { add(alignment.bytes) }
        for column in corpus.columns { add(column) }
        add(corpus.emissions)
        add(corpus.emissionEnds)
        add(corpus.sequenceEnds)
        let digits = String(checksum.value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
