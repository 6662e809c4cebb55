/// Finds the centre that each row is nearest to, by squared Euclidean distance.
///
/// The answer does not depend on who computes it. A quick distance, by vectors or by OpenBLAS, has a known
/// error; every centre that could be the nearest one within that error is measured again in `Double` in a
/// fixed order of additions, the *settled* distance, and the smallest settled distance wins, ties to the
/// lowest index.
///
/// With `u` the roundoff of the numbers' type, `x` a row of `c` numbers and `k` a centre, the sum of squared
/// differences has a relative error of at most `(c + 4) u`, and `|x|² + |k|² − 2 x·k` an absolute one of at
/// most `2 (c + 4) u (|x|² + |k|²)`, each but for terms in `u²`. A centre is measured again when its quick
/// distance exceeds the smallest one by at most `8 (c + 4) u` times the smallest distance, or times `|x|² +
/// max |k|²`: more than the error of both, and of the settled distances, together. Where a distance
/// overflows, all centres are measured again.
public struct CenterSearch<Element: BinaryFloatingPoint & BitwiseCopyable & Sendable>: Sendable {
    /// Numbers in a row.
    public let columns: Int
    /// Number of centres.
    public let count: Int
    /// Who computes the quick distances.
    public let path: DenseAlgebra.Path
    private let centers: [Element]
    private let planes: [Element]
    private let lengths: [Element]
    private let stride: Int
    private let library: OpenBLAS?

    private init<Lanes: DenseLanes>(
        _ centers: [Element], _ columns: Int, _ path: DenseAlgebra.Path?, _: Lanes.Type
    ) where Lanes.Element == Element {
        precondition(
            columns > 0 && !centers.isEmpty && centers.count % columns == 0, "centres do not fill whole rows")
        self.columns = columns
        self.centers = centers
        count = centers.count / columns
        let wanted = path ?? .fasterForDistances(columns: columns, centers: count)
        library = wanted == .openBLAS ? OpenBLAS.loaded : nil
        self.path = library == nil ? .simd : .openBLAS
        stride = Lanes.padded(count)
        // Padding is infinitely far away.
        var planes = [Element](repeating: .greatestFiniteMagnitude, count: columns * stride)
        var lengths = [Element](repeating: 0, count: count)
        for center in 0..<count {
            for column in 0..<columns {
                let value = centers[center * columns + column]
                planes[column * stride + center] = value
                lengths[center] += value * value
            }
        }
        self.planes = planes
        self.lengths = lengths
    }

    /// Rows whose distances are computed at a time.
    private var rowsOfBlock: Int { min(max(16_384 / stride, 8), 256) }

    @inline(__always)
    private func search<Lanes: DenseLanes>(
        _ rows: UnsafeBufferPointer<Element>, _ labels: UnsafeMutablePointer<UInt32>,
        _ squares: UnsafeMutablePointer<Double>, _: Lanes.Type
    ) where Lanes.Element == Element {
        precondition(rows.count % columns == 0, "values do not fill whole rows")
        guard let base = rows.baseAddress else { return }
        let rowCount = rows.count / columns
        guard count > 1 else {
            for row in 0..<rowCount { (labels[row], squares[row]) = (0, settled(base + row * columns, 0)) }
            return
        }
        let tolerance = 8 * Double(columns + 4) * Lanes.roundoff
        let longest = Double(lengths.max() ?? 0)
        let block = rowsOfBlock
        withUnsafeTemporaryAllocation(of: Element.self, capacity: block * stride) { scratch in
            guard let distances = scratch.baseAddress else { return }
            scratch.initialize(repeating: .infinity)
            for first in Swift.stride(from: 0, to: rowCount, by: block) {
                let height = min(block, rowCount - first)
                write(base + first * columns, height, distances, Lanes.self)
                for row in first..<first + height {
                    let values = base + row * columns
                    let quick = distances + (row - first) * stride
                    let found = settle(values, quick, tolerance, longest, Lanes.self)
                    (labels[row], squares[row]) = (UInt32(truncatingIfNeeded: found.center), found.square)
                }
            }
        }
    }

    @inline(__always)
    private func write<Lanes: DenseLanes>(
        _ values: UnsafePointer<Element>, _ rows: Int, _ distances: UnsafeMutablePointer<Element>,
        _: Lanes.Type
    ) where Lanes.Element == Element {
        centers.withUnsafeBufferPointer { centers in
            planes.withUnsafeBufferPointer { planes in
                lengths.withUnsafeBufferPointer { lengths in
                    guard let centers = centers.baseAddress, let planes = planes.baseAddress,
                        let lengths = lengths.baseAddress
                    else { return }
                    let task = DistancesTask(
                        values: values, rows: rows, columns: columns, centers: centers, planes: planes,
                        lengths: lengths, clusters: count, stride: stride, distances: distances)
                    if let library {
                        library.writeDistances(task, Lanes.self)
                    } else {
                        writeDistances(task, Lanes.self)
                    }
                }
            }
        }
    }

