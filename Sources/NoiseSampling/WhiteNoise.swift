/// White noise: every number independent and uniform on the whole numbers from `-amplitude` to `amplitude`.
@frozen
public struct WhiteNoise: Sendable {
    /// Where the words come from.
    public let stream: NoiseStream

    /// White noise that reads `stream`.
    ///
    /// - Complexity: O(1).
    @inlinable
    public init(stream: NoiseStream) {
        self.stream = stream
    }

    /// Number of counters that one vector of `numbers` numbers uses up.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static func counters(for numbers: Int) -> UInt64 {
        UInt64((numbers + 3) / 4)
    }

    /// Writes one noise vector.
    ///
    /// - Parameters:
    ///   - counter: the block at which the vector starts; the next vector starts `counters(for:)` later.
    ///   - amplitude: the largest absolute value, in units of the number's last digit; at least 0.
    ///   - vector: filled whole.
    /// - Complexity: O(n).
    public func fill(_ vector: inout [Int32], counter: UInt64, amplitude: Int32) {
        precondition(amplitude >= 0 && amplitude < 1 << 30, "amplitude outside 0 ..< 2^30")
        let width = UInt32(2 * amplitude + 1)
        var block = SIMD4<UInt32>()
        for index in vector.indices {
            if index & 3 == 0 { block = stream.block(counter &+ UInt64(index >> 2)) }
            vector[index] = Int32(bitPattern: NoiseStream.scale(block[index & 3], below: width)) - amplitude
        }
    }
}
