/// A logarithmic axis: values to places, and the values that deserve a tick.
struct LogScale {
    /// Lowest and highest value, both above 0.
    let values: ClosedRange<Double>
    /// Places of the lowest and of the highest value; the axis may run backwards.
    let places: (Double, Double)

    /// An axis; a range that is not above 0 is moved there, an empty one widened.
    init(_ values: ClosedRange<Double>, to places: (Double, Double)) {
        let low = max(values.lowerBound, 1e-9)
        self.values = low...max(values.upperBound, low * 1.01)
        self.places = places
    }

    /// The place of a value; values outside are put at the nearer end.
    func place(_ value: Double) -> Double {
        let (low, high) = (RealFunctions.log10(values.lowerBound), RealFunctions.log10(values.upperBound))
        let clamped = min(max(value, values.lowerBound), values.upperBound)
        return places.0 + (places.1 - places.0) * (RealFunctions.log10(clamped) - low) / (high - low)
    }

    /// Powers of ten within the axis; with 2 and 5 between them where there would be too few.
    func decimalTicks(atMost limit: Int) -> [Double] {
        for digits in [[1.0, 2, 5], [1.0, 3], [1.0]] {
            let ticks = decades.flatMap { power in digits.map { $0 * power } }.filter(values.contains)
            if ticks.count <= limit { return ticks }
        }
        let ticks = decades.filter(values.contains)
        let step = (ticks.count + limit - 1) / max(1, limit)
        return ticks.enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element)
    }

    private var decades: [Double] {
        let first = Int(RealFunctions.log10(values.lowerBound).rounded(.down))
        let last = Int(RealFunctions.log10(values.upperBound).rounded(.up))
        return (first...last).map { RealFunctions.exp10(Double($0)) }
    }

    /// Powers of two within the axis, as many as asked for at most.
    func binaryTicks(atMost limit: Int) -> [Double] {
        let powers = (-30...60).map { Double(sign: .plus, exponent: $0, significand: 1) }.filter(
            values.contains)
        let step = max(1, (powers.count + limit - 1) / max(1, limit))
        // Counted from a byte, so that whole units get a tick whatever the range.
        return powers.filter { Int($0.exponent).isMultiple(of: step) }
    }
}
