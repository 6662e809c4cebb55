import CKernels

/// Eight Philox blocks side by side, one lane each; the lower half of a lane is the word, the upper half is whatever the
/// multiplication left there.
///
/// A 32×32→64 multiplication reads lower halves alone and leaves the two words of its product in one lane, so a round
/// is two multiplications, two shifts and two exclusive ors for eight blocks and nothing needs to be masked before the end.
struct PhiloxLanes {
    static let width = 8

    private var word0: SIMD8<UInt64>
    private var word1: SIMD8<UInt64>
    private var word2: SIMD8<UInt64>
    private var word3: SIMD8<UInt64>

    /// The blocks with the counters `counter`, `counter + 1`, …, of the stream `number`.
    @inline(__always)
    init(counter: UInt64, number: UInt64) {
        word0 = SIMD8<UInt64>(repeating: counter) &+ SIMD8<UInt64>(0, 1, 2, 3, 4, 5, 6, 7)
        word1 = ck_lanes_upper(word0)
        word2 = SIMD8<UInt64>(repeating: number)
        word3 = SIMD8<UInt64>(repeating: number &>> 32)
    }

    @inline(__always)
    mutating func round(_ key0: SIMD8<UInt64>, _ key1: SIMD8<UInt64>) {
        let product0 = ck_lanes_product(word0, SIMD8<UInt64>(repeating: 0xD251_1F53))
        let product1 = ck_lanes_product(word2, SIMD8<UInt64>(repeating: 0xCD9E_8D57))
        word0 = ck_lanes_xor3(ck_lanes_upper(product1), word1, key0)
        word2 = ck_lanes_xor3(ck_lanes_upper(product0), word3, key1)
        word1 = product1
        word3 = product0
    }

    /// The 32 words in the order of the blocks.
    @inline(__always)
    func store(to words: UnsafeMutablePointer<UInt32>) {
        var all = SIMD16<UInt64>.zero
        all.evenHalf = ck_lanes_join(word0, word1)
        all.oddHalf = ck_lanes_join(word2, word3)
        UnsafeMutableRawPointer(words).storeBytes(of: all, as: SIMD16<UInt64>.self)
    }
}

extension NoiseStream {
    /// Writes the words of the blocks from `counter` on: word `i` is `block(counter + i / 4)[i % 4]`, whatever the number of
    /// words asked for. Counters wrap around.
    ///
    /// Four groups of eight blocks are computed at a time, since the rounds of one block wait for each other.
    ///
    /// - Complexity: O(n).
    public func fill(_ words: UnsafeMutableBufferPointer<UInt32>, counter: UInt64) {
        guard let base = words.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * Philox.rounds) { keys in
            guard let keys = keys.baseAddress else { return }
            // Additions carry into the upper halves, which nobody reads.
            for round in 0..<Philox.rounds {
                keys[2 * round] = seed &+ UInt64(round) &* UInt64(Philox.weyl0)
                keys[2 * round + 1] = seed &>> 32 &+ UInt64(round) &* UInt64(Philox.weyl1)
            }
            fill(base, count: words.count, counter: counter, keys)
        }
    }

    private func fill(
        _ base: UnsafeMutablePointer<UInt32>, count: Int, counter: UInt64, _ keys: UnsafePointer<UInt64>
    ) {
        let group = 4 * PhiloxLanes.width
        var (done, next) = (0, counter)
        while count &- done >= 4 &* group {
            fillFour(base + done, next, keys)
            done &+= 4 &* group
            next &+= UInt64(group)
        }
        while count &- done >= 4 &* PhiloxLanes.width {
            fillOne(base + done, next, keys)
            done &+= 4 &* PhiloxLanes.width
            next &+= UInt64(PhiloxLanes.width)
        }
        guard done < count else { return }
        withUnsafeTemporaryAllocation(byteCount: 16 * PhiloxLanes.width, alignment: 64) { rest in
            guard let rest = rest.bindMemory(to: UInt32.self).baseAddress else { return }
            fillOne(rest, next, keys)
            (base + done).update(from: rest, count: count &- done)
        }
    }

    @inline(__always)
    private func fillFour(
        _ words: UnsafeMutablePointer<UInt32>, _ counter: UInt64, _ keys: UnsafePointer<UInt64>
    ) {
        let step = UInt64(PhiloxLanes.width)
        var a = PhiloxLanes(counter: counter, number: number)
        var b = PhiloxLanes(counter: counter &+ step, number: number)
        var c = PhiloxLanes(counter: counter &+ 2 &* step, number: number)
        var d = PhiloxLanes(counter: counter &+ 3 &* step, number: number)
        for round in 0..<Philox.rounds {
            let key0 = SIMD8<UInt64>(repeating: keys[2 &* round])
            let key1 = SIMD8<UInt64>(repeating: keys[2 &* round &+ 1])
            a.round(key0, key1)
            b.round(key0, key1)
            c.round(key0, key1)
            d.round(key0, key1)
        }
        a.store(to: words)
        b.store(to: words + 32)
        c.store(to: words + 64)
        d.store(to: words + 96)
    }

    @inline(__always)
    private func fillOne(
        _ words: UnsafeMutablePointer<UInt32>, _ counter: UInt64, _ keys: UnsafePointer<UInt64>
    ) {
        var lanes = PhiloxLanes(counter: counter, number: number)
        for round in 0..<Philox.rounds {
            let key0 = SIMD8<UInt64>(repeating: keys[2 &* round])
            let key1 = SIMD8<UInt64>(repeating: keys[2 &* round &+ 1])
            lanes.round(key0, key1)
        }
        lanes.store(to: words)
    }
}
