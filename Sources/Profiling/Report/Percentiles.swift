/// Percentiles of a distribution, in nanoseconds, and the distribution itself for a plot.
public struct Percentiles: Codable, Sendable, Equatable {
    /// Values counted.
    public var count: Int
    /// Smallest value.
    public var minimum: Double
    /// Half of the values are not larger.
    public var p50: Double
    /// 90 % of the values are not larger.
    public var p90: Double
    /// 99 % of the values are not larger.
    public var p99: Double
    /// 99.9 % of the values are not larger.
    public var p999: Double
    /// Largest value.
    public var maximum: Double
    /// Bars of a histogram with a logarithmic axis, rising, without empty ones.
    public var bars: [Bar]

    /// Values from `from` to below `to`.
    public struct Bar: Codable, Sendable, Equatable {
        /// Lower end, in nanoseconds.
        public var from: Double
        /// Upper end, in nanoseconds.
        public var to: Double
        /// Values within.
        public var count: Int

        /// A bar.
        public init(from: Double, to: Double, count: Int) {
            self.from = from
            self.to = to
            self.count = count
        }
    }

    /// Percentiles.
    public init(
        count: Int, minimum: Double, p50: Double, p90: Double, p99: Double, p999: Double, maximum: Double,
        bars: [Bar]
    ) {
        self.count = count
        self.minimum = minimum
        self.p50 = p50
        self.p90 = p90
        self.p99 = p99
        self.p999 = p999
        self.maximum = maximum
        self.bars = bars
    }
}
