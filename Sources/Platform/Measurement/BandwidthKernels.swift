/// The loops that measure memory. They do as little as possible beside loading.
package enum BandwidthKernels {
    /// 64 bytes: one cache line, and the widest vector register.
    package typealias Line = SIMD8<UInt64>

    /// Bytes of a line.
    package static let lineSize = MemoryLayout<Line>.stride

    /// Adds up lines one after the other.
    ///
    /// - Complexity: O(lines).
    @inline(never)
    package static func stream(_ lines: UnsafeBufferPointer<Line>) -> UInt64 {
        guard let base = lines.baseAddress else { return 0 }
        // Four sums, so that no addition waits for the one before.
        var (a, b, c, d) = (Line(), Line(), Line(), Line())
        var index = 0
        let end = lines.count & ~3
        while index < end {
            a &+= base[index]
            b &+= base[index + 1]
            c &+= base[index + 2]
            d &+= base[index + 3]
            index &+= 4
        }
        while index < lines.count {
            a &+= base[index]
            index &+= 1
        }
        return (a &+ b &+ c &+ d).wrappedSum()
    }

    /// Adds up `count` lines from random places. No address depends on what was loaded, so that the processor has as many
    /// loads on their way as it can.
    ///
    /// - Precondition: there are fewer than 2³² lines.
    /// - Complexity: O(`count`).
    @inline(never)
    package static func gather(_ lines: UnsafeBufferPointer<Line>, count: Int, seed: UInt64) -> UInt64 {
        guard let base = lines.baseAddress, !lines.isEmpty else { return 0 }
        let size = UInt64(lines.count)
        var state = seed
        var ahead = seed
        for _ in 0..<distance { prefetch(base + place(&ahead, size)) }
        var (a, b) = (Line(), Line())
        var done = 0
        while done < count {
            prefetch(base + place(&ahead, size))
            a &+= base[place(&state, size)]
            prefetch(base + place(&ahead, size))
            b &+= base[place(&state, size)]
            done &+= 2
        }
        return (a &+ b).wrappedSum()
    }

    /// Lines asked for before they are read: about as many as a core of today can have on their way, from memory.
    private static let distance = 32

    /// The next of a sequence of places: Weyl's sequence, its high half mixed by one multiplication.
    @inline(__always)
    private static func place(_ state: inout UInt64, _ size: UInt64) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        let mixed = (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: (mixed >> 32 &* size) >> 32)
    }
}
