import KeyLayers

/// What graphs run on: the input tokens, the output tokens, and the distances of an aligned task.
public struct GraphWindows: Sendable, Hashable {
    /// Input tokens, column by column.
    public let query: [[String]]
    /// The output tokens as the token decoder left them.
    public let raw: [GraphSymbol]
    /// The token decoder's distances, one position for each of `raw`: they tell which output is second.
    public let decoderDistances: OutputDistances?
    /// The output tokens that the graphs begin with.
    public private(set) var value: [GraphSymbol]
    /// Distances of the output tokens that the graphs begin with, one position for each of `value`.
    public private(set) var distances: OutputDistances?
    /// Counts that hold from the beginning.
    private(set) var constraints: [CountConstraint] = []

    /// Windows of graphs that begin with the token decoder's answer; distances whose positions do not match it are left out.
    ///
    /// - Complexity: O(tokens).
    public init(query: [[String]], value: [String], distances: OutputDistances? = nil) {
        self.query = query
        raw = value.map { .token($0) }
        self.value = raw
        self.distances = distances?.count == value.count ? distances : nil
        decoderDistances = self.distances
    }

    /// The windows of graphs that begin with what something else made of the token decoder's answer.
    ///
    /// - Parameters:
    ///   - value: the output tokens.
    ///   - distances: what they were decided by; left out where the positions do not match.
    ///   - counts: those that hold already, by number of an output of the distances.
    /// - Complexity: O(tokens).
    public func beginning(
        with value: [String], distances: OutputDistances? = nil, counts: [ExactCount] = []
    ) -> GraphWindows {
        var windows = self
        windows.value = value.map { .token($0) }
        windows.distances = distances?.count == value.count ? distances : nil
        windows.constraints = counts.map { CountConstraint($0) }
        return windows
    }
}

/// Bounds of running graphs. A graph that would go beyond them is skipped: the output stays as it was before it.
///
/// Counts that must hold cost more steps the more combinations of them there are: each step of decoding distances takes one
/// more for every 64 combinations, and more than 1,024 are beyond the bounds.
public struct ExecutionLimits: Sendable, Hashable {
    /// Most steps of one graph of a list. An action takes one step and one for each token of the value window; everything
    /// else takes one. Where a region is compared with a cell that moves, each of these steps takes one more for every 64 tokens of
    /// the longest window.
    public var steps: Int
    /// Most output tokens for each input token, on top of `room`.
    public var growth: Int
    /// Output tokens that are always allowed.
    public var room: Int
    /// Whether a graph must leave as many output tokens as it found, as where each position has one.
    public var keepsLength: Bool

    /// Bounds.
    public init(steps: Int = 100_000, growth: Int = 4, room: Int = 64, keepsLength: Bool = false) {
        self.steps = steps
        self.growth = growth
        self.room = room
        self.keepsLength = keepsLength
    }

    /// Checks what a graph of a list made of the output.
    ///
    /// - Parameters:
    ///   - before: output tokens that it found, markers among them.
    ///   - after: output tokens that it left.
    func check(before: Int, after: Int) throws(LimitReached) {
        if keepsLength && before != after { throw LimitReached() }
    }

    /// Most output tokens for so many input tokens; an output that the token decoder made is never too long.
    func longestOutput(query: Int, output: Int) -> Int { max(max(0, growth) * query + max(0, room), output) }

    /// Most rounds of a repeat that begins with so many output tokens.
    static func rounds(length: Int) -> Int { 2 * length + 16 }
}

/// What running a list of graphs gave.
public struct GraphResult: Sendable, Hashable {
    /// What a graph of the list did.
    public enum Effect: Sendable, Hashable {
        /// Nothing.
        case none
        /// The output changed.
        case changed
        /// It would have gone beyond the limits, or a repeat did not come to rest, and was undone.
        case skipped
    }

    /// The output tokens, without markers.
    public let value: [String]
    /// What each graph did, in order.
    public let effects: [Effect]
}

/// What one graph of a list did on its run.
public struct GraphObservation: Sendable, Hashable {
    /// Its number in the list, from 0.
    public let graph: Int
    /// What it did.
    public let effect: GraphResult.Effect
    /// Positions of the output where its actions matched, ascending and from 0, in the output as each of them found it: where a rewrite
    /// has a pattern that fits and its condition holds, where the condition of a bias holds, past the end for a `continue`,
    /// and for a count that must hold the positions that have its token then.
    public let matched: [Int]
    /// The output after it, without markers.
    public let value: [String]
}

/// Thrown inside a graph that goes beyond the limits.
struct LimitReached: Error {}

/// What is left to a graph.
struct StepBudget {
    private(set) var steps: Int
    let longestOutput: Int
    /// The longest of the windows that do not change.
    private let window: Int

    /// Tokens that are compared with a moving cell in one step, and combinations of counts that are looked at.
    private static let comparisons = 64

    init(_ limits: ExecutionLimits, query: Int, output: Int) {
        steps = limits.steps
        longestOutput = limits.longestOutput(query: query, output: output)
        window = max(query, output)
    }

    /// Pays for an action on so many tokens, or for anything else with 0.
    ///
    /// - Parameter regions: of its condition those that are looked through anew for each token.
    mutating func pay(length: Int = 0, regions: Int = 0) throws(LimitReached) {
        steps -= (1 + length) * (1 + regions * (max(window, length) / Self.comparisons))
        if steps < 0 { throw LimitReached() }
    }

    /// Pays for decoding distances of so many positions under counts.
    ///
    /// - Parameter states: combinations of counts.
    mutating func pay(decoding positions: Int, states: Int) throws(LimitReached) {
        guard states <= ConstrainedDecision.mostStates else { throw LimitReached() }
        steps -= (1 + positions) * (states / Self.comparisons)
        if steps < 0 { throw LimitReached() }
    }

    func check(length: Int) throws(LimitReached) {
        if length > longestOutput { throw LimitReached() }
    }
}
