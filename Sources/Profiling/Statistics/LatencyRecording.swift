import Histogram

/// Durations on their way to percentiles: a histogram with three significant digits, so any number of durations takes the same
/// memory. Recordings of several workers can be added up.
public struct LatencyRecording: Sendable {
    private var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
    private var minimum = Double.infinity
    private var maximum = 0.0

    /// Durations are cut to this many nanoseconds (104 days).
    public static let longest = 0x1p53

    /// An empty recording.
    public init() {}

    /// How many durations were recorded.
    ///
    /// - Complexity: O(1).
    public var count: Int { Int(clamping: histogram.totalCount) }

    /// Records a duration; one below 0 counts as 0, and what is not a number is ignored.
    ///
    /// - Parameter nanoseconds: The duration.
    /// - Complexity: O(1); now and then the histogram grows.
    public mutating func record(_ nanoseconds: Double) {
        guard !nanoseconds.isNaN else { return }
        let duration = min(max(nanoseconds, 0), Self.longest)
        histogram.record(UInt64(duration.rounded()))
        minimum = min(minimum, duration)
        maximum = max(maximum, duration)
    }

    /// Adds what another recording holds.
    ///
    /// - Complexity: O(size of the histogram).
    public mutating func add(_ other: LatencyRecording) {
        guard other.count > 0 else { return }
        histogram.add(other.histogram)
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
    }

    /// The percentiles and the bars of a plot; nil when nothing was recorded.
    ///
    /// - Complexity: O(size of the histogram).
    public var percentiles: Percentiles? {
        guard count > 0 else { return nil }
        // The histogram knows a value to three digits; the ends are known exactly.
        func value(_ percentile: Double) -> Double {
            min(max(Double(histogram.valueAtPercentile(percentile)), minimum), maximum)
        }
        return Percentiles(
            count: count, minimum: minimum, p50: value(50), p90: value(90), p99: value(99), p999: value(99.9),
            maximum: maximum, bars: bars())
    }

    /// Bars in each decade; their edges are powers of 10^(1/5).
    static let barsPerDecade = 5

    private func bars() -> [Percentiles.Bar] {
        var bars: [Percentiles.Bar] = []
        for recorded in histogram.recordedValues() {
            let value = Double(histogram.lowestEquivalentForValue(recorded.value))
            if let last = bars.last, value < last.to {
                bars[bars.count - 1].count += Int(clamping: recorded.count)
                continue
            }
            let (from, to) = Self.edges(around: value)
            bars.append(Percentiles.Bar(from: from, to: to, count: Int(clamping: recorded.count)))
        }
        return bars
    }

    private static func edges(around value: Double) -> (Double, Double) {
        guard value >= 1 else { return (0, 1) }
        var step = (RealFunctions.log10(value) * Double(barsPerDecade)).rounded(.down)
        // The logarithm may be a rounding error off at an edge.
        if value >= edge(step + 1) { step += 1 }
        if value < edge(step) { step -= 1 }
        return (edge(step), edge(step + 1))
    }

    private static func edge(_ step: Double) -> Double { RealFunctions.exp10(step / Double(barsPerDecade)) }
}

extension Percentiles {
    /// The percentiles of durations; nil when there are none.
    ///
    /// - Parameter durations: Nanoseconds.
    /// - Complexity: O(n).
    public init?(durations: some Sequence<Double>) {
        var recording = LatencyRecording()
        for duration in durations { recording.record(duration) }
        guard let percentiles = recording.percentiles else { return nil }
        self = percentiles
    }
}
