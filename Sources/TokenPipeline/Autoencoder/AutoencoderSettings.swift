import NoiseSampling
import Platform

/// What decides how the token autoencoder samples.
public struct AutoencoderSettings: Sendable, Hashable {
    /// Seed of keys and noise.
    public var seed: UInt64 = 1
    /// Colour of the noise, along the samples.
    public var colour = NoiseColour.white
    /// The largest noise, as a share of the circle of keys: 0.5 reaches all of it.
    public var amplitude = 0.5
    /// Streams of noise that are tried for an input token, as far as it occurs that often; the one that makes the shortest
    /// code is kept.
    public var streams = 64
    /// Samples after which an output is spelled out instead.
    public var mostSamples = 4096

    /// The default settings.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Checks the settings.
    ///
    /// - Throws: `InvalidStructure` naming the setting that is out of range.
    /// - Complexity: O(1).
    public func check() throws(InvalidStructure) {
        guard amplitude > 0, amplitude <= 0.5 else {
            throw InvalidStructure("the amplitude must be above 0 and at most 0.5, not \(amplitude)")
        }
        guard Self.allowedStreams.contains(streams) else {
            throw InvalidStructure("streams must be 1 to \(Self.allowedStreams.upperBound), not \(streams)")
        }
        guard Self.allowedSamples.contains(mostSamples) else {
            throw InvalidStructure(
                "samples must be 1 to \(Self.allowedSamples.upperBound), not \(mostSamples)")
        }
    }

    package static let allowedStreams = 1...4096
    package static let allowedSamples = 1...(1 << 24)
}
