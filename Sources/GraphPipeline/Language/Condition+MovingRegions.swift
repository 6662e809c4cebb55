/// What evaluating a condition costs beside a look at each position.
extension Condition {
    /// How many of its regions are compared with a cell that moves with the position, so that each position looks through the
    /// whole window.
    ///
    /// - Complexity: O(parts of the condition).
    var movingRegions: Int {
        switch self {
        case .match: 0
        case .compare(let left, _, let right): left.movingRegions + right.movingRegions
        case .modulo(let quantity, _, _): quantity.movingRegions
        case .not(let inner): inner.movingRegions
        case .and(let left, let right), .or(let left, let right): left.movingRegions + right.movingRegions
        }
    }
}

extension Quantity {
    fileprivate var movingRegions: Int {
        switch self {
        case .count(_, _, let test), .nearest(_, _, let test):
            if case .cell(let cell) = test.operand, cell.place.moves { 1 } else { 0 }
        case .number, .place, .placeFromEnd, .length, .margin: 0
        }
    }
}

extension CellPlace {
    /// Whether it is another place for each position.
    var moves: Bool { anchor == .here || anchor == .mirror }
}
