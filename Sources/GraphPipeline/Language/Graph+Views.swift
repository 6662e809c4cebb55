extension Graph {
    /// Calls `body` with every view that the graph looks at, as often as it does.
    ///
    /// - Complexity: O(size).
    public func forEachView(_ body: (WindowView) -> Void) {
        switch self {
        case .rewrite(let rewrites, let condition):
            for rewrite in rewrites { Self.forEachView(of: rewrite.template, body) }
            condition?.forEachView(body)
        case .append(let template, let condition):
            Self.forEachView(of: template, body)
            condition?.forEachView(body)
        case .bias(_, _, let condition): condition?.forEachView(body)
        case .exactly: return
        case .choose(let condition, let first, let second):
            condition.forEachView(body)
            first.forEachView(body)
            second?.forEachView(body)
        case .sequence(let graphs): for graph in graphs { graph.forEachView(body) }
        case .repeated(let graph): graph.forEachView(body)
        }
    }

    private static func forEachView(of template: [TemplateTerm], _ body: (WindowView) -> Void) {
        for term in template {
            switch term {
            case .symbol: continue
            case .cell(let cell): body(cell.view)
            case .all(let view), .most(let view): body(view)
            }
        }
    }
}

extension Condition {
    /// Calls `body` with every view that the condition looks at, as often as it does.
    ///
    /// - Complexity: O(size).
    public func forEachView(_ body: (WindowView) -> Void) {
        switch self {
        case .match(let cell, let test):
            body(cell.view)
            test.forEachView(body)
        case .compare(let left, _, let right):
            left.forEachView(body)
            right.forEachView(body)
        case .modulo(let quantity, _, _): quantity.forEachView(body)
        case .not(let inner): inner.forEachView(body)
        case .and(let left, let right), .or(let left, let right):
            left.forEachView(body)
            right.forEachView(body)
        }
    }
}

extension Quantity {
    fileprivate func forEachView(_ body: (WindowView) -> Void) {
        switch self {
        case .number, .place, .placeFromEnd, .margin: return
        case .count(_, let view, let test), .nearest(_, let view, let test):
            body(view)
            test.forEachView(body)
        case .length(let view): body(view)
        }
    }
}

extension TokenTest {
    fileprivate func forEachView(_ body: (WindowView) -> Void) {
        if case .cell(let cell) = operand { body(cell.view) }
    }
}
