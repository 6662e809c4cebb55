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
        let numbers = vector.count
        vector.withUnsafeMutableBufferPointer {
            fill($0, numbers: max(numbers, 1), counter: counter, amplitude: amplitude)
        }
    }

    /// Writes noise vectors one after another; each is the one that `fill(_:counter:amplitude:)` writes.
    ///
    /// - Parameters:
    ///   - vectors: filled whole; a multiple of `numbers`.
    ///   - numbers: the length of a vector.
    ///   - counter: the block at which the first vector starts; each starts `counters(for: numbers)` after the last.
    ///   - amplitude: the largest absolute value, in units of the number's last digit; at least 0.
    /// - Complexity: O(n).
    public func fill(
        _ vectors: UnsafeMutableBufferPointer<Int32>, numbers: Int, counter: UInt64, amplitude: Int32
    ) {
        precondition(amplitude >= 0 && amplitude < 1 << 30, "amplitude outside 0 ..< 2^30")
        precondition(
            numbers > 0 && vectors.count % numbers == 0, "the memory does not hold whole vectors")
        guard let base = vectors.baseAddress else { return }
        let blocks = Self.counters(for: numbers)
        if numbers % 4 == 0 {
            draw(base, count: vectors.count, counter: counter, amplitude: amplitude)
        } else {
            for vector in 0..<vectors.count / numbers {
                draw(
                    base + vector * numbers, count: numbers, counter: counter &+ UInt64(vector) &* blocks,
                    amplitude: amplitude)
            }
        }
    }

    private func draw(
        _ values: UnsafeMutablePointer<Int32>, count: Int, counter: UInt64, amplitude: Int32
    ) {
        let width = UInt32(2 * amplitude + 1)
        values.withMemoryRebound(to: UInt32.self, capacity: count) { words in
            stream.fill(UnsafeMutableBufferPointer(start: words, count: count), counter: counter)
            for place in 0..<count {
                words[place] =
                    NoiseStream.scale(words[place], below: width) &- UInt32(bitPattern: amplitude)
            }
        }
    }
}
