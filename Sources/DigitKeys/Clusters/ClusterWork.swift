import NoiseSampling
import Platform

/// The numbers that can be clustered; it leads to the search that is compiled for the type.
protocol ClusterElement: BinaryFloatingPoint & BitwiseCopyable & Sendable {
    static func search(_ centers: [Self], _ columns: Int, _ path: DenseAlgebra.Path?) -> CenterSearch<Self>
    static func nearest(
        _ search: CenterSearch<Self>, _ rows: UnsafeBufferPointer<Self>,
        _ labels: UnsafeMutablePointer<UInt32>,
        _ squares: UnsafeMutablePointer<Double>)
}

extension Float: ClusterElement {
    static func search(_ centers: [Float], _ columns: Int, _ path: DenseAlgebra.Path?) -> CenterSearch<Float>
    {
        CenterSearch(centers: centers, columns: columns, by: path)
    }
    static func nearest(
        _ search: CenterSearch<Float>, _ rows: UnsafeBufferPointer<Float>,
        _ labels: UnsafeMutablePointer<UInt32>, _ squares: UnsafeMutablePointer<Double>
    ) {
        search.nearest(to: rows, labels: labels, squares: squares)
    }
}

extension Double: ClusterElement {
    static func search(
        _ centers: [Double], _ columns: Int, _ path: DenseAlgebra.Path?
    ) -> CenterSearch<Double> {
        CenterSearch(centers: centers, columns: columns, by: path)
    }
    static func nearest(
        _ search: CenterSearch<Double>, _ rows: UnsafeBufferPointer<Double>,
        _ labels: UnsafeMutablePointer<UInt32>, _ squares: UnsafeMutablePointer<Double>
    ) {
        search.nearest(to: rows, labels: labels, squares: squares)
    }
}

/// The steps of clustering, each shared out in parts that do not depend on who works on them.
struct ClusterWork<Element: ClusterElement> {
    let rows: [Element]
    let columns: Int
    let stream: NoiseStream
    let path: DenseAlgebra.Path?
    let loop: KeyClusters.Loop

    init(
        _ rows: [Element], _ columns: Int, _ stream: NoiseStream, _ path: DenseAlgebra.Path?,
        _ loop: @escaping KeyClusters.Loop
    ) {
        precondition(columns > 0 && rows.count % columns == 0, "values do not fill whole rows")
        (self.rows, self.columns, self.stream) = (rows, columns, stream)
        (self.path, self.loop) = (path, loop)
    }

    private var rowCount: Int { rows.count / columns }
    /// At most 64 parts of whole rows, for sums that are merged in order.
    private var rowsOfPart: Int { max((rowCount + 63) / 64, 1024) }
    private var partCount: Int { (rowCount + rowsOfPart - 1) / rowsOfPart }

    private func part(_ index: Int) -> Range<Int> {
        index * rowsOfPart..<min((index + 1) * rowsOfPart, rowCount)
    }

    /// The nearest of `centers` for every row.
    @inline(__always)
    func assigned(to centers: [Element]) -> ClusterAssignment {
        var found = ClusterAssignment(
            labels: Array(repeating: 0, count: rowCount), squares: Array(repeating: 0, count: rowCount))
        guard !centers.isEmpty else { return found }
        let search = Element.search(centers, columns, path)
        found.labels.withUnsafeMutableBufferPointer { labels in
            found.squares.withUnsafeMutableBufferPointer { squares in
                let (labels, squares) = (PartSlots(labels), PartSlots(squares))
                let (rows, columns) = (rows, columns)
                loop(partCount) { [self] index in
                    let part = part(index)
                    rows.withUnsafeBufferPointer { rows in
                        Element.nearest(
                            search,
                            UnsafeBufferPointer(
                                rebasing: rows[part.lowerBound * columns..<part.upperBound * columns]),
                            labels[part.lowerBound], squares[part.lowerBound])
                    }
                }
            }
        }
        return found
    }

