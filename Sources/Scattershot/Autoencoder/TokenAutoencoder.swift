import Platform
import TokenPipeline
import WorkPool

/// What is encoded.
public enum CodeFormat: String, CaseIterable, Sendable, Hashable {
    /// A text: each token is found from the one before it. Any bytes will do.
    case text
    /// An input, a tab and an output on each line, of equally many tokens: each output is found from its input.
    case pairs

    /// How many channels of noise it takes, which is also the number of its dictionaries.
    var channels: Int { self == .text ? 1 : 2 }
}

/// The lossless memory: tokens as streams and counters of noise that, subtracted from the key of an input token, leaves
/// something to which the key of the output token is nearest.
///
/// The code is the same for any number of threads. Everything is held in memory, about twenty bytes a token.
public struct TokenAutoencoder: Sendable {
    /// What is encoded.
    public var format: CodeFormat
    /// What a token is. In a text, a word has the white space before it; in pairs, words are what stands between single
    /// spaces.
    public var tokens: DataFormat.Tokens
    /// How noise is sampled.
    public var settings: AutoencoderSettings

    /// An autoencoder.
    ///
    /// - Complexity: O(1).
    public init(
        format: CodeFormat = .text, tokens: DataFormat.Tokens = .characters,
        settings: AutoencoderSettings = AutoencoderSettings()
    ) {
        self.format = format
        self.tokens = tokens
        self.settings = settings
    }

    /// Encodes bytes.
    ///
    /// - Parameters:
    ///   - bytes: any bytes for a text; lines with a tab for pairs.
    ///   - name: what to call them in messages.
    ///   - pool: shares the sampling.
    ///   - progress: told the input tokens whose noise has been found and how many there are.
    /// - Returns: the contents of a file that `decode` reads, and what it took.
    /// - Throws: `InputError` for a line that is no pair of equally many tokens; `InvalidStructure` for a setting out of range
    ///   or more than 2^31 different tokens.
    /// - Complexity: O(n), and `streams` · `mostSamples` searches at most for each different token.
    public func encode(
        _ bytes: [UInt8], name: String = "text", pool: WorkPool = WorkPool(threads: 1),
        progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws -> (code: [UInt8], report: EncodingReport) {
        try settings.check()
        var report = EncodingReport(plainBytes: bytes.count)
        var material = try material(of: bytes, name: name)
        var dictionaries: [[[UInt8]]] = []
        for number in material.sequences.indices {
            let owners = NoiseChannel.keyOwners(
                frequencies: material.sequences[number].frequencies, dictionary: UInt64(number),
                seed: settings.seed)
            dictionaries.append(material.sequences[number].renumber(owners))
        }
        var encoders: [ChannelEncoder] = []
        for (number, sequence) in material.sequences.enumerated() where !sequence.numbers.isEmpty {
            let first = material.sequences[0].numbers
            let start = UInt32(dictionaries[0].count)
            encoders.append(
                ChannelEncoder(
                    channel: try NoiseChannel(
                        inputs: (0, dictionaries[0].count),
                        outputs: (UInt64(number), dictionaries[number].count), settings: settings),
                    inputs: number == 0
                        ? [start] + first.dropLast() : material.alignedInputs(lineFeed: dictionaries[0]),
                    outputs: sequence.numbers))
        }
        let total = encoders.reduce(0) { $0 + $1.transitions.count }
        var done = 0
        var codes: [(tokens: Int, bytes: ArraySlice<UInt8>)] = []
        for encoder in encoders {
            let choices = try Self.choices(of: encoder, pool: pool) { try progress(done + $0, total) }
            done += choices.count
            let (code, channel) = encoder.code(choices)
            codes.append((channel.tokens, code[...]))
            report.add(channel)
        }
        while codes.count < format.channels { codes.append((0, [])) }
        let file = CodeFile(
            format: format, tokens: tokens, settings: settings, endsWithLineFeed: material.endsWithLineFeed,
            dictionaries: dictionaries, codes: codes)
        let encoded = file.encoded()
        report.distinctTokens = dictionaries.reduce(0) { $0 + $1.count }
        report.dictionaryBytes = encoded.dictionaryBytes
        report.codeBytes = encoded.bytes.count
        return (encoded.bytes, report)
    }

    /// Input tokens whose noise is looked for between two calls of `progress`.
    private static let slice = 256

    private static func choices(
        of encoder: ChannelEncoder, pool: WorkPool, progress: (Int) throws -> Void
    ) throws -> [StreamChoice] {
        let count = encoder.transitions.count
        let choices = UnsafeMutableBufferPointer<StreamChoice>.allocate(capacity: count)
        choices.initialize(repeating: StreamChoice())
        defer { choices.deinitialize().deallocate() }
        // Each index is written by one worker.
        nonisolated(unsafe) let shared = choices
        for start in stride(from: 0, to: count, by: slice) {
            pool.forEach(count: min(slice, count - start)) { index, _ in
                shared[start + index] = encoder.channel.choice(for: encoder.transitions[start + index])
            }
            try progress(min(start + slice, count))
        }
        return Array(choices)
    }

    private func material(of bytes: [UInt8], name: String) throws(InputError) -> CodeMaterial {
        switch format {
        case .text: CodeMaterial(text: bytes, tokens: tokens)
        case .pairs: try CodeMaterial(pairs: bytes, tokens: tokens, name: name)
        }
    }
}

/// What encoding took.
public struct EncodingReport: Sendable, Equatable {
    /// Size of what was encoded.
    public var plainBytes: Int
    /// Size of the code with its dictionaries.
    public var codeBytes = 0
    /// Size of the dictionaries.
    public var dictionaryBytes = 0
    /// Tokens, of all dictionaries.
    public var tokens = 0
    /// Different ones.
    public var distinctTokens = 0
    /// Tokens that no sample led to.
    public var spelledTokens = 0
    /// Samples up to and with the hit, of all tokens that have one.
    public var samplesOfHits = 0
    /// Samples that were drawn to find the noise.
    public var samplesDrawn = 0

    mutating func add(_ channel: ChannelReport) {
        tokens += channel.tokens
        spelledTokens += channel.spelled
        samplesOfHits += channel.samplesOfHits
        samplesDrawn += channel.samplesDrawn
    }

    init(plainBytes: Int) { self.plainBytes = plainBytes }

    /// Samples that lead to a token, of those that noise leads to.
    public var samplesPerToken: Double { Double(samplesOfHits) / Double(max(tokens - spelledTokens, 1)) }
}
