import ArgumentParser
import DigitKeys
import KeyLayers
import Platform
import Scattershot
import TokenPipeline

/// What decides the outcome of training beside the data. What is not given comes from the preset.
struct LearningOptions: ParsableArguments {
    @Option(
        help: """
            Settings to begin with: fast, accurate (better and slower: more layers, for pairs other keys and another margin), roles (tags that depend on the \
            structure of a sentence, with universal parts of speech in column 2) or phonemes (pairs of English words and their \
            sounds). Options below win over it.
            """)
    var preset: Preset = .fast

    @Option(help: "Seed of keys, order and noise.")
    var seed: UInt64 = 1

    @Option(help: "Passes over the training data.")
    var epochs: Int?

    @Option(help: "Numbers in a key and a row: 16, 32 or 64.")
    var numbers: Int?

    @Option(help: "How much more a digit weighs than the next one (f of the distance).")
    var digitFactor: Double?

    @Option(help: "What a digit that differs costs beside the difference (P of the distance).")
    var penalty: Int?

    @Option(
        help: """
            Treat a right answer as an error when it leads the runner-up by less than this share of the largest possible \
            distance; 0 turns it off.
            """)
    var margin: Double?

    @Option(
        help: """
            How noise is found after an error: canonical (the difference of two keys), or from samples of white, pink, \
            brown, blue, violet or black noise.
            """)
    var noise: TrainingNoise = .canonical

    @Option(help: "Noise vectors drawn after an error, unless --noise is canonical.")
    var samples: Int = 1024

    @Option(help: "What rows are subtracted from: weights (of the input token) or middle (of every number).")
    var start: EncoderStart?

    @Option(
        help:
            "How the outputs' keys are drawn: uniform, spread (far apart) or polar (far apart, extreme numbers)."
    )
    var keys: KeySpread?

    @Option(
        help: ArgumentHelp(
            "More text, which needs no labels, for the search for keys, where layers see their leading digits (@key1[0]): plain "
                + "text, or a file with tabs of which the first column is read. May be given several times.",
            valueName: "file"),
        completion: .file())
    var unlabelled: [String] = []

    @Option(
        help: """
            Keys of input tokens that 'scattershot permute' wrote, or a list of your own (a token in lower case, a tab, and \
            digits on each line), instead of a search.
            """,
        completion: .file())
    var classes: String?

    @Option(
        help: """
            Whose keys are rearranged before training: none, inputs (tokens with similar neighbours get keys with the same \
            leading digits, where layers see them), outputs (confused ones get keys far apart) or both.
            """)
    var permute: PermutedKeys?

    @Option(help: "Which states layers see in training: own (what was decided) or wanted.")
    var history: TrainingHistory?

    @Option(help: "Leave out rows with fewer updates.")
    var minUpdates: UInt32?

    @Option(help: "Treat spans (for spacing: words) seen less often as unknown.")
    var minSpans: Int?

    @OptionGroup var node: NodeOptions

    @Option(
        help: """
            Graphs to look for when the tokens are learned: off, list (a few rules for people to read), rows (rows over the \
            rules' conditions, for accuracy) or both. Learned from decisions of models that did not see the data, which \
            takes five more trainings.
            """)
    var graphs: GraphLearning = .off

    @Option(
        help: """
            How the graphs of a list are chosen for an input: order (all of them run, one after the other), embedding (each graph has \
            a stored embedding that selects it by the key of the input's tokens) or decoded (of pairs: a graph is decoded from the \
            input, token by token). What is learned for it runs where it is better than order on a part of the training data \
            that is set apart for that; 'graph use' changes it. Needs --graphs list.
            """)
    var graphChoice: GraphChoice = .order

    @Option(
        help:
            "File of context layers, one a line; 'scattershot inspect --layers MODEL' prints those of a model.",
        completion: .file())
    var layers: String?

    @Option(
        help: ArgumentHelp(
            "Cluster the training sequences by the mean and variance of their tokens' weights, into so many clusters at most, and "
                + "add layers that see a sequence's cluster and the output length it expects; 0 for none.",
            valueName: "clusters"))
    var keyLayers = 0

    func validate() throws {
        guard (0...DerivedColumn.mostClusters).contains(keyLayers) else {
            throw ValidationError(
                "--key-layers must be 0 to \(DerivedColumn.mostClusters), not \(keyLayers)")
        }
        guard graphChoice == .order || graphs == .list else {
            throw ValidationError("--graph-choice \(graphChoice.rawValue) needs --graphs list")
        }
        guard classes == nil || unlabelled.isEmpty else {
            throw ValidationError("--classes needs no search, so --unlabelled has no use beside it")
        }
    }

    /// The settings for data of a format, checked before any data is read.
    func settings(for format: DataFormat) throws -> TrainingSettings {
        var settings: TrainingSettings
        do throws(InvalidStructure) {
            settings = try TrainingSettings(for: format, preset: preset)
        } catch {
            throw ValidationError(error.description)
        }
        func set<Value>(_ setting: WritableKeyPath<TrainingSettings, Value>, to option: Value?) {
            if let option { settings[keyPath: setting] = option }
        }
        settings.seed = seed
        settings.noise = noise.rule(samples: samples)
        set(\.epochs, to: epochs)
        set(\.numbers, to: numbers)
        set(\.digitFactor, to: digitFactor)
        set(\.penalty, to: penalty)
        set(\.margin, to: margin)
        set(\.start, to: start)
        set(\.spread, to: keys)
        set(\.permuted, to: permute)
        set(\.history, to: history)
        set(\.minimumUpdates, to: minUpdates)
        set(\.minimumSpans, to: minSpans)
        node.apply(to: &settings.states)
        settings.graphs = graphs
        settings.graphChoice = graphChoice
        settings.keys = try classes.map { try KeyList(reading: FileInput($0)) }
        if let layers {
            let list = try LayerFile.read(layers)
            (settings.columns, settings.layers) = (list.columns, list.layers)
        }
        do throws(InvalidStructure) {
            if keyLayers > 0 { try settings.addKeyLayers(clusters: keyLayers, for: format) }
            try settings.check()
        } catch {
            throw ValidationError(error.description)
        }
        return settings
    }
}

extension Preset: ExpressibleByArgument {}
extension EncoderStart: ExpressibleByArgument {}
extension GraphLearning: ExpressibleByArgument {}
extension GraphChoice: ExpressibleByArgument {}
