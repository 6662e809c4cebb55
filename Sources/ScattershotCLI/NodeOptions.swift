import ArgumentParser
import TokenPipeline

/// How training deals with the states that were emitted. What is not given comes from the preset.
struct NodeOptions: ParsableArguments {
    @Option(
        help: """
            Which layers that look at emitted states are used: both (all of them), b (those that look at the present state \
            alone), c (the others), none, or record (after each state the kind that was right most often, or both, when each went \
            through the data once; takes two passes more; 'scattershot inspect --states' shows the record).
            """)
    var node: NodeRule?

    @Flag(
        inversion: .prefixedNo,
        help: "Let a state without a row of its own borrow that of the state with the most similar text.")
    var borrow: Bool?

    @Option(
        help: """
            Which of equally near outputs wins: the one that comes first in the training data (first), or the one that is \
            the more important state (rank).
            """)
    var ties: OutputOrder?

    @Option(
        help: """
            Leave out rows that look at a present state of a lower rank; the ranks of all states add up to 1. Default: 0.
            """)
    var minRank: Double?

    @Option(help: "Damping of the ranks (PageRank over the states' transitions). Default: 0.85.")
    var damping: Double?

    @Option(
        help:
            "Where the ranks' walk starts anew: at any state (even) or where sequences start (starts). Default: even."
    )
    var teleport: Teleport?

    /// Changes what is given.
    func apply(to settings: inout StateSettings) {
        func set<Value>(_ setting: WritableKeyPath<StateSettings, Value>, to option: Value?) {
            if let option { settings[keyPath: setting] = option }
        }
        set(\.node, to: node)
        set(\.borrows, to: borrow)
        set(\.order, to: ties)
        set(\.minimumRank, to: minRank)
        set(\.damping, to: damping)
        set(\.teleport, to: teleport)
    }
}

extension NodeRule: ExpressibleByArgument {}
extension OutputOrder: ExpressibleByArgument {}
extension Teleport: ExpressibleByArgument {}
