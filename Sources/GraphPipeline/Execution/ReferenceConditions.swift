import KeyLayers
import NoiseSampling

/// The windows while graphs run, and the plain evaluation of conditions: position by position, on texts.
struct ReferenceWindows {
    let query: [[String]]
    let raw: [GraphSymbol]
    let decoderDistances: OutputDistances?
    var value: [GraphSymbol]
    var distances: OutputDistances?
    var constraints: [CountConstraint]

    init(_ windows: GraphWindows) {
        query = windows.query
        raw = windows.raw
        decoderDistances = windows.decoderDistances
        value = windows.value
        distances = windows.distances
        constraints = windows.constraints
    }

    func length(_ view: WindowView) -> Int {
        switch view {
        case .query(let column, _): query.indices.contains(column - 1) ? query[column - 1].count : 0
        case .value: value.count
        case .raw: raw.count
        case .second: decoderDistances?.count ?? 0
        }
    }

    func symbol(_ view: WindowView, at index: Int) -> GraphSymbol? {
        guard index >= 0, index < length(view) else { return nil }
        switch view {
        case .query(let column, let view): return .token(view.applied(to: query[column - 1][index]))
        case .value: return value[index]
        case .raw: return raw[index]
        case .second:
            return decoderDistances?.runnerUp(at: index).flatMap { decoderDistances?.outputs[$0] }
        }
    }

    func symbol(_ cell: WindowCell, from position: Int) -> GraphSymbol? {
        cell.place.index(from: position, count: length(cell.view)).flatMap { symbol(cell.view, at: $0) }
    }

    func passes(_ subject: GraphSymbol?, _ test: TokenTest, from position: Int) -> Bool {
        switch test.operand {
        case .cell(let cell):
            guard let subject, let other = symbol(cell, from: position) else {
                return test.relation == .unequal
            }
            return test.relation.holds(subject, other)
        case .symbols(let symbols):
            guard let subject else { return test.relation == .unequal }
            return test.relation == .equal
                ? symbols.contains(subject) : symbols.allSatisfy { test.relation.holds(subject, $0) }
        }
    }

    func positions(_ region: WindowRegion, from position: Int, count: Int) -> [Int] {
        switch region {
        case .whole: return Array(0..<count)
        case .before: return (0..<count).filter { $0 < position }
        case .after: return (0..<count).filter { $0 > position }
        case .within(let reach): return (0..<count).filter { $0 != position && abs($0 - position) <= reach }
        case .sample(let size, let seed):
            let stream = NoiseStream(seed: UInt64(truncatingIfNeeded: seed), number: UInt64(count))
            return Array(seededOrder(count: count, stream: stream).prefix(size))
        }
    }

    func number(_ quantity: Quantity, from position: Int) -> Int {
        switch quantity {
        case .number(let number): return number
        case .count(let region, let view, let test):
            return positions(region, from: position, count: length(view)).count {
                passes(symbol(view, at: $0), test, from: position)
            }
        case .nearest(let side, let view, let test):
            let found = (0..<length(view)).filter {
                (side == .left ? $0 < position : $0 > position)
                    && passes(symbol(view, at: $0), test, from: position)
            }
            let nearest = side == .left ? found.last : found.first
            return nearest.map { abs($0 - position) } ?? Quantity.infinite
        case .place: return position
        case .placeFromEnd: return value.count - 1 - position
        case .length(let view): return length(view)
        case .margin(let symbol):
            guard let distances, let output = distances.index(of: symbol), position < distances.count,
                let margin = distances.margin(of: output, at: position)
            else { return Quantity.infinite }
            return margin * 100 / Int(distances.unit)
        }
    }

    func holds(_ condition: Condition?, at position: Int) -> Bool {
        switch condition {
        case nil: return true
        case .match(let cell, let test)?:
            return passes(symbol(cell, from: position), test, from: position)
        case .compare(let left, let relation, let right)?:
            return relation.holds(number(left, from: position), number(right, from: position))
        case .modulo(let quantity, let divisor, let remainder)?:
            let number = number(quantity, from: position)
            guard number != Quantity.infinite, divisor > 0 else { return false }
            return (number % divisor + divisor) % divisor == remainder
        case .not(let inner)?: return !holds(inner, at: position)
        case .and(let left, let right)?: return holds(left, at: position) && holds(right, at: position)
        case .or(let left, let right)?: return holds(left, at: position) || holds(right, at: position)
        }
    }
}
