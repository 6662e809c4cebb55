import Platform

/// Finds the nearest key of the line shape, exactly, without looking at most keys.
///
/// The keys are sorted and stand behind tables of their leading digits. A query's own bucket comes first; then every
/// neighbouring prefix whose cost alone, a lower bound, does not exceed the best distance. That visits ten to a hundred
/// keys of a million when they are spread evenly and f ≥ 2. Crowded prefixes have tables of their own. Where bounds
/// prune little (f near 1, or keys and queries that agree in nothing), a scan of all keys is faster: the index times
/// both when it is built and keeps the faster one, and a query that visits too many prefixes is handed to the scan. So
/// the answer is always that of the scan, bit for bit, and the time never much above the scan's.
///
/// Memory: 12 bytes a distinct key, half a byte a key for the root table, and 32 bytes for each of up to 8,192 neighbour
/// patterns of a table, beside the digit planes that it shares with the scan. Building sorts by radix.
public struct PrefixIndex: Sendable {
    /// How the search is chosen.
    public enum Strategy: Sendable, Hashable {
        /// The faster of index and scan, timed on sample queries made from the keys.
        case timed
        /// The index, whatever the keys.
        case index
        /// The scan, whatever the keys.
        case scan
    }

    /// The keys that are searched.
    public let keys: KeyPlanes
    /// The distance that is used.
    public let distance: DigitDistance
    /// The level really used: `.scalar` is the plain loop over all keys.
    public let form: Kernel
    /// True when every query is answered by a scan of all keys.
    public private(set) var isScan: Bool

    let tree: PrefixTree
    let search: any PackedSearch
    let scan: any NearestKeySearch
    let patience: Int
    /// The digits of a query that count.
    let mask: UInt64

    /// An index of `keys`.
    ///
    /// - Parameters:
    ///   - keys: keys of one number of up to sixteen digits; there may be equal ones.
    ///   - distance: any weights and penalty.
    ///   - kernel: `.scalar` for the plain loop, anything else for the index.
    ///   - strategy: when in doubt, `.timed`.
    /// - Precondition: one shape, of one number; fewer than 2^31 keys.
    /// - Complexity: O(keys).
    public init(
        keys: KeyPlanes, distance: DigitDistance, kernel: Kernel = .preferred, strategy: Strategy = .timed
    ) {
        precondition(keys.shape == distance.shape, "keys and distance have different shapes")
        precondition(keys.shape.numbers == 1, "a prefix index holds keys of one number")
        precondition(keys.count < 1 << 31, "2^31 keys or more")
        self.keys = keys
        self.distance = distance
        form = kernel.includes(.simd) ? .simd : .scalar
        mask = UInt64.max >> UInt64(64 - 4 * keys.shape.digits)
        search = packedSearch(distance)
        patience = max(64, keys.count / 64)
        guard form != .scalar, strategy != .scan, keys.count > 0 else {
            tree = PrefixTree(keys: [], weights: [], penalty: 0)
            scan =
                form == .scalar
                ? ScalarScan(keys: keys, distance: distance)
                : KeyScan(keys: keys, distance: distance, kernel: kernel)
            isScan = true
            return
        }
        let packed = (0..<keys.count).map { PackedKey(digits: keys.digits(of: $0)).bits }
        tree = PrefixTree(
            keys: packed, weights: sixteenWeights(distance.weights), penalty: distance.penalty)
        scan = KeyScan(keys: keys, distance: distance, kernel: kernel)
        isScan = false
        if strategy == .timed { isScan = IndexTrial.scanIsFaster(for: self) }
    }

    /// Bytes that the index takes beside the digit planes.
    ///
    /// - Complexity: O(1).
    public var byteCount: Int { tree.byteCount }

    /// The nearest key to `query`.
    ///
    /// - Parameter query: leading digits beyond the keys' shape do not count.
    /// - Precondition: there is at least one key.
    /// - Complexity: about O(log keys) for keys that are spread evenly, O(keys) at worst.
    public func nearest(to query: PackedKey) -> KeyMatch {
        precondition(keys.count > 0, "no keys")
        let query = PackedKey(trusted: query.bits & mask)
        guard !isScan else { return scanned(query) }
        return search.nearest(to: query.bits, in: tree, patience: patience) ?? scanned(query)
    }

    @inline(never)
    func scanned(_ query: PackedKey) -> KeyMatch {
        let digits = keys.shape.digits
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: digits) { buffer in
            for place in 0..<digits {
                buffer[place] = UInt8(truncatingIfNeeded: query.bits >> UInt64(4 * (digits - 1 - place)) & 15)
            }
            let found = scan.nearest(to: UnsafeBufferPointer(buffer))
            return KeyMatch(index: found.index, distance: found.distance)
        }
    }
}
