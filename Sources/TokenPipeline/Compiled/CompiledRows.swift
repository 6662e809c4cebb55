import KeyLayers
import Platform

/// Rows in the order in which a compiled model wants them. Row 0 is zero.
///
/// When all rows of a model are multiples of one vector (they are when the decoder has two tokens and noise is
/// canonical: every update then is ± the difference of two keys), a row is that multiple alone: the decision depends on
/// one whole number.
struct CompiledRows {
    /// Numbers of a row; 1 when rows are multiples of one vector.
    let numbers: Int
    private let source: RowTable
    private let multiples: [Int32]?
    private(set) var values: [Int16]
    private(set) var scalars: [Int32]

    init(source: RowTable, multiples: [Int32]?) {
        self.source = source
        self.multiples = multiples
        numbers = multiples == nil ? source.numbers : 1
        values = Array(repeating: 0, count: multiples == nil ? numbers : 0)
        scalars = multiples == nil ? [] : [0]
    }

    /// Number of rows, row 0 among them.
    var count: Int { multiples == nil ? values.count / numbers : scalars.count }

    /// Appends a row of the uncompiled model and returns its new number.
    mutating func append(_ row: UInt32) -> UInt32 { append(sumOf: CollectionOfOne(row)) }

    /// Appends the sum of rows of the uncompiled model and returns its number.
    mutating func append(sumOf rows: some Sequence<UInt32>) -> UInt32 {
        let number = UInt32(count)
        if let multiples {
            scalars.append(rows.reduce(0) { $0 &+ multiples[Int($1)] })
            return number
        }
        let start = values.count
        values.append(contentsOf: repeatElement(0, count: numbers))
        for row in rows {
            for index in 0..<numbers {
                values[start + index] &+= source.values.base[Int(row) * numbers + index]
            }
        }
        return number
    }

    /// What a word of a match holds for a row: its new number, or the multiple itself.
    mutating func word(for row: UInt32) -> UInt32 {
        if let multiples { return UInt32(bitPattern: multiples[Int(row)]) }
        return append(row)
    }
}
