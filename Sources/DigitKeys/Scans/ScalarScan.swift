/// The plain loop over keys, numbers and digits. It is the baseline, and the oracle of every other search.
public struct ScalarScan: NearestKeySearch {
    /// The keys that are searched.
    public let keys: KeyPlanes
    /// The distance that is used.
    public let distance: DigitDistance
    private let rows: [[UInt8]]

    /// A scan over `keys`.
    ///
    /// - Complexity: O(keys · digits), once.
    public init(keys: KeyPlanes, distance: DigitDistance) {
        precondition(keys.shape == distance.shape, "keys and distance have different shapes")
        self.keys = keys
        self.distance = distance
        rows = (0..<keys.count).map { keys.digits(of: $0) }
    }

    /// The nearest key to `query` and the runner-up.
    ///
    /// - Complexity: O(keys · digits).
    public func nearest(to query: UnsafeBufferPointer<UInt8>) -> NearestKey {
        let query = Array(query)
        var found = NearestKey()
        for index in rows.indices {
            found.consider(index, at: distance.between(query, rows[index]))
        }
        return found
    }
}