    /// The mean of each centre's rows; the row farthest from its own centre where there are none.
    @inline(__always)
    func means(of found: ClusterAssignment, count: Int) -> [Element] {
        let width = count * columns
        var sums = [Double](repeating: 0, count: partCount * width)
        sums.withUnsafeMutableBufferPointer { sums in
            let sums = PartSlots(sums)
            loop(partCount) { [self] index in
                addRows(of: part(index), labels: found.labels, to: sums[index * width])
            }
        }
        for part in 1..<max(partCount, 1) {
            for place in 0..<width { sums[place] += sums[part * width + place] }
        }
        let (sizes, _) = found.sizesAndSpreads(count: count)
        var centers = [Element](repeating: 0, count: width)
        var squares = found.squares
        for center in 0..<count {
            if sizes[center] == 0 {
                let farthest = Self.farthest(squares)
                squares[farthest] = 0
                for column in 0..<columns {
                    centers[center * columns + column] = rows[farthest * columns + column]
                }
            } else {
                for column in 0..<columns {
                    centers[center * columns + column] = Element(
                        sums[center * columns + column] / Double(sizes[center]))
                }
            }
        }
        return centers
    }

    @inline(__always)
    private func addRows(of part: Range<Int>, labels: [UInt32], to sums: UnsafeMutablePointer<Double>) {
        rows.withUnsafeBufferPointer { rows in
            for row in part {
                let target = sums + Int(labels[row]) &* columns
                for column in 0..<columns { target[column] += Double(rows[row &* columns &+ column]) }
            }
        }
    }

    private static func farthest(_ squares: [Double]) -> Int {
        var farthest = 0
        for row in squares.indices where squares[row] > squares[farthest] { farthest = row }
        return farthest
    }

    /// Up to `count` different rows: the first uniform, each further one with a probability that grows with
    /// the square of its distance from those before it.
    @inline(__always)
    func firstCenters(_ count: Int) -> [Element] {
        guard count > 0, rowCount > 0 else { return [] }
        var centers: [Element] = []
        var nearest = [Double](repeating: .infinity, count: rowCount)
        var chosen = min(Int(uniform(0) * Double(rowCount)), rowCount - 1)
        while true {
            let center = Array(rows[chosen * columns..<(chosen + 1) * columns])
            centers += center
            guard centers.count < count * columns else { return centers }
            let squares = assigned(to: center).squares
            var total = 0.0
            for row in 0..<rowCount {
                nearest[row] = min(nearest[row], squares[row])
                total += nearest[row]
            }
            guard let next = drawn(nearest, total, uniform(centers.count / columns)) else { return centers }
            chosen = next
        }
    }

    /// The row at which the running sum of `weights` passes the share `uniform` of their sum; nil when all
    /// are 0.
    private func drawn(_ weights: [Double], _ total: Double, _ uniform: Double) -> Int? {
        guard total > 0 else { return nil }
        let target = uniform * total
        var sum = 0.0
        var last: Int?
        for row in weights.indices where weights[row] > 0 {
            sum += weights[row]
            last = row
            if sum > target { return row }
        }
        return last
    }

    /// Number `index` of the stream, uniform in 0 ..< 1 with 53 bits.
    private func uniform(_ index: Int) -> Double {
        let words = stream.block(UInt64(index))
        return Double((UInt64(words.x) | UInt64(words.y) << 32) >> 11) * 0x1p-53
    }
}

/// Elements that several threads write, each its own part of them.
private struct PartSlots<Element>: @unchecked Sendable {
    private let base: UnsafeMutablePointer<Element>?
    private let count: Int

    init(_ slots: UnsafeMutableBufferPointer<Element>) {
        (base, count) = (slots.baseAddress, slots.count)
    }

    /// The slots from `index` on.
    subscript(index: Int) -> UnsafeMutablePointer<Element> {
        guard let base, index >= 0, index < count else { preconditionFailure("no slot \(index)") }
        return base + index
    }
}
