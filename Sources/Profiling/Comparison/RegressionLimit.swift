/// How much slower something may become before it counts as a regression: the value of an option, written "5%" or "0.05".
public struct RegressionLimit: Sendable, Equatable, CustomStringConvertible {
    /// The limit as a fraction of the former time: 0.05 for five percent.
    public let fraction: Double

    /// Ten times slower; more is surely a slip.
    private static let largest = 10.0

    /// Reads "5%", "5 %", "2.5%" or "0.05"; nil for anything else.
    ///
    /// Without a percent sign only fractions below 1 are taken, since "5" may have been meant as either.
    public init?(argument: String) {
        let isPercentage = argument.hasSuffix("%")
        let digits = argument.dropLast(isPercentage ? 1 : 0)
        let number = digits.hasSuffix(" ") && isPercentage ? digits.dropLast() : digits
        // `Double` also reads "nan", "inf", signs and hexadecimal digits.
        guard !number.isEmpty, number.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }),
            let value = Double(number)
        else { return nil }
        guard isPercentage ? value / 100 <= Self.largest : value < 1 else { return nil }
        fraction = isPercentage ? value / 100 : value
    }

    /// For example "5 %".
    public var description: String {
        let percentage = fraction * 100
        return (percentage == percentage.rounded() ? "\(Int(percentage))" : "\(percentage)") + " %"
    }
}
