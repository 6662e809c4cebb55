/// How far a bias moves a token's distance, in hundredths of the distances' unit; positive brings the token nearer.
public struct BiasWeight: Sendable, Hashable {
    /// Hundredths of the unit.
    public let hundredths: Int

    /// Largest weight in either direction, in hundredths.
    public static let largest = 99_999

    /// A weight; nil when it is too large.
    ///
    /// - Complexity: O(1).
    public init?(hundredths: Int) {
        guard (-Self.largest...Self.largest).contains(hundredths) else { return nil }
        self.hundredths = hundredths
    }

    /// The weight in the unit of a table of distances, rounded toward zero.
    ///
    /// - Complexity: O(1).
    public func steps(unit: Int32) -> Int { hundredths * Int(unit) / 100 }
}

extension BiasWeight: CustomStringConvertible, LosslessStringConvertible {
    /// Sign, whole units and two digits: `+1.00`, `-0.25`.
    public var description: String {
        let (units, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(hundredths < 0 ? "-" : "+")\(units).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// The weight with this text, or nil.
    ///
    /// - Complexity: O(characters).
    public init?(_ text: String) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ".") }
        guard let number = Int(String(decoding: digits, as: UTF8.self)),
            let weight = Self(hundredths: number), weight.description == text
        else { return nil }
        self = weight
    }
}
