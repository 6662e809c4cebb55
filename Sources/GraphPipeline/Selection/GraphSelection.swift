import DigitKeys
import NoiseSampling
import Platform

/// Which graphs of a list run on an input: those that changed something in the training inputs whose keys are near.
///
/// Training inputs are grouped by their keys, and each centre keeps the graphs that changed an output in its group. The nearest centre of a
/// query's mean selects; so do those of the mean moved by one standard error in either direction: the more a query's
/// tokens vary, the more graphs it asks for. The other mode is to run all graphs, in order, which is always right.
public struct GraphSelection: Sendable, Hashable {
    /// Centres, `columns` numbers each: means, then standard deviations.
    public let centers: [Float]
    /// Numbers of a centre.
    public let columns: Int
    /// The graphs of each centre, by their number in the list, ascending.
    public let graphs: [[UInt32]]

    /// A selection from its parts; nil when they do not fit each other.
    ///
    /// - Complexity: O(centres · columns).
    public init?(centers: [Float], columns: Int, graphs: [[UInt32]]) {
        guard columns > 0, centers.count == columns * graphs.count, centers.allSatisfy(\.isFinite) else {
            return nil
        }
        self.centers = centers
        self.columns = columns
        self.graphs = graphs
    }

    /// Learns which graphs belong to which queries.
    ///
    /// - Parameters:
    ///   - keys: keys of training inputs, all of one shape.
    ///   - useful: for each of them the numbers of the graphs that changed its output.
    ///   - count: how many centres at most.
    ///   - seed: draws the first centres.
    /// - Complexity: O(keys · centres · columns) a round.
    public init(of keys: [SequenceKey], useful: [[Int]], centers count: Int = 64, seed: UInt64) {
        columns = max(1, 2 * (keys.first?.mean.count ?? 0))
        let rows = keys.flatMap { $0.row(shift: 0) }
        let stream = NoiseStream(seed: seed, number: Self.streamNumber)
        let clusters = KeyClusters(of: rows, columns: columns, clusters: max(0, count), stream: stream)
        var found = [Set<Int>](repeating: [], count: clusters.count)
        for (label, numbers) in zip(clusters.labels, useful) where clusters.count > 0 {
            found[Int(label)].formUnion(numbers)
        }
        centers = clusters.centers.map { Float($0) }
        graphs = found.map { $0.sorted().map { UInt32($0) } }
    }

    private static let streamNumber: UInt64 = 0x7365_6C65_6374

    /// The graphs for a query, ascending; none when there is no centre or the key has another shape.
    ///
    /// - Complexity: O(centres · columns).
    public func graphs(for key: SequenceKey) -> [Int] {
        guard !graphs.isEmpty, 2 * key.mean.count == columns else { return [] }
        let rows = [0, 1, -1].flatMap { key.row(shift: $0) }
        var labels: [UInt32] = [0, 0, 0]
        var squares: [Double] = [0, 0, 0]
        let search = CenterSearch(centers: centers, columns: columns)
        rows.withUnsafeBufferPointer { rows in
            labels.withUnsafeMutableBufferPointer { labels in
                squares.withUnsafeMutableBufferPointer { squares in
                    guard let labels = labels.baseAddress, let squares = squares.baseAddress else { return }
                    search.nearest(to: rows, labels: labels, squares: squares)
                }
            }
        }
        return Set(labels.flatMap { graphs[Int($0)] }).sorted().map { Int($0) }
    }
}
