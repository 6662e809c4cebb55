/// Noise vectors of a colour: whole numbers from `-amplitude` to `amplitude`, each a function of seed, stream and counter.
///
/// Words are coloured first and then scaled, all in whole numbers, so the noise is the same on every machine. White noise
/// is uniform. So is brown noise; pink, blue and violet noise are sums of uniform words and bell-shaped, with 0.38 of
/// white noise's standard deviation for pink (32 numbers), 0.5 for blue and 0.71 for violet.
@frozen
public struct ColouredNoise: Sendable {
    /// Where the words come from.
    public let stream: NoiseStream
    /// The colour along the numbers of a vector.
    public let colour: NoiseColour

    /// Noise that reads `stream`.
    ///
    /// - Complexity: O(1).
    @inlinable
    public init(stream: NoiseStream, colour: NoiseColour = .white) {
        self.stream = stream
        self.colour = colour
    }

    /// Number of counters that one vector of `numbers` numbers uses up.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func counters(for numbers: Int) -> UInt64 {
        UInt64((colour.words(for: numbers) + 3) / 4)
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
        guard let base = vectors.baseAddress else {
            return precondition(numbers > 0, "the memory does not hold whole vectors")
        }
        let width = UInt32(2 * amplitude + 1)
        base.withMemoryRebound(to: UInt32.self, capacity: vectors.count) { words in
            fillWords(
                UnsafeMutableBufferPointer(start: words, count: vectors.count), numbers: numbers,
                counter: counter)
            for place in 0..<vectors.count {
                words[place] =
                    NoiseStream.scale(words[place], below: width) &- UInt32(bitPattern: amplitude)
            }
        }
    }

    /// Writes vectors of coloured words: 2^31 is no noise, 0 and 2^32 − 1 are the most of it.
    ///
    /// - Parameters:
    ///   - vectors: filled whole; a multiple of `numbers`.
    ///   - numbers: the length of a vector.
    ///   - counter: as for `fill(_:numbers:counter:amplitude:)`.
    /// - Complexity: O(n).
    public func fillWords(
        _ vectors: UnsafeMutableBufferPointer<UInt32>, numbers: Int, counter: UInt64
    ) {
        precondition(
            numbers > 0 && vectors.count % numbers == 0, "the memory does not hold whole vectors")
        guard let base = vectors.baseAddress else { return }
        let drawn = colour.words(for: numbers)
        // Vectors that fill their blocks stand in the stream without gaps.
        let together = drawn % 4 == 0 ? max(1, Self.wordsAtOnce / drawn) : 1
        if drawn == numbers {
            forEachBatch(of: vectors.count / numbers, together, numbers, counter) { first, count, counter in
                let words = UnsafeMutableBufferPointer(
                    start: base + first * numbers, count: count * numbers)
                stream.fill(words, counter: counter)
                for vector in 0..<count { colour.apply(to: base + (first + vector) * numbers, numbers) }
            }
        } else {
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: together * drawn) { source in
                guard let drawnBase = source.baseAddress else { return }
                let plan = OctavePlan(numbers: numbers)
                forEachBatch(of: vectors.count / numbers, together, numbers, counter) {
                    first, count, counter in
                    stream.fill(
                        UnsafeMutableBufferPointer(rebasing: source[..<(count * drawn)]), counter: counter)
                    for vector in 0..<count {
                        let (words, target) = (drawnBase + vector * drawn, base + (first + vector) * numbers)
                        if colour == .pink { plan.pink(words, target) } else { plan.blue(words, target) }
                    }
                }
            }
        }
    }

    /// Words that are drawn before they are coloured, few enough to stay in the first cache.
    private static let wordsAtOnce = 2048

    @inline(__always)
    private func forEachBatch(
        of vectors: Int, _ together: Int, _ numbers: Int, _ counter: UInt64,
        _ body: (_ first: Int, _ count: Int, _ counter: UInt64) -> Void
    ) {
        let blocks = counters(for: numbers)
        var first = 0
        while first < vectors {
            let count = min(together, vectors - first)
            body(first, count, counter &+ UInt64(first) &* blocks)
            first += count
        }
    }
}
