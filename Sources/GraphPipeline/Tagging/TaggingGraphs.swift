import Platform

/// What was learned to run after the tokens on a task that gives each position one label: counts that must hold, a list of
/// graphs for people, and rows for accuracy. Each of them may be missing.
public struct TaggingGraphs: Sendable, Hashable, Codable {
    /// The labels' texts, in the order of the decoder's dictionary.
    public let labels: [String]
    /// The classes that conditions are about.
    public let classes: [TokenClass]
    /// Differences between the nearest label and the runner-up at which a decision counts as one step clearer, ascending.
    public let marginSteps: [Int32]
    /// Counts that hold in every sequence.
    public var constraints: [ExactCount]
    /// Graphs to be read.
    public var list: GraphList?
    /// Rows over conditions.
    public var rows: ConditionRows?

    /// What was learned; `check` tells whether it fits together.
    ///
    /// - Complexity: O(1).
    public init(
        labels: [String], classes: [TokenClass], marginSteps: [Int32], constraints: [ExactCount],
        list: GraphList?, rows: ConditionRows?
    ) {
        self.labels = labels
        self.classes = classes
        self.marginSteps = marginSteps
        self.constraints = constraints
        self.list = list
        self.rows = rows
    }

    /// Whether nothing was learned.
    public var isEmpty: Bool { constraints.isEmpty && list == nil && rows == nil }

    /// Checks what came from a file against the model that it belongs to.
    ///
    /// - Parameters:
    ///   - labels: the texts of the decoder's dictionary.
    ///   - columns: number of query columns.
    /// - Throws: `InvalidStructure` naming what does not fit.
    /// - Complexity: O(classes + conditions + rows).
    public func check(labels: [String], columns: Int) throws(InvalidStructure) {
        let isSame = self.labels.elementsEqual(labels) { $0.utf8.elementsEqual($1.utf8) }
        guard isSame, (2...64).contains(labels.count) else {
            throw InvalidStructure("graphs were learned for other labels than the model has")
        }
        for tokens in classes {
            if case .query(let column) = tokens.column, !(1...columns).contains(column) {
                throw InvalidStructure("a graph looks at column \(column); the model has \(columns)")
            }
        }
        guard zip(marginSteps, marginSteps.dropFirst()).allSatisfy(<) else {
            throw InvalidStructure("the margin steps of graphs do not rise")
        }
        let numbers = labels.indices
        guard
            constraints.allSatisfy({
                numbers.contains($0.label) && (1...ExactCount.mostCount).contains($0.count)
            }),
            Set(constraints.map(\.label)).count == constraints.count,
            constraints.reduce(1, { min($0, ExactCount.mostStates + 1) * ($1.count + 1) })
                <= ExactCount.mostStates
        else { throw InvalidStructure("a count that must hold is of no label, or too large") }
        try list?.check(labels: labels.count, classes: classes)
        try rows?.check(labels: labels.count, classes: classes.count)
    }
}

extension GraphList {
    func check(labels: Int, classes: [TokenClass]) throws(InvalidStructure) {
        for graph in graphs {
            guard (0..<labels).contains(graph.label),
                (1...BiasGraph.mostLiterals).contains(graph.literals.count),
                graph.literals.allSatisfy({ $0.condition.isValid(classCount: classes.count) }),
                BiasWeight(hundredths: graph.hundredths) != nil
            else {
                throw InvalidStructure(
                    "a learned graph has a label, a condition or a weight that there is not")
            }
            let looked = graph.literals.flatMap(\.condition.classes)
            if looked.contains(where: { classes[$0].column == .margin }) {
                throw InvalidStructure(
                    "a learned graph looks at steps of margins, of which no graph can be written")
            }
        }
        guard unit > 0, unit <= Int32.max / 1000 else {
            throw InvalidStructure("the unit of learned graphs is \(unit)")
        }
    }
}

extension ConditionRows {
    func check(labels: Int, classes: Int) throws(InvalidStructure) {
        guard rowCounts.count == conditions.count,
            rowCounts.allSatisfy({ (0...self.classes.count).contains($0) }),
            rowCounts.reduce(0, +) == self.classes.count, weights.count == self.classes.count * labels,
            (0...14).contains(fractionBits)
        else { throw InvalidStructure("the parts of the rows over conditions have different lengths") }
        guard conditions.allSatisfy({ $0.isValid(classCount: classes) }),
            self.classes.allSatisfy({ (-1..<classes).contains($0) })
        else { throw InvalidStructure("a row over conditions is about a class that there is not") }
    }
}
