import NoiseSampling

/// Samples what lies near a key of the line shape: subtracts noise from the key and looks for the nearest key.
///
/// Keys are places on a circle of 2^64 steps, so subtraction wraps around. Sample `i` is a function of the stream, the
/// colour and `i` alone: number `i % 64` of the noise vector `i / 64`, one of 2^32 values from −a to a. So a hit can be
/// stored as its counter and drawn again.
public struct NearestSampler: Sendable {
    /// The keys that are searched.
    public let index: PrefixIndex
    /// Where the noise comes from, coloured along 64 samples.
    public let noise: ColouredNoise
    /// `a`: the largest noise, in steps of 2^−64 of the circle.
    public let reach: UInt64

    /// Samples that are one noise vector.
    public static let vectorLength = 64

    /// Samples worked on together.
    private static let chunk = 256

    /// A sampler of noise that goes up to `amplitude` of the whole circle to both sides.
    ///
    /// - Parameter amplitude: above 0 and at most 0.5. About 1 / (8 · keys) reaches the next keys.
    /// - Precondition: keys are there.
    /// - Complexity: O(1).
    public init(index: PrefixIndex, noise: ColouredNoise, amplitude: Double) {
        precondition(amplitude > 0 && amplitude <= 0.5, "the amplitude must be above 0 and at most 0.5")
        precondition(index.keys.count > 0, "no keys")
        self.index = index
        self.noise = noise
        reach = max(1, UInt64(amplitude * 0x1p64))
    }

