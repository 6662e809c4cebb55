import Platform

/// Where the slots of a key table lie: a bucket is one cache line with five keys and their five tokens.
///
/// In a table that exceeds the caches a look-up costs what its lines cost, and with both in one line most take a single
/// one. Eight keys in a line and their tokens in another would take two at least.
@frozen
@usableFromInline
struct KeySlots {
    /// Slots of a bucket.
    @usableFromInline static let width = 5
    /// Bytes of a bucket.
    @usableFromInline static let stride = 64

    @usableFromInline let base: UnsafeMutableRawPointer

    /// Slots in memory that begins on a cache line.
    @inlinable
    init(_ base: UnsafeMutableRawPointer) { self.base = base }

    /// The five keys of a bucket; three more words can be read.
    @inlinable
    @inline(__always)
    func keys(of bucket: Int) -> UnsafeMutablePointer<UInt64> {
        (base + bucket &* Self.stride).assumingMemoryBound(to: UInt64.self)
    }

    /// The five tokens of a bucket.
    @inlinable
    @inline(__always)
    func tokens(of bucket: Int) -> UnsafeMutablePointer<UInt32> {
        (base + (bucket &* Self.stride &+ Self.width &* 8)).assumingMemoryBound(to: UInt32.self)
    }

    /// Bit i of the answer is set when slot i of the bucket holds `key`; 0 is the key of an empty slot.
    @inlinable
    @inline(__always)
    func matches(_ key: UInt64, in bucket: Int) -> UInt32 {
        // The three words behind the keys are tokens.
        equalWords(of8: keys(of: bucket), to: key) & (1 << UInt32(Self.width) - 1)
    }

    /// Asks for the bucket's line.
    @inlinable
    @inline(__always)
    func request(_ bucket: Int) { prefetch(base + bucket &* Self.stride) }
}
