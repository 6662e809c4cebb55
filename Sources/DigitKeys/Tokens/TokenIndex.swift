import Platform

/// Finds the tokens of a dictionary in text, many at once. Built in memory beside the dictionary's own table: tokens of up
/// to 16 bytes are compared where they are found, in one cache line that was asked for before it is needed.
///
/// Immutable and safe to share.
public final class TokenIndex: @unchecked Sendable {
    /// The dictionary.
    public let dictionary: TokenDictionary

    /// Changed by the initialiser alone.
    let buckets: TokenBuckets
    /// Of the tokens of one byte: nearly all there are in models of characters.
    let singles: Slab<UInt32>

    /// What `find` gives for a text that is no token of the dictionary.
    ///
    /// - Complexity: O(1).
    public static var absent: UInt32 { TokenBuckets.absent }

    /// Tokens that are looked up together.
    static let group = 128

    /// An index of `dictionary`.
    ///
    /// - Complexity: O(bytes of the dictionary).
    public init(_ dictionary: TokenDictionary) {
        self.dictionary = dictionary
        let buckets = TokenBuckets(capacity: dictionary.count, seed: .random(in: .min ... .max))
        let text = dictionary.text.base
        for token in 0..<dictionary.count {
            let (start, end) = (Int(dictionary.starts[token]), Int(dictionary.starts[token + 1]))
            let key = TokenKey(text + start, length: end - start, available: dictionary.text.count - start)
            buckets.insert(key, number: UInt32(token))
        }
        self.buckets = buckets
        let reader = buckets.reader
        singles = Slab(
            (0...255).map { byte in
                let key = TokenKey(low: UInt64(byte), high: 0, size: 2)
                return reader.find(key, bucket: reader.bucket(of: key))
            })
    }

    /// Bytes of the index, without the dictionary.
    ///
    /// - Complexity: O(1).
    package var byteCount: Int { buckets.byteCount + singles.count * MemoryLayout<UInt32>.stride }

    /// The index of a token in the dictionary, or `absent`.
    ///
    /// - Complexity: O(bytes).
    public func find(_ token: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard let base = token.baseAddress else {
            return withUnsafePointer(to: 0) { find($0, length: 0, available: 0) }
        }
        return find(base, length: token.count, available: token.count)
    }

    /// Writes the index of each token, or `absent`.
    ///
    /// - Parameters:
    ///   - places: where the tokens stand; within `bytes`.
    ///   - numbers: room for as many.
    ///   - distance: how many tokens before its turn the cache line of one is asked for.
    /// - Returns: how many are absent.
    /// - Complexity: O(bytes of the tokens).
    public func find(
        _ places: UnsafeBufferPointer<BytePlace>, in bytes: UnsafeBufferPointer<UInt8>,
        into numbers: UnsafeMutablePointer<UInt32>, distance: PrefetchDistance = .standard
    ) -> Int {
        findAll(places, in: bytes, into: numbers, distance: distance).absent
    }

    /// Writes the index of each token, or `absent`, as ``find(_:in:into:distance:)`` does.
    ///
    /// - Returns: how many are absent, and the bytes of the index that were read: a whole bucket for each token that was
    ///   looked for in one, without those that it spilled over to, and a number for one that its only byte leads to.
    /// - Complexity: O(bytes of the tokens).
    package func findAll(
        _ places: UnsafeBufferPointer<BytePlace>, in bytes: UnsafeBufferPointer<UInt8>,
        into numbers: UnsafeMutablePointer<UInt32>, distance: PrefetchDistance
    ) -> (absent: Int, bytes: Int) {
        guard let first = places.baseAddress, !places.isEmpty else { return (0, 0) }
        // Empty tokens alone can stand in no bytes.
        let nothing: StaticString = ""
        let text = UnsafeBufferPointer(start: bytes.baseAddress ?? nothing.utf8Start, count: bytes.count)
        var (absent, direct) = (0, 0)
        var start = 0
        while start < places.count {
            let count = min(places.count &- start, Self.group)
            let group = UnsafeBufferPointer(start: first + start, count: count)
            let singleCount = Self.singles(in: group)
            if Self.areSingles(singleCount, of: count) {
                absent &+= findSingles(group, text, numbers + start)
                direct &+= singleCount
            } else {
                absent &+= findGroup(group, text, numbers + start, ahead: distance.items)
            }
            start &+= count
        }
        return (
            absent,
            (places.count &- direct) &* TokenBuckets.bytes &+ direct &* MemoryLayout<UInt32>.stride
        )
    }

