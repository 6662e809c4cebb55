/// Sums of a block's columns: `sums_j = Σ (x_j − center_j)` and `squares_j = Σ (x_j − center_j)²`.
struct MomentsTask<Element> {
    /// `rows` × `columns`.
    let values: UnsafePointer<Element>
    let rows: Int
    let columns: Int
    let center: UnsafePointer<Element>
    let sums: UnsafeMutablePointer<Element>
    let squares: UnsafeMutablePointer<Element>
    /// Room for 2 · `rows` · `columns` + `rows`, for the library.
    let scratch: UnsafeMutablePointer<Element>?
}

/// Squared distances of a block's rows from centres.
struct DistancesTask<Element> {
    /// `rows` × `columns`.
    let values: UnsafePointer<Element>
    let rows: Int
    let columns: Int
    /// `clusters` × `columns`.
    let centers: UnsafePointer<Element>
    /// `columns` × `stride`: the same, column by column, padded.
    let planes: UnsafePointer<Element>
    /// Squared length of each centre.
    let lengths: UnsafePointer<Element>
    let clusters: Int
    /// A multiple of the vectors' width, at least `clusters`.
    let stride: Int
    /// `rows` × `stride`.
    let distances: UnsafeMutablePointer<Element>
}

/// By vectors, four rows at a time in accumulators of their own; see `MomentsTask`.
@inline(__always)
func addMoments<Lanes: DenseLanes>(_ task: MomentsTask<Lanes.Element>, _: Lanes.Type) {
    typealias Element = Lanes.Element
    let (width, columns) = (Lanes.width, task.columns)
    for place in stride(from: 0, to: columns < width ? 0 : columns, by: width) {
        // The last vector may overlap the one before it and compute some columns again.
        let panel = min(place, columns &- width)
        let center = Lanes.load(task.center + panel)
        let zero = Lanes.all(0)
        var (s0, s1, s2, s3) = (zero, zero, zero, zero)
        var (q0, q1, q2, q3) = (zero, zero, zero, zero)
        var row = task.values + panel
        for _ in 0..<task.rows / 4 {
            let d0 = Lanes.load(row).minus(center)
            let d1 = Lanes.load(row + columns).minus(center)
            let d2 = Lanes.load(row + 2 &* columns).minus(center)
            let d3 = Lanes.load(row + 3 &* columns).minus(center)
            (s0, s1, s2, s3) = (s0.plus(d0), s1.plus(d1), s2.plus(d2), s3.plus(d3))
            q0 = q0.plus(d0.times(d0))
            q1 = q1.plus(d1.times(d1))
            q2 = q2.plus(d2.times(d2))
            q3 = q3.plus(d3.times(d3))
            row += 4 &* columns
        }
        for _ in 0..<task.rows % 4 {
            let d0 = Lanes.load(row).minus(center)
            s0 = s0.plus(d0)
            q0 = q0.plus(d0.times(d0))
            row += columns
        }
        s0.plus(s1).plus(s2.plus(s3)).store(task.sums + panel)
        q0.plus(q1).plus(q2.plus(q3)).store(task.squares + panel)
    }
    for column in 0..<(columns < width ? columns : 0) {
        let center = task.center[column]
        var (sum, square) = (Element.zero, Element.zero)
        for row in 0..<task.rows {
            let difference = task.values[row &* columns &+ column] - center
            sum += difference
            square += difference * difference
        }
        (task.sums[column], task.squares[column]) = (sum, square)
    }
}

/// By vectors, four rows by one vector of centres, as sums of squared differences; see `DistancesTask`.
@inline(__always)
func writeDistances<Lanes: DenseLanes>(_ task: DistancesTask<Lanes.Element>, _: Lanes.Type) {
    let columns = task.columns
    for first in stride(from: 0, to: task.rows, by: 4) {
        // The last row stands in for those past the end.
        let last = task.rows - 1
        let (i0, i1, i2, i3) = (first, min(first + 1, last), min(first + 2, last), min(first + 3, last))
        let (r0, r1) = (task.values + i0 &* columns, task.values + i1 &* columns)
        let (r2, r3) = (task.values + i2 &* columns, task.values + i3 &* columns)
        for panel in stride(from: 0, to: task.stride, by: Lanes.width) {
            let zero = Lanes.all(0)
            var (a0, a1, a2, a3) = (zero, zero, zero, zero)
            var plane = task.planes + panel
            for column in 0..<columns {
                let centers = Lanes.load(plane)
                let d0 = Lanes.all(r0[column]).minus(centers)
                let d1 = Lanes.all(r1[column]).minus(centers)
                let d2 = Lanes.all(r2[column]).minus(centers)
                let d3 = Lanes.all(r3[column]).minus(centers)
                a0 = a0.plus(d0.times(d0))
                a1 = a1.plus(d1.times(d1))
                a2 = a2.plus(d2.times(d2))
                a3 = a3.plus(d3.times(d3))
                plane += task.stride
            }
            let target = task.distances + panel
            a0.store(target + i0 &* task.stride)
            a1.store(target + i1 &* task.stride)
            a2.store(target + i2 &* task.stride)
            a3.store(target + i3 &* task.stride)
        }
    }
}

/// The same two through the library.
extension OpenBLAS {
    /// Two products of the transposed block with ones; see `MomentsTask`.
    @inline(__always)
    func addMoments<Lanes: DenseLanes>(_ task: MomentsTask<Lanes.Element>, _: Lanes.Type) {
        let (rows, columns) = (task.rows, task.columns)
        guard let differences = task.scratch else { return }
        let squares = differences + rows &* columns
        let ones = squares + rows &* columns
        for row in 0..<rows {
            let start = row &* columns
            for column in 0..<columns {
                let difference = task.values[start &+ column] - task.center[column]
                differences[start &+ column] = difference
                squares[start &+ column] = difference * difference
            }
            ones[row] = 1
        }
        Lanes.columnSums(self, differences, rows: rows, columns: columns, ones: ones, sums: task.sums)
        Lanes.columnSums(self, squares, rows: rows, columns: columns, ones: ones, sums: task.squares)
    }

    /// `|x|² + |c|² − 2 x·c`, the products by one matrix multiplication; see `DistancesTask`.
    @inline(__always)
    func writeDistances<Lanes: DenseLanes>(_ task: DistancesTask<Lanes.Element>, _: Lanes.Type) {
        Lanes.rowProducts(
            self, task.values, rows: task.rows, columns: task.columns, centers: task.centers,
            count: task.clusters, products: task.distances, stride: task.stride)
        for row in 0..<task.rows {
            let values = task.values + row &* task.columns
            var length = Lanes.Element.zero
            for column in 0..<task.columns { length += values[column] * values[column] }
            let distances = task.distances + row &* task.stride
            for cluster in 0..<task.clusters { distances[cluster] += length + task.lengths[cluster] }
        }
    }
}
