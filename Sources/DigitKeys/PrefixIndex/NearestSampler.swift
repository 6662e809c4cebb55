import NoiseSampling

/// Samples what lies near a key of the line shape: subtracts noise from the key and looks for the nearest key.
///
/// Keys are places on a circle of 2^64 steps, so subtraction wraps around. Sample `i` is a function of the stream and `i`
/// alone: its noise is uniform on the whole numbers from −a to a − 1 and made from the words 2·i and 2·i + 1 of the
/// stream. So a hit can be stored as its counter and drawn again.
public struct NearestSampler: Sendable {
    /// The keys that are searched.
    public let index: PrefixIndex
    /// Where the noise comes from.
    public let stream: NoiseStream
    /// `a`: the largest noise, in steps of 2^−64 of the circle.
    public let reach: UInt64

    /// Samples worked on together.
    private static let chunk = 256

    /// A sampler of noise that goes up to `amplitude` of the whole circle to both sides.
    ///
    /// - Parameter amplitude: above 0 and at most 0.5. About 1 / (8 · keys) reaches the next keys.
    /// - Precondition: keys are there.
    /// - Complexity: O(1).
    public init(index: PrefixIndex, stream: NoiseStream, amplitude: Double) {
        precondition(amplitude > 0 && amplitude <= 0.5, "the amplitude must be above 0 and at most 0.5")
        precondition(index.keys.count > 0, "no keys")
        self.index = index
        self.stream = stream
        reach = max(1, UInt64(amplitude * 0x1p64))
    }

    /// The noise of sample `counter`, in steps of the circle.
    ///
    /// - Complexity: O(1).
    public func noise(_ counter: UInt64) -> Int64 {
        let block = stream.block(counter >> 1)
        let word =
            counter & 1 == 0
            ? UInt64(block.x) | UInt64(block.y) << 32 : UInt64(block.z) | UInt64(block.w) << 32
        // For the largest reach, 2^63, the width is 2^64 and the word stays as it is.
        let width = reach &* 2
        let place = width == 0 ? word : word.multipliedFullWidth(by: width).high
        return Int64(bitPattern: place &- reach)
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

    /// The first of `counters` whose sample is nearest to the key `wanted`; nil when there is none.
    ///
    /// - Complexity: that of a search a counter up to the hit, and of 255 more.
    public func firstHit(of wanted: Int, from place: UInt64, counters: Range<UInt64>) -> UInt64? {
        var hit: UInt64?
        withUnsafeTemporaryAllocation(of: KeyMatch.self, capacity: Self.chunk) { matches in
            forEachChunk(of: counters, around: place) { first, queries in
                index.nearest(to: queries, into: matches)
                for sample in queries.indices where matches[sample].index == wanted {
                    hit = first + UInt64(sample)
                    return false
                }
                return true
            }
        }
        return hit
    }

    /// How many of the samples of `counters` are nearest to the key `wanted`.
    ///
    /// - Complexity: that of a search a counter.
    public func hitCount(of wanted: Int, from place: UInt64, counters: Range<UInt64>) -> Int {
        var hits = 0
        withUnsafeTemporaryAllocation(of: KeyMatch.self, capacity: Self.chunk) { matches in
            forEachChunk(of: counters, around: place) { _, queries in
                index.nearest(to: queries, into: matches)
                for sample in queries.indices where matches[sample].index == wanted { hits &+= 1 }
                return true
            }
        }
        return hits
    }

    /// Bits to the right of the digits that count.
    private var spare: UInt64 { UInt64(64 - 4 * index.keys.shape.digits) }

    /// Draws the samples of `counters`, some at a time, until `body` returns false.
    @inline(__always)
    private func forEachChunk(
        of counters: Range<UInt64>, around place: UInt64,
        _ body: (UInt64, UnsafeBufferPointer<PackedKey>) -> Bool
    ) {
        withUnsafeTemporaryAllocation(byteCount: (Self.chunk + 2) * 8, alignment: 64) { words in
            withUnsafeTemporaryAllocation(of: PackedKey.self, capacity: Self.chunk) { queries in
                let words = words.bindMemory(to: UInt32.self)
                var first = counters.lowerBound
                while first < counters.upperBound {
                    let count = Int(min(UInt64(Self.chunk), counters.upperBound - first))
                    draw(first, count, words, queries, place)
                    guard body(first, UnsafeBufferPointer(rebasing: queries[..<count])) else { return }
                    first += UInt64(count)
                }
            }
        }
    }

    private func draw(
        _ first: UInt64, _ count: Int, _ words: UnsafeMutableBufferPointer<UInt32>,
        _ queries: UnsafeMutableBufferPointer<PackedKey>, _ place: UInt64
    ) {
        guard let base = words.baseAddress, let keys = queries.baseAddress else { return }
        // An odd first counter is the second half of a block.
        let lead = Int(first & 1)
        stream.fill(
            UnsafeMutableBufferPointer(start: base, count: 2 * (count + lead)), counter: first >> 1)
        let (width, spare) = (reach &* 2, self.spare)
        let whole = SIMD8<UInt64>(repeating: place &+ reach)
        let source = UnsafeRawPointer(base + 2 * lead)
        var done = 0
        while count &- done >= 8 {
            let drawn = (source + done &* 8).loadUnaligned(as: SIMD8<UInt64>.self)
            let noise = width == 0 ? drawn : Self.upperHalf(drawn, width)
            let bits = PackedKey.bits(fractions: whole &- noise) &>> SIMD8<UInt64>(repeating: spare)
            UnsafeMutableRawPointer(keys + done).storeBytes(of: bits, as: SIMD8<UInt64>.self)
            done &+= 8
        }
        while done < count {
            keys[done] = sample(place, first &+ UInt64(done))
            done &+= 1
        }
    }

    /// The upper 64 bits of 64×64→128 products, by four of 32×32→64.
    @inline(__always)
    private static func upperHalf(_ words: SIMD8<UInt64>, _ factor: UInt64) -> SIMD8<UInt64> {
        let low = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
        let half = SIMD8<UInt64>(repeating: 32)
        let lower = SIMD8<UInt64>(repeating: factor & 0xFFFF_FFFF)
        let upper = SIMD8<UInt64>(repeating: factor &>> 32)
        let (wordLow, wordHigh) = (words & low, words &>> half)
        let middle = wordHigh &* (lower & low) &+ ((wordLow &* (lower & low)) &>> half)
        let cross = wordLow &* (upper & low) &+ (middle & low)
        return wordHigh &* (upper & low) &+ (middle &>> half) &+ (cross &>> half)
    }
}
