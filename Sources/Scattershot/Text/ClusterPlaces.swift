import Platform

/// Collects the grapheme clusters of a line; runs of ASCII are read 64 bytes at a time.
enum ClusterPlaces {
    /// Appends the clusters of a range, in order.
    ///
    /// - Parameter withWhiteSpace: whether clusters of white space are among them.
    static func append(
        _ range: Range<Int>, of text: BlockText, withWhiteSpace: Bool, to places: ScratchList<BytePlace>
    ) {
        // No more clusters than bytes; growing by doubling would hold three times as much for a moment.
        var next = places.room(for: range.count)
        let base = text.base
        let end = range.upperBound
        var start = range.lowerBound
        while start < end {
            let run = start &+ ByteMask.width <= text.bytes.count ? plainRun(base + start, end &- start) : 0
            if run > 0 {
                let kept =
                    ByteMask.low(run) & (withWhiteSpace ? .max : ~ByteMask.whiteSpace(base + start))
                next = write(kept, run, from: start, to: next)
                start &+= run
                // A cluster that is no plain ASCII follows, or the end of what can be read at once.
                if run == ByteMask.width || start == end { continue }
            }
            repeat {
                start = GraphemeClusters.forFirstClusters(in: base, start, end) { cluster in
                    next.initialize(to: BytePlace(cluster))
                    if withWhiteSpace || !WhiteSpace.isWhiteSpace(text.bytes, at: cluster) { next += 1 }
                }
            } while start < end && base[start] >= 0x80
        }
        places.extend(to: next)
    }

    /// How many bytes from `start` on, at most 64 and `count`, are clusters of their own: ASCII characters but carriage
    /// return that are followed by ASCII or nothing.
    @inline(__always)
    private static func plainRun(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
        let valid = ByteMask.low(count)
        let high = ByteMask.high(start) & valid
        let returns = ByteMask.equal(start, to: 0x0D)
        var beforeHigh = high &>> 1
        if count > ByteMask.width && start[ByteMask.width] >= 0x80 { beforeHigh |= 1 << 63 }
        return min((high | beforeHigh | returns).trailingZeroBitCount, min(count, ByteMask.width))
    }

    /// Writes the places of the bytes whose bits are set.
    @inline(__always)
    private static func write(
        _ kept: UInt64, _ run: Int, from start: Int, to places: UnsafeMutablePointer<BytePlace>
    ) -> UnsafeMutablePointer<BytePlace> {
        if kept == ByteMask.low(run) {
            for offset in 0..<run {
                places[offset] = BytePlace(offset: UInt32(truncatingIfNeeded: start &+ offset), length: 1)
            }
            return places + run
        }
        // Without branches: where the next space stands cannot be predicted.
        var places = places
        for offset in 0..<run {
            places.initialize(to: BytePlace(offset: UInt32(truncatingIfNeeded: start &+ offset), length: 1))
            places += Int(truncatingIfNeeded: (kept &>> UInt64(truncatingIfNeeded: offset)) & 1)
        }
        return places
    }
}
