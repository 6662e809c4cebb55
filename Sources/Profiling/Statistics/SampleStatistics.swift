/// Figures of a sample of measurements.
public enum SampleStatistics {
    /// The middle value, or the mean of the two middle ones; nil for no values.
    ///
    /// - Complexity: O(n log n).
    public static func median(_ values: [Double]) -> Double? {
        quantile(0.5, ofSorted: values.sorted())
    }

    /// The arithmetic mean; nil for no values.
    ///
    /// - Complexity: O(n).
    public static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// The value below which a share of a sorted sample lies, interpolated between neighbours; nil for no values.
    ///
    /// Source: definition 7 of Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician
    /// 1996; the default of NumPy and R.
    ///
    /// - Parameters:
    ///   - share: 0 to 1; values outside count as the nearer end.
    ///   - sorted: The sample, rising.
    /// - Complexity: O(1).
    public static func quantile(_ share: Double, ofSorted sorted: [Double]) -> Double? {
        guard let last = sorted.last else { return nil }
        let place = min(max(share, 0), 1) * Double(sorted.count - 1)
        let lower = Int(place)
        guard lower + 1 < sorted.count else { return last }
        let weight = place - Double(lower)
        return weight == 0 ? sorted[lower] : sorted[lower] * (1 - weight) + sorted[lower + 1] * weight
    }
}
