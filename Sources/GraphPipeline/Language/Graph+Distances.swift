extension Graph {
    /// Whether the graph looks at distances or moves them.
    ///
    /// - Complexity: O(size).
    public var usesDistances: Bool {
        switch self {
        case .bias, .exactly: true
        case .rewrite(_, let condition), .append(_, let condition):
            condition?.usesDistances == true || seesRunnerUp
        case .choose(let condition, let first, let second):
            condition.usesDistances || first.usesDistances || second?.usesDistances == true
        case .sequence(let graphs): graphs.contains(where: \.usesDistances)
        case .repeated(let graph): graph.usesDistances
        }
    }

    private var seesRunnerUp: Bool {
        var isSeen = false
        forEachView { if $0 == .second { isSeen = true } }
        return isSeen
    }
}

extension Condition {
    /// Whether the condition looks at distances.
    fileprivate var usesDistances: Bool {
        switch self {
        case .match(let cell, _): cell.view == .second
        case .compare(let left, _, let right): left.usesDistances || right.usesDistances
        case .modulo(let quantity, _, _): quantity.usesDistances
        case .not(let inner): inner.usesDistances
        case .and(let left, let right), .or(let left, let right): left.usesDistances || right.usesDistances
        }
    }
}

extension Quantity {
    fileprivate var usesDistances: Bool {
        switch self {
        case .margin: true
        case .count(_, let view, _), .nearest(_, let view, _), .length(let view): view == .second
        case .number, .place, .placeFromEnd: false
        }
    }
}
