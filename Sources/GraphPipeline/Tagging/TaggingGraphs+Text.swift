import KeyLayers

extension TaggingGraphs {
    /// The list in the language of graphs: the counts that hold, then the biases, in running order. The unit of their weights is
    /// that of the list.
    ///
    /// - Precondition: as `check` accepts them.
    /// - Complexity: O(graphs · values).
    public var graphs: [Graph] {
        constraints.map { .exactly(.token(labels[$0.label]), $0.count...$0.count) }
            + (list?.graphs ?? []).map(graph)
    }

    /// A learned graph in the language of graphs.
    ///
    /// - Precondition: as `check` accepts it.
    /// - Complexity: O(literals · values).
    public func graph(_ graph: BiasGraph) -> Graph {
        let literals = graph.literals.map { literal in
            let condition = condition(literal.condition)
            return literal.isNegated ? Condition.not(condition) : condition
        }
        let all = literals.dropFirst().reduce(literals.first) { sum, next in
            sum.map { .and($0, next) }
        }
        guard let weight = BiasWeight(hundredths: graph.hundredths) else { return .sequence([]) }
        return .bias(.token(labels[graph.label]), weight, at: all)
    }

    /// A condition in the language of graphs. Steps of margins have no words there: `ListLearning` leaves them out, and
    /// `check` refuses lists with them.
    func condition(_ condition: TagCondition) -> Condition {
        switch condition {
        case .at(let tokens, let offset):
            WindowCell(view(tokens), offset).map { .match($0, test(tokens)) } ?? .never
        case .some(let side, let tokens, let least):
            .compare(
                .count(side == .left ? .before : .after, view(tokens), test(tokens)), .atLeast, .number(least)
            )
        case .count(let tokens, let least):
            .compare(.count(.whole, view(tokens), test(tokens)), .atLeast, .number(least))
        case .near(let side, let tokens, let reach):
            .compare(.nearest(side, view(tokens), test(tokens)), .atMost, .number(reach))
        case .order(let side, let first, let second):
            .order(side, (view(first), test(first)), (view(second), test(second)))
        case .edge(let side, let most):
            .compare(side == .left ? .place : .placeFromEnd, .atMost, .number(most))
        case .length(let least): .compare(.length(.input), .atLeast, .number(least))
        }
    }

    private func view(_ number: Int) -> WindowView {
        switch classes[number].column {
        case .query(let column): .query(column: column, classes[number].view)
        case .value: .value
        case .nearest: .raw
        case .runnerUp: .second
        case .margin: preconditionFailure("a list looks at steps of margins")
        }
    }

    private func test(_ number: Int) -> TokenTest {
        TokenTest(.equal, .symbols(classes[number].values.map { .token($0) }))
    }
}

extension Condition {
    /// Holds nowhere.
    static let never = Condition.compare(.place, .less, .number(0))
}
