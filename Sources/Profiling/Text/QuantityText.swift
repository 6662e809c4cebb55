/// Quantities as people read them: three significant digits and a unit that suits the size. No locale.
public enum QuantityText {
    /// What stands where there is no value.
    public static let none = "–"

    /// A duration, for example "850 ns", "12.3 µs", "1.05 s".
    ///
    /// - Parameter nanoseconds: The duration.
    public static func duration(_ nanoseconds: Double) -> String {
        scaled(nanoseconds, by: 1000, units: ["ns", "µs", "ms", "s"])
    }

    /// A number of bytes, for example "37 B", "1.50 MiB".
    public static func bytes(_ count: Double) -> String {
        scaled(count, by: 1024, units: ["B", "KiB", "MiB", "GiB", "TiB"])
    }

    /// Bytes a second, for example "9.31 GiB/s".
    public static func rate(bytesPerSecond: Double) -> String { bytes(bytesPerSecond) + "/s" }

    /// A count, for example "812", "1.24 M".
    public static func count(_ count: Double) -> String {
        scaled(count, by: 1000, units: ["", "k", "M", "G", "T"])
    }

    /// A count, for example "812", "1.24 M".
    public static func count(_ count: Int) -> String { self.count(Double(count)) }

    /// A share as a percentage, for example "12.3 %", "0.04 %".
    ///
    /// - Parameter share: 1 is everything.
    public static func percent(_ share: Double) -> String {
        guard share.isFinite else { return none }
        let percentage = share * 100
        let places = percentage == 0 || percentage.magnitude >= 0.995 ? 1 : 2
        return fixed(percentage, percentage.magnitude >= 99.95 ? 0 : places) + " %"
    }

    /// A change as a percentage with its sign, for example "+12.3 %", "−0.04 %", "0.0 %".
    ///
    /// - Parameter change: 0 is none, 1 twice as much.
    public static func signedPercent(_ change: Double) -> String {
        (change > 0 && change.isFinite ? "+" : "") + percent(change)
    }

    /// Three significant digits, whole numbers as they are, for example "0.87", "1.2", "1,234".
    public static func number(_ value: Double) -> String {
        if value == value.rounded() || value.magnitude >= 1000 { return fixed(value, 0) }
        return significant(value)
    }

    /// A quantity without zeros at the end of its fraction: "2.00 MiB" becomes "2 MiB". For ticks and round sizes.
    static func short(_ quantity: String) -> String {
        guard let unit = quantity.firstIndex(of: " "), quantity[..<unit].contains(".") else {
            return quantity
        }
        var number = quantity[..<unit]
        while number.last == "0" { number.removeLast() }
        return String(number.last == "." ? number.dropLast() : number) + quantity[unit...]
    }

    /// With `places` digits after the point and a comma between groups of three digits before it.
    public static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return none }
        let power = (0..<places).reduce(1.0) { power, _ in power * 10 }
        let scaled = (value.magnitude * power).rounded()
        guard scaled < 0x1p53 else { return value.description }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let whole = grouped(String(padded.dropLast(places)))
        return (value < 0 && scaled > 0 ? "−" : "") + whole + (places > 0 ? "." + padded.suffix(places) : "")
    }

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    private static func significant(_ value: Double) -> String {
        let size = value.magnitude
        return fixed(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2)
    }

    private static func scaled(_ value: Double, by step: Double, units: [String]) -> String {
        guard value.isFinite else { return none }
        var (value, unit) = (value, 0)
        // What would be rounded up to the next unit is written in it.
        while value.magnitude >= step - 0.5 && unit + 1 < units.count {
            value /= step
            unit += 1
        }
        let isWhole = unit == 0 && value == value.rounded()
        let number = isWhole || value.magnitude >= 1000 ? fixed(value, 0) : significant(value)
        return units[unit].isEmpty ? number : number + " " + units[unit]
    }
}
