import DigitKeys
import NoiseSampling
import Platform

/// From an input token to any output token by noise: `nearest(key(input) − noise)`.
///
/// Both keys are canonical keys, of the line shape. Every input token has streams of noise of its own, so a stream's number and a
/// counter say what comes out. Input number `inputCount` stands for the place before the first token.
public struct NoiseChannel: Sendable {
    /// Number of input tokens.
    public let inputCount: Int
    /// Number of output tokens.
    public let outputCount: Int
    /// How it samples.
    public let settings: AutoencoderSettings

    private let inputKeys: KeySource
    private let outputs: PrefixIndex
    /// Tells channels of one code apart.
    private let number: UInt64

    /// A channel.
    ///
    /// - Parameters:
    ///   - inputs: the dictionary number of the input keys and how many there are.
    ///   - outputs: the same of the outputs; at least one.
    ///   - settings: checked.
    /// - Complexity: O(outputs).
    public init(
        inputs: (dictionary: UInt64, count: Int), outputs: (dictionary: UInt64, count: Int),
        settings: AutoencoderSettings
    ) throws(InvalidStructure) {
        try settings.check()
        guard outputs.count > 0, inputs.count < 1 << 31, outputs.count < 1 << 31 else {
            throw InvalidStructure(
                "\(inputs.count) input and \(outputs.count) output tokens are not supported")
        }
        inputCount = inputs.count
        outputCount = outputs.count
        self.settings = settings
        inputKeys = KeySource(seed: settings.seed, dictionary: inputs.dictionary)
        number = inputs.dictionary << 8 | outputs.dictionary
        self.outputs = Self.index(
            of: KeySource(seed: settings.seed, dictionary: outputs.dictionary), count: outputs.count)
    }

    /// The digit factor of the distance between canonical keys.
    private static let digitFactor = 10.0

    private static func index(of source: KeySource, count: Int) -> PrefixIndex {
        let keys = (0..<count).map { [source.canonicalKey(of: $0)] }
        guard let distance = try? DigitDistance(shape: .line, factor: digitFactor, penalty: 0) else {
            preconditionFailure("the distance of canonical keys is valid")
        }
        return PrefixIndex(keys: KeyPlanes(keys: keys, shape: .line), distance: distance)
    }

    /// Bits that spell out an output token.
    public var spelledBits: Int { Int.bitWidth - (outputCount - 1).leadingZeroBitCount }

    /// What the noise is subtracted from.
    package func place(of input: Int) -> UInt64 {
        PackedKey(number: inputKeys.canonicalKey(of: input)).fraction
    }

    /// The noise of stream `stream` of an input token.
    package func sampler(of input: Int, stream: Int) -> NearestSampler {
        // The numbers of dictionaries are small, so no key is drawn from a stream of noise.
        let stream = NoiseStream(
            seed: settings.seed ^ number << 48, number: 1 << 63 | UInt64(input) << 16 | UInt64(stream))
        return NearestSampler(
            index: outputs, noise: ColouredNoise(stream: stream, colour: settings.colour),
            amplitude: settings.amplitude)
    }

    /// The output that sample `counter` of a stream leads to.
    ///
    /// - Complexity: that of a noise vector and a search.
    public func output(of input: Int, stream: Int, counter: UInt32) -> Int {
        let sampler = sampler(of: input, stream: stream)
        return outputs.nearest(to: sampler.sample(place(of: input), UInt64(counter))).index
    }

    /// Which key each token shall own so that tokens that are frequent have keys that are hit often: the shares of the circle that
    /// keys are nearest to differ much, and the set of keys is fixed, but not who owns them.
    ///
    /// - Parameters:
    ///   - frequencies: how often each output token occurs.
    ///   - dictionary: the dictionary number of the keys.
    ///   - seed: of the keys and of the samples that measure the shares.
    /// - Returns: for each token the index of its key.
    /// - Complexity: O(tokens · log tokens) and 64 searches a token.
    public static func keyOwners(frequencies: [Int], dictionary: UInt64, seed: UInt64) -> [Int] {
        guard !frequencies.isEmpty else { return [] }
        let count = frequencies.count
        let index = index(of: KeySource(seed: seed, dictionary: dictionary), count: count)
        let sampler = NearestSampler(
            index: index,
            noise: ColouredNoise(stream: NoiseStream(seed: seed, number: 1 << 62 | dictionary)),
            amplitude: 0.5)
        var hits = [Int](repeating: 0, count: count)
        sampler.forEachNearest(to: 0, counters: 0..<UInt64(64 * count)) { _, match in
            hits[match.index] += 1
            return true
        }
        func order(_ weights: [Int]) -> [Int] {
            weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
        }
        var owners = [Int](repeating: 0, count: count)
        for (token, key) in zip(order(frequencies), order(hits)) { owners[token] = key }
        return owners
    }
}