    /// The noise of sample `counter`, in steps of the circle.
    ///
    /// - Complexity: O(1), that of a noise vector.
    public func noise(_ counter: UInt64) -> Int64 {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.vectorLength) { words in
            let (vector, number) = counter.quotientAndRemainder(dividingBy: UInt64(Self.vectorLength))
            fill(words, vector: vector)
            return Int64(bitPattern: share(of: words[Int(number)]) &- reach)
        }
    }

    /// The digits of `place` minus the noise of sample `counter`.
    ///
    /// - Parameter place: a place on the circle, for example a key's `PackedKey.fraction`.
    /// - Complexity: O(1).
    public func sample(_ place: UInt64, _ counter: UInt64) -> PackedKey {
        let key = PackedKey(fraction: place &- UInt64(bitPattern: noise(counter)))
        return PackedKey(trusted: key.bits >> spare)
    }

    /// The key nearest to each sample of `counters`.
    ///
    /// - Parameter matches: room for one match a counter.
    /// - Complexity: that of as many searches.
    public func nearest(
        to place: UInt64, counters: Range<UInt64>, into matches: UnsafeMutableBufferPointer<KeyMatch>
    ) {
        precondition(matches.count >= counters.count, "no room for \(counters.count) matches")
        forEachChunk(of: counters, around: place) { first, queries in
            let start = Int(first - counters.lowerBound)
            index.nearest(
                to: queries,
                into: UnsafeMutableBufferPointer(rebasing: matches[start..<start + queries.count]))
            return true
        }
    }

    /// Calls `body` with each of `counters` and the key nearest to its sample, until `body` returns false.
    ///
    /// - Complexity: that of a search a counter up to the last call, and of 255 more.
    public func forEachNearest(
        to place: UInt64, counters: Range<UInt64>, _ body: (UInt64, KeyMatch) -> Bool
    ) {
        withUnsafeTemporaryAllocation(of: KeyMatch.self, capacity: Self.chunk) { matches in
            forEachChunk(of: counters, around: place) { first, queries in
                index.nearest(to: queries, into: matches)
                for sample in queries.indices {
                    guard body(first &+ UInt64(sample), matches[sample]) else { return false }
                }
                return true
            }
        }
    }

    /// The first of `counters` whose sample is nearest to the key `wanted`; nil when there is none.
    ///
    /// - Complexity: that of a search a counter up to the hit, and of 255 more.
    public func firstHit(of wanted: Int, from place: UInt64, counters: Range<UInt64>) -> UInt64? {
        var hit: UInt64?
        forEachNearest(to: place, counters: counters) { counter, match in
            if match.index == wanted { hit = counter }
            return hit == nil
        }
        return hit
    }

    /// How many of the samples of `counters` are nearest to the key `wanted`.
    ///
    /// - Complexity: that of a search a counter.
    public func hitCount(of wanted: Int, from place: UInt64, counters: Range<UInt64>) -> Int {
        var hits = 0
        forEachNearest(to: place, counters: counters) { _, match in
            hits &+= match.index == wanted ? 1 : 0
            return true
        }
        return hits
    }

    /// Bits to the right of the digits that count.
    private var spare: UInt64 { UInt64(64 - 4 * index.keys.shape.digits) }

    /// The words of noise vectors from `vector` on.
    private func fill(_ words: UnsafeMutableBufferPointer<UInt32>, vector: UInt64) {
        noise.fillWords(
            words, numbers: Self.vectorLength,
            counter: vector &* noise.counters(for: Self.vectorLength))
    }

    /// The place of a coloured word on the 2·a steps that noise can take.
    private func share(of word: UInt32) -> UInt64 {
        // For the largest reach, 2^63, the width is 2^64.
        let width = reach &* 2
        guard width > 0 else { return UInt64(word) << 32 }
        return UInt64(word) &* (width >> 32) &+ (UInt64(word) &* (width & 0xFFFF_FFFF)) >> 32
    }

    /// Draws the samples of `counters`, some at a time, until `body` returns false.
    @inline(__always)
    private func forEachChunk(
        of counters: Range<UInt64>, around place: UInt64,
        _ body: (UInt64, UnsafeBufferPointer<PackedKey>) -> Bool
    ) {
        let length = UInt64(Self.vectorLength)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.chunk + Self.vectorLength) { words in
            withUnsafeTemporaryAllocation(of: PackedKey.self, capacity: Self.chunk) { queries in
                var first = counters.lowerBound
                while first < counters.upperBound {
                    // The first samples of a vector that is not wanted whole are drawn for nothing.
                    let lead = Int(first % length)
                    let count = min(Self.chunk - lead, Int(clamping: counters.upperBound - first))
                    let vectors = (lead + count + Self.vectorLength - 1) / Self.vectorLength
                    fill(
                        UnsafeMutableBufferPointer(rebasing: words[..<(vectors * Self.vectorLength)]),
                        vector: first / length)
                    write(
                        queries, from: UnsafeBufferPointer(rebasing: words[lead..<lead + count]),
                        around: place)
                    guard body(first, UnsafeBufferPointer(rebasing: queries[..<count])) else { return }
                    first += UInt64(count)
                }
            }
        }
    }

    /// Writes the digits of `place` less the noise of each word.
    @inline(__always)
    private func write(
        _ queries: UnsafeMutableBufferPointer<PackedKey>, from words: UnsafeBufferPointer<UInt32>,
        around place: UInt64
    ) {
        guard let words32 = words.baseAddress, let keys = queries.baseAddress else { return }
        let (width, spare) = (reach &* 2, self.spare)
        let whole = SIMD8<UInt64>(repeating: place &+ reach)
        let upper = SIMD8<UInt64>(repeating: width == 0 ? 1 << 32 : width >> 32)
        let lower = SIMD8<UInt64>(repeating: width & 0xFFFF_FFFF)
        var done = 0
        while words.count &- done >= 8 {
            let drawn = SIMD8<UInt64>(
                truncatingIfNeeded: UnsafeRawPointer(words32 + done).loadUnaligned(as: SIMD8<UInt32>.self))
            let noise = drawn &* upper &+ (drawn &* lower) &>> SIMD8<UInt64>(repeating: 32)
            let bits = PackedKey.bits(fractions: whole &- noise) &>> SIMD8<UInt64>(repeating: spare)
            UnsafeMutableRawPointer(keys + done).storeBytes(of: bits, as: SIMD8<UInt64>.self)
            done &+= 8
        }
        while done < words.count {
            let key = PackedKey(fraction: place &+ reach &- share(of: words32[done]))
            keys[done] = PackedKey(trusted: key.bits >> spare)
            done &+= 1
        }
    }
}
