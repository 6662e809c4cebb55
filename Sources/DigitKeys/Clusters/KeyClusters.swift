import NoiseSampling
import Platform

/// Rows of numbers grouped around centres: k-means.
///
/// The first centres are drawn by k-means++ (Arthur and Vassilvitskii, SODA 2007) from a stream of words,
/// then rows and centres take turns (Lloyd, IEEE Transactions on Information Theory 1982) until no row
/// changes its group. A centre that lost all its rows moves to the row farthest from its own. The result
/// depends on rows, cluster count, stream and rounds alone: sums are added part by part in a fixed order, and
/// `CenterSearch` settles near ties, so neither the number of threads nor whether OpenBLAS is used changes a
/// bit of it.
public struct KeyClusters: Sendable, Equatable {
    /// Numbers in a row.
    public let columns: Int
    /// The centres, `columns` numbers each: the mean of their rows, rounded to the rows' type.
    public let centers: [Double]
    /// For each row the centre that is nearest to it; of several equally near ones the lowest.
    public let labels: [UInt32]
    /// Rows of each centre.
    public let sizes: [Int]
    /// For each centre the mean squared distance of its rows; 0 when it has none.
    public let spreads: [Double]
    /// Rounds that were needed, at most those allowed.
    public let rounds: Int

    /// Number of centres.
    public var count: Int { sizes.count }

    /// Runs a body once for each index below a count, in any order, on any threads: how a pool lends its
    /// workers.
    public typealias Loop = @Sendable (_ count: Int, _ body: @Sendable (_ index: Int) -> Void) -> Void

    /// Groups `rows`.
    ///
    /// - Parameters:
    ///   - rows: rows × `columns`, finite numbers.
    ///   - clusters: how many groups at most; there are fewer when fewer rows differ.
    ///   - stream: where the first centres are drawn from.
    ///   - rounds: how often the centres move at most.
    ///   - path: who computes distances; nil chooses the faster one. It does not change the result.
    ///   - loop: how the parts of the rows are shared out.
    /// - Precondition: `rows.count` is a multiple of `columns`, and fewer than 2^32 clusters are asked for.
    /// - Complexity: O(rows · clusters · columns) a round, and once for the first centres.
    public init(
        of rows: [Float], columns: Int, clusters: Int, stream: NoiseStream, rounds: Int = 50,
        by path: DenseAlgebra.Path? = nil, loop: @escaping Loop = serially
    ) {
        self.init(ClusterWork(rows, columns, stream, path, loop), clusters, rounds)
    }

    /// Groups `rows`.
    ///
    /// - Parameters:
    ///   - rows: rows × `columns`, finite numbers.
    ///   - clusters: how many groups at most; there are fewer when fewer rows differ.
    ///   - stream: where the first centres are drawn from.
    ///   - rounds: how often the centres move at most.
    ///   - path: who computes distances; nil chooses the faster one. It does not change the result.
    ///   - loop: how the parts of the rows are shared out.
    /// - Precondition: `rows.count` is a multiple of `columns`, and fewer than 2^32 clusters are asked for.
    /// - Complexity: O(rows · clusters · columns) a round, and once for the first centres.
    public init(
        of rows: [Double], columns: Int, clusters: Int, stream: NoiseStream, rounds: Int = 50,
        by path: DenseAlgebra.Path? = nil, loop: @escaping Loop = serially
    ) {
        self.init(ClusterWork(rows, columns, stream, path, loop), clusters, rounds)
    }

    /// The loop on the calling thread.
    ///
    /// - Complexity: O(`count`) calls.
    @Sendable
    public static func serially(count: Int, body: @Sendable (Int) -> Void) {
        for index in 0..<count { body(index) }
    }

    @inline(__always)
    private init<Element: ClusterElement>(_ work: ClusterWork<Element>, _ clusters: Int, _ limit: Int) {
        precondition(
            clusters >= 0 && clusters < 1 << 32 && limit >= 0, "impossible numbers of clusters or rounds")
        var centers = work.firstCenters(clusters)
        let count = centers.count / work.columns
        var found = work.assigned(to: centers)
        var rounds = 0
        while rounds < limit, count > 0 {
            let moved = work.means(of: found, count: count)
            rounds += 1
            if moved == centers { break }
            centers = moved
            found = work.assigned(to: centers)
        }
        columns = work.columns
        self.centers = centers.map { Double($0) }
        labels = found.labels
        self.rounds = rounds
        (sizes, spreads) = found.sizesAndSpreads(count: count)
    }
}

/// Which centre each row belongs to, and its squared distance from it.
struct ClusterAssignment: Equatable {
    var labels: [UInt32]
    var squares: [Double]

    /// Rows of each centre and their mean squared distance.
    func sizesAndSpreads(count: Int) -> ([Int], [Double]) {
        var sizes = [Int](repeating: 0, count: count)
        var sums = [Double](repeating: 0, count: count)
        for (label, square) in zip(labels, squares) where count > 0 {
            sizes[Int(label)] += 1
            sums[Int(label)] += square
        }
        return (sizes, zip(sums, sizes).map { $1 == 0 ? 0 : $0 / Double($1) })
    }
}
