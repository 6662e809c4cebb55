/// The nearest key and the next one.
@frozen
public struct NearestKey: Sendable, Hashable {
    /// Index of the nearest key; of several equally near ones the lowest.
    public var index: Int
    /// Its distance.
    public var distance: UInt64
    /// Index of the nearest key among the others, or −1 when there is no other.
    public var runnerUp: Int
    /// Its distance, or `UInt64.max` when there is no other.
    public var runnerUpDistance: UInt64

    /// Nothing found yet.
    @inlinable
    init() {
        index = -1
        distance = .max
        runnerUp = -1
        runnerUpDistance = .max
    }

    /// Takes the next key into account. Keys must come in rising order of index: then strict comparison alone
    /// gives ties to the lowest index.
    @inlinable
    @inline(__always)
    mutating func consider(_ candidate: Int, at candidateDistance: UInt64) {
        if candidateDistance < distance {
            (runnerUp, runnerUpDistance) = (index, distance)
            (index, distance) = (candidate, candidateDistance)
        } else if candidateDistance < runnerUpDistance {
            (runnerUp, runnerUpDistance) = (candidate, candidateDistance)
        }
    }
}

/// A way to find the nearest key. All of them give the same answer, bit for bit.
public protocol NearestKeySearch: Sendable {
    /// The keys that are searched.
    var keys: KeyPlanes { get }
    /// The distance that is used.
    var distance: DigitDistance { get }

    /// The nearest key to `query` and the runner-up.
    ///
    /// - Parameter query: `keys.shape.digitCount` digits from 0 to 9.
    /// - Precondition: there is at least one key.
    func nearest(to query: UnsafeBufferPointer<UInt8>) -> NearestKey
}

extension NearestKeySearch {
    /// The nearest key to `query` and the runner-up.
    ///
    /// - Parameter query: `keys.shape.digitCount` digits from 0 to 9.
    public func nearest(to query: [UInt8]) -> NearestKey {
        query.withUnsafeBufferPointer { nearest(to: $0) }
    }
}
