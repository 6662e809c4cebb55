import CuckooTable
import Platform

/// What looking tokens up takes, counted one by one and apart from looking them up.
extension TokenIndex {
    /// Tokens in the index.
    ///
    /// - Complexity: O(1).
    package var count: Int { dictionary.count }

    /// The share of slots that hold a token.
    ///
    /// - Complexity: O(1).
    package var load: Double { buckets.load }

    /// Counts the look-ups that ``find(_:in:into:distance:)`` makes of the same tokens. One that its only byte leads to
    /// opens no bucket.
    ///
    /// - Complexity: O(bytes of the tokens).
    package func count(
        _ places: UnsafeBufferPointer<BytePlace>, in bytes: UnsafeBufferPointer<UInt8>,
        into counts: inout LookupCounts
    ) {
        for start in stride(from: 0, to: places.count, by: Self.group) {
            let group = UnsafeBufferPointer(
                rebasing: places[start..<min(start + Self.group, places.count)])
            let areSingles = Self.areSingles(Self.singles(in: group), of: group.count)
            for place in group {
                let token = UnsafeBufferPointer(rebasing: bytes[place.range])
                if areSingles, let byte = token.first, token.count == 1 {
                    counts.add(isHit: singles[Int(byte)] != Self.absent, length: 0)
                    continue
                }
                let probe = probe(token)
                counts.add(isHit: probe.isFound, length: probe.buckets, mismatches: probe.mismatches)
            }
        }
    }

    private func probe(
        _ token: UnsafeBufferPointer<UInt8>
    ) -> (isFound: Bool, buckets: Int, mismatches: Int) {
        let key =
            token.baseAddress.map { TokenKey($0, length: token.count, available: token.count) }
            ?? withUnsafePointer(to: 0) { TokenKey($0, length: 0, available: 0) }
        return buckets.probe(key) { number in
            key.size != TokenKey.long
                || dictionary.withBytes(of: Int(number)) { $0.elementsEqual(token) }
        }
    }
}
