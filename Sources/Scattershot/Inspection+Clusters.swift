import DigitKeys
import KeyLayers
import TokenPipeline

/// A cluster of training sequences, in words.
public struct InspectedCluster: Sendable, Codable, Equatable {
    /// Number of the derived column.
    public let column: Int
    /// Number of the cluster, the value of the column.
    public let cluster: Int
    /// Training sequences that belong to it.
    public let sequences: Int
    /// Mean number of tokens that they emitted.
    public let meanLength: Double
    /// Standard deviation of that number.
    public let lengthDeviation: Double
    /// Output tokens for an input token.
    public let ratio: Double
    /// Tokens that a sequence emits by its cluster whatever its length, and for each of its tokens.
    public let expectedLength: [Double]
    /// The outputs whose keys are nearest to the mean of what was emitted, the nearest first; at most three.
    public let nearestOutputs: [String]
    /// Mean over the numbers of the standard deviation of the emitted keys, in units of a number's last digit.
    public let valueDeviation: Double
}

extension Inspection {
    /// The clusters of the columns that have them.
    ///
    /// - Complexity: O(clusters · outputs · digits).
    public func clusters() -> [InspectedCluster] {
        let frame = model.tokens.frame
        let columns = frame.derived.filter { if case .cluster = $0.rule { true } else { false } }
        let texts = ContextText(frame: frame)
        return zip(columns, frame.clusters).flatMap { column, clusters in
            (0..<clusters.count).map { cluster in
                let length = clusters.lengths[cluster]
                let unit = Double(1 << ExpectedLength.shareBits)
                let mean = KeyNumbers.digits(
                    of: clusters.valueMeans(of: cluster), shape: frame.distance.shape)
                let deviations = clusters.valueDeviations(of: cluster)
                let nearest =
                    length.sequences == 0 ? [] : frame.search.nearest(min(3, frame.outputs.count), to: mean)
                return InspectedCluster(
                    column: column.number, cluster: cluster, sequences: Int(length.sequences),
                    meanLength: length.mean, lengthDeviation: length.variance.squareRoot(),
                    ratio: length.ratio,
                    expectedLength: [Double(length.base) / unit, Double(length.slope) / unit],
                    nearestOutputs: nearest.filter { $0.index >= 0 }.map { texts.outputText($0.index) },
                    valueDeviation: Double(deviations.reduce(0, +)) / Double(deviations.count))
            }
        }
    }
}
