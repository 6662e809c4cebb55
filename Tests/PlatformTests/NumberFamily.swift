import TestSupport

/// Columns of numbers that are hard to sum.
enum NumberFamily: String, CaseIterable {
    case uniform, digits, farFromZero, constant, rising, alternating, twoLevels, manyMagnitudes

    /// `count` numbers that a `Float` holds exactly.
    func numbers(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
        (0..<count).map { index in
            let uniform = Float.random(in: -1...1, using: &generator)
            return switch self {
            case .uniform: uniform
            case .digits: Float(Int.random(in: 0...999, using: &generator))
            case .farFromZero: 1_000_000 + uniform
            case .constant: 123.456
            case .rising: Float(index)
            case .alternating: index % 2 == 0 ? 1000 + uniform : -1000 + uniform
            case .twoLevels: index < count / 2 ? 1e6 : -1e6 + uniform
            case .manyMagnitudes:
                Float(
                    sign: .plus, exponent: Int.random(in: -20...20, using: &generator), significand: uniform)
            }
        }
    }

    /// A matrix, rows first, whose columns are of this family, each with numbers of its own.
    func matrix(rows: Int, columns: Int, _ generator: inout SeededGenerator) -> [Float] {
        var matrix = [Float](repeating: 0, count: rows * columns)
        for column in 0..<columns {
            for (row, number) in numbers(rows, &generator).enumerated() {
                matrix[row * columns + column] = number
            }
        }
        return matrix
    }
}

/// A compensated sum. Source: Neumaier, ZAMM 1974.
struct CompensatedSum {
    private var sum = 0.0
    private var lost = 0.0

    mutating func add(_ number: Double) {
        let next = sum + number
        lost += abs(sum) >= abs(number) ? (sum - next) + number : (number - next) + sum
        sum = next
    }

    /// Adds a product with its rounding error.
    mutating func add(_ first: Double, times second: Double) {
        let product = first * second
        add(product)
        add((-product).addingProduct(first, second))
    }

    var value: Double { sum + lost }
}

/// Means and variances by compensated sums, and the parts of the stated bounds.
struct ReferenceMoments {
    let rows: Int
    let columns: Int
    let mean: [Double]
    let largest: [Double]
    private let values: [Double]

    init(_ values: [Double], columns: Int) {
        self.values = values
        self.columns = columns
        let rows = values.count / columns
        self.rows = rows
        mean = (0..<columns).map { column in
            var sum = CompensatedSum()
            for row in 0..<rows { sum.add(values[row * columns + column]) }
            return sum.value / Double(rows)
        }
        largest = (0..<columns).map { column in
            (0..<rows).reduce(0) { max($0, abs(values[$1 * columns + column])) }
        }
    }

    /// Σ (x − m)² / rows, corrected for the rounding of the mean.
    func variance(_ column: Int) -> Double {
        var (squares, differences) = (CompensatedSum(), CompensatedSum())
        for row in 0..<rows {
            let difference = values[row * columns + column] - mean[column]
            squares.add(difference, times: difference)
            differences.add(difference)
        }
        return (squares.value - differences.value * differences.value / Double(rows)) / Double(rows)
    }

    /// `e` of the stated bound.
    var doubleError: Double { 0x1p-53 * (Double(rows) / 16 + 16) }

    /// `√(V + u² A²)`.
    func scale(_ column: Int, variance: Double, roundoff: Double) -> Double {
        (variance + roundoff * roundoff * largest[column] * largest[column]).squareRoot()
    }
}
