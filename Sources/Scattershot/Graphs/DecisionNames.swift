import DigitKeys
import GraphPipeline
import Platform
import TokenPipeline

/// The decoder's tokens by number and by name.
struct DecisionNames {
    let names: [String]
    /// By bytes: texts that Unicode calls equivalent are different tokens.
    private let numbers: [GraphSymbol: UInt32]

    init(_ outputs: TokenDictionary) {
        names = (0..<outputs.count).map { outputs[$0] }
        // Bytes that are no UTF-8 may be the same text; then the first token counts.
        numbers = Dictionary(
            names.enumerated().map { (.token($1), UInt32($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The numbers of so many names.
    ///
    /// - Throws: `InvalidStructure` when there are more or fewer, or one names no token.
    func numbers(of names: [String], count: Int) throws(InvalidStructure) -> [UInt32] {
        guard names.count == count else {
            throw InvalidStructure("the graphs leave \(names.count) output tokens at \(count) positions")
        }
        var found: [UInt32] = []
        found.reserveCapacity(count)
        for name in names {
            guard let number = numbers[.token(name)] else {
                throw InvalidStructure("the graphs leave '\(name)', which the model does not put out")
            }
            found.append(number)
        }
        return found
    }
}
