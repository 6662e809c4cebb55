import DigitKeys
import Platform

/// Key layers: clusters of training queries by their keys, number by number the mean and the variance of a sequence's
/// weights. A sequence belongs to the cluster whose centre is nearest to its key by the model's own distance. What a cluster
/// knows of its sequences' outputs is kept with it.
public struct SequenceClusters: Sendable {
    /// The centres' keys: clusters × `shape.numbers`.
    public let centers: Slab<UInt16>
    /// How moments become numbers of a key, as `QueryScale` has it.
    public let scale: Slab<Int64>
    /// Lengths of inputs and outputs, cluster by cluster.
    public let lengths: [ExpectedLength]
    /// For each cluster the mean of the keys of all tokens that its sequences emitted, number by number, then their
    /// deviation, both rounded: clusters × `shape.numbers`.
    public private(set) var values: Slab<UInt16>
    /// The shape of a query's key: means, then variances.
    public let shape: KeyShape

    private let moments: QueryMoments
    private let queryScale: QueryScale
    private let search: PlaneScan

    /// Number of clusters.
    public var count: Int { lengths.count }

    /// Clusters from their arrays.
    ///
    /// - Parameters:
    ///   - tokens: of the column whose sequences are clustered.
    ///   - distance: of the model.
    /// - Throws: `InvalidStructure` when counts disagree or a number is out of range.
    /// - Complexity: O(tokens · numbers + clusters · digits).
    public init(
        centers: Slab<UInt16>, scale: Slab<Int64>, lengths: Slab<Int64>, values: Slab<UInt16>,
        tokens: TokenDictionary, distance: DigitDistance
    ) throws(InvalidStructure) {
        try self.init(
            centers: centers, scale: scale, lengths: lengths, values: values,
            moments: QueryMoments(tokens: tokens, shape: distance.shape), distance: distance)
    }

    init(
        centers: Slab<UInt16>, scale: Slab<Int64>, lengths: Slab<Int64>, values: Slab<UInt16>,
        moments: QueryMoments, distance: DigitDistance
    ) throws(InvalidStructure) {
        let shape = KeyShape(numbers: 2 * distance.shape.numbers, digits: distance.shape.digits)
        let count = lengths.count / ExpectedLength.width
        guard count > 0, count <= DerivedColumn.mostClusters, lengths.count == count * ExpectedLength.width,
            centers.count == count * shape.numbers, values.count == centers.count
        else { throw InvalidStructure("the arrays of clusters have sizes that do not match") }
        for index in 0..<centers.count
        where UInt64(max(centers[index], values[index])) > shape.largestNumber {
            throw InvalidStructure("a number of a cluster's key is too large")
        }
        self.shape = shape
        self.moments = moments
        queryScale = try QueryScale(values: scale, shape: shape)
        var expected: [ExpectedLength] = []
        for cluster in 0..<count {
            let first = cluster * ExpectedLength.width
            expected.append(try ExpectedLength((first..<first + ExpectedLength.width).map { lengths[$0] }))
        }
        (self.centers, self.scale, self.values, self.lengths) = (centers, scale, values, expected)
        let keys = (0..<count).map { cluster in
            (0..<shape.numbers).map { UInt64(centers[cluster * shape.numbers + $0]) }
        }
        let wide = try DigitDistance(shape: shape, weights: distance.weights, penalty: Int(distance.penalty))
        search = PlaneScan(keys: KeyPlanes(keys: keys, shape: shape), distance: wide)
    }

    /// The lengths as one array, as `init` takes them.
    ///
    /// - Complexity: O(clusters).
    public var lengthNumbers: Slab<Int64> { Slab(lengths.flatMap(\.numbers)) }

    /// The key of a sequence, number by number; nil when the column knows none of its tokens.
    ///
    /// - Complexity: O(tokens · numbers).
    public func key(of entries: UnsafeBufferPointer<UInt32>) -> [UInt64]? {
        var numbers = [UInt64](repeating: 0, count: shape.numbers)
        let isKnown = numbers.withUnsafeMutableBufferPointer { numbers in
            numbers.baseAddress.map { writeKey(of: entries, into: $0) } ?? false
        }
        return isKnown ? numbers : nil
    }

    @inline(__always)
    private func writeKey(
        of entries: UnsafeBufferPointer<UInt32>, into numbers: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        guard moments.write(entries, into: numbers) else { return false }
        queryScale.apply(numbers)
        return true
    }

    /// The cluster that a sequence belongs to, of several equally near ones the lowest; nil when the column knows none of
    /// its tokens.
    ///
    /// - Complexity: O(tokens · numbers + clusters · digits).
    public func cluster(of entries: UnsafeBufferPointer<UInt32>) -> Int? {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: shape.numbers) { numbers in
            guard let base = numbers.baseAddress, writeKey(of: entries, into: base) else { return nil }
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: shape.digitCount) { digits in
                guard let digits = digits.baseAddress else { return nil }
                KeyNumbers.writeDigits(of: UnsafeBufferPointer(numbers), shape: shape, into: digits)
                return search.nearest(to: UnsafeBufferPointer(start: digits, count: shape.digitCount)).index
            }
        }
    }

    /// Takes the means and variances of the keys of what each cluster's sequences emitted.
    ///
    /// - Parameter moments: of each cluster, half as many columns as a key has numbers.
    /// - Complexity: O(clusters · numbers).
    public mutating func describeValues(_ moments: [WholeMoments]) {
        precondition(moments.count == count, "moments of other clusters")
        values = Slab(
            moments.flatMap { moments in
                precondition(2 * moments.columns == shape.numbers, "keys of another shape")
                let means = (0..<moments.columns).map { moments.mean($0) }
                let deviations = (0..<moments.columns).map { moments.variance($0).squareRoot() }
                return (means + deviations).map { UInt16($0.rounded()) }
            })
    }

    /// The means of the keys of what a cluster's sequences emitted.
    ///
    /// - Complexity: O(numbers).
    public func valueMeans(of cluster: Int) -> [UInt64] {
        let first = cluster * shape.numbers
        return (first..<first + shape.numbers / 2).map { UInt64(values[$0]) }
    }

    /// The deviation of those keys, number by number.
    ///
    /// - Complexity: O(numbers).
    public func valueDeviations(of cluster: Int) -> [UInt64] {
        let first = cluster * shape.numbers + shape.numbers / 2
        return (first..<first + shape.numbers / 2).map { UInt64(values[$0]) }
    }
}
