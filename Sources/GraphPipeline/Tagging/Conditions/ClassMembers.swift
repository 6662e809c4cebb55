import KeyLayers
import Platform

/// Which tokens of a column belong to which of its classes: a row of bits for each token.
final class ClassMembers {
    let column: WindowColumn
    /// The column's classes, by number.
    let numbers: [Int]
    /// Words of a row.
    let width: Int
    /// Rows of the tokens that are known from the start; others come after them.
    private(set) var known = 0
    private let rows = ScratchList<UInt64>()
    private var others: [GraphSymbol: UInt32] = [:]
    /// For each view, its values → bits of the classes that have them.
    private var views: [(view: TokenView, bits: [GraphSymbol: [UInt64]])] = []

    /// Members of the classes of `column` among `tokens`.
    ///
    /// - Complexity: O(tokens · views · characters).
    init(column: WindowColumn, classes: [TokenClass], tokens: some Sequence<String>) {
        self.column = column
        let numbers = classes.indices.filter { classes[$0].column == column }
        self.numbers = numbers
        width = max(PositionBits.words(numbers.count), 1)
        for (place, number) in numbers.enumerated() { add(classes[number], place: place) }
        for token in tokens { known = Int(append(token)) + 1 }
    }

    private func add(_ tokens: TokenClass, place: Int) {
        let index = views.firstIndex { $0.view == tokens.view } ?? views.count
        if index == views.count { views.append((tokens.view, [:])) }
        for value in tokens.values {
            views[index].bits[.token(value), default: Array(repeating: 0, count: width)][place / 64] |=
                1 << UInt64(place % 64)
        }
    }

    /// Rows of bits, each `width` words.
    var bits: UnsafePointer<UInt64> { UnsafePointer(rows.base) }

    /// The row of a token that is not known from the start; it is remembered until too many have gathered.
    ///
    /// - Complexity: O(characters), and O(views · characters) when it is new.
    func row(of token: String) -> UInt32 {
        if let row = others[.token(token)] { return row }
        let row = append(token)
        others[.token(token)] = row
        return row
    }

    /// Forgets tokens that are not known from the start when too many have gathered; called between batches.
    func trim() {
        guard others.count > Self.mostOthers else { return }
        others.removeAll(keepingCapacity: true)
        rows.truncate(to: known * width)
    }

    /// Tokens that are remembered beside those known from the start.
    private static let mostOthers = 1 << 14

    /// Adds the row of a token.
    private func append(_ token: String) -> UInt32 {
        let number = rows.count / width
        var (token, row) = (token, [UInt64](repeating: 0, count: width))
        token.withUTF8 { bytes in
            for (view, values) in views {
                let bits = view.withBytes(of: bytes) {
                    values[.token(String(decoding: $0, as: UTF8.self))]
                }
                guard let bits else { continue }
                for word in 0..<width { row[word] |= bits[word] }
            }
        }
        for word in row { rows.append(word) }
        return UInt32(number)
    }
}