    /// Tokens of one byte in a group.
    @inline(__always)
    static func singles(in group: UnsafeBufferPointer<BytePlace>) -> Int {
        var count: UInt32 = 0
        for place in group { count &+= place.length == 1 ? 1 : 0 }
        return Int(count)
    }

    /// Whether nearly all tokens of a group have one byte, so that its only byte leads to each of those.
    @inline(__always)
    static func areSingles(_ singles: Int, of count: Int) -> Bool { singles &* 8 >= count &* 7 }

    private func find(_ token: UnsafePointer<UInt8>, length: Int, available: Int) -> UInt32 {
        let key = TokenKey(token, length: length, available: available)
        let reader = buckets.reader
        return find(key, bucket: reader.bucket(of: key), token: token, length: length)
    }

    @inline(__always)
    private func find(_ key: TokenKey, bucket: Int, token: UnsafePointer<UInt8>, length: Int) -> UInt32 {
        if key.size != TokenKey.long { return buckets.reader.find(key, bucket: bucket) }
        return findLong(key, bucket: bucket, token: token, length: length)
    }

    @inline(never)
    private func findLong(_ key: TokenKey, bucket: Int, token: UnsafePointer<UInt8>, length: Int) -> UInt32 {
        buckets.reader.find(key, bucket: bucket) { number in
            dictionary.withBytes(of: Int(number)) {
                $0.elementsEqual(UnsafeBufferPointer(start: token, count: length))
            }
        }
    }

    /// For tokens that have one byte nearly all.
    private func findSingles(
        _ places: UnsafeBufferPointer<BytePlace>, _ bytes: UnsafeBufferPointer<UInt8>,
        _ numbers: UnsafeMutablePointer<UInt32>
    ) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        let singles = singles.base
        var absent = 0
        for (index, place) in places.enumerated() {
            let number =
                place.length == 1
                ? singles[Int(base[place.start])]
                : find(base + place.start, length: Int(place.length), available: bytes.count &- place.start)
            numbers[index] = number
            absent &+= number == Self.absent ? 1 : 0
        }
        return absent
    }

    /// A key, and where to look for it.
    private struct Pending {
        var key: TokenKey
        var bucket: Int
    }

    private func findGroup(
        _ places: UnsafeBufferPointer<BytePlace>, _ bytes: UnsafeBufferPointer<UInt8>,
        _ numbers: UnsafeMutablePointer<UInt32>, ahead: Int
    ) -> Int {
        guard let base = bytes.baseAddress, let first = places.baseAddress else { return 0 }
        let count = places.count
        let reader = buckets.reader
        return withUnsafeTemporaryAllocation(of: Pending.self, capacity: Self.group) { pending in
            guard let pending = pending.baseAddress else { return 0 }
            @inline(__always) func prepare(_ index: Int) {
                let place = first[index]
                let key = TokenKey(
                    base + place.start, length: Int(place.length), available: bytes.count &- place.start)
                let bucket = reader.bucket(of: key)
                reader.prefetch(bucket: bucket)
                (pending + index).initialize(to: Pending(key: key, bucket: bucket))
            }
            var absent = 0
            @inline(__always) func finish(_ index: Int) {
                let found = pending[index]
                let number = find(
                    found.key, bucket: found.bucket, token: base + first[index].start,
                    length: Int(first[index].length))
                numbers[index] = number
                absent &+= number == Self.absent ? 1 : 0
            }
            let lead = min(ahead, count)
            for index in 0..<lead { prepare(index) }
            for index in lead..<count {
                prepare(index)
                finish(index &- lead)
            }
            for index in count &- lead..<count { finish(index) }
            return absent
        }
    }
}
