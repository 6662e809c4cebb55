/// One of several parts of equal size, written `i/n`: part i of n, counted from 1.
public struct Shard: Sendable, Hashable, LosslessStringConvertible {
    /// Which part, from 1.
    public let number: Int
    /// How many parts there are.
    public let count: Int

    /// Most parts.
    public static let most = 1_000_000

    /// A part.
    ///
    /// - Precondition: `1 <= number <= count <= most`.
    public init(_ number: Int, of count: Int) {
        precondition(1 <= number && number <= count && count <= Self.most, "no part \(number) of \(count)")
        (self.number, self.count) = (number, count)
    }

    /// The part that `i/n` names; nil for anything else.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1],
            1 <= number, number <= count, count <= Self.most
        else { return nil }
        self.init(number, of: count)
    }

    /// The part as `i/n`.
    public var description: String { "\(number)/\(count)" }

    /// Where the part lies in something of this size: the parts of all numbers follow one another without a gap.
    ///
    /// - Complexity: O(1).
    public func range(of size: Int) -> Range<Int> {
        func bound(_ part: Int) -> Int {
            let product = size.multipliedFullWidth(by: part)
            return count.dividingFullWidth(product).quotient
        }
        return bound(number - 1)..<bound(number)
    }
}