    /// The nearest centre among those that the quick distances leave.
    @inline(__always)
    private func settle<Lanes: DenseLanes>(
        _ values: UnsafePointer<Element>, _ quick: UnsafePointer<Element>, _ tolerance: Double,
        _ longest: Double, _: Lanes.Type
    ) -> (center: Int, square: Double) where Lanes.Element == Element {
        var lanes = Lanes.load(quick)
        for panel in Swift.stride(from: Lanes.width, to: stride, by: Lanes.width) {
            lanes = lanes.least(Lanes.load(quick + panel))
        }
        let least = Double(lanes.leastLane())
        var scale = least
        if library != nil {
            scale = longest
            for column in 0..<columns { scale += Double(values[column]) * Double(values[column]) }
        }
        // Squares below the smallest normal number have lost their relative accuracy. The limit is rounded
        // up.
        let limit = least + tolerance * scale + Double(columns) * Double(Element.leastNormalMagnitude)
        let isComparable = limit.isFinite && limit < Double(Element.greatestFiniteMagnitude)
        let bound = isComparable ? Element(limit).nextUp : .infinity
        let bounds = Lanes.all(bound)
        var found = (center: 0, square: Double.infinity)
        for panel in Swift.stride(from: 0, to: stride, by: Lanes.width)
        where !isComparable || Lanes.load(quick + panel).isAnyAtMost(bounds) {
            for center in panel..<min(panel + Lanes.width, count)
            where !isComparable || quick[center] <= bound {
                let square = settled(values, center)
                if square < found.square { found = (center, square) }
            }
        }
        return found
    }

    /// The squared distance in `Double`, in eight interleaved sums that are added in a fixed order.
    @inline(__always)
    private func settled(_ values: UnsafePointer<Element>, _ center: Int) -> Double {
        centers.withUnsafeBufferPointer { centers in
            var sum = SIMD8<Double>.zero
            let start = center &* columns
            var column = 0
            while column &+ 8 <= columns {
                var difference = SIMD8<Double>.zero
                for lane in 0..<8 {
                    difference[lane] =
                        Double(values[column &+ lane]) - Double(centers[start &+ column &+ lane])
                }
                sum += difference * difference
                column &+= 8
            }
            var rest = 0.0
            while column < columns {
                let difference = Double(values[column]) - Double(centers[start &+ column])
                rest += difference * difference
                column &+= 1
            }
            return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7])) + rest
        }
    }
}

extension CenterSearch where Element == Float {
    /// A search among `centers`, each of `columns` numbers.
    ///
    /// - Parameter path: who computes the quick distances; nil chooses the faster one.
    /// - Precondition: there is at least one centre, and each is whole.
    /// - Complexity: O(centres · columns).
    public init(centers: [Float], columns: Int, by path: DenseAlgebra.Path? = nil) {
        self.init(centers, columns, path, SIMD16<Float>.self)
    }

    /// Writes for each row the index of its nearest centre and the settled squared distance from it.
    ///
    /// - Parameters:
    ///   - rows: rows × `columns`.
    ///   - labels: room for an index a row.
    ///   - squares: room for a distance a row.
    /// - Complexity: O(rows · centres · columns).
    public func nearest(
        to rows: UnsafeBufferPointer<Float>, labels: UnsafeMutablePointer<UInt32>,
        squares: UnsafeMutablePointer<Double>
    ) {
        search(rows, labels, squares, SIMD16<Float>.self)
    }
}

extension CenterSearch where Element == Double {
    /// A search among `centers`, each of `columns` numbers.
    ///
    /// - Parameter path: who computes the quick distances; nil chooses the faster one.
    /// - Precondition: there is at least one centre, and each is whole.
    /// - Complexity: O(centres · columns).
    public init(centers: [Double], columns: Int, by path: DenseAlgebra.Path? = nil) {
        self.init(centers, columns, path, SIMD8<Double>.self)
    }

    /// Writes for each row the index of its nearest centre and the settled squared distance from it.
    ///
    /// - Parameters:
    ///   - rows: rows × `columns`.
    ///   - labels: room for an index a row.
    ///   - squares: room for a distance a row.
    /// - Complexity: O(rows · centres · columns).
    public func nearest(
        to rows: UnsafeBufferPointer<Double>, labels: UnsafeMutablePointer<UInt32>,
        squares: UnsafeMutablePointer<Double>
    ) {
        search(rows, labels, squares, SIMD8<Double>.self)
    }
}

extension DenseAlgebra.Path {
    /// From so many columns and so many centres on, OpenBLAS is asked. Where it becomes the faster one depends on the
    /// processor: `perf/engine 5 centres,clusters` measures both around these numbers and what the choice costs.
    static let distanceCrossover = (columns: 64, centers: 160)

    static func fasterForDistances(columns: Int, centers: Int) -> Self {
        columns >= distanceCrossover.columns && centers >= distanceCrossover.centers ? .openBLAS : .simd
    }
}
